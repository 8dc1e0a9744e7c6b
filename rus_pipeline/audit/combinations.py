"""Rows grouped by the columns of conditions, so that a condition is tried once a group.

An edition of ten million rows has some thousands of distinct combinations of values. Of those that
meet a condition, this counts rows, sums and distinct things.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from rus_pipeline.figures.figure import Counted
from rus_pipeline.figures.stored_edition import conditions

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
    """Whether each combination meets a condition."""

PERSON = "person"
_AT, _ROWS, _PERSONS, _ALL = "@at", "@rows", "@persons", "@all"


@dataclass(frozen=True)
class _Things:
    """The combinations in which each distinct thing occurs.

    ``alone``: for each combination, how many things occur in it and in no other. ``several``: the
    combinations of each other thing, thing after thing; ``starts`` are where each thing begins.
    """

    alone: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    several: "np.ndarray[tuple[int], np.dtype[np.uint32]]"
    starts: "np.ndarray[tuple[int], np.dtype[np.int64]]"

    def within(self, mask: "Mask") -> int:
        """Return how many things occur in at least one of the combinations."""
        import numpy as np

        found = int(self.alone[mask].sum())
        if self.several.size:
            found += int(np.logical_or.reduceat(mask[self.several], self.starts).sum())
        return found


class Combinations:
    """The distinct combinations, in ``rows``, of the columns of ``asked``; null is a value, too."""

    def __init__(self, rows: "pl.LazyFrame", asked: Iterable[Counted]) -> None:
        import polars as pl

        names: set[str] = set()
        summed: set[str] = set()
        for counted in asked:
            names |= counted.where.keys()
            if counted.aggregate == "sum":
                summed |= set(counted.over)
            else:
                names |= set(counted.over) - {PERSON}
        self.has_persons = PERSON in rows.collect_schema().names()
        totals = [pl.len().alias(_ROWS), *(pl.col(n).sum().alias(_sum(n)) for n in sorted(summed))]
        if self.has_persons:
            totals.append(pl.col(PERSON).unique().alias(_PERSONS))
        self._frame = (
            rows.with_columns(pl.lit(value=True).alias(_ALL))
            .group_by(_ALL, *sorted(names))
            .agg(totals)
            .collect(engine="streaming")  # never holds all rows in memory
            .with_row_index(_AT)
        )
        self._rows = self._frame[_ROWS].to_numpy()
        self._things: dict[tuple[str, ...], _Things] = {}

    def meeting(self, asked: Mapping[str, Sequence[Counted]]) -> "dict[str, Mask]":
        """Return by name which combinations meet all conditions of at least one of its counts."""
        import polars as pl

        found = self._frame.with_columns(
            pl.any_horizontal(*map(_all_met, any_of)).fill_null(value=False).alias(_met(name))
            for name, any_of in asked.items()
        )
        return {name: found[_met(name)].to_numpy() for name in asked}

    def rows(self, mask: "Mask") -> int:
        """Return how many rows the combinations have."""
        return int(self._rows[mask].sum())

    def persons(self, mask: "Mask") -> int:
        """Return how many distinct persons the combinations have."""
        return self._distinct((PERSON,)).within(mask)

    def value(self, counted: Counted, mask: "Mask") -> Decimal:
        """Return what ``counted`` aggregates: rows, a sum or distinct things."""
        import polars as pl

        if counted.aggregate == "rows":
            return Decimal(self.rows(mask))
        if counted.aggregate == "sum":
            met = self._frame[_sum(counted.over[0])].filter(pl.Series(mask))
            return Decimal(met.sum() or 0)
        return Decimal(self._distinct(tuple(counted.over)).within(mask))

    def _distinct(self, over: tuple[str, ...]) -> _Things:
        if over not in self._things:
            self._things[over] = self._found(over)
        return self._things[over]

    def _found(self, over: tuple[str, ...]) -> _Things:
        import numpy as np
        import polars as pl

        columns = [pl.col(_PERSONS if name == PERSON else name).alias(name) for name in over]
        listed = self._frame.select(_AT, *columns)
        if PERSON in over:
            listed = listed.explode(PERSON)
        where = listed.group_by(over).agg(_AT).select(_AT, count=pl.col(_AT).list.len())
        alone = where.filter(pl.col("count") == 1)[_AT].list.first().to_numpy()
        several = where.filter(pl.col("count") > 1)
        ends = several["count"].cast(pl.Int64).cum_sum().to_numpy()
        return _Things(
            np.bincount(alone, minlength=self._frame.height),
            several[_AT].explode().to_numpy(),
            np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1]]),
        )


def _all_met(counted: Counted) -> "pl.Expr":
    import polars as pl

    asked = conditions(counted)
    return pl.all_horizontal(*asked) if asked else pl.lit(value=True)


def _sum(name: str) -> str:
    return f"@sum {name}"


def _met(name: str) -> str:
    return f"@meets {name}"
