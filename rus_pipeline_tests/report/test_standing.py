"""What a report says of the extract that it stands on: messages, counts and days in words.

What belongs here: the words, by made-up extracts. What does not: where a page shows them.
"""

from datetime import date

import pytest

from rus_pipeline.center import Udtraek
from rus_pipeline.report.standing import DeliveredFile, Standing


def standing(*files, drawn=date(2024, 1, 31), fictitious=False):
    udtraek = Udtraek(2023, "Cura", drawn, (2023,), ())
    found = tuple(DeliveredFile(f"2023/{n}.csv", "0", 99, *out) for n, out in enumerate(files))
    return Standing(udtraek, fictitious, {2023: udtraek}, found, {}, {})


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([(1, 0)], "1 række er sat ud og 0 felter tømt"),
        ([(2, 1)], "2 rækker er sat ud og 1 felt tømt"),
        ([(0, 2)], "0 rækker er sat ud og 2 felter tømt"),
        ([(1000, 3), (234, 4)], "1.234 rækker er sat ud og 7 felter tømt"),
    ],
)
def test_what_could_not_be_used_is_counted_in_words(files, told):
    assert list(standing(*files).messages()) == [
        f"Ikke alt i udtrækket kunne bruges: {told}. De står i quarantine.csv."
    ]


def test_a_sound_and_whole_extract_needs_no_message():
    assert list(standing((0, 0)).messages()) == []


@pytest.mark.parametrize(
    ("drawn", "draft"), [(date(2023, 12, 30), True), (date(2023, 12, 31), False)]
)
def test_an_extract_of_before_the_last_day_is_a_draft(drawn, draft):
    assert bool(list(standing(drawn=drawn).messages())) is draft


def test_messages_stand_with_the_most_serious_first():
    found = list(standing((1, 0), drawn=date(2023, 7, 1), fictitious=True).messages())
    assert found[0].startswith("Fiktive data. ")
    assert found[1].startswith("Kladde. Udtrækket er fra 1. juli 2023, ")
    assert found[2].startswith("Ikke alt ")
    assert len(found) == 3


@pytest.mark.parametrize(
    ("day", "told"), [(date(2024, 1, 31), "31. januar 2024"), (date(2024, 5, 1), "1. maj 2024")]
)
def test_a_day_is_in_words(day, told):
    colophon = [sheet for sheet in standing(drawn=day).colophon() if sheet.id == "kolofon-udtraek"]
    assert colophon[0].rows[0].cells[1] == (told,)
