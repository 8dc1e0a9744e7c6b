"""Sums and differences that a document's own numbers must keep, and where it breaks them.

The sums are read off the tables' declarations; nothing lists the faults. What belongs here: one
document against itself. What does not: the document against the built figures.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rus_pipeline.core.danish import number
from rus_pipeline.figures.declaration import TOTAL, ShareOfColumn
from rus_pipeline.figures.figure import Figure, Role
from rus_pipeline.figures.layout import ComposedCell, Layout, Part
from rus_pipeline.figures.rounding import per_cents_to_100
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.facts import Fact
from rus_pipeline.slices.variables import OTHER_KOMMUNER

Cells = Mapping[tuple[str, str, str], tuple[Claim, Decimal]]
"""(table, row, column) → the claim printed there and its value."""

_ROUNDING = 1  # two rounded amounts and their rounded difference may be one krone apart


@dataclass(frozen=True)
class Breach:
    """Claims of one document that cannot all be right, and the arithmetic that says so."""

    claims: tuple[Claim, ...]
    arithmetic: str


def breaches(
    table: str, layout: Layout, figures: Sequence[Figure], cells: Cells
) -> Iterator[Breach]:
    """Yield each composed cell of a table whose printed parts do not make what is printed.

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
        expected, words = _made(cell, cells, table)
        tolerance = _ROUNDING if any(c.role is Role.MINUEND for c in cell.parts) else 0
        if abs(expected - printed) > tolerance:
            hint = _hint(cell, cells, table)
            yield Breach(
                (claim, *(part for part, _ in known)),
                f"{words} = {number(expected)}, trykt {claim.printed}{hint}",
            )


def off_by_rounding(
    table: str, layout: Layout, figures: Sequence[Figure], cells: Cells
) -> Iterator[Breach]:
    """Yield each difference that is one krone off, which amounts in øre explain."""
    for cell in layout.composed(figure.at for figure in figures):
        at = (table, *cell.at)
        if at not in cells or not any(c.role is Role.MINUEND for c in cell.parts):
            continue
        if not all((table, c.row, c.column) in cells for c in cell.parts):
            continue
        claim, printed = cells[at]
        expected, words = _made(cell, cells, table)
        if abs(expected - printed) == _ROUNDING:
            yield Breach(
                (claim,),
                f"{words} = {number(expected)}, trykt {claim.printed}; øre, der ikke er rundet af,"
                " forklarer forskellen",
            )


def repeated_amounts(facts: Sequence[tuple[Claim, Fact, Decimal]]) -> Iterator[Breach]:
    """Yield each amount of five digits or more that a document prints for two different facts."""
    seen: dict[Decimal, tuple[Claim, Fact]] = {}
    for claim, found, value in facts:
        if abs(value) < 10_000 or found.table not in {"tabel-04", "tabel-05"}:
            continue
        earlier = seen.setdefault(value, (claim, found))
        if earlier[1].identity != found.identity:
            yield Breach(
                (earlier[0], claim),
                f"{number(value)} er trykt både som {_name(earlier[0])} og som {_name(claim)}",
            )


def spelled_out(facts: Sequence[tuple[Claim, Fact, Decimal]]) -> Iterator[Breach]:
    """Yield the note that names each other municipality, where it is less than the row it names.

    It may be more: one who moved between two of them counts in both (counting rules,
    tabel-01-kommuner). The breach is the row's, for each number of the note may be right.
    """
    named = [value for _, found, value in facts if found.table == "tabel-01-kommuner"]
    for claim, found, value in facts:
        if (found.table, found.row, found.column) != ("tabel-01", OTHER_KOMMUNER, TOTAL):
            continue
        total = sum(named, Decimal(0))
        if named and total < value:
            words = " + ".join(number(part) for part in named)
            yield Breach((claim,), f"{words} = {number(total)}, men rækken er {claim.printed}")
            return


def printed_twice(facts: Sequence[tuple[Claim, Fact, Decimal]]) -> Iterator[Breach]:
    """Yield each fact that one document prints with two different values.

    Where one of the values is another cell's of the same table, that is said.
    """
    by_identity: dict[object, list[tuple[Claim, Fact, Decimal]]] = {}
    for entry in facts:
        if not entry[1].part:
            by_identity.setdefault(entry[1].identity, []).append(entry)
    for entries in by_identity.values():
        values = {value for _, _, value in entries}
        if len(values) > 1:
            words = " og ".join(f"{number(v)} ({_name(claim)})" for claim, _, v in entries)
            alone = "".join(_alone(entry, entries, facts) for entry in entries)
            yield Breach(
                tuple(claim for claim, _, _ in entries), f"Samme tal er trykt som {words}{alone}"
            )


def _alone(
    entry: tuple[Claim, Fact, Decimal],
    entries: Sequence[tuple[Claim, Fact, Decimal]],
    facts: Sequence[tuple[Claim, Fact, Decimal]],
) -> str:
    _, own, value = entry
    tables = {found.table for _, found, _ in entries} - {own.table}
    for claim, found, other in facts:
        if found.table in tables and found.row == own.row and other == value:
            return f"; {number(value)} er kolonnen {claim.column} alene"
    return ""


def _missing_are_unknown(table: str, layout: Layout, cell: ComposedCell, cells: Cells) -> bool:
    """Return whether every part that is not printed is a row for unknown values."""
    unknown = {line.key for line in layout.rows if line.unknown}
    return all(
        part.row in unknown or (table, part.row, part.column) in cells for part in cell.parts
    )


def _made(cell: ComposedCell, cells: Cells, table: str) -> tuple[Decimal, str]:
    """Return what the parts make, and the sum as it would be written."""

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
    """Say where a difference comes out when its two sides are exchanged, signs aside."""
    sides = {c.role: cells[table, c.row, c.column][1] for c in cell.parts if c.role in Role}
    if Role.MINUEND not in sides:
        return ""
    minuend, subtrahend = sides[Role.MINUEND], sides[Role.SUBTRAHEND]
    if abs(abs(subtrahend) - abs(minuend) - cells[(table, *cell.at)][1]) <= _ROUNDING:
        return "; det passer, hvis de to bytter plads"
    return ""


def _name(claim: Claim) -> str:
    return f"{claim.table}, {claim.row}, {claim.column}"
