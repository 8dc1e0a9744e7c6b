"""Quality standard: admitted within 14 days of the first contact."""

from rus_pipeline_tests.tables.figures_of import figures_of, without

GARANTI = "kvalitet-behandlingsgaranti"


def test_in_time_late_and_waiting(tmp_path):
    # Drawn on 31 January 2024.
    figures = figures_of(
        tmp_path,
        """
        indsats | kontakt    | ind
        Alkohol | 01-03-2023 | 01-03-2023
        Alkohol | 01-03-2023 | 15-03-2023
        Alkohol | 01-03-2023 | 16-03-2023
        Alkohol | 31-12-2023 |
        Stof    | 01-03-2023 | 02-03-2023
        Stof    | 01-03-2023 | 01-06-2023
        """,
    )
    assert figures.table(GARANTI) == {
        "alkohol/inden-for-14-dage": 2,
        "alkohol/efter-14-dage": 2,
        "alkohol/afventer": 0,
        "alkohol/i-alt": 4,
        "alkohol/andel": 50,
        "stof/inden-for-14-dage": 1,
        "stof/efter-14-dage": 1,
        "stof/afventer": 0,
        "stof/i-alt": 2,
        "stof/andel": 50,
    }


def test_the_time_is_out_the_day_after_the_due_date(tmp_path):
    figures = figures_of(
        tmp_path,
        "kontakt | ind\n01-12-2023 |\n02-12-2023 |",
        udtraek="udtrukket = 2023-12-16\n",
    )
    assert figures[f"{GARANTI}/alkohol/efter-14-dage"] == 1
    assert figures[f"{GARANTI}/alkohol/afventer"] == 1


def test_the_share_leaves_out_those_who_wait(tmp_path):
    figures = figures_of(
        tmp_path,
        "kontakt | ind\n10-12-2023 | 12-12-2023\n10-12-2023 |\n10-12-2023 |",
        udtraek="udtrukket = 2023-12-16\n",
    )
    assert figures.row(f"{GARANTI}/alkohol") == {
        "inden-for-14-dage": 1,
        "efter-14-dage": 0,
        "afventer": 2,
        "i-alt": 3,
        "andel": 100,
    }


def test_the_share_is_rounded_half_away(tmp_path):
    in_time = ["01-03-2023 | 01-03-2023"] * 5
    late = ["01-03-2023 | 01-06-2023"] * 3
    figures = figures_of(tmp_path, "\n".join(["kontakt | ind", *in_time, *late]))
    assert figures[f"{GARANTI}/alkohol/andel"] == 63


def test_a_share_of_nothing_is_not_available(tmp_path):
    figures = figures_of(
        tmp_path, "kontakt | ind\n25-01-2023 |", udtraek="udtrukket = 2023-01-31\n"
    )
    assert figures[f"{GARANTI}/alkohol/i-alt"] == 1
    assert figures[f"{GARANTI}/alkohol/andel"] is None


def test_anonymous_courses_and_relatives_do_not_count(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person | indsats   | kontakt    | ind
        -      | Stof      | 01-03-2023 | 02-03-2023
        -      | Alkohol   | 01-03-2023 | 02-03-2023
        a      | Pårørende | 01-03-2023 | 02-03-2023
        """,
    )
    assert set(figures.column(GARANTI, "i-alt").values()) == {0}


def test_the_contact_is_in_the_year_whenever_the_admission(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        kontakt    | ind
        31-12-2022 | 02-01-2023
        01-01-2023 | 02-01-2023
        31-12-2023 | 14-01-2024
        01-01-2024 | 14-01-2024
                   | 01-03-2023
        """,
    )
    assert figures[f"{GARANTI}/alkohol/inden-for-14-dage"] == 2
    assert figures[f"{GARANTI}/alkohol/i-alt"] == 2


def test_the_home_municipality_alone_counts_and_the_others_are_told(tmp_path):
    # 0336 is a partner; relatives and the anonymous would not count anyhow.
    figures = figures_of(
        tmp_path,
        """
        person | indsats   | kommune | kontakt
        a      | Alkohol   | 0320    | 01-03-2023
        b      | Alkohol   | 0336    | 01-03-2023
        c      | Stof      | 0370    | 01-03-2023
        d      | Stof      |         | 01-03-2023
        e      | Pårørende | 0370    | 01-03-2023
        -      | Stof      | 0370    | 01-03-2023
        """,
    )
    assert figures[f"{GARANTI}/alkohol/i-alt"] == 1
    assert figures[f"{GARANTI}/stof/i-alt"] == 0
    assert figures.left_out(GARANTI) == (2, 1)


def test_without_the_column_nothing_is_available_and_the_reason_names_it(tmp_path):
    text = without("forloeb", "ind\n01-03-2023", "henvendelsesdato")
    figures = figures_of(tmp_path, {"2023/forloeb.csv": text})
    assert set(figures.table(GARANTI).values()) == {None}
    assert "henvendelsesdato" in figures.reason(f"{GARANTI}/alkohol/andel")


def test_a_count_that_is_not_reported_has_no_share(tmp_path):
    untold = (
        f'udtrukket = 2024-01-31\n[[ikke_oplyst]]\ntabel = "{GARANTI}"\nraekke = "alkohol"\n'
        'kolonne = "inden-for-14-dage"\ngrund = "Ikke registreret"\n'
    )
    figures = figures_of(
        tmp_path, {"2023/forloeb": "kontakt\n01-02-2023", "2023/udtraek.toml": untold}
    )
    assert figures.row(f"{GARANTI}/alkohol") == {
        "inden-for-14-dage": None,
        "efter-14-dage": 1,
        "afventer": 0,
        "i-alt": 1,
        "andel": None,
    }
