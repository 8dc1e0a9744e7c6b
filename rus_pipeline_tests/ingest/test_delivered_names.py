"""Which file is which, by its name."""

import pytest

from rus_pipeline.core.errors import ExtractError
from rus_pipeline.ingest.files.delivered_names import find_file, stem_of


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("forloeb.csv", "forloeb"),
        ("Forløb 2023.xlsx", "forloeb"),
        ("forloeb_2024-01-31.csv", "forloeb"),
        ("FORLØB-2023 endelig.TXT", "forloeb"),
        ("Forlo\u0308b.csv", None),
        ("DØGNOPHOLD.ods", "doegnophold"),
        ("Eksterne forløb.xls", "eksterne_forloeb"),
        ("eksterne_forløb_2023.xlsb", "eksterne_forloeb"),
        ("Tværgående.tsv", "tvaergaaende"),
        ("Tva\u0308rga\u030aende.tsv", None),
        ("Tværga\u030aende.tsv", "tvaergaaende"),
        ("tilskud.xlsm", "tilskud"),
        ("forloeb.pdf", None),
        ("forloeb", None),
        ("forloeb gammel.csv", None),
        ("~$forloeb.xlsx", None),
        (".forloeb.csv", None),
        ("noget.csv", None),
    ],
)
def test_the_stem_of_a_name(name, stem):
    assert stem_of(name) == stem


def test_two_files_that_could_be_meant_are_both_named(tmp_path):
    for name in ("forloeb.csv", "Forløb 2023.xlsx"):
        (tmp_path / name).touch()
    with pytest.raises(ExtractError, match=r"Forløb 2023\.xlsx og forloeb\.csv ligger her begge"):
        find_file(tmp_path, "forloeb")


def test_a_folder_of_that_name_is_no_file(tmp_path):
    (tmp_path / "forloeb.csv").mkdir()
    assert find_file(tmp_path, "forloeb") is None
