"""Rows grouped by the columns of conditions, so that a condition is tried once a group.

An edition of ten million rows has some thousands of distinct combinations of values. Of those that
meet a condition, this counts rows, sums, distinct things and quantiles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from rus_pipeline.figures.figure import Counted
from rus_pipeline.figures.rounding import nearest_rank
from rus_pipeline.figures.stored_edition import conditions

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
    """Whether each combination meets a condition."""

PERSON = "person"
SEVERAL = "@several"
_AT, _ROWS, _ALONE, _ALL, _COUNT = "@at", "@rows", "@alone", "@all", "@count"


def with_several(rows: "pl.LazyFrame") -> "pl.LazyFrame":
    """Return rows with ``SEVERAL``: whether the row's person has other rows. Most have none."""
    import polars as pl

    return rows.with_columns(pl.col(PERSON).is_duplicated().alias(SEVERAL))


@dataclass(frozen=True)
class _Things:
    """The combinations in which each distinct thing occurs.

    ``alone``: for each combination, how many things occur in it and in no other. ``several``: the
    sets of combinations in which other things occur, set after set; ``starts`` are where each set
    begins, ``counts`` how many things occur in just this set.
    """

    alone: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    several: "np.ndarray[tuple[int], np.dtype[np.uint32]]"
    starts: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    counts: "np.ndarray[tuple[int], np.dtype[np.int64]]"

    def within(self, mask: "Mask") -> int:
        """Return how many things occur in at least one of the combinations."""
        import numpy as np

        found = int(self.alone[mask].sum())
        if self.several.size:
            met = np.logical_or.reduceat(mask[self.several], self.starts)
            found += int(self.counts[met].sum())
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
        columns = rows.collect_schema().names()
        self.has_persons = PERSON in columns
        totals = [pl.len().alias(_ROWS), *(pl.col(n).sum().alias(_sum(n)) for n in sorted(summed))]
        keyed = rows.with_columns(pl.lit(value=True).alias(_ALL))
        by = [_ALL, *sorted(names)]
        if self.has_persons:
            if SEVERAL not in columns:
                keyed = with_several(keyed)
            totals.append((~pl.col(SEVERAL)).sum().alias(_ALONE))
        # The streaming engine never holds all rows in memory.
        frame = keyed.group_by(by).agg(totals).collect(engine="streaming")
        self._frame = frame.with_row_index(_AT)
        self._rows = self._frame[_ROWS].to_numpy()
        if self.has_persons:
            several = keyed.filter(SEVERAL).select(PERSON, *by).unique()
            self._persons = several.collect(engine="streaming").join(
                self._frame.select(_AT, *by), on=by, nulls_equal=True
            )
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

    def value(self, counted: Counted, mask: "Mask") -> Decimal | None:
        """Return what ``counted`` aggregates: rows, a sum, distinct things or a quantile.

        A quantile of none is None.
        """
        import polars as pl

        if counted.aggregate == "rows":
            return Decimal(self.rows(mask))
        if counted.aggregate == "sum":
            met = self._frame[_sum(counted.over[0])].filter(pl.Series(mask))
            return Decimal(met.sum() or 0)
        if counted.per_cent is not None:
            return self._quantile(counted.over[0], counted.per_cent, mask)
        return Decimal(self._distinct(tuple(counted.over)).within(mask))

    def _quantile(self, name: str, per_cent: int, mask: "Mask") -> Decimal | None:
        import polars as pl

        met = self._frame.filter(pl.Series(mask)).select(name, _ROWS).drop_nulls().sort(name)
        if met.is_empty():
            return None
        numbered = met[_ROWS].cast(pl.Int64).cum_sum()
        rank = nearest_rank(numbered[-1], per_cent)
        return Decimal(met[name].filter(numbered >= rank)[0])

    def _distinct(self, over: tuple[str, ...]) -> _Things:
        if over not in self._things:
            self._things[over] = self._found(over)
        return self._things[over]

    def _found(self, over: tuple[str, ...]) -> _Things:
        import numpy as np
        import polars as pl

        listed = self._persons if PERSON in over else self._frame
        found = (
            listed.group_by(over)
            .agg(pl.col(_AT).sort())
            .group_by(_AT)
            .agg(pl.len().cast(pl.Int64).alias(_COUNT))
        )
        alone = np.zeros(self._frame.height, dtype=np.int64)
        if PERSON in over:  # the only row of a person is in one combination
            alone += self._frame[_ALONE].to_numpy()
        ones = found.filter(pl.col(_AT).list.len() == 1)
        alone[ones[_AT].list.first().to_numpy()] += ones[_COUNT].to_numpy()
        several = found.filter(pl.col(_AT).list.len() > 1)
        ends = several[_AT].list.len().cast(pl.Int64).cum_sum().to_numpy()
        return _Things(
            alone,
            several[_AT].explode().to_numpy(),
            np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1]]),
            several[_COUNT].to_numpy(),
        )


def _all_met(counted: Counted) -> "pl.Expr":
    import polars as pl

    asked = conditions(counted)
    return pl.all_horizontal(*asked) if asked else pl.lit(value=True)


def _sum(name: str) -> str:
    return f"@sum {name}"


def _met(name: str) -> str:
    return f"@meets {name}"
