"""Rows or columns of a table added up into one, as a public edition shows them.

Source: report contract, Public edition. Which ones are is decided in ``disclosure.recoding``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rus_pipeline.figures.declaration import Total
from rus_pipeline.figures.figure import Component, Figure, Role, Rule, Status, figure_id
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.plan import without
from rus_pipeline.figures.presentation import Axes


@dataclass(frozen=True)
class Merge:
    """Rows, or columns, of a table that are added up: the keys ``of`` those, and the sum's own.

    ``reason`` says of the sum what it is the sum of, ``note`` under the table why.
    """

    table: str
    axis: Axes
    key: str
    label: str
    of: tuple[str, ...]
    reason: str
    note: str

    def has(self, figure: Figure) -> bool:
        """Return whether a figure is added up."""
        return figure.table_id == self.table and figure.at[self._axis] in self.of

    def sum_of(self, figure: Figure) -> tuple[str, str]:
        """Return row and column key of the sum that a figure is added up in."""
        return (self.key, figure.column_key) if self._axis == 0 else (figure.row_key, self.key)

    @property
    def _axis(self) -> int:
        return 0 if self.axis is Axes.ROWS else 1

    def sums(self, figures: Iterable[Figure]) -> Iterator[tuple[Figure, tuple[Figure, ...]]]:
        """Yield each sum with the figures that it adds up, among the figures of an edition."""
        parts: dict[tuple[str, str], list[Figure]] = {}
        for figure in figures:
            if self.has(figure):
                parts.setdefault(self.sum_of(figure), []).append(figure)
        for at, found in parts.items():
            yield self._sum(at, found), tuple(found)

    def _sum(self, at: tuple[str, str], parts: Sequence[Figure]) -> Figure:
        """Return the sum of the parts that are available, as a sum of cells is."""
        first = parts[0]
        known = [part.value for part in parts if part.value is not None]
        missing = [(self._label(part), part.reason or "") for part in parts if part.value is None]
        value = sum(known, Decimal(0)) if known else None
        reasons = [self.reason, without(missing)] if known else [first.reason]
        by_row = self.axis is Axes.ROWS
        edition = first.figure_id.partition("/")[0]
        return replace(
            first,
            figure_id=figure_id(edition, first.table_id, *at),
            row_key=at[0],
            column_key=at[1],
            row_label=self.label if by_row else first.row_label,
            column_label=first.column_label if by_row else self.label,
            words=f"{self.reason}.",
            value=value,
            exact=value,
            status=Status.OBSERVED if known else Status.NOT_AVAILABLE,
            reason="; ".join(filter(None, reasons)) or None,
            rule=Rule.TOTAL if known else Rule.NOT_AVAILABLE,
            counted=None,
            components=tuple(Component(part.figure_id, Role.ADDEND) for part in parts)
            if known
            else (),
            closed=(),
        )

    def _label(self, part: Figure) -> str:
        return part.row_label if self.axis is Axes.ROWS else part.column_label


def merged_figures(figures: Iterable[Figure], merges: Sequence[Merge]) -> list[Figure]:
    """Return an edition's figures with what is added up in the place of its parts.

    A sum of rows is last in its table, a sum of columns where the first of them was.
    """
    by_table: dict[str, list[Figure]] = {}
    for figure in figures:
        by_table.setdefault(figure.table_id, []).append(figure)
    return [
        figure
        for table, own in by_table.items()
        for figure in _merged(own, [merge for merge in merges if merge.table == table])
    ]


def _merged(own: list[Figure], merges: Sequence[Merge]) -> list[Figure]:
    for merge in merges:
        first = {parts[0].figure_id: one for one, parts in merge.sums(own)}
        last = list(first.values()) if merge.axis is Axes.ROWS else []
        own = [
            first.get(figure.figure_id, figure)
            for figure in own
            if not merge.has(figure) or (not last and figure.figure_id in first)
        ] + last
    return own


def merged_layout(layout: Layout, merges: Sequence[Merge]) -> Layout:
    """Return a table's layout with its ``merges``, whose notes it then has."""
    for merge in merges:
        rows, columns = layout.rows, layout.columns
        if merge.axis is Axes.ROWS:
            rest = [line for line in rows if line.key not in merge.of]
            last = Line(merge.key, merge.label, together=True)
            rows = tuple(_totalled([*rest, last], merge))
        else:
            first = next(line.key for line in columns if line.key in merge.of)
            found = [
                Line(merge.key, merge.label) if line.key == first else line
                for line in columns
                if line.key == first or line.key not in merge.of
            ]
            columns = tuple(_totalled(found, merge))
        notes = tuple(dict.fromkeys((*layout.notes, merge.note)))
        layout = replace(layout, rows=rows, columns=columns, notes=notes)
    return layout


def _totalled(lines: Iterable[Line], merge: Merge) -> Iterator[Line]:
    """Yield the lines; a total is of the sum in the place of its parts."""
    for line in lines:
        if isinstance(line.formula, Total):
            of = dict.fromkeys(merge.key if key in merge.of else key for key in line.formula.of)
            yield replace(line, formula=Total(tuple(of)))
        else:
            yield line


def merges_by_table(merges: Iterable[Merge]) -> Mapping[str, list[Merge]]:
    """Return table id → its merges, in their order."""
    found: dict[str, list[Merge]] = {}
    for merge in merges:
        found.setdefault(merge.table, []).append(merge)
    return found
