"""Text of a column of dates → dates, and what shows that the whole column would be read wrongly.

Source: extract contract, File dialect, Values.
"""

from dataclasses import dataclass

import polars as pl

_PLAIN = r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}$"
_DATE = (
    r"(?:(?P<day>[0-9]{1,2})[-./ ](?P<month>[0-9]{1,2})[-./ ](?P<year>[0-9]{4}|[0-9]{2})"
    r"|(?P<year_first>[0-9]{4})-(?P<month_second>[0-9]{2})-(?P<day_last>[0-9]{2})"
    r"|(?P<compact>[0-9]{8}))"
)
_TIME = (
    r"(?:(?:T| |, | kl\.? ?)(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
)
_OFFSET = r"(?: ?(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?"
_MOMENT = f"^{_DATE}{_TIME}{_OFFSET}$"
_MIDNIGHT_IN_UTC = (22, 23)  # the hours at which a day begins in Denmark, in summer and winter
_ZONE = "Europe/Copenhagen"


@dataclass(frozen=True)
class DateColumn:
    """A column of dates that was read.

    ``values`` (Date) are null where the text is none. ``timed`` is how many have a time of day
    without saying of what offset, and ``midnights`` at how many of these a day begins in UTC.
    ``month_first`` is the position of the first text that is a date only if the month stands first.
    """

    values: pl.Series
    timed: int = 0
    midnights: int = 0
    month_first: int | None = None


def read_dates(text: pl.Series) -> DateColumn:
    """Read a column of trimmed text (String; null is empty) as dates.

    Day, month and year, or year, month and day; a time of day is dropped, and a moment with its
    offset is first taken to Danish time. The month never stands first.
    """
    plain = text.str.contains(_PLAIN)
    values = _apply(text, pl.when(plain).then(pl.first().str.to_date("%d-%m-%Y", strict=False)))
    others = text.is_not_null() & values.is_null()
    if not others.any():
        return DateColumn(values)
    # A column has few different days, whatever form they have.
    unique = text.filter(others).unique(maintain_order=True)
    read = _moments(unique)
    # A form is asked for before it is read: 2023 would be read as the year of 20-23.
    values = values.zip_with(
        ~others,
        text.replace_strict(unique, read["date"], default=None, return_dtype=pl.Date),
    )
    timed = text.is_in(unique.filter(read["timed"]).implode())
    midnights = text.is_in(unique.filter(read["midnight"]).implode())
    swapped = text.is_in(unique.filter(read["month_first"]).implode())
    found = swapped.fill_null(value=False).arg_true()
    return DateColumn(
        values,
        int(timed.sum()),
        int(midnights.sum()),
        int(found[0]) if len(found) else None,
    )


def _moments(text: pl.Series) -> pl.DataFrame:
    """Return each text's ``date``, and which are ``timed``, at ``midnight``, ``month_first``.

    See ``DateColumn``.
    """
    parts = text.to_frame("text").select(pl.col("text").str.extract_groups(_MOMENT)).unnest("text")
    whole = pl.col("compact").str
    numbers = parts.select(
        year=pl.coalesce(
            pl.when(pl.col("year").str.len_bytes() == 2)
            .then("20" + pl.col("year"))
            .otherwise("year"),
            "year_first",
            whole.slice(0, 4),
        ).cast(pl.Int32),
        month=pl.coalesce("month", "month_second", whole.slice(4, 2)).cast(pl.Int32),
        day=pl.coalesce("day", "day_last", whole.slice(6, 2)).cast(pl.Int32),
        day_first=pl.col("day").is_not_null(),
        hour=pl.col("hour").cast(pl.Int32),
        minute=pl.col("minute").cast(pl.Int32),
        second=pl.col("second").cast(pl.Int32),
        offset=pl.col("offset").str.to_uppercase(),
    )
    timely = pl.col("hour").is_null() | (pl.col("hour") < 24) & (pl.col("minute") < 60) & (
        pl.col("second").fill_null(0) < 60
    )
    timed = pl.col("hour").is_not_null() & pl.col("offset").is_null()
    days = numbers.with_columns(
        date=_day("year", "month", "day"),
        swapped=pl.when("day_first").then(_day("year", "day", "month")),
        sound=timely & (pl.col("offset").is_null() | pl.col("hour").is_not_null()),
        timed=timed,
        midnight=timed
        & pl.col("hour").is_in(_MIDNIGHT_IN_UTC)
        & (pl.col("minute") == 0)
        & (pl.col("second").fill_null(0) == 0),
    )
    return days.select(
        date=pl.when("sound").then(
            pl.when(pl.col("offset").is_null()).then("date").otherwise(_danish_day())
        ),
        timed=pl.col("timed") & pl.col("date").is_not_null(),
        midnight=pl.col("midnight") & pl.col("date").is_not_null(),
        month_first=pl.col("date").is_null() & pl.col("swapped").is_not_null(),
    )


def _day(year: str, month: str, day: str) -> pl.Expr:
    """Return the date of three numbers; null where it is none."""
    sound = pl.col(month).is_between(1, 12) & pl.col(day).is_between(1, 31)
    first = pl.date(pl.col(year), pl.when(sound).then(month), 1)
    # Counted on from the first of the month: where that leaves it, there is no such date.
    date = (first.cast(pl.Int32) + pl.col(day) - 1).cast(pl.Date)
    return pl.when(date.dt.month() == pl.col(month)).then(date)


def _danish_day() -> pl.Expr:
    """Return the day in Denmark of a moment with its offset."""
    digits = pl.col("offset").str.replace(":", "", literal=True)
    sign = pl.when(digits.str.starts_with("-")).then(-1).otherwise(1)
    hours = digits.str.slice(1, 2).cast(pl.Int32, strict=False).fill_null(0)
    minutes = digits.str.slice(3, 2).cast(pl.Int32, strict=False).fill_null(0)
    local = pl.col("date").cast(pl.Datetime) + pl.duration(
        hours="hour", minutes="minute", seconds=pl.col("second").fill_null(0)
    )
    moment = local - pl.duration(minutes=sign * (hours * 60 + minutes))
    return moment.dt.replace_time_zone("UTC").dt.convert_time_zone(_ZONE).dt.date()


def _apply(text: pl.Series, expression: pl.Expr) -> pl.Series:
    return text.to_frame().select(expression.alias(text.name)).to_series()
