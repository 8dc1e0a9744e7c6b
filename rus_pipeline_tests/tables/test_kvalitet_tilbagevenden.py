"""Quality standard: persons who return to drug treatment within twelve months of discharge."""

from rus_pipeline_tests.tables.figures_of import figures_of

LEFT = "person | indsats | ind | ud | aarsag"


def returned(tmp_path, before: str, now: str = ""):
    figures = figures_of(
        tmp_path,
        {
            "2022/forloeb": f"{LEFT}\n{before}",
            "2023/forloeb": f"{LEFT}\n{now}".strip(),
        },
    )
    return tuple(figures.row("kvalitet-tilbagevenden/personer").values())


def test_who_comes_back_and_who_does_not(tmp_path):
    before = (
        "a | Stof | 01-01-2022 | 01-06-2022 | Andet\nb | Stof | 01-01-2022 | 01-06-2022 | Andet"
    )
    assert returned(tmp_path, before, "a | Stof | 01-02-2023 | |") == (2, 1, 50)


def test_on_the_same_day_twelve_months_later_is_within_and_the_day_after_is_not(tmp_path):
    before = (
        "a | Stof | 01-01-2022 | 01-06-2022 | Andet\nb | Stof | 01-01-2022 | 01-06-2022 | Andet"
    )
    now = "a | Stof | 01-06-2023 | |\nb | Stof | 02-06-2023 | |"
    assert returned(tmp_path, before, now) == (2, 1, 50)


def test_the_day_of_discharge_itself_is_not_later(tmp_path):
    before = (
        "a | Stof | 01-01-2022 | 01-06-2022 | Andet\n"
        "a | Stof | 01-06-2022 | |\n"
        "b | Stof | 01-01-2022 | 01-06-2022 | Andet\n"
        "b | Stof | 02-06-2022 | |"
    )
    assert returned(tmp_path, before) == (2, 1, 50)


def test_only_the_last_discharge_of_a_person_counts(tmp_path):
    before = (
        "a | Stof | 01-01-2022 | 01-03-2022 | Andet\na | Stof | 01-06-2022 | 01-09-2022 | Andet"
    )
    assert returned(tmp_path, before) == (1, 0, 0)


def test_a_return_may_stand_in_the_extract_of_the_year_before_alone(tmp_path):
    before = "a | Stof | 01-01-2022 | 01-03-2022 | Andet\na | Stof | 01-10-2022 | |"
    assert returned(tmp_path, before) == (1, 1, 100)


def test_the_discharges_are_those_of_the_extract_of_the_year_before(tmp_path):
    now = "a | Stof | 01-01-2022 | 01-03-2022 | Andet"
    assert returned(tmp_path, "b | Stof | 01-03-2022 | |", now) == (0, 0, None)


def test_the_anonymous_the_dead_and_other_kinds_are_not_counted(tmp_path):
    before = (
        "- | Stof | 01-01-2022 | 01-06-2022 | Andet\n"
        "a | Stof | 01-01-2022 | 01-06-2022 | Død\n"
        "b | Alkohol | 01-01-2022 | 01-06-2022 | Andet\n"
        "c | Stof | 01-01-2021 | 31-12-2021 | Andet"
    )
    assert returned(tmp_path, before) == (0, 0, None)


def test_a_return_to_another_kind_of_treatment_is_none(tmp_path):
    before = "a | Stof | 01-01-2022 | 01-06-2022 | Andet"
    assert returned(tmp_path, before, "a | Alkohol | 01-02-2023 | |") == (1, 0, 0)


def test_a_return_that_ended_in_death_is_one(tmp_path):
    before = "a | Stof | 01-01-2022 | 01-06-2022 | Andet"
    assert returned(tmp_path, before, "a | Stof | 01-02-2023 | 01-04-2023 | Død") == (1, 1, 100)


def test_who_wanted_another_course_and_waits_has_not_returned(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/forloeb": f"{LEFT}\na | Stof | 01-01-2022 | 01-06-2022 | Andet",
            "2023/forloeb": "person | indsats | kontakt | ind\na | Stof | 01-02-2023 |",
        },
    )
    assert figures["kvalitet-tilbagevenden/personer/vendt-tilbage"] == 0


def test_twelve_months_after_a_leap_day_is_28_february(tmp_path):
    left = "Stof | 01-01-2024 | 29-02-2024 | Andet"
    figures = figures_of(
        tmp_path,
        {
            "2024/forloeb": f"{LEFT}\na | {left}\nb | {left}",
            "2025/forloeb": "person | indsats | ind\na | Stof | 28-02-2025\nb | Stof | 01-03-2025",
        },
        edition=2025,
    )
    assert figures["kvalitet-tilbagevenden/personer/vendt-tilbage"] == 1


def test_without_the_extract_of_the_year_before_nothing_is_available(tmp_path):
    figures = figures_of(tmp_path, {"2021/forloeb": "ind", "2023/forloeb": "ind"})
    assert figures.row("kvalitet-tilbagevenden/personer") == {
        "i-alt": None,
        "vendt-tilbage": None,
        "andel": None,
    }
    assert "2022" in figures.reason("kvalitet-tilbagevenden/personer/i-alt")


HOMES = "person | indsats | kommune | ind | ud"


def moved(tmp_path, before: str, now: str):
    return figures_of(
        tmp_path,
        {"2022/forloeb": f"{HOMES}\n{before}", "2023/forloeb": f"{HOMES}\n{now}".strip()},
    )


def test_the_municipality_of_the_last_discharge_decides_and_the_others_are_told(tmp_path):
    figures = moved(
        tmp_path,
        "a | Stof | 0370 | 01-01-2022 | 01-03-2022\n"  # moved home: counts
        "a | Stof | 0320 | 01-04-2022 | 01-06-2022\n"
        "b | Stof | 0320 | 01-01-2022 | 01-03-2022\n"  # moved away: does not
        "b | Stof | 0370 | 01-04-2022 | 01-06-2022\n"
        "c | Stof | 0336 | 01-01-2022 | 01-06-2022\n"
        "d | Stof |      | 01-01-2022 | 01-06-2022",
        "",
    )
    assert figures["kvalitet-tilbagevenden/personer/i-alt"] == 1
    assert figures.left_out("kvalitet-tilbagevenden") == (2, 1)


def test_of_two_discharges_on_one_day_the_later_line_decides(tmp_path):
    figures = moved(
        tmp_path,
        "a | Stof | 0370 | 01-01-2022 | 01-06-2022\n"
        "a | Stof | 0320 | 01-02-2022 | 01-06-2022\n"
        "b | Stof | 0320 | 01-01-2022 | 01-06-2022\n"
        "b | Stof | 0370 | 01-02-2022 | 01-06-2022",
        "",
    )
    assert figures["kvalitet-tilbagevenden/personer/i-alt"] == 1
    assert figures.left_out("kvalitet-tilbagevenden") == (1, 0)


def test_a_return_counts_wherever_the_person_lives_then(tmp_path):
    figures = moved(
        tmp_path,
        "a | Stof | 0320 | 01-01-2022 | 01-06-2022",
        "a | Stof | 0370 | 01-02-2023 |",
    )
    assert figures["kvalitet-tilbagevenden/personer/vendt-tilbage"] == 1
