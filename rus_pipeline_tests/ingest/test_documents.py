"""Documents of the raw folder: what is read of them, and what is said where one cannot be used."""

import pytest

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.errors import ExtractError
from rus_pipeline.ingest.documents import (
    ClaimAt,
    FigureAt,
    Goal,
    LabelledClaim,
    Promise,
    Transcribed,
    read_documents,
    tables_of,
)
from rus_pipeline_tests.building import RAW
from rus_pipeline_tests.raw import opened, raw_folder

HEAD = 'dokument = "plan.txt"\ndato = "2020"\n'
TABLE = """
[[tabel]]
id = "plan"
titel = "Planen"
trykt_tabel = "Plan"
definition = "Som trykt."
forspalte = "Mål"
"""
PROMISES = """
[loefter]
id = "loefter"
titel = "Løfter og {aar}"
definition = "Som trykt."
[[loefter.punkt]]
ord = "Hurtig hjælp"
trykt = [{ tabel = "Plan", raekke = "Hjælp", kolonne = "dage" }]
maalt = [{ navn = "I tide", tabel = "kvalitet-effekt", raekke = "stoffri", kolonne = "antal" }]
"""
GOALS = """
[maal]
id = "maal"
titel = "Mål"
definition = "Som trykt."
[[maal.punkt]]
ord = "Færre"
udgangspunkt = { navn = "2010", tabel = "Plan", raekke = "Andel", kolonne = "2010" }
maal = { navn = "2020", tabel = "Plan", raekke = "Andel", kolonne = "2020" }
"""


def documents(tmp_path, **texts):
    files = {f"dokumenter/{name}.toml": text for name, text in texts.items()}
    return read_documents(raw_folder(tmp_path, files))


def refused(tmp_path, **texts):
    with pytest.raises(ExtractError) as found:
        documents(tmp_path, **texts)
    return str(found.value)


def test_a_centre_without_documents_has_none(tmp_path):
    assert documents(tmp_path) == ()


def test_the_folder_of_documents_is_no_edition(tmp_path):
    folder = opened(raw_folder(tmp_path, {"dokumenter/plan.toml": HEAD + TABLE}))
    assert (folder.editions, folder.warnings) == ((2023,), ())


def test_a_table_as_printed(tmp_path):
    (document,) = documents(tmp_path, plan=f'{HEAD}{TABLE}sum = "I alt"\nnoter = ["En note."]\n')
    assert (document.name, document.date) == ("plan.txt", "2020")
    assert document.tables == (
        Transcribed(
            *("plan", "Planen", "Som trykt.", "plan.txt", "Plan", "Mål", "I alt", ("En note.",))
        ),
    )


def test_a_promise_with_what_states_and_what_measures_it(tmp_path):
    ((promises,),) = [document.tables for document in documents(tmp_path, plan=HEAD + PROMISES)]
    assert promises.headline(Edition(2023, None)) == "Løfter og 2023"
    assert promises.promises == (
        Promise(
            "Hurtig hjælp",
            (ClaimAt("plan.txt", "Plan", "Hjælp", "dage"),),
            (FigureAt("I tide", "kvalitet-effekt", "stoffri", "antal"),),
        ),
    )


def test_a_goal_that_nothing_measures_yet(tmp_path):
    ((goals,),) = [document.tables for document in documents(tmp_path, plan=HEAD + GOALS)]
    assert goals.goals == (
        Goal(
            "Færre",
            LabelledClaim("2010", ClaimAt("plan.txt", "Plan", "Andel", "2010")),
            LabelledClaim("2020", ClaimAt("plan.txt", "Plan", "Andel", "2020")),
            (),
        ),
    )


def test_the_tables_of_all_documents_come_by_id(tmp_path):
    found = documents(tmp_path, a=HEAD + TABLE, b=HEAD + PROMISES + GOALS)
    assert [table.id for table in tables_of(found)] == ["loefter", "maal", "plan"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"dokument =\n{HEAD}", "dokumenter/plan.toml, linje 1: filen kan ikke læses som toml"),
        (
            TABLE,
            'dokumenter/plan.toml: dokument mangler eller er ingen tekst; skriv dokument = "…"',
        ),
        (HEAD, "dokumenter/plan.toml: filen viser intet; ventet mindst en af [[tabel]]"),
        (
            f"{HEAD}side = 3\n{TABLE}",
            "linje 3: side kendes ikke; ventet dokument, titel, dato, tabel",
        ),
        (f"{HEAD}tabel = 5\n", "linje 3: tabel skal være en liste af tabeller; skriv [[tabel]]"),
        (f"{HEAD}loefter = 5\n", "linje 3: loefter skal være en tabel; skriv [loefter]"),
        (
            HEAD + TABLE.replace('titel = "Planen"', "titel = 5"),
            'linje 6: tabel.titel mangler eller er ingen tekst; skriv titel = "…"',
        ),
        (
            HEAD + TABLE.replace('"plan"', '"../plan"'),
            "linje 5: tabel.id skal være små bogstaver, tal og bindestreger",
        ),
        (f'{HEAD}{TABLE}noter = "En"\n', "linje 10: tabel.noter skal være en liste af tekster"),
        (
            HEAD + PROMISES.replace(', kolonne = "dage"', ""),
            "linje 10: loefter.punkt.trykt.kolonne mangler",
        ),
        (
            HEAD + PROMISES.replace('navn = "I tide"', 'navne = "I tide"'),
            "linje 11: loefter.punkt.maalt.navne kendes ikke; ventet navn, tabel, raekke, kolonne",
        ),
        (HEAD + GOALS.replace("maal = {", "maalet = {"), "linje 11: maal.punkt.maalet kendes ikke"),
        (
            HEAD + "\n".join(line for line in GOALS.splitlines() if not line.startswith("maal =")),
            "linje 8: maal.punkt.maal mangler; skriv maal = {…}",
        ),
    ],
)
def test_a_document_that_cannot_be_used_says_where_and_what_to_write(tmp_path, text, said):
    assert said in refused(tmp_path, plan=text)


def test_one_id_in_two_documents_names_both(tmp_path):
    said = refused(tmp_path, a=HEAD + TABLE, b=HEAD + TABLE)
    assert said.startswith('dokumenter/b.toml: id = "plan" står også i dokumenter/a.toml')


def test_a_personal_number_in_a_document_is_masked(tmp_path):
    text = HEAD + TABLE.replace("Planen", "Planen for 610180-0001")
    ((table,),) = [document.tables for document in documents(tmp_path, plan=text)]
    assert table.title == "Planen for ******-****"


def test_the_documents_of_faxe_are_read():
    assert {
        document.name: [table.id for table in document.tables] for document in read_documents(RAW)
    } == {
        "kvalitetsstandard-stofmisbrugsbehandling.txt": ["kvalitetsstandard-loefter"],
        "rusmiddelpolitik.txt": ["politik-indsats", "politik-maal"],
        "skema-2-alkoholbehandling-2014.txt": [
            "ansoegning-forloeb",
            "ansoegning-medarbejdere",
            "ansoegning-noeglepersoner",
            "ansoegning-uddannelse",
            "register-afslutningsaarsager",
        ],
    }
