"""What must add up from table to table: what is asked of an edition, and by how much it is off."""

import pytest

from rus_pipeline.audit.gates import adds_up
from rus_pipeline.figures.sums import (
    asked_of,
    off_by,
    read_asked,
    read_declared,
    write_asked,
    write_declared,
)
from rus_pipeline.tables import counted_tables, stroem, ventetid
from rus_pipeline_tests.raw import CENTER
from rus_pipeline_tests.tables.figures_of import figures_of

COURSES = """
    indsats   | person       | kommune | kontakt    | ind        | ud         | aarsag
    Alkohol   | a            | 0320    | 01-02-2022 | 01-03-2022 | 01-02-2023 | Død
    Alkohol   | b            | 0320    | 01-02-2023 | 16-02-2023 |            |
    Alkohol   | c            | 0320    | 01-02-2023 | 15-02-2023 | 01-04-2023 | Udeblevet
    Alkohol   | d            | 0320    | 01-03-2023 |            |            |
    Stof      | e            | 0320    | 01-03-2023 | 01-03-2023 |            |
    Stof      | f 01-06-2010 | 0336    |            | 01-03-2023 | 01-12-2023 | Andet
    Pårørende | g            |         |            | 01-03-2023 | 15-01-2024 | Andet
"""


def asked(tmp_path, sums, text=COURSES, **more):
    """Return the sums asked of an edition, and its values by id."""
    figures = figures_of(tmp_path, text, **more)
    found = {figures.figure(cell).figure_id: figures.figure(cell) for cell in figures}
    return asked_of(sums, found), {i: figure.value for i, figure in found.items()}


def test_the_flow_adds_up_and_is_that_of_the_other_tables(tmp_path):
    terms, values = asked(tmp_path, stroem.TABLE.sums)
    assert len(terms) == 24  # six sums of four rows
    assert not any(off_by(one, values) for one in terms)
    drugs = next(one for one in terms if "2023/tabel-02/forloeb/stof-unge" in one)
    assert drugs == {
        "2023/stroem/stof/primo": 1,
        "2023/stroem/stof/indskrevet": 1,
        "2023/tabel-02/forloeb/stof-voksne": -1,
        "2023/tabel-02/forloeb/stof-unge": -1,
    }


def test_a_number_that_differs_is_named_with_the_others(tmp_path):
    terms, values = asked(tmp_path, stroem.TABLE.sums)
    values["2023/stroem/alkohol/ultimo"] += 2
    verdict = adds_up(values, terms)
    assert verdict.tried == 24
    assert verdict.complaints == (
        "2023/stroem/alkohol/primo + 2023/stroem/alkohol/indskrevet - 2023/stroem/alkohol/udskrevet"
        " - 2023/stroem/alkohol/ultimo is -2, not 0",
        "2023/stroem/alkohol/ultimo - 2023/bestand/12/alkohol is 2, not 0",
    )


def test_what_is_not_told_is_not_asked(tmp_path):
    untold = (
        'udtrukket = 2024-01-31\n[[ikke_oplyst]]\ntabel = "tabel-07"\nkolonne = "stof-unge"\n'
        'grund = "Systemskift"\n'
    )
    terms, _ = asked(
        tmp_path,
        stroem.TABLE.sums,
        {"2023/forloeb": COURSES, "2023/udtraek.toml": untold},
    )
    in_table_7 = {name for one in terms for name in one if "tabel-07" in name}
    assert in_table_7 == {"2023/tabel-07/forloeb/alkohol", "2023/tabel-07/forloeb/paaroerende"}


def test_the_last_month_of_a_draft_is_not_asked(tmp_path):
    text = "ind\n01-03-2023"
    terms, values = asked(tmp_path, stroem.TABLE.sums, text, udtraek="udtrukket = 2023-11-15\n")
    assert not any("bestand" in name for one in terms for name in one)
    assert not any(off_by(one, values) for one in terms)


def test_without_relatives_and_the_young_it_is_asked_of_the_rest(tmp_path):
    center = f'{CENTER}[tilbud]\nindsatser = ["Alkohol", "Stof"]\nunge = false\n'
    text = "indsats | ind\nStof | 01-03-2023\nAlkohol | 01-03-2023"
    terms, values = asked(tmp_path, stroem.TABLE.sums, text, center=center)
    assert len(terms) == 18
    assert not any(off_by(one, values) for one in terms)


def test_until_2022_table_8_is_not_of_everyone(tmp_path):
    before = [one for one in stroem.TABLE.sums if one.since <= 2022]
    assert not any("tabel-08" in cell for one in before for cell in one.equals)
    assert {cell.split("/")[0] for one in stroem.TABLE.sums for cell in one.equals} == {
        "stroem",
        "tabel-02",
        "tabel-07",
        "tabel-08",
        "afslutningsmaade",
        "bestand",
    }


def test_the_waiting_time_of_the_home_municipality_is_the_guarantees(tmp_path):
    terms, values = asked(tmp_path, ventetid.AS_THE_GUARANTEE)
    assert len(terms) == 4
    assert not any(off_by(one, values) for one in terms)
    assert values["2023/kvalitet-behandlingsgaranti/alkohol/efter-14-dage"] == 2


def test_a_guarantee_of_other_days_is_not_asked(tmp_path):
    center = f"{CENTER}[frister]\nbehandlingsgaranti_dage = 30\n"
    terms, _ = asked(tmp_path, ventetid.AS_THE_GUARANTEE, center=center)
    assert terms == []


@pytest.mark.parametrize("table", counted_tables(), ids=lambda table: table.id)
def test_a_sum_names_tables_of_the_report(table):
    known = {table.id for table in counted_tables()}
    named = {cell for one in table.sums for cell in (*one.plus, *one.minus, *one.equals)}
    assert {cell.split("/")[0] for cell in named} <= known


def test_written_sums_are_read_as_they_were(tmp_path):
    write_declared(tmp_path / "declared.json", stroem.TABLE.sums)
    assert read_declared(tmp_path / "declared.json") == list(stroem.TABLE.sums)
    write_asked(tmp_path / "asked.json", [{"a": 1, "b": -1}, {"c": 1, "d": -1}])
    assert read_asked(tmp_path / "asked.json") == [{"a": 1, "b": -1}, {"c": 1, "d": -1}]
