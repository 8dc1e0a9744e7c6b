"""Quality standard: a doctor's talk, where one is wanted, within 14 days of the first contact."""

from rus_pipeline_tests.tables.figures_of import figures_of, without

TALK = "kvalitet-laegesamtale"


def test_only_where_a_talk_is_wanted(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats | kontakt    | oensket | samtale
        Stof    | 01-02-2023 | J       | 15-02-2023
        Stof    | 01-02-2023 | J       | 16-02-2023
        Stof    | 01-02-2023 | J       |
        Stof    | 01-02-2023 | N       | 02-02-2023
        Stof    | 01-02-2023 |         | 02-02-2023
        Alkohol | 01-02-2023 | J       | 02-02-2023
        """,
    )
    assert figures.table(TALK) == {
        "antal/inden-for-14-dage": 1,
        "antal/efter-14-dage": 2,
        "antal/afventer": 0,
        "antal/i-alt": 3,
        "andel/inden-for-14-dage": 33,
    }


def test_a_waiting_course_counts_and_an_anonymous_one_does_not(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person | indsats | kontakt    | ind        | oensket
        a      | Stof    | 01-02-2023 |            | J
        -      | Stof    | 01-02-2023 | 02-02-2023 | J
        """,
    )
    assert figures[f"{TALK}/antal/efter-14-dage"] == 1
    assert figures[f"{TALK}/antal/i-alt"] == 1


def test_without_the_wish_nothing_is_available_and_the_reason_names_it(tmp_path):
    text = without("forloeb", "indsats | kontakt\nStof | 01-02-2023", "laegesamtale_oensket")
    figures = figures_of(tmp_path, {"2023/forloeb.csv": text})
    assert set(figures.table(TALK).values()) == {None}
    assert "laegesamtale_oensket" in figures.reason(f"{TALK}/antal/i-alt")


def test_without_the_date_nothing_is_available_and_the_reason_names_it(tmp_path):
    text = without("forloeb", "indsats | kontakt\nStof | 01-02-2023", "laegesamtaledato")
    figures = figures_of(tmp_path, {"2023/forloeb.csv": text})
    assert set(figures.table(TALK).values()) == {None}
    assert "laegesamtaledato" in figures.reason(f"{TALK}/antal/i-alt")


def test_the_home_municipality_alone_counts_and_the_others_are_told(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats | kommune | kontakt    | ind        | oensket
        Stof    | 0320    | 01-03-2023 | 02-03-2023 | J
        Stof    | 0336    | 01-03-2023 | 02-03-2023 | J
        Stof    | 0370    | 01-03-2023 | 02-03-2023 | N
        Stof    |         | 01-03-2023 | 02-03-2023 | J
        """,
    )
    assert figures[f"{TALK}/antal/i-alt"] == 1
    assert figures.left_out(TALK) == (1, 1)
