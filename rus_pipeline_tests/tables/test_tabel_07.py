"""Table 7: courses admitted in the year."""

from rus_pipeline_tests.tables.figures_of import figures_of


def test_admissions_of_everyone_by_kind(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person       | indsats   | kommune | ind
        a            | Alkohol   | 0320    | 01-03-2023
        a            | Alkohol   | 0320    | 01-04-2023
        b 01-01-2010 | Stof      | 0370    | 01-03-2023
        -            | Stof      |         | 01-03-2023
        d            | Pårørende | 0336    | 01-03-2023
        """,
    )
    assert figures.table("tabel-07") == {
        "forloeb/alkohol": 2,
        "forloeb/stof-voksne": 1,
        "forloeb/stof-unge": 1,
        "forloeb/paaroerende": 1,
        "forloeb/i-alt": 5,
    }


def test_from_the_first_day_of_the_year_to_the_last(tmp_path):
    figures = figures_of(tmp_path, "ind\n31-12-2022\n01-01-2023\n31-12-2023\n01-01-2024")
    assert figures["tabel-07/forloeb/alkohol"] == 2


def test_a_waiting_course_is_not_admitted(tmp_path):
    figures = figures_of(tmp_path, "kontakt | ind\n01-06-2023 |")
    assert figures["tabel-07/forloeb/i-alt"] == 0


def test_the_columns_are_the_same_in_editions_before_2023(tmp_path):
    figures = figures_of(tmp_path, "indsats | ind\nStof | 01-03-2021", edition=2021)
    assert figures.row("tabel-07/forloeb") == {
        "alkohol": 0,
        "stof-voksne": 1,
        "stof-unge": 0,
        "paaroerende": 0,
        "i-alt": 1,
    }
