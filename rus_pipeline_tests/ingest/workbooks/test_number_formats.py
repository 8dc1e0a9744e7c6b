"""Which number formats show a date, and which day a number is then."""

from datetime import date, datetime, time, timedelta

import pytest

from rus_pipeline.ingest.files.workbooks.number_formats import Shown, as_shown, shown_by

FROM_1900, FROM_1904 = date(1899, 12, 30), date(1904, 1, 1)


@pytest.mark.parametrize(
    "code",
    [
        "dd-mm-yyyy",
        "DD/MM/YYYY",
        "d. mmm yyyy",
        "[$-406]d. mmmm yyyy;@",
        "[$-F800]dddd, mmmm dd, yyyy",
        "yyyy\\-mm\\-dd\\ hh:mm:ss",
        "hh:mm",
        "h:mm AM/PM",
        "[Red]dd-mm-yyyy",
        '"den "d/m',
        "mmm-yy",
        "dd-mm-yyyy;;",
    ],
)
def test_these_show_a_date(code):
    assert shown_by(164, code) is Shown.DATE


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0",
        "#,##0.00",
        "@",
        "0.00E+00",
        '#,##0.00 "kr. pr. dag"',
        '"dag "0',
        "0\\d",
        "[Red]#,##0.00",
        "[$DKK-406] #,##0.00",
        "[>100]0;[Yellow]0",
        '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        "0_m",
        "0*d",
        "0;dd-mm",
        '0" måneder',
        "",
    ],
)
def test_these_show_a_number(code):
    assert shown_by(164, code) is Shown.NUMBER


@pytest.mark.parametrize("code", ["[h]:mm", "[HH]:mm:ss", "[mm]:ss", "[ss]", '"i alt "[h]:mm'])
def test_these_show_what_has_passed(code):
    assert shown_by(164, code) is Shown.ELAPSED


def test_the_built_in_formats_that_show_a_date():
    dates = [number for number in range(50) if shown_by(number) is Shown.DATE]
    assert dates == [14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 47]
    assert shown_by(46) is Shown.ELAPSED


@pytest.mark.parametrize(
    ("number", "epoch", "cell"),
    [
        (45000, FROM_1900, date(2023, 3, 15)),
        (43538, FROM_1904, date(2023, 3, 15)),
        (45000.5, FROM_1900, datetime(2023, 3, 15, 12)),  # noqa: DTZ001
        (45000.99999999, FROM_1900, datetime(2023, 3, 15, 23, 59, 59, 999000)),  # noqa: DTZ001
        (1, FROM_1900, date(1900, 1, 1)),
        (59, FROM_1900, date(1900, 2, 28)),
        (61, FROM_1900, date(1900, 3, 1)),
        (1, FROM_1904, date(1904, 1, 2)),
        (0.5, FROM_1900, time(12)),
        (0.75, FROM_1904, time(18)),
        (2958465, FROM_1900, date(9999, 12, 31)),
        (2958466, FROM_1900, 2958466),
        (-1, FROM_1900, -1),
        (1e300, FROM_1900, 1e300),
        (float("inf"), FROM_1900, float("inf")),
    ],
)
def test_the_day_of_a_number(number, epoch, cell):
    found = as_shown(number, Shown.DATE, epoch)
    assert (found, type(found)) == (cell, type(cell))


def test_what_has_passed():
    assert as_shown(1.25, Shown.ELAPSED, FROM_1900) == timedelta(hours=30)
    assert as_shown(1e300, Shown.ELAPSED, FROM_1900) == 1e300
