"""Length: days from admission to discharge, in bands, with quartiles and median."""

from rus_pipeline_tests.tables.figures_of import figures_of

BANDS = ["0-27", "28-83", "84-181", "182-364", "365-og-derover"]


def test_the_bands_begin_and_end_on_their_days(tmp_path):
    # 31 December is 27, 28, 83, 84, 181, 182, 364 and 365 days after these, and 0.
    figures = figures_of(
        tmp_path,
        """
        ind        | ud
        31-12-2023 | 31-12-2023
        04-12-2023 | 31-12-2023
        03-12-2023 | 31-12-2023
        09-10-2023 | 31-12-2023
        08-10-2023 | 31-12-2023
        03-07-2023 | 31-12-2023
        02-07-2023 | 31-12-2023
        01-01-2023 | 31-12-2023
        31-12-2022 | 31-12-2023
        """,
    )
    assert figures.row("laengde/alkohol") == {
        "0-27": 2,
        "28-83": 2,
        "84-181": 2,
        "182-364": 2,
        "365-og-derover": 1,
        "i-alt": 9,
        "nedre-kvartil": 28,
        "median": 84,
        "oevre-kvartil": 182,
    }


def test_of_an_even_number_the_median_is_the_lower_of_the_two_in_the_middle(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        ind        | ud
        01-03-2023 | 11-03-2023
        01-03-2023 | 21-03-2023
        01-03-2023 | 22-03-2023
        01-03-2023 | 31-03-2023
        """,
    )
    row = figures.row("laengde/alkohol")
    assert [row[name] for name in ("nedre-kvartil", "median", "oevre-kvartil")] == [10, 20, 21]


def test_at_the_bottom_they_are_of_every_course_and_no_sum(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats   | kommune | ind        | ud
        Alkohol   | 0320    | 01-03-2023 | 11-03-2023
        Stof      | 0370    | 01-03-2023 | 31-03-2023
        Pårørende |         | 01-03-2023 | 02-03-2023
        """,
    )
    assert figures["laengde/alkohol/median"] == 10
    assert figures["laengde/stof/median"] == 30
    assert figures["laengde/paaroerende/median"] == 1
    assert figures["laengde/i-alt/median"] == 10
    assert figures["laengde/i-alt/i-alt"] == 3
    assert str(figures.figure("laengde/i-alt/median").unit) == "dage"


def test_a_median_of_none_is_not_available(tmp_path):
    figures = figures_of(tmp_path, "ind | ud\n01-03-2023 | 11-03-2023")
    assert figures["laengde/stof/median"] is None
    assert figures.status("laengde/stof/median") == "not_available"
    assert "ingen forløb" in figures.reason("laengde/stof/median")
    assert figures["laengde/stof/i-alt"] == 0


def test_only_discharges_in_the_year(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        ind        | ud
        01-03-2022 | 31-12-2022
        01-03-2022 | 01-01-2023
        01-03-2023 | 01-01-2024
        01-03-2023 |
        """,
    )
    assert figures["laengde/i-alt/i-alt"] == 1
    assert figures["laengde/i-alt/median"] == 306


def test_a_quantile_that_the_extract_cannot_tell_leaves_the_counts(tmp_path):
    untold = (
        'udtrukket = 2024-01-31\n[[ikke_oplyst]]\ntabel = "laengde"\nraekke = "i-alt"\n'
        'kolonne = "median"\ngrund = "Systemskift"\n'
    )
    figures = figures_of(
        tmp_path,
        {"2023/forloeb": "ind | ud\n01-03-2023 | 11-03-2023", "2023/udtraek.toml": untold},
    )
    assert figures["laengde/i-alt/median"] is None
    assert figures["laengde/i-alt/nedre-kvartil"] == 10
    assert figures["laengde/i-alt/i-alt"] == 1
