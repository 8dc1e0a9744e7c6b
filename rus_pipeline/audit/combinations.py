"""Rows taken together where every condition that is asked says the same of them.

A condition is tried once on each combination of values that there is, not on each row: an edition
of ten million rows has some thousands. What belongs here: rows, sums and distinct things of the
combinations that meet a condition. What does not: which conditions, and whose (``measures``).
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
    """Yes or no for each combination."""

PERSON = "person"
_AT, _ROWS, _PERSONS, _ALL = "@at", "@rows", "@persons", "@all"


@dataclass(frozen=True)
class _Things:
    """In which combinations each of some distinct things is.

    ``alone`` says of each combination how many things are in it and in no other; ``several`` are
    the combinations of all the other things, one thing after another, each from one of ``starts``.
    """

    alone: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    several: "np.ndarray[tuple[int], np.dtype[np.uint32]]"
    starts: "np.ndarray[tuple[int], np.dtype[np.int64]]"

    def within(self, mask: "Mask") -> int:
        """Return how many things are in at least one of the combinations."""
        import numpy as np

        found = int(self.alone[mask].sum())
        if self.several.size:
            found += int(np.logical_or.reduceat(mask[self.several], self.starts).sum())
        return found


class Combinations:
    """The combinations of what ``asked`` asks of ``rows``; null is a value like another."""

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
        said = [pl.len().alias(_ROWS), *(pl.col(n).sum().alias(_sum(n)) for n in sorted(summed))]
        if self.has_persons:
            said.append(pl.col(PERSON).unique().alias(_PERSONS))
        self._frame = (
            rows.with_columns(pl.lit(value=True).alias(_ALL))
            .group_by(_ALL, *sorted(names))
            .agg(said)
            .collect(engine="streaming")  # of as many rows as there are, a few columns at a time
            .with_row_index(_AT)
        )
        self._rows = self._frame[_ROWS].to_numpy()
        self._things: dict[tuple[str, ...], _Things] = {}

    def meeting(self, asked: Mapping[str, Sequence[Counted]]) -> "dict[str, Mask]":
        """Return by name which combinations meet all conditions of any that is asked there."""
        import polars as pl

        said = self._frame.with_columns(
            pl.any_horizontal(*map(_all_met, any_of)).fill_null(value=False).alias(_said(name))
            for name, any_of in asked.items()
        )
        return {name: said[_said(name)].to_numpy() for name in asked}

    def rows(self, mask: "Mask") -> int:
        """Return how many rows the combinations have."""
        return int(self._rows[mask].sum())

    def persons(self, mask: "Mask") -> int:
        """Return how many persons have a row among them; of rows without persons there are none."""
        return self._distinct((PERSON,)).within(mask)

    def value(self, counted: Counted, mask: "Mask") -> Decimal:
        """Return rows, sum or distinct things, whichever is counted."""
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


def _said(name: str) -> str:
    return f"@meets {name}"
