"""Targets: the printed figures of a report as numbers that a journal is to meet."""

from collections.abc import Iterable
from dataclasses import dataclass

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import SHARE
from rus_pipeline.reconciliation.claimed_figures import ClaimedFigure, claimed_figure
from rus_pipeline.reconciliation.claims import Claim, is_annual, is_in_table
from rus_pipeline.reconciliation.printed import read_printed

KOMMUNER_TABLE = "tabel-01-kommuner"
OVERALL_TABLES = ("tabel-01", "tabel-02", "tabel-07", "tabel-08")
"""Tables of all persons and courses, which others divide by age, sex and municipality."""
FITTED_TABLES = (*OVERALL_TABLES, "tabel-11", "tabel-12", KOMMUNER_TABLE)


@dataclass(frozen=True)
class Target:
    """A figure and the integer printed for it, by one claim or several."""

    figure: ClaimedFigure
    value: int
    claims: tuple[Claim, ...]

    @property
    def name(self) -> str:
        """Return the figure's id without its edition."""
        return f"{self.figure.table}/{self.figure.row}/{self.figure.column}"


def kept_before(target: Target) -> tuple[bool, bool, bool]:
    """Return the rank of a target: where not all can be met, those of a lower rank are kept.

    Counts before shares; of these, what a table prints before what stands in a note or a sentence;
    of these, ``OVERALL_TABLES`` before what divides them. Source: audit contract, Published
    figures.
    """
    return (
        target.figure.column == SHARE,
        not any(is_in_table(claim) for claim in target.claims),
        target.figure.table not in OVERALL_TABLES,
    )


def report_claims(claims: Iterable[Claim], year: int) -> tuple[Claim, ...]:
    """Return the claims of the annual report on ``year``."""
    return tuple(c for c in claims if c.report_year == year and is_annual(c))


def integer_claims(
    claims: Iterable[Claim], edition: Edition
) -> dict[Claim, tuple[ClaimedFigure, int]]:
    """Return each claim that is an integer in a table's cell, with its figure and value."""
    found: dict[Claim, tuple[ClaimedFigure, int]] = {}
    for claim in claims:
        claimed, value = claimed_figure(claim, edition), read_printed(claim.printed).exact
        if isinstance(claimed, ClaimedFigure) and value is not None and value == int(value):
            found[claim] = (claimed, int(value))
    return found


def targets(claims: Iterable[Claim], edition: Edition) -> tuple[Target, ...]:
    """Return the targets among the claims of one report, in the order printed.

    Numbers that are part of one figure (two names of a kommune) are added. A number printed twice
    is one target.
    """
    parts: dict[tuple[ClaimedFigure, int | None], list[tuple[Claim, int]]] = {}
    for claim, (claimed, value) in integer_claims(claims, edition).items():
        if claimed.table in FITTED_TABLES:
            at = (claimed, None if claimed.part else value)
            parts.setdefault(at, []).append((claim, value))
    return tuple(
        Target(
            claimed,
            sum(value for _, value in printed) if claimed.part else printed[0][1],
            tuple(claim for claim, _ in printed),
        )
        for (claimed, _), printed in parts.items()
    )
