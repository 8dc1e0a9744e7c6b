"""Reconciliation: each printed number compared with the figure that was built.

Each gets an outcome and a reason, which follow from the numbers; none is listed by hand.
Source: audit contract, Published figures.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from rus_pipeline.core.danish import listed, number
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import Figure, Status, Unit
from rus_pipeline.figures.layout import Layout
from rus_pipeline.ingest.documents import ClaimAt, FigureAt
from rus_pipeline.reconciliation.claimed_figures import (
    ClaimedFigure,
    ClaimedPersons,
    NotAFigure,
    claimed_figure,
)
from rus_pipeline.reconciliation.claims import Claim, is_annual
from rus_pipeline.reconciliation.identities import (
    Inconsistency,
    Valued,
    broken_identities,
    note_below_row,
    off_by_rounding,
    printed_twice,
    repeated_amounts,
)
from rus_pipeline.reconciliation.over_years import PersonsOverYears
from rus_pipeline.reconciliation.printed import Form, PrintedValue, read_printed


class Outcome(StrEnum):
    """How a printed number compares. Source: audit contract, Published figures."""

    REPRODUCED = "reproduced"
    CONTRADICTED = "contradicted"
    RESTATED = "restated"
    MEASURED = "measured"
    NOT_DERIVABLE = "not_derivable"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Reconciled:
    """A claim, its printed value, the figure built for it, and the outcome with its reason."""

    claim: Claim
    printed: PrintedValue
    figure_id: str | None
    built: Decimal | None
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class Restatement:
    """Two claims, in different documents, on one figure; ``changed`` if their values differ."""

    earlier: Claim
    later: Claim
    changed: bool


@dataclass(frozen=True)
class Reconciliation:
    """An edition's reconciled claims.

    ``contradictions`` are claims of the document that cannot all be right, ``remarks`` what is
    worth a look though it can be right.
    """

    claims: tuple[Reconciled, ...]
    contradictions: tuple[Inconsistency, ...]
    remarks: tuple[Inconsistency, ...]
    restatements: tuple[Restatement, ...]

    def counts(self) -> dict[Outcome, int]:
        """Return the number of claims by outcome, every outcome included."""
        return {o: sum(c.outcome is o for c in self.claims) for o in Outcome}


Measures: TypeAlias = Mapping[ClaimAt, Sequence[FigureAt]]
"""Where a document states a promise → the figures of an edition that measure it."""

Prover: TypeAlias = Callable[[Sequence[Claim]], Sequence[Inconsistency]]
"""Claims that the built figures do not meet → feasibility proofs that some cannot be met.

The first claim of each is the one that cannot be met together with the others.
"""

CountPersons: TypeAlias = Callable[[ClaimedPersons], PersonsOverYears]
"""Persons over several years that a printed number claims → how many there are."""

_UNMET = (Outcome.DIFFERS, Outcome.CONTRADICTED, Outcome.RESTATED)


@dataclass(frozen=True)
class _Read:
    claim: Claim
    printed: PrintedValue
    claimed: ClaimedFigure | ClaimedPersons | NotAFigure


def reconcile(
    claims: Sequence[Claim],
    edition: Edition,
    figures: Mapping[str, Sequence[Figure]],
    layouts: Mapping[str, Layout],
    prove: Prover | None = None,
    measures: Measures | None = None,
    *,
    count_persons: CountPersons,
) -> Reconciliation:
    """Reconcile the edition's own printed report, and the documents that are no annual report.

    ``claims`` are those of all documents; ``figures`` and ``layouts`` are the edition's, by table.
    ``prove`` is called with the unmet claims, where any differs without another explanation.
    ``measures`` are of documents that are no annual report.
    """
    read = [_Read(c, read_printed(c.printed), _claimed(c, edition)) for c in claims]
    own = [entry for entry in read if _is_own(entry, edition)]
    contradictions = list(_contradictions(own, figures, layouts))
    remarks = [*_roundings(own, figures, layouts), *repeated_amounts(_valued(own))]
    restatements = list(_restatements(read))
    built = {figure.figure_id: figure for found in figures.values() for figure in found}

    def judged() -> list[Reconciled]:
        return [
            _measured(entry, measures or {}, built, edition)
            or _over_years(entry, count_persons)
            or _verdict(entry, read, built, contradictions, restatements)
            for entry in own
        ]

    verdicts = judged()
    if prove is not None and any(item.outcome is Outcome.DIFFERS for item in verdicts):
        proved = prove([item.claim for item in verdicts if item.outcome in _UNMET])
        explained = {one.claims[0] for one in contradictions}
        contradictions += [one for one in proved if one.claims[0] not in explained]
        verdicts = judged()
    return Reconciliation(
        claims=tuple(_marked(item, contradictions) for item in verdicts),
        contradictions=tuple(contradictions),
        remarks=tuple(remarks),
        restatements=tuple(restatements),
    )


def _claimed(claim: Claim, edition: Edition) -> ClaimedFigure | ClaimedPersons | NotAFigure:
    return claimed_figure(claim, Edition(claim.report_year, edition.center))


def _is_own(entry: _Read, edition: Edition) -> bool:
    """Return whether the claim is in the edition's report, or in a document that is no report."""
    return not is_annual(entry.claim) or entry.claim.report_year == edition.year


def _valued(entries: Sequence[_Read]) -> list[Valued]:
    return [
        (entry.claim, entry.claimed, entry.printed.exact)
        for entry in entries
        if isinstance(entry.claimed, ClaimedFigure) and entry.printed.exact is not None
    ]


def _cells(entries: Sequence[_Read]) -> dict[tuple[str, str, str], tuple[Claim, Decimal]]:
    cells: dict[tuple[str, str, str], tuple[Claim, Decimal]] = {}
    for claim, found, value in _valued(entries):
        at = (found.table, found.row, found.column)
        before = cells[at][1] if found.part and at in cells else Decimal(0)
        cells[at] = (claim, before + value)
    return cells


def _contradictions(
    own: Sequence[_Read], figures: Mapping[str, Sequence[Figure]], layouts: Mapping[str, Layout]
) -> Iterator[Inconsistency]:
    cells = _cells(own)
    for table, layout in layouts.items():
        yield from broken_identities(table, layout, figures[table], cells)
    yield from printed_twice(_valued(own))
    yield from note_below_row(_valued(own))


def _roundings(
    own: Sequence[_Read], figures: Mapping[str, Sequence[Figure]], layouts: Mapping[str, Layout]
) -> Iterator[Inconsistency]:
    cells = _cells(own)
    for table, layout in layouts.items():
        yield from off_by_rounding(table, layout, figures[table], cells)


def _restatements(read: Sequence[_Read]) -> Iterator[Restatement]:
    """Yield each pair of claims on one figure in two documents."""
    by_identity: dict[object, list[tuple[Claim, Decimal]]] = {}
    for claim, found, value in _valued(read):
        if not found.part:
            by_identity.setdefault(found.identity, []).append((claim, value))
    for entries in by_identity.values():
        for i, (earlier, before) in enumerate(entries):
            for later, after in entries[i + 1 :]:
                if earlier.document != later.document:
                    pair = sorted((earlier, later), key=lambda claim: claim.report_year)
                    yield Restatement(pair[0], pair[1], changed=before != after)


def _marked(item: Reconciled, contradictions: Sequence[Inconsistency]) -> Reconciled:
    """Return a reproduced claim as contradicted where it is one of those that cannot all be right.

    Which of them is wrong the document does not say.
    """
    if item.outcome is not Outcome.REPRODUCED:
        return item
    named = next((one for one in contradictions if item.claim in one.claims), None)
    if named is None:
        return item
    reason = "; ".join(filter(None, (item.reason, named.arithmetic)))
    return replace(item, outcome=Outcome.CONTRADICTED, reason=reason)


def _measured(
    entry: _Read, measures: Measures, built: Mapping[str, Figure], edition: Edition
) -> Reconciled | None:
    """Return what a promise came to in the edition; None where no known figure measures it.

    The first figure that is known is the claim's; the reason has the value of each.
    """
    claim = entry.claim
    if is_annual(claim):
        return None
    at = ClaimAt(claim.document, claim.table, claim.row, claim.column)
    named = (
        (one, built.get(f"{edition.year}/{one.table}/{one.row}/{one.column}"))
        for one in measures.get(at, ())
    )
    known = [(one.label, f, f.value) for one, f in named if f is not None and f.value is not None]
    if not known:
        return None
    _, first, value = known[0]
    told = "; ".join(f"{label} {_in_words(f, v)} ({f.figure_id})" for label, f, v in known)
    reason = f"Målt i {edition.year}: {told}"
    return Reconciled(claim, entry.printed, first.figure_id, value, Outcome.MEASURED, reason)


def _over_years(entry: _Read, count_persons: CountPersons) -> Reconciled | None:
    """Return how a number of persons over several years compares; None where it is none.

    It has no figure: a reason of its own says what it is compared with.
    """
    if not isinstance(entry.claimed, ClaimedPersons):
        return None
    found = count_persons(entry.claimed)
    if found.count is None:
        outcome = Outcome.NOT_DERIVABLE
    elif entry.printed.may_be(found.count):
        outcome = Outcome.REPRODUCED
    else:
        outcome = Outcome.DIFFERS
    return Reconciled(entry.claim, entry.printed, None, found.count, outcome, found.reason)


def _in_words(figure: Figure, value: Decimal) -> str:
    return f"{number(value)} %" if figure.unit is Unit.PER_CENT else number(value)


def _verdict(
    entry: _Read,
    read: Sequence[_Read],
    built: Mapping[str, Figure],
    contradictions: Sequence[Inconsistency],
    restatements: Sequence[Restatement],
) -> Reconciled:
    def outcome(kind: Outcome, reason: str, value: Decimal | None = None) -> Reconciled:
        figure_id = None
        if isinstance(entry.claimed, ClaimedFigure):
            found = _figure(entry.claimed, built)
            figure_id = entry.claimed.figure_id if found is None else found.figure_id
        return Reconciled(entry.claim, entry.printed, figure_id, value, kind, reason)

    if isinstance(entry.claimed, NotAFigure):
        return outcome(Outcome.NOT_DERIVABLE, entry.claimed.why)
    assert isinstance(entry.claimed, ClaimedFigure)
    figure = _figure(entry.claimed, built)
    if figure is not None and figure.status is Status.NOT_AVAILABLE:
        if entry.printed.form is Form.UNKNOWN:
            return outcome(Outcome.REPRODUCED, f"Ukendt, som trykt: {figure.reason}")
        return outcome(Outcome.NOT_DERIVABLE, str(figure.reason))
    nothing = _nothing_to_compare(entry, entry.claimed, figure, built)
    if nothing is not None:
        return outcome(Outcome.NOT_DERIVABLE, nothing)
    value = Decimal(0) if figure is None or figure.value is None else figure.value
    if _matches(entry, read, value):
        return outcome(Outcome.REPRODUCED, _of_two_names(entry, read, value), value)
    named = [b for b in contradictions if entry.claim in b.claims]
    if named:
        # One whose first claim is this one explains more than one that merely includes it.
        inconsistency = min(named, key=lambda b: b.claims[0] != entry.claim)
        return outcome(Outcome.CONTRADICTED, inconsistency.arithmetic, value)
    later = next((r.later for r in restatements if r.changed and r.earlier == entry.claim), None)
    if later is not None:
        where = f"{later.document}, linje {later.line}"
        return outcome(Outcome.RESTATED, f"Trykt som {later.printed} i {where}", value)
    difference = f"Trykt {entry.claim.printed}, bygget {number(value)}"
    return outcome(
        Outcome.DIFFERS, difference + _in_another_document(entry, read, restatements), value
    )


def _nothing_to_compare(
    entry: _Read, found: ClaimedFigure, figure: Figure | None, built: Mapping[str, Figure]
) -> str | None:
    """Return why built and printed cannot be compared, or None.

    A row that is left out of a built table counts as zero.
    """
    if figure is not None and figure.status is Status.PUBLISHED:
        return "Intet udtræk dækker året; tallet står som trykt"
    if entry.printed.low is None:
        return "Der er intet tal trykt"
    has_table = found.part or any(other.table_id == found.table for other in built.values())
    if figure is None and not has_table:
        return "Udtrækket har ingen oplysninger til tabellen"
    return None


def _in_another_document(
    entry: _Read, read: Sequence[_Read], restatements: Sequence[Restatement]
) -> str:
    """Return a clause on another document's value for the figure, and where this value is there."""
    for other in restatements:
        if other.changed and other.later == entry.claim:
            before = other.earlier
            words = f"; {before.document}, linje {before.line}, trykker {before.printed}"
            same_row = (before.document, before.table, before.row)
            for cell in read:
                claim = cell.claim
                if (claim.document, claim.table, claim.row) == same_row and (
                    cell.printed.exact == entry.printed.exact
                ):
                    words += f", og {claim.printed} er der kolonnen {claim.column} alene"
            return words
    return ""


def _figure(claimed: ClaimedFigure, built: Mapping[str, Figure]) -> Figure | None:
    """Return the built figure; a grant is found by the last word of its printed name."""
    if claimed.figure_id in built:
        return built[claimed.figure_id]
    if claimed.table == "tabel-06-tilskud":
        for figure in built.values():
            row, column = figure.at
            if (figure.table_id, column) == (claimed.table, claimed.column) and claimed.row in row:
                return figure
    return None


def _of_two_names(entry: _Read, read: Sequence[_Read], value: Decimal) -> str:
    """Return the sum that a number is a part of, where a figure is printed under several names."""
    if not isinstance(entry.claimed, ClaimedFigure) or not entry.claimed.part:
        return ""
    parts = [other.claim for other in read if other.claimed == entry.claimed]
    if len(parts) == 1:
        return ""
    names = listed([claim.row for claim in parts])
    addition = " + ".join(claim.printed for claim in parts)
    return f"{names} er navne for én kommune: {addition} = {number(value)}"


def _matches(entry: _Read, read: Sequence[_Read], value: Decimal) -> bool:
    if not isinstance(entry.claimed, ClaimedFigure) or not entry.claimed.part:
        return entry.printed.may_be(value)
    parts = [other.printed for other in read if other.claimed == entry.claimed]
    return sum((part.low or Decimal(0) for part in parts), Decimal(0)) == value
