"""A table's rows and columns as they are headed and composed: what its figures stand in."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rus_pipeline.figures.declaration import (
    Aggregate,
    ComposedItem,
    Context,
    CountedItem,
    Difference,
    Formula,
    Item,
    ShareOfColumn,
    ShareOfRow,
    Table,
    Total,
    UnknownItem,
)
from rus_pipeline.figures.figure import Figure, Role
from rus_pipeline.figures.left_out import LeftOut, left_out
from rus_pipeline.figures.offered import columns_of, rows_of

FILE = "layout.json"

_FORMULAS: Mapping[str, type[Formula]] = {
    kind.__name__: kind for kind in (Total, Difference, ShareOfColumn, ShareOfRow)
}


@dataclass(frozen=True)
class Line:
    """A row or column: its key and label, and the formula of its cells where they are composed.

    ``unknown`` says that it is for unknown values. ``spanner`` is a heading over neighbouring
    columns, under which this one is called ``short``. ``ranked``: its cells are quantiles, which
    are composed of nothing. ``together``: it is several rows that a public edition shows as one.
    """

    key: str
    label: str
    formula: Formula | None = None
    unknown: bool = False
    spanner: str = ""
    short: str = ""
    ranked: bool = False
    together: bool = False


@dataclass(frozen=True)
class Part:
    """A cell of the same table that another is composed of, by row and column key."""

    row: str
    column: str
    role: Role


@dataclass(frozen=True)
class ComposedCell:
    """A cell that is made of others of its table, whether or not they are available."""

    row: str
    column: str
    formula: Formula
    parts: tuple[Part, ...]

    @property
    def at(self) -> tuple[str, str]:
        """Return the row key and the column key."""
        return self.row, self.column


@dataclass(frozen=True)
class Layout:
    """The rows and columns of an edition's table, in order, and whom it says that it leaves out.

    A public edition's says nothing of those: they may be few. Its ``notes`` say which of them it
    has added up.
    """

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    left_out: LeftOut | None = None
    notes: tuple[str, ...] = ()

    def composed(self, cells: Iterable[tuple[str, str]]) -> Iterator[ComposedCell]:
        """Yield those of the cells (row key, column key) that are composed."""
        for row, column in cells:
            across, down = self._rows[row], self._columns[column]
            formula = across.formula or down.formula
            if formula is not None and not down.ranked:
                found = tuple(parts(formula, across, down, self.rows))
                yield ComposedCell(row, column, formula, found)

    @cached_property
    def _rows(self) -> Mapping[str, Line]:
        return {line.key: line for line in self.rows}

    @cached_property
    def _columns(self) -> Mapping[str, Line]:
        return {line.key: line for line in self.columns}


def line(item: Item) -> Line:
    """Return how an item is headed and composed."""
    match item:
        case ComposedItem(formula=formula):
            return Line(item.key, item.label, formula)
        case UnknownItem():
            return Line(item.key, item.label, unknown=True)
        case CountedItem(spanner=spanner, short=short, measure=measure):
            ranked = measure is not None and measure.aggregate is Aggregate.QUANTILE
            return Line(item.key, item.label, spanner=spanner, short=short, ranked=ranked)
        case _:
            return Line(item.key, item.label)


def layout(table: Table, context: Context, figures: Sequence[Figure]) -> Layout:
    """Return the table's rows and columns that hold any of its ``figures``."""
    rows = {figure.row_key for figure in figures}
    columns = {figure.column_key for figure in figures}
    return Layout(
        tuple(line(item) for item in rows_of(table, context) if item.key in rows),
        tuple(line(item) for item in columns_of(table, context) if item.key in columns),
        left_out(table, context),
    )


def parts(formula: Formula, row: Line, column: Line, rows: Iterable[Line]) -> Iterator[Part]:
    """Yield what the cell of ``row`` and ``column`` is composed of by its formula.

    ``rows`` are the table's: a share of a column is of all that are known and counted.
    """
    along_rows = formula is row.formula

    def at(key: str) -> tuple[str, str]:
        return (key, column.key) if along_rows else (row.key, key)

    match formula:
        case Total(of):
            for key in of:
                yield Part(*at(key), Role.ADDEND)
        case Difference(minuend, subtrahend):
            yield Part(*at(minuend), Role.MINUEND)
            yield Part(*at(subtrahend), Role.SUBTRAHEND)
        case ShareOfColumn(of):
            yield Part(row.key, of, Role.NUMERATOR)
            for other in rows:
                if not other.unknown and other.formula is None:
                    yield Part(other.key, of, Role.DENOMINATOR)
        case ShareOfRow(part, whole, other_row):
            yield Part(other_row or row.key, part, Role.NUMERATOR)
            for key in whole:
                yield Part(other_row or row.key, key, Role.DENOMINATOR)


def write_layouts(path: Path, layouts: Mapping[str, Layout]) -> None:
    """Write layouts by table id as JSON."""
    found = {
        table: {
            "rows": [_as_json(of) for of in found.rows],
            "columns": [_as_json(of) for of in found.columns],
            "left_out": None if found.left_out is None else asdict(found.left_out),
        }
        for table, found in layouts.items()
    }
    path.write_text(f"{json.dumps(found, ensure_ascii=False)}\n", encoding="utf-8")


def read_layouts(path: Path) -> dict[str, Layout]:
    """Return the layouts that ``write_layouts`` wrote, by table id."""
    return {
        table: Layout(
            tuple(map(_line, found["rows"])),
            tuple(map(_line, found["columns"])),
            None if found["left_out"] is None else LeftOut(**found["left_out"]),
        )
        for table, found in json.loads(path.read_text(encoding="utf-8")).items()
    }


def _as_json(of: Line) -> dict[str, Any]:
    kind = {"kind": type(of.formula).__name__} if of.formula is not None else {}
    found = asdict(of)
    return {**found, "formula": {**kind, **found["formula"]} if kind else None}


def _line(found: Mapping[str, Any]) -> Line:
    return Line(**{**found, "formula": _formula(found["formula"])})


def _formula(found: Mapping[str, Any] | None) -> Formula | None:
    if found is None:
        return None
    fields = {name: _tuple(value) for name, value in found.items() if name != "kind"}
    return _FORMULAS[found["kind"]](**fields)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
