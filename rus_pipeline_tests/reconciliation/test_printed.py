"""Printed text read as typed values."""

from decimal import Decimal

import pytest

from rus_pipeline.reconciliation.printed import Form, read_printed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("137", 137),
        ("943.411", 943411),
        ("+83.444", 83444),
        ("-71.272", -71272),
        ("- 70.851", -70851),
        ("−5", -5),
        ("35 %", 35),
        ("0,7", Decimal("0.7")),
        ("-", 0),
        ("–", 0),
        ("to", 2),
        ("To", 2),
        ("ét", 1),
        ("ikke medvirket", 0),
    ],
)
def test_a_number_is_read(text, value):
    assert read_printed(text).exact == value


@pytest.mark.parametrize(("text", "low", "high"), [("<5", 1, 4), ("<2", 1, 1), ("1-2", 1, 2)])
def test_a_suppressed_count_is_an_interval(text, low, high):
    value = read_printed(text)
    assert (value.form, value.low, value.high) == (Form.INTERVAL, low, high)


def test_a_suppressed_count_can_be_each_value_of_its_interval():
    value = read_printed("<5")
    assert [n for n in range(7) if value.may_be(Decimal(n))] == [1, 2, 3, 4]


def test_a_star_is_a_reservation():
    value = read_printed("13*")
    assert (value.form, value.exact) == (Form.RESERVED, 13)


@pytest.mark.parametrize("text", ["?", "(antal er uvist i Rusmiddelcenter)"])
def test_unknown_is_neither_zero_nor_text(text):
    value = read_printed(text)
    assert (value.form, value.exact) == (Form.UNKNOWN, None)


@pytest.mark.parametrize("text", ["101 a", "10-12, 16 og 81", "2008-2012", "juni 2015", "1.23", ""])
def test_anything_else_is_text(text):
    value = read_printed(text)
    assert (value.form, value.exact) == (Form.TEXT, None)


@pytest.mark.parametrize(
    ("text", "count"),
    [("41", 41), ("1.234", 1234), ("-", None), ("to", None), ("35 %", None), ("0,7", None)],
)
def test_a_count_in_running_text_is_written_in_digits(text, count):
    assert read_printed(text).count == count
