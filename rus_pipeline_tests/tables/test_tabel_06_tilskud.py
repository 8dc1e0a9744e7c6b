"""Table 6's note: grants, by year."""

from rus_pipeline_tests.tables.figures_of import figures_of

GRANTS = """
pulje     | aar  | beloeb
Unge 18Æ  | 2022 | 100.000,00
Unge 18Æ  | 2023 | 50.000,00
Unge 18Æ  | 2023 | 25.000,00
Klynge Ø  | 2023 | 7.000,00
"""


def test_a_row_for_each_grant_and_a_column_for_each_year(tmp_path):
    figures = figures_of(tmp_path, {"2023/tilskud": GRANTS})
    assert figures.table("tabel-06-tilskud") == {
        "unge-18ae/2022": 100000,
        "unge-18ae/2023": 75000,
        "unge-18ae/i-alt": 175000,
        "klynge-oe/2022": 0,
        "klynge-oe/2023": 7000,
        "klynge-oe/i-alt": 7000,
    }


def test_a_grant_written_in_another_case_is_the_same_grant(tmp_path):
    figures = figures_of(tmp_path, {"2023/tilskud": "pulje | beloeb\nUnge | 1,00\nunge | 20,00"})
    assert figures.table("tabel-06-tilskud") == {"unge/2023": 21, "unge/i-alt": 21}


def test_without_the_file_there_are_no_rows(tmp_path):
    assert figures_of(tmp_path, {}).table("tabel-06-tilskud") == {}


def test_a_year_that_the_extract_cannot_tell_is_left_out_of_the_total_by_name(tmp_path):
    untold = (
        'udtrukket = 2024-01-31\n[[ikke_oplyst]]\ntabel = "tabel-06-tilskud"\nkolonne = "2022"\n'
        'grund = "Regnskabet mangler"\n'
    )
    figures = figures_of(tmp_path, {"2023/tilskud": GRANTS, "2023/udtraek.toml": untold})
    assert figures.row("tabel-06-tilskud/unge-18ae") == {
        "2022": None,
        "2023": 75000,
        "i-alt": 75000,
    }
    assert "2022" in figures.reason("tabel-06-tilskud/unge-18ae/i-alt")
