"""Accounting identities that one document's own numbers must satisfy, and where they do not.

The sums are those that the tables declare; no fault is listed by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from rus_pipeline.core.danish import number
from rus_pipeline.figures.declaration import TOTAL, ShareOfColumn
from rus_pipeline.figures.figure import Figure, Role
from rus_pipeline.figures.layout import ComposedCell, Layout, Part
from rus_pipeline.figures.rounding import per_cents_to_100
from rus_pipeline.reconciliation.claimed_figures import ClaimedFigure
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.slices.variables import OTHER_KOMMUNER

Cells = Mapping[tuple[str, str, str], tuple[Claim, Decimal]]
"""(table, row, column) → the claim printed there and its value."""

Valued: TypeAlias = tuple[Claim, ClaimedFigure, Decimal]
"""A claim, the figure it claims to be, and its value."""

_ROUNDING = 1  # two rounded amounts and their rounded difference may be one krone apart


@dataclass(frozen=True)
class Inconsistency:
    """Claims of one document that do not fit together, and the arithmetic that shows it."""

    claims: tuple[Claim, ...]
    arithmetic: str


def broken_identities(
    table: str, layout: Layout, figures: Sequence[Figure], cells: Cells
) -> Iterator[Inconsistency]:
    """Yield each composed cell of a table that is not what its printed components give.

    ``table`` is its id, ``figures`` are its own.
    """
    for cell in layout.composed(figure.at for figure in figures):
        at = (table, *cell.at)
        if at not in cells:
            continue
        parts = [cells.get((table, part.row, part.column)) for part in cell.parts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts) and not _missing_are_unknown(table, layout, cell, cells):
            continue
        claim, printed = cells[at]
        expected, words = _recomputed(cell, cells, table)
        tolerance = _ROUNDING if any(c.role is Role.MINUEND for c in cell.parts) else 0
        if abs(expected - printed) > tolerance:
            hint = _hint(cell, cells, table)
            yield Inconsistency(
                (claim, *(part for part, _ in known)),
                f"{words} = {number(expected)}, trykt {claim.printed}{hint}",
            )


def off_by_rounding(
    table: str, layout: Layout, figures: Sequence[Figure], cells: Cells
) -> Iterator[Inconsistency]:
    """Yield each difference that is one krone off: amounts in øre explain it."""
    for cell in layout.composed(figure.at for figure in figures):
        at = (table, *cell.at)
        if at not in cells or not any(c.role is Role.MINUEND for c in cell.parts):
            continue
        if not all((table, c.row, c.column) in cells for c in cell.parts):
            continue
        claim, printed = cells[at]
        expected, words = _recomputed(cell, cells, table)
        if abs(expected - printed) == _ROUNDING:
            yield Inconsistency(
                (claim,),
                f"{words} = {number(expected)}, trykt {claim.printed}; øre, der ikke er rundet af,"
                " forklarer forskellen",
            )


def repeated_amounts(
    claims: Sequence[Valued],
) -> Iterator[Inconsistency]:
    """Yield each amount of five digits or more that a document prints for two different figures."""
    seen: dict[Decimal, tuple[Claim, ClaimedFigure]] = {}
    for claim, found, value in claims:
        if abs(value) < 10_000 or found.table not in {"tabel-04", "tabel-05"}:
            continue
        earlier = seen.setdefault(value, (claim, found))
        if earlier[1].identity != found.identity:
            yield Inconsistency(
                (earlier[0], claim),
                f"{number(value)} er trykt både som {_name(earlier[0])} og som {_name(claim)}",
            )


def note_below_row(
    claims: Sequence[Valued],
) -> Iterator[Inconsistency]:
    """Yield the row for other municipalities, where the note that details it sums to less.

    The note may sum to more: one who moved between two of them counts in both (counting rules,
    tabel-01-kommuner).
    """
    note = [entry for entry in claims if entry[1].table == "tabel-01-kommuner"]
    named = [value for *_, value in note]
    for claim, found, value in claims:
        if (found.table, found.row, found.column) != ("tabel-01", OTHER_KOMMUNER, TOTAL):
            continue
        total = sum(named, Decimal(0))
        if named and total < value:
            words = " + ".join(number(part) for part in named)
            yield Inconsistency(
                (claim, *(part for part, *_ in note)),
                f"{words} = {number(total)}, men rækken er {claim.printed}",
            )
            return


def printed_twice(claims: Sequence[Valued]) -> Iterator[Inconsistency]:
    """Yield each figure that one document prints with two different values.

    The arithmetic says where one of the values is that of another column.
    """
    by_identity: dict[object, list[Valued]] = {}
    for entry in claims:
        if not entry[1].part:
            by_identity.setdefault(entry[1].identity, []).append(entry)
    for entries in by_identity.values():
        values = {value for _, _, value in entries}
        if len(values) > 1:
            words = " og ".join(f"{number(v)} ({_name(claim)})" for claim, _, v in entries)
            alone = "".join(_value_of_one_column(entry, entries, claims) for entry in entries)
            yield Inconsistency(
                tuple(claim for claim, _, _ in entries), f"Samme tal er trykt som {words}{alone}"
            )


def _value_of_one_column(
    entry: Valued,
    entries: Sequence[Valued],
    claims: Sequence[Valued],
) -> str:
    _, own, value = entry
    tables = {found.table for _, found, _ in entries} - {own.table}
    for claim, found, other in claims:
        if found.table in tables and found.row == own.row and other == value:
            return f"; {number(value)} er kolonnen {claim.column} alene"
    return ""


def _missing_are_unknown(table: str, layout: Layout, cell: ComposedCell, cells: Cells) -> bool:
    """Return whether every component that is not printed is a row for unknown values."""
    unknown = {line.key for line in layout.rows if line.unknown}
    return all(
        part.row in unknown or (table, part.row, part.column) in cells for part in cell.parts
    )


def _recomputed(cell: ComposedCell, cells: Cells, table: str) -> tuple[Decimal, str]:
    """Return the value that the components give, and the sum in words."""

    def value(part: Part) -> Decimal:
        return cells[table, part.row, part.column][1]

    parts = [part for part in cell.parts if (table, part.row, part.column) in cells]
    if isinstance(cell.formula, ShareOfColumn):
        whole = [part for part in parts if part.role is Role.DENOMINATOR]
        own = next(i for i, part in enumerate(whole) if part.row == cell.row)
        counts = [value(part) for part in whole]
        total = sum(counts, Decimal(0))
        words = f"{number(counts[own])} af {number(total)} i hele procent"
        return per_cents_to_100(counts)[own], words
    signed = [(part, -1 if part.role is Role.SUBTRAHEND else 1) for part in parts]
    words = " + ".join(number(value(p)) for p, sign in signed if sign > 0)
    words += "".join(f" − {_bracketed(value(p))}" for p, sign in signed if sign < 0)
    return sum((sign * value(p) for p, sign in signed), Decimal(0)), words


def _bracketed(value: Decimal) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _hint(cell: ComposedCell, cells: Cells, table: str) -> str:
    """Return a remark where a difference is right with its two sides exchanged, signs aside."""
    sides = {c.role: cells[table, c.row, c.column][1] for c in cell.parts if c.role in Role}
    if Role.MINUEND not in sides:
        return ""
    minuend, subtrahend = sides[Role.MINUEND], sides[Role.SUBTRAHEND]
    if abs(abs(subtrahend) - abs(minuend) - cells[(table, *cell.at)][1]) <= _ROUNDING:
        return "; det passer, hvis de to bytter plads"
    return ""


def _name(claim: Claim) -> str:
    return f"{claim.table}, {claim.row}, {claim.column}"
