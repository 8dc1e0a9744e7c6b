"""Danish forms of numbers and dates."""

from decimal import Decimal

import pytest

from rus_pipeline.core.danish import day, decimal_number, number


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1234567, "1.234.567"), (-107941, "−107.941")]
)
def test_thousands_have_a_point_and_minus_is_a_minus(value, text):
    assert number(Decimal(value)) == text


@pytest.mark.parametrize(("value", "text"), [("0.70", "0,7"), ("1500", "1.500"), ("-5", "−5")])
def test_decimals_have_a_comma(value, text):
    assert decimal_number(Decimal(value)) == text


def test_a_date_is_in_words():
    from datetime import date

    assert day(date(2024, 1, 31)) == "31. januar 2024"
