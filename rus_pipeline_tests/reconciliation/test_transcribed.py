"""Tables transcribed from other documents, as they are shown."""

from rus_pipeline.ingest.documents import ClaimAt, Goal, Goals, LabelledClaim, Transcribed
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.report.tables import table_html
from rus_pipeline.report.transcribed import claims_by_place, missing_claims, transcribed_sheet


def claim(table, row, column, printed):
    return Claim("register.txt", 7, 2014, table, row, column, printed, "")


def text_of(sheet):
    import re

    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", table_html(sheet)))


def test_a_column_with_suppressed_counts_adds_up_to_an_interval():
    table = Transcribed(
        "t", "Titel", "Definition.", "register.txt", "Register", "Årsag", total="I alt"
    )
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


def at(label, *place):
    return LabelledClaim(label, ClaimAt("register.txt", *place))


def goal(*measured):
    return Goals(
        "g",
        "Mål",
        "Definition.",
        (
            Goal(
                "Falder",
                at("2010", "G", "x", "2010"),
                at("2020", "G", "x", "2020"),
                tuple(at(label, "M", label, "pct.") for label in measured),
            ),
        ),
    )


def test_only_the_document_s_own_numbers_are_shown():
    table = Transcribed("t", "Titel", "Definition.", "other.txt", "Register", "Årsag")
    claims = claims_by_place([claim("Register", "Udeblevet", "2012", "8")])
    assert transcribed_sheet(table, None, claims, {}).rows == ()
    assert missing_claims(table, claims) == ["Register"]


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


def test_a_label_with_the_word_over_in_it_changes_no_verdict():
    claims = claims_by_place(
        [
            claim("G", "x", "2020", "25"),
            claim("M", "over 18", "pct.", "5"),
            claim("M", "under 18", "pct.", "6"),
        ]
    )
    text = text_of(transcribed_sheet(goal("over 18", "under 18"), None, claims, {}))
    assert "peger hver sin vej" not in text


def test_a_goal_without_a_measure_says_so():
    claims = claims_by_place([claim("G", "x", "2020", "25")])
    text = text_of(transcribed_sheet(goal("små"), None, claims, {}))
    assert "Der er intet at sammenligne" in text
    assert "2010: ikke trykt" in text
    assert missing_claims(goal("små"), claims) == ["G / x / 2010", "M / små / pct."]
