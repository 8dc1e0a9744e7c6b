"""Rows that are one course, where the journal exports a line a service: ``[saml.forloeb]``.

They are joined before any rule is tried. Rows of a course may be far apart in a large file: a hash
of what they are alike in is kept of each row, and a piece of the file reads from later ones what
belongs to its courses. The text decides, not the hash. Source: extract contract, The raw folder.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from rus_pipeline.core.center import Center
from rus_pipeline.core.errors import ExtractError, Place
from rus_pipeline.ingest.rows.delivery import DeliveredRows, Delivery, ReadDelivered
from rus_pipeline.ingest.rows.set_aside import COURSE_LINE
from rus_pipeline.ingest.schema import ExtractSchema
from rus_pipeline.ingest.values.error_marks import error_marks

_COURSES = "forloeb"
_DIFFERS = "@differs "


@dataclass(frozen=True)
class _Exchange:
    """What a piece gives to earlier ones (lines) and takes from later ones (piece → lines)."""

    given: pl.Series
    taken: Mapping[int, pl.Series]


_NOTHING = _Exchange(pl.Series(dtype=pl.Int64), {})


def join_courses(delivery: Delivery, schema: ExtractSchema, center: Center) -> Delivery:
    """Return a file whose rows of one course are joined, where ``center.toml`` has them joined.

    Of the contract's other columns the joined row has the one value among its rows, empty ones
    aside, and of columns that are not the contract's the first row's. Texts are compared trimmed
    and translated, upper and lower case told apart. Where two differ, all rows are in
    ``DeliveredRows.at_odds``. A row with an empty field or an error mark in the columns that tell
    the course is joined with none. Raises ExtractError where such a column was not delivered.
    """
    alike = center.rows.ens
    if schema.stem != _COURSES or not alike:
        return delivery
    for name in alike:
        if name in delivery.left_out:
            raise ExtractError(
                Place(delivery.file, None, name),
                "kolonnen mangler; ens i [saml.forloeb] af center.toml samler rækker efter den",
            )
    pieces = delivery.pieces
    join = partial(_joined, pieces, alike, schema.delivered_names().keys())
    exchanges = _exchanges(pieces, alike) if len(pieces) > 1 else [_NOTHING]
    return replace(
        delivery,
        pieces=tuple(partial(join, number, one) for number, one in enumerate(exchanges)),
    )


def _exchanges(pieces: Sequence[ReadDelivered], alike: Sequence[str]) -> list[_Exchange]:
    """Return which rows each piece gives and takes, so that every course is whole in one."""
    seen = pl.concat(
        _told(read().text, alike).select(
            "line", pl.struct(alike).hash().alias("course"), pl.lit(number).alias("piece")
        )
        for number, read in enumerate(pieces)
    )
    moved = (
        seen.filter(pl.col("course").is_duplicated())
        .with_columns(pl.col("piece").min().over("course").alias("to"))
        .filter(pl.col("piece") > pl.col("to"))
    )
    return [
        _Exchange(
            given=moved.filter(pl.col("piece") == number)["line"],
            taken={
                by: rows["line"]
                for (by,), rows in moved.filter(pl.col("to") == number)
                .partition_by("piece", as_dict=True)
                .items()
            },
        )
        for number in range(len(pieces))
    ]


def _told(text: pl.DataFrame, alike: Sequence[str]) -> pl.DataFrame:
    """Return the rows that tell their course."""
    return text.filter(
        pl.all_horizontal((~error_marks(pl.col(name))).fill_null(value=False) for name in alike)
    )


def _joined(
    pieces: Sequence[ReadDelivered],
    alike: Sequence[str],
    known: Collection[str],
    number: int,
    exchange: _Exchange,
    *,
    only: Sequence[int] | None = None,
) -> DeliveredRows:
    """Read a piece with its courses joined; with ``only``, those on these lines."""
    rows = pieces[number]()
    others = [pieces[at](only=lines.to_list()).text for at, lines in exchange.taken.items()]
    own = rows.text.filter(~pl.col("line").is_in(exchange.given.implode()))
    text = pl.concat([own, *others]).sort("line")
    asked = [name for name in text.columns if name in known and name not in alike]
    several = _of_several(text, alike, asked)
    differs = pl.any_horizontal(pl.lit(value=False), pl.col(f"^{_DIFFERS}.*$"))
    at_odds, agreed = several.filter(differs), several.filter(~differs)
    single = text.filter(~pl.col("line").is_in(several["line"].implode()))
    courses = _one_row_each(agreed, alike, asked).select(text.columns)
    joined = replace(
        rows,
        text=pl.concat([single, courses]).sort("line"),
        joined=agreed.filter(pl.col("line") != pl.col(COURSE_LINE)).select("line", COURSE_LINE),
        at_odds=at_odds.select(text.columns),
        differing={
            name: at_odds.filter(f"{_DIFFERS}{name}")[COURSE_LINE].n_unique() for name in asked
        },
    )
    if only is None:
        return joined
    found = pl.concat([joined.text, joined.at_odds])
    return replace(joined, text=found.filter(pl.col("line").is_in(list(only))))


def _of_several(text: pl.DataFrame, alike: Sequence[str], asked: Sequence[str]) -> pl.DataFrame:
    """Return the rows of courses of several rows.

    Each has the line of its course, and of each column whether its course has two values in it.
    """
    two_values = (pl.col(name).min() != pl.col(name).max() for name in asked)
    return (
        _told(text, alike)
        .filter(pl.struct(alike).is_duplicated())
        .with_columns(
            pl.col("line").min().over(alike).alias(COURSE_LINE),
            *(
                two.over(alike).fill_null(value=False).alias(f"{_DIFFERS}{name}")
                for name, two in zip(asked, two_values, strict=True)
            ),
        )
    )


def _one_row_each(rows: pl.DataFrame, alike: Sequence[str], asked: Sequence[str]) -> pl.DataFrame:
    """Return a row for each course: the one value of what is asked, and else its first row's."""
    one_value = pl.col(asked).min()  # the smallest, and nulls are passed over
    first = pl.all().exclude(*alike, *asked).sort_by("line").first()
    return rows.group_by(alike).agg(one_value, first)


def differing_warnings(file: str, pieces: Iterable[Mapping[str, int]]) -> Iterator[str]:
    """Yield, in Danish, in how many courses each column has two values, from that of each piece."""
    courses: Counter[str] = Counter()
    for differing in pieces:
        courses.update(differing)
    for name, count in sorted(courses.items()):
        if count:
            yield (
                f"{file}: rækkerne i {count} forløb har hver sit i {name}, så de kan ikke samles"
                " ([saml.forloeb] i center.toml)"
            )
