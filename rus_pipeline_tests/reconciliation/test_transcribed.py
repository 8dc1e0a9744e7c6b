"""Tables quoted from other documents."""

from rus_pipeline.figures.transcribed import ClaimAt, Goal, Goals, Transcribed
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.report.tables import table_html
from rus_pipeline.report.transcribed import claims_by_place, transcribed_sheet


def claim(table, row, column, printed):
    return Claim("register.txt", 7, 2014, table, row, column, printed, "")


def text_of(sheet):
    import re

    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", table_html(sheet)))


def test_a_column_with_suppressed_counts_adds_up_to_an_interval():
    table = Transcribed("t", "Titel", "Register", "Definition.", "Årsag", total="I alt")
    claims = claims_by_place(
        [
            claim("Register", "Udeblevet", "2012", "8"),
            claim("Register", "Død", "2012", "<5"),
            claim("Register", "Fraflyttet", "2012", "<2"),
        ]
    )
    text = text_of(transcribed_sheet(table, None, claims, {}))
    assert "Udeblevet 8" in text
    assert "Død &lt;5" in text
    assert "I alt 10–13" in text
    assert "Kilde: register.txt, linje 7." in text


def goal(*measured):
    return Goals(
        "g",
        "Mål",
        (
            Goal(
                "Falder",
                ("2010", ClaimAt("G", "x", "2010")),
                ("2020", ClaimAt("G", "x", "2020")),
                tuple((label, ClaimAt("M", label, "pct.")) for label in measured),
            ),
        ),
        "Definition.",
    )


def test_a_goal_shows_how_far_each_measure_is_from_it():
    claims = claims_by_place(
        [
            claim("G", "x", "2010", "36"),
            claim("G", "x", "2020", "25"),
            claim("M", "små", "pct.", "5"),
            claim("M", "store", "pct.", "30"),
        ]
    )
    text = text_of(transcribed_sheet(goal("små", "store"), None, claims, {}))
    assert "2010: 36 %" in text
    assert "små ligger på eller under målet" in text
    assert "store ligger 5 procentpoint over målet" in text
    assert "målingerne peger hver sin vej" in text


def test_a_goal_without_a_measure_says_so():
    claims = claims_by_place([claim("G", "x", "2020", "25")])
    text = text_of(transcribed_sheet(goal("små"), None, claims, {}))
    assert "Der er intet at sammenligne" in text
    assert "2010: ikke trykt" in text
