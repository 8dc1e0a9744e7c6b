"""What a report says of its extract: messages, counts and days in words."""

from dataclasses import replace
from datetime import date

import pytest

from rus_pipeline.disclosure.coverage import Coverage
from rus_pipeline.ingest.udtraek import Accepteret, FindingName, Udtraek
from rus_pipeline.report.edition_status import INTERNAL, DeliveredFile, ReportStatus
from rus_pipeline.report.prose import about


def status(*files, drawn=date(2024, 1, 31), synthetic=False):
    udtraek = Udtraek(2023, "Cura", drawn, (2023,), ())
    found = tuple(DeliveredFile(f"2023/{n}.csv", "0", 99, *out) for n, out in enumerate(files))
    return ReportStatus(udtraek, synthetic, {2023: udtraek}, found, {}, {})


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ([(1, 0)], "1 række er sat ud og 0 felter tømt"),
        ([(2, 1)], "2 rækker er sat ud og 1 felt tømt"),
        ([(0, 2)], "0 rækker er sat ud og 2 felter tømt"),
        ([(1000, 3), (234, 4)], "1.234 rækker er sat ud og 7 felter tømt"),
    ],
)
def test_what_could_not_be_used_is_counted_in_words(files, text):
    assert list(status(*files).messages()) == [
        INTERNAL,
        f"Ikke alt i udtrækket kunne bruges: {text}. De står i quarantine.csv.",
    ]


def test_of_a_sound_and_whole_extract_only_its_readers_are_told():
    assert list(status((0, 0)).messages()) == [INTERNAL]


def test_a_public_edition_says_what_it_hides():
    messages = list(status((0, 0)).public(5).messages())
    assert messages == [
        "Offentlig udgave. Antal under 5, og tal der kunne røbe dem, er skjult og står som to"
        " punktummer."
    ]


def test_a_public_edition_that_hides_nothing_says_nothing():
    assert list(status((0, 0)).public(1).messages()) == []


COVERAGE = Coverage(1351, 18, 61, 947, 1000)


def test_a_public_edition_says_how_much_it_shows_by_tens():
    public = status((0, 0)).public(5, COVERAGE)
    assert about(public)[-1] == (
        "Af rapportens 1.430 tal er 1.351 vist, 18 lagt sammen med andre og 61 skjult. Mindst 90"
        " procent af de personer og forløb, som tabellerne tæller, står i et vist tal, for sig selv"
        " eller lagt sammen."
    )


def test_an_internal_edition_says_how_much_the_public_one_shows():
    assert about(replace(status((0, 0)), coverage=COVERAGE))[-1] == (
        "Den offentlige udgave: Af rapportens 1.430 tal er 1.351 vist, 18 lagt sammen med andre og"
        " 61 skjult. 94,7 procent af de personer og forløb, som tabellerne tæller, står i et vist"
        " tal, for sig selv eller lagt sammen."
    )


def test_a_public_edition_says_nothing_of_files_and_what_was_wrong_in_them():
    public = status((3, 2)).public(5)
    assert len(list(public.messages())) == 1
    assert [sheet.id for sheet in public.colophon()] == ["kolofon-udtraek"]


def test_the_colophon_says_what_was_accepted_and_why():
    found = Accepteret(FindingName.FEWER_ROWS, "forloeb", "Ungegruppen føres i eget system")
    udtraek = Udtraek(2023, "Cura", date(2024, 1, 31), (2023,), (), (found,))
    of_2023 = ReportStatus(udtraek, False, {2023: udtraek}, (), {}, {})
    (sheet,) = (sheet for sheet in of_2023.colophon() if sheet.id == "kolofon-accepteret")
    assert [(row.label, row.cells) for row in sheet.rows] == [
        (
            "2023",
            (
                ("Færre rækker end i leverancen før",),
                ("forloeb",),
                ("Ungegruppen føres i eget system",),
            ),
        )
    ]
    assert "kolofon-accepteret" not in [sheet.id for sheet in of_2023.public(5).colophon()]


@pytest.mark.parametrize(
    ("drawn", "draft"), [(date(2023, 12, 30), True), (date(2023, 12, 31), False)]
)
def test_an_extract_of_before_the_last_day_is_a_draft(drawn, draft):
    drafts = [text for text in status(drawn=drawn).messages() if text.startswith("Kladde. ")]
    assert bool(drafts) is draft


def test_messages_stand_with_the_most_serious_first():
    found = list(status((1, 0), drawn=date(2023, 7, 1), synthetic=True).messages())
    assert found[0].startswith("Fiktive data. ")
    assert found[1] == INTERNAL
    assert found[2].startswith("Kladde. Udtrækket er fra 1. juli 2023, ")
    assert found[3].startswith("Ikke alt ")
    assert len(found) == 4


@pytest.mark.parametrize(
    ("day", "text"), [(date(2024, 1, 31), "31. januar 2024"), (date(2024, 5, 1), "1. maj 2024")]
)
def test_a_day_is_in_words(day, text):
    colophon = [sheet for sheet in status(drawn=day).colophon() if sheet.id == "kolofon-udtraek"]
    assert colophon[0].rows[0].cells[1] == (text,)


@pytest.mark.parametrize(
    ("aside", "headings", "used", "notes"),
    [
        (
            (0, 0),
            ["Poster", "Brugt", "Sat ud", "Felter tømt", "sha256"],
            "92",
            ["Poster er de rækker, der er leveret: dem, der er brugt, og dem, der er sat ud."],
        ),
        (
            (9, 0),
            ["Poster", "Brugt", "Sat ud", "Udeladt", "Felter tømt", "sha256"],
            "83",
            [
                "Poster er de rækker, der er leveret: dem, der er brugt, og dem, der er sat ud og"
                " udeladt.",
                "Udeladt er rækker på konti, som ikke er centrets.",
            ],
        ),
        (
            (9, 3),
            ["Poster", "Brugt", "Sat ud", "Udeladt", "Samlet", "Felter tømt", "sha256"],
            "80",
            [
                "Poster er de rækker, der er leveret: dem, der er brugt, og dem, der er sat ud,"
                " udeladt og samlet.",
                "Udeladt er rækker på konti, som ikke er centrets.",
                "Samlet er rækker, der er lagt sammen med den første række af samme forløb.",
            ],
        ),
    ],
    ids=["none", "left out", "left out and joined"],
)
def test_the_colophon_counts_the_rows_set_aside_where_there_are_any(aside, headings, used, notes):
    found = status((7, 1, *aside))
    (sheet,) = (sheet for sheet in found.colophon() if sheet.id == "kolofon-filer")
    assert [heading.label for heading in sheet.headings] == headings
    assert sheet.rows[0].cells[1] == (used,)
    assert list(sheet.notes) == notes
