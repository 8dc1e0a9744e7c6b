"""Persons whom psychiatry turned away."""

from rus_pipeline_tests.tables.figures_of import figures_of, without

TEXT = """
person | kommune | ind        | ud         | afvist
a      | 0320    | 01-03-2023 |            | 01-01-2023
a      | 0320    | 01-06-2023 |            | 01-08-2023
b      | 0320    | 01-03-2021 |            | 31-12-2023
c      | 0336    | 01-03-2023 |            | 15-05-2023
d      | 0370    | 01-03-2023 |            | 15-05-2023
-      | 0320    | 01-03-2023 |            | 15-05-2023
e      | 0320    | 01-03-2023 |            | 31-12-2022
f      | 0320    | 01-03-2023 |            | 01-01-2024
g      | 0320    | 01-03-2023 |            |
"""


def test_persons_count_once_in_a_municipality_the_anonymous_and_other_years_do_not(tmp_path):
    assert figures_of(tmp_path, TEXT).table("afvist-psykiatri") == {
        "faxe/antal": 2,
        "stevns/antal": 1,
        "andre-kommuner/antal": 1,
        "i-alt/antal": 4,
    }


def test_a_person_turned_away_from_two_municipalities_counts_in_both(tmp_path):
    text = "person | kommune | afvist\na | 0320 | 01-02-2023\na | | 01-04-2023"
    assert figures_of(tmp_path, text).column("afvist-psykiatri", "antal") == {
        "faxe": 1,
        "stevns": 0,
        "andre-kommuner": 0,
        "uoplyst": 1,
        "i-alt": 2,
    }


def test_without_the_column_nothing_is_available_and_all_else_is(tmp_path):
    text = without("forloeb", "ind\n01-03-2023", "afvist_psykiatri_dato")
    figures = figures_of(tmp_path, {"2023/forloeb.csv": text})
    assert set(figures.table("afvist-psykiatri").values()) == {None}
    assert "afvist_psykiatri_dato" in figures.reason("afvist-psykiatri/faxe/antal")
    assert figures["tabel-01/faxe/alkohol"] == 1
