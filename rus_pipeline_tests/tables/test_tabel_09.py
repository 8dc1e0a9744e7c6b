"""Table 9: admissions and discharges by month."""

from rus_pipeline_tests.tables.figures_of import figures_of

MONTHS = [f"{month:02}" for month in range(1, 13)]


def test_each_month_has_its_own_and_the_total_is_their_sum(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats   | kommune | ind        | ud
        Alkohol   | 0320    | 01-01-2023 | 31-01-2023
        Stof      | 0370    | 31-01-2023 | 01-02-2023
        Pårørende |         | 31-12-2023 | 31-12-2023
        Alkohol   | 0336    | 01-12-2022 | 15-12-2023
        Alkohol   | 0336    | 15-12-2023 | 15-01-2024
        """,
    )
    admitted = dict.fromkeys(MONTHS, 0) | {"01": 2, "12": 2, "i-alt": 4}
    assert figures.column("tabel-09", "indskrivninger") == admitted
    discharged = dict.fromkeys(MONTHS, 0) | {"01": 1, "02": 1, "12": 2, "i-alt": 4}
    assert figures.column("tabel-09", "udskrivninger") == discharged


def test_the_same_month_of_another_year_does_not_count(tmp_path):
    figures = figures_of(tmp_path, "ind | ud\n15-06-2022 | 15-06-2024")
    assert figures["tabel-09/06/indskrivninger"] == 0
    assert figures["tabel-09/06/udskrivninger"] == 0


def test_a_month_that_the_extract_cannot_tell_is_left_out_of_the_total_by_name(tmp_path):
    untold = (
        'udtrukket = 2024-01-31\n[[ikke_oplyst]]\ntabel = "tabel-09"\nraekke = "03"\n'
        'kolonne = "indskrivninger"\ngrund = "Systemskift"\n'
    )
    figures = figures_of(
        tmp_path,
        {"2023/forloeb": "ind\n01-03-2023\n01-04-2023", "2023/udtraek.toml": untold},
    )
    assert figures["tabel-09/03/indskrivninger"] is None
    assert figures["tabel-09/i-alt/indskrivninger"] == 1
    assert "Marts" in figures.reason("tabel-09/i-alt/indskrivninger")
    assert figures["tabel-09/03/udskrivninger"] == 0
