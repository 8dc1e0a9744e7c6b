"""Flow: who was under way when the year began, came, went, and was under way when it ended."""

from rus_pipeline_tests.raw import CENTER
from rus_pipeline_tests.tables.figures_of import figures_of


def test_each_course_is_counted_where_it_is_under_way_begins_and_ends(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats   | kommune | ind        | ud
        Alkohol   | 0320    | 01-03-2022 | 01-02-2023
        Alkohol   | 0370    | 01-03-2022 |
        Alkohol   | 0320    | 01-03-2023 | 01-04-2023
        Stof      |         | 01-03-2023 |
        Stof      | 0320    | 01-03-2021 | 01-04-2022
        Pårørende | 0336    | 01-03-2023 | 15-01-2024
        """,
    )
    assert figures.row("stroem/alkohol") == {
        "primo": 2,
        "indskrevet": 1,
        "udskrevet": 2,
        "ultimo": 1,
    }
    assert figures.row("stroem/stof") == {"primo": 0, "indskrevet": 1, "udskrevet": 0, "ultimo": 1}
    assert figures.row("stroem/paaroerende") == {
        "primo": 0,
        "indskrevet": 1,
        "udskrevet": 0,
        "ultimo": 1,
    }
    assert figures.row("stroem/i-alt") == {"primo": 2, "indskrevet": 3, "udskrevet": 2, "ultimo": 3}


def test_under_way_at_the_end_of_a_day_is_begun_by_then_and_not_ended_by_then(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        ind        | ud
        31-12-2022 |
        01-01-2023 |
        31-12-2023 |
        01-01-2024 |
        01-06-2022 | 31-12-2022
        01-06-2022 | 01-01-2023
        01-06-2022 | 31-12-2023
        01-06-2022 | 01-01-2024
        """,
    )
    assert figures.row("stroem/alkohol") == {
        "primo": 4,
        "indskrevet": 2,
        "udskrevet": 2,
        "ultimo": 4,
    }


def test_one_who_waits_is_not_under_way(tmp_path):
    figures = figures_of(tmp_path, "kontakt | ind\n01-03-2023 |")
    assert set(figures.table("stroem").values()) == {0}


def test_a_centre_without_relatives_has_no_row_of_them(tmp_path):
    center = f'{CENTER}[tilbud]\nindsatser = ["Alkohol", "Stof"]\n'
    figures = figures_of(tmp_path, "ind\n01-03-2023", center=center)
    assert set(figures.column("stroem", "primo")) == {"alkohol", "stof", "i-alt"}
