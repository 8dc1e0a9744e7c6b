"""A journal's own headings and words, translated by center.toml."""

import pytest

from rus_pipeline.core.errors import ExtractError, RawFolderError
from rus_pipeline_tests.ingest.checking import OUT, checked, checked_text, listed, row
from rus_pipeline_tests.raw import CENTER, csv_text, extract, forloeb, opened, raw_folder


def center(*lines):
    return CENTER + "\n".join(lines) + "\n"


HEADING = center("[kolonner.forloeb]", '"CPR-nr." = "cpr"', '"Ydelse" = "indsats"')
CODE = center("[koder.indsats]", '"Alkoholbehandling (SUL § 141)" = "Alkohol"')


@pytest.mark.parametrize("heading", ["CPR-nr.", "cpr-NR.", "  CPR-nr. ", '"CPR-nr."'])
def test_a_heading_is_translated_trimmed_and_in_any_case(tmp_path, heading):
    text = forloeb({}).replace("cpr", heading, 1)
    file = checked_text(tmp_path, text, center=HEADING)
    assert (file.frame.height, file.warnings) == (1, ())


def test_the_contracts_own_heading_still_holds(tmp_path):
    assert checked(tmp_path, "forloeb", {}, center=HEADING).frame.height == 1


def test_headings_are_translated_in_their_own_file_alone(tmp_path):
    text = csv_text("doegnophold", {}).replace("omraade", "Ydelse", 1)
    files = {"2023/doegnophold.csv": text}
    with pytest.raises(ExtractError, match=r"^2023/doegnophold\.csv, linje 1, kolonnen omraade"):
        extract(raw_folder(tmp_path, files, center=HEADING))


def test_two_headings_become_one_column(tmp_path):
    text = forloeb().replace("effekt", "Ydelse")
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": text}, center=HEADING)
    with pytest.raises(ExtractError, match=r"^2023/forloeb\.csv, linje 1, kolonnen indsats"):
        extract(raw)


@pytest.mark.parametrize(
    "text", ["Alkoholbehandling (SUL § 141)", "  ALKOHOLBEHANDLING (sul § 141) ", "Alkohol"]
)
def test_a_value_is_translated_trimmed_and_in_any_case(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"indsats": text}, center=CODE)
    assert row(file)["indsats"] == "alkohol"


def test_a_value_is_translated_whole(tmp_path):
    text = "Alkoholbehandling (SUL § 141) og mere"
    file = checked(tmp_path, "forloeb", {"indsats": text}, center=CODE)
    assert listed(file) == [(2, "indsats", "kode_ukendt", OUT)]


def test_a_value_is_translated_in_its_own_column_alone(tmp_path):
    text = "Alkoholbehandling (SUL § 141)"
    file = checked(tmp_path, "forloeb", {"kommune": text}, center=CODE)
    assert listed(file) == [(2, "kommune", "kommune_ukendt", OUT)]


def test_values_are_translated_by_column_in_every_file(tmp_path):
    cells = {"indsats": "Alkoholbehandling (SUL § 141)"}
    file = checked(tmp_path, "eksterne_forloeb", cells, center=CODE)
    assert row(file)["indsats"] == "alkohol"


@pytest.mark.parametrize(
    ("column", "delivered", "word", "expected"),
    [
        ("kommune", "Rhône", "Faxe", "0320"),
        ("laegesamtale_oensket", "Måske", "J", True),
        ("afslutningsaarsag", "Flyttet", "fraflyttet", "fraflyttet"),
    ],
)
def test_values_of_other_columns_are_translated(tmp_path, column, delivered, word, expected):
    words = center(f"[koder.{column}]", f'"{delivered}" = "{word}"')
    cells = {"udskrivningsdato": "01-06-2023", "afslutningsaarsag": "Andet", column: delivered}
    assert row(checked(tmp_path, "forloeb", cells, center=words))[column] == expected


def test_headings_are_translated_before_values(tmp_path):
    text = forloeb({"indsats": "Alkoholbehandling"}).replace("indsats", "Ydelse", 1)
    words = HEADING + '[koder.indsats]\n"Alkoholbehandling" = "Alkohol"\n'
    assert row(checked_text(tmp_path, text, center=words))["indsats"] == "alkohol"


def test_the_list_names_the_contracts_column(tmp_path):
    text = forloeb({"indsats": "Spil"}).replace("indsats", "Ydelse", 1)
    file = checked_text(tmp_path, text, center=HEADING)
    assert listed(file) == [(2, "indsats", "kode_ukendt", OUT)]


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["[kolonner.forloebet]", '"CPR-nr." = "cpr"'], "forloebet"),
        (["[kolonner.forloeb]", '"CPR-nr." = "cprnr"'], "cprnr"),
        (["[kolonner.forloeb]", '"Beløb" = "beloeb"'], "beloeb"),
        (["[koder.indsatsen]", '"A" = "Alkohol"'], "indsatsen"),
        (["[koder.indsats]", '"A" = "Alkoholisme"'], "Alkoholisme"),
        (["[koder.kommune]", '"A" = "Atlantis"'], "Atlantis"),
        (["[koder.laegesamtale_oensket]", '"A" = "Måske"'], "Måske"),
        (["[koder.cpr]", '"A" = "6101800001"'], "cpr"),
    ],
    ids=[
        "no such file",
        "no such column",
        "a column of another file",
        "no such code column",
        "no such code",
        "no such municipality",
        "neither yes nor no",
        "cpr is never translated",
    ],
)
def test_an_unknown_target_is_an_error(tmp_path, lines, named):
    raw = raw_folder(tmp_path, center=center(*lines))
    with pytest.raises(RawFolderError, match=r"^center\.toml: ") as refused:
        opened(raw)
    assert named in str(refused.value)
