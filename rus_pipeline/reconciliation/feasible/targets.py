"""Printed numbers → the figures that a journal is to meet.

What belongs here: which claims are one target, and its value. What does not: what a claim is a
number of (``published.facts``) or whether a journal can meet it (``model``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rus_pipeline.core.edition import Edition
from rus_pipeline.reconciliation.claims import Claim, is_annual
from rus_pipeline.reconciliation.facts import Fact, fact
from rus_pipeline.reconciliation.printed import read_printed

NOTE = "tabel-01-kommuner"
WHOLE_TABLES = ("tabel-01", "tabel-02", "tabel-07", "tabel-08")
"""Tables that are met whole where they can be."""
DATED_TABLES = ("tabel-07", "tabel-08")
FITTED_TABLES = (*WHOLE_TABLES, "tabel-11", "tabel-12", NOTE)


@dataclass(frozen=True)
class Target:
    """A figure and the whole number printed for it, by one claim or several."""

    fact: Fact
    value: int
    claims: tuple[Claim, ...]

    @property
    def name(self) -> str:
        """Return table, row and column as they stand in the figure's id."""
        return f"{self.fact.table}/{self.fact.row}/{self.fact.column}"


def report_claims(claims: Iterable[Claim], year: int) -> tuple[Claim, ...]:
    """Return the claims of the annual report on ``year``."""
    return tuple(c for c in claims if c.report_year == year and is_annual(c))


def facts_of(claims: Iterable[Claim], edition: Edition) -> dict[Claim, tuple[Fact, int]]:
    """Return each claim that is a whole number of a table's cell, with the cell and the number."""
    found: dict[Claim, tuple[Fact, int]] = {}
    for claim in claims:
        cell, value = fact(claim, edition), read_printed(claim.printed).exact
        if isinstance(cell, Fact) and value is not None and value == int(value):
            found[claim] = (cell, int(value))
    return found


def targets(claims: Iterable[Claim], edition: Edition) -> tuple[Target, ...]:
    """Return the targets among the claims of one report, in the order printed.

    Parts of one figure (two names of a municipality) are added; the same number printed twice is
    one target.
    """
    parts: dict[tuple[Fact, int | None], list[tuple[Claim, int]]] = {}
    for claim, (cell, value) in facts_of(claims, edition).items():
        if cell.table in FITTED_TABLES:
            at = (cell, None if cell.part else value)
            parts.setdefault(at, []).append((claim, value))
    return tuple(
        Target(
            cell,
            sum(value for _, value in printed) if cell.part else printed[0][1],
            tuple(claim for claim, _ in printed),
        )
        for (cell, _), printed in parts.items()
    )
