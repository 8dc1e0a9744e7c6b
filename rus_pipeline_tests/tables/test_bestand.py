"""Stock: courses under way at the end of each month."""

from rus_pipeline_tests.tables.figures_of import figures_of

MONTHS = [f"{month:02}" for month in range(1, 13)]


def test_a_course_counts_at_the_end_of_each_month_that_it_is_under_way(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats   | kommune | ind        | ud
        Alkohol   | 0320    | 01-05-2022 | 15-03-2023
        Stof      | 0370    | 31-01-2023 | 28-02-2023
        Pårørende |         | 01-12-2023 |
        """,
    )
    assert figures.column("bestand", "alkohol") == dict.fromkeys(MONTHS, 0) | {"01": 1, "02": 1}
    assert figures.column("bestand", "stof") == dict.fromkeys(MONTHS, 0) | {"01": 1}
    assert figures.column("bestand", "paaroerende") == dict.fromkeys(MONTHS, 0) | {"12": 1}
    assert figures.column("bestand", "i-alt") == dict.fromkeys(MONTHS, 0) | {
        "01": 2,
        "02": 1,
        "12": 1,
    }


def test_the_last_day_of_february_is_that_of_the_year(tmp_path):
    figures = figures_of(tmp_path, {"2024/forloeb": "ind\n29-02-2024\n01-03-2024"}, 2024)
    assert figures["bestand/02/alkohol"] == 1
    assert figures["bestand/03/alkohol"] == 2


def test_a_month_that_had_not_ended_when_the_extract_was_drawn_is_not_available(tmp_path):
    figures = figures_of(tmp_path, "ind\n01-03-2023", udtraek="udtrukket = 2023-10-31\n")
    assert figures.row("bestand/10") == {"alkohol": 1, "stof": 0, "paaroerende": 0, "i-alt": 1}
    assert set(figures.row("bestand/11").values()) == {None}
    assert "Udtrækket er fra før" in figures.reason("bestand/11/i-alt")
