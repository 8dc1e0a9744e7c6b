"""Quality standard: follow-up one and six calendar months after discharge."""

import pytest

from rus_pipeline_tests.tables.figures_of import figures_of, without

FOLLOW_UP = "kvalitet-opfoelgning"


def followed_up(tmp_path, text, drawn="2024-12-31", edition=2023):
    return figures_of(tmp_path, text, edition, udtraek=f"udtrukket = {drawn}\n")


def test_in_time_late_never_and_waiting(tmp_path):
    figures = followed_up(
        tmp_path,
        """
        person | indsats | ind        | ud         | 1md        | 6md
        a      | Stof    | 01-01-2023 | 15-02-2023 | 15-03-2023 | 15-08-2023
        b      | Stof    | 01-01-2023 | 15-02-2023 | 16-03-2023 | 16-08-2023
        c      | Stof    | 01-01-2023 | 15-02-2023 |            |
        d      | Stof    | 01-01-2023 | 15-12-2023 |            |
        """,
        drawn="2024-01-31",
    )
    assert figures.table(FOLLOW_UP) == {
        "1-md/rettidig": 1,
        "1-md/forsinket": 3,
        "1-md/afventer": 0,
        "1-md/i-alt": 4,
        "6-md/rettidig": 1,
        "6-md/forsinket": 2,
        "6-md/afventer": 1,
        "6-md/i-alt": 4,
    }


@pytest.mark.parametrize(
    ("discharged", "due", "day_after"),
    [
        ("31-01-2023", "28-02-2023", "01-03-2023"),
        ("30-01-2023", "28-02-2023", "01-03-2023"),
        ("28-02-2023", "28-03-2023", "29-03-2023"),
        ("31-03-2023", "30-04-2023", "01-05-2023"),
        ("31-12-2023", "31-01-2024", "01-02-2024"),
    ],
)
def test_one_calendar_month_later(tmp_path, discharged, due, day_after):
    figures = followed_up(
        tmp_path,
        f"""
        indsats | ind        | ud           | 1md
        Stof    | 01-01-2023 | {discharged} | {due}
        Stof    | 01-01-2023 | {discharged} | {day_after}
        """,
    )
    assert figures[f"{FOLLOW_UP}/1-md/rettidig"] == 1
    assert figures[f"{FOLLOW_UP}/1-md/forsinket"] == 1


def test_six_months_after_31_august_is_the_last_of_february(tmp_path):
    figures = followed_up(
        tmp_path,
        """
        indsats | ud         | 6md
        Stof    | 31-08-2023 | 29-02-2024
        Stof    | 31-08-2023 | 01-03-2024
        """,
    )
    assert figures[f"{FOLLOW_UP}/6-md/rettidig"] == 1
    assert figures[f"{FOLLOW_UP}/6-md/forsinket"] == 1


def test_the_time_is_out_the_day_after_the_due_date(tmp_path):
    text = "indsats | ud\nStof | 15-12-2023"
    on_the_day = followed_up(tmp_path / "a", text, drawn="2024-01-15")
    assert on_the_day[f"{FOLLOW_UP}/1-md/afventer"] == 1
    day_after = followed_up(tmp_path / "b", text, drawn="2024-01-16")
    assert day_after[f"{FOLLOW_UP}/1-md/forsinket"] == 1


def test_the_anonymous_count_but_not_the_dead_nor_other_kinds_nor_other_years(tmp_path):
    figures = followed_up(
        tmp_path,
        """
        person | indsats | ind        | ud         | aarsag
        -      | Stof    | 01-01-2022 | 01-06-2023 | Andet
        a      | Stof    | 01-01-2022 | 01-06-2023 | Død
        b      | Alkohol | 01-01-2022 | 01-06-2023 | Andet
        c      | Stof    | 01-01-2022 | 31-12-2022 | Andet
        d      | Stof    | 01-01-2022 |            |
        """,
    )
    assert figures[f"{FOLLOW_UP}/1-md/i-alt"] == 1


def test_without_one_column_only_its_own_row_is_not_available(tmp_path):
    text = without("forloeb", "indsats | ud\nStof | 01-06-2023", "opfoelgning_1md_dato")
    figures = figures_of(tmp_path, {"2023/forloeb.csv": text})
    assert set(figures.row(f"{FOLLOW_UP}/1-md").values()) == {None}
    assert "opfoelgning_1md_dato" in figures.reason(f"{FOLLOW_UP}/1-md/i-alt")
    assert figures[f"{FOLLOW_UP}/6-md/i-alt"] == 1


def test_the_home_municipality_alone_counts_and_the_others_are_told(tmp_path):
    # Each of the others is one course, though the table has a row for each of the two follow-ups.
    figures = figures_of(
        tmp_path,
        """
        person | indsats | kommune | ud         | aarsag
        a      | Stof    | 0320    | 01-06-2023 | Andet
        b      | Stof    | 0336    | 01-06-2023 | Andet
        -      | Stof    | 0370    | 01-06-2023 | Andet
        c      | Stof    | 0370    | 01-06-2023 | Død
        d      | Stof    |         | 01-06-2023 | Andet
        """,
    )
    assert figures[f"{FOLLOW_UP}/1-md/i-alt"] == 1
    assert figures[f"{FOLLOW_UP}/6-md/i-alt"] == 1
    assert figures.left_out(FOLLOW_UP) == (2, 1)
