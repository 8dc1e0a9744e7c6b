"""Quality standard: a treatment plan within 14 days of the first contact."""

from rus_pipeline_tests.tables.figures_of import figures_of, without

PLAN = "kvalitet-behandlingsplan"


def test_in_time_late_never_and_the_share_in_time(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats | kontakt    | ind        | plan
        Stof    | 01-03-2023 | 02-03-2023 | 01-03-2023
        Stof    | 01-03-2023 | 02-03-2023 | 15-03-2023
        Stof    | 01-03-2023 | 02-03-2023 | 16-03-2023
        Stof    | 01-03-2023 | 02-03-2023 |
        Alkohol | 01-03-2023 | 02-03-2023 | 03-03-2023
        """,
    )
    assert figures.table(PLAN) == {
        "antal/inden-for-14-dage": 2,
        "antal/efter-14-dage": 2,
        "antal/afventer": 0,
        "antal/i-alt": 4,
        "andel/inden-for-14-dage": 50,
    }


def test_no_plan_yet_and_the_time_not_out(tmp_path):
    figures = figures_of(
        tmp_path,
        "indsats | kontakt | ind | plan\nStof | 02-12-2023 | 03-12-2023 |",
        udtraek="udtrukket = 2023-12-16\n",
    )
    assert figures[f"{PLAN}/antal/afventer"] == 1
    assert figures[f"{PLAN}/andel/inden-for-14-dage"] is None


def test_a_waiting_course_counts(tmp_path):
    figures = figures_of(tmp_path, "indsats | kontakt | ind\nStof | 01-03-2023 |")
    assert figures[f"{PLAN}/antal/efter-14-dage"] == 1


def test_an_anonymous_course_does_not(tmp_path):
    figures = figures_of(tmp_path, "person | indsats | kontakt\n- | Stof | 01-02-2023")
    assert figures[f"{PLAN}/antal/i-alt"] == 0


def test_without_the_column_nothing_is_available_and_the_reason_names_it(tmp_path):
    text = without("forloeb", "indsats | kontakt\nStof | 01-02-2023", "behandlingsplandato")
    figures = figures_of(tmp_path, {"2023/forloeb.csv": text})
    assert set(figures.table(PLAN).values()) == {None}
    assert "behandlingsplandato" in figures.reason(f"{PLAN}/andel/inden-for-14-dage")
    assert figures["kvalitet-behandlingsgaranti/stof/i-alt"] == 1


def test_the_home_municipality_alone_counts_and_the_others_are_told(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats | kommune | kontakt    | ind        | plan
        Stof    | 0320    | 01-03-2023 | 02-03-2023 | 03-03-2023
        Stof    | 0336    | 01-03-2023 | 02-03-2023 | 03-03-2023
        Stof    | 0370    | 01-03-2023 |            |
        Stof    |         | 01-03-2023 | 02-03-2023 |
        Alkohol | 0370    | 01-03-2023 | 02-03-2023 |
        """,
    )
    assert figures[f"{PLAN}/antal/i-alt"] == 1
    assert figures.left_out(PLAN) == (2, 1)
