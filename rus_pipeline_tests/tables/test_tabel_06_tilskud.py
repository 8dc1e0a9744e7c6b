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


def test_white_space_makes_no_other_grant(tmp_path):
    given = "pulje | beloeb\nUnge på vej | 1,00\nunge  på\tvej | 20,00"
    figures = figures_of(tmp_path, {"2023/tilskud": given})
    assert figures.table("tabel-06-tilskud") == {"unge-paa-vej/2023": 21, "unge-paa-vej/i-alt": 21}


def test_grants_of_one_key_are_numbered_in_the_order_of_their_names(tmp_path):
    given = "pulje | beloeb\nA-B | 1,00\nA/B | 20,00\nA & B | 300,00\nA-B 2 | 4000,00"
    figures = figures_of(tmp_path, {"2023/tilskud": given})
    assert figures.column("tabel-06-tilskud", "2023") == {
        "a-b-3": 1,
        "a-b-4": 20,
        "a-b": 300,
        "a-b-2": 4000,
    }


def test_a_grant_never_has_the_key_of_a_total_or_of_what_is_unknown(tmp_path):
    given = "pulje | beloeb\nI-alt | 1,00\nUoplyst | 20,00\nPuljen | 300,00"
    figures = figures_of(tmp_path, {"2023/tilskud": given})
    assert figures.table("tabel-06-tilskud") == {
        "i-alt-2/2023": 1,
        "i-alt-2/i-alt": 1,
        "uoplyst-2/2023": 20,
        "uoplyst-2/i-alt": 20,
        "puljen/2023": 300,
        "puljen/i-alt": 300,
    }


def test_a_total_among_the_grants_counts_in_none(tmp_path):
    given = "pulje | beloeb\nPuljen | 300,00\nI alt | 300,00"
    figures = figures_of(tmp_path, {"2023/tilskud": given})
    assert figures.table("tabel-06-tilskud") == {"puljen/2023": 300, "puljen/i-alt": 300}


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
