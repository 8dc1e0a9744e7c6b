"""Which column a heading names."""

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.codes import alike
from rus_pipeline.core.errors import ExtractError
from rus_pipeline.ingest.files.headings import headings_of
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline_tests.ingest.checking import NEEDED, checked_text, values
from rus_pipeline_tests.raw import CENTER, raw_folder


def columns(tmp_path, stem, *header, center=CENTER):
    raw = raw_folder(tmp_path, center=center)
    return headings_of(SCHEMAS[stem], read_center(raw)).columns(header)


@pytest.mark.parametrize(
    "text", ["CPR-nr.", "cpr nr", " CPR_NR ", "Cpr.-Nr", "cpr\u00a0nr", "CPR  nr"]
)
def test_headings_that_are_alike(text):
    assert alike(text) == "cpr nr"


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("CPR-nr", "cpr"),
        ("CPR-nummer", "cpr"),
        ("Personnummer", "cpr"),
        ("Forløbs-id", "forloeb_id"),
        ("Sags-id", "forloeb_id"),
        ("Forløb id", "forloeb_id"),
        ("Bopælskommune", "kommune"),
        ("Kommunekode", "kommune"),
        ("Startdato", "indskrivningsdato"),
        ("Slutdato", "udskrivningsdato"),
        ("Afslutningsårsag", "afslutningsaarsag"),
        ("Køn", "koen"),
        ("Lægesamtale ønsket", "laegesamtale_oensket"),
        ("Noget andet", None),
    ],
)
def test_the_column_of_a_heading(tmp_path, heading, column):
    assert columns(tmp_path, "forloeb", heading) == [column]


def test_startdato_is_the_contracts_own_word_elsewhere(tmp_path):
    assert columns(tmp_path, "doegnophold", "Startdato", "Beløb") == ["startdato", "beloeb"]


def test_the_contracts_name_goes_before_a_synonym(tmp_path):
    assert columns(tmp_path, "forloeb", "Startdato", "Indskrivningsdato") == [
        None,
        "indskrivningsdato",
    ]


def test_a_translation_goes_before_a_synonym(tmp_path):
    center = f'{CENTER}[kolonner.forloeb]\n"Dato ind" = "indskrivningsdato"\n'
    assert columns(tmp_path, "forloeb", "Startdato", "dato-ind", center=center) == [
        None,
        "indskrivningsdato",
    ]


def test_two_synonyms_of_one_column_are_an_error(tmp_path):
    text = NEEDED.replace("cpr", "CPR-nr;Personnummer")
    with pytest.raises(ExtractError, match=r"kolonnen cpr: to kolonner oversættes til denne"):
        checked_text(tmp_path, f"{text}\n")


def test_a_heading_without_a_name_above_empty_cells_is_passed_over(tmp_path):
    text = f"{NEEDED.replace(';', ';;', 1)};\nF1;;;Stof;0320;01-03-2023;;;\n"
    file = checked_text(tmp_path, text)
    assert (values(file, "forloeb_id"), file.warnings) == (["F1"], ())
