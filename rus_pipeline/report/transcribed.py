"""The sheets of tables transcribed from other documents: how a claim, a promise and a goal read."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from rus_pipeline.core.danish import decimal_number
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import Figure
from rus_pipeline.ingest.documents import (
    ClaimAt,
    DocumentTable,
    Goal,
    Goals,
    LabelledClaim,
    Promises,
    Transcribed,
)
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.printed import Form, PrintedValue, read_printed
from rus_pipeline.report.reconciliation import place
from rus_pipeline.report.sheets import Part, Sheet, full_title, mixed_sheet

_NO_CLAIM = "ikke trykt"

Claims = Mapping[ClaimAt, Claim]


def claims_by_place(claims: Sequence[Claim]) -> dict[ClaimAt, Claim]:
    """Return the claims, each under where it stands in its document."""
    return {ClaimAt(c.document, c.table, c.row, c.column): c for c in claims}


def transcribed_sheet(
    table: DocumentTable,
    edition: Edition,
    claims: Claims,
    figures: Mapping[str, Sequence[Figure]],
) -> Sheet:
    """Return the table as a sheet; ``figures`` are the edition's, by table."""
    match table:
        case Transcribed():
            columns = _text(_as_printed(table, claims))
        case Promises():
            columns = _promises(table, claims, figures)
        case Goals():
            columns = _text(_goals(table, claims))
    notes = (table.definition, *table.notes, *_sources(table, claims))
    return mixed_sheet(table.id, full_title(table, edition), columns, notes)


def missing_claims(table: DocumentTable, claims: Claims) -> list[str]:
    """Return what the table should show and no claim has: a table, or a table, row and column."""
    if isinstance(table, Transcribed):
        return [] if any(_places(table, claims)) else [table.source]
    missing = (at for at in _places(table, claims) if at not in claims)
    return list(dict.fromkeys(f"{at.table} / {at.row} / {at.column}" for at in missing))


def _places(table: DocumentTable, claims: Claims) -> Iterator[ClaimAt]:
    """Yield where the printed numbers stand that the table shows; some may have no claim."""
    match table:
        case Transcribed(document=document, source=source):
            yield from (at for at in claims if (at.document, at.table) == (document, source))
        case Promises():
            yield from (at for promise in table.promises for at in promise.claims)
        case Goals():
            for goal in table.goals:
                yield from (one.at for one in (goal.baseline, goal.target, *goal.measured))


def _text(columns: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[Part, ...]]]:
    return {name: [(text,) if text else () for text in texts] for name, texts in columns.items()}


def _as_printed(table: Transcribed, claims: Claims) -> dict[str, list[str]]:
    places = list(_places(table, claims))
    if not places:
        return {table.stub: []}
    rows = list(dict.fromkeys(at.row for at in places))
    drawn = {table.stub: [*rows, *([table.total] if table.total else [])]}
    for column in dict.fromkeys(at.column for at in places):
        found = [claims.get(ClaimAt(table.document, table.source, row, column)) for row in rows]
        texts = [claim.printed if claim else "" for claim in found]
        if table.total:
            texts.append(_sum([read_printed(claim.printed) for claim in found if claim]))
        drawn[_heading(column)] = texts
    return drawn


def _heading(column: str) -> str:
    return column[:1].upper() + column[1:]


def _sum(values: Sequence[PrintedValue]) -> str:
    """Return the sum of printed counts: one number, or from and to."""
    low = sum((value.low or Decimal(0) for value in values), Decimal(0))
    high = sum((value.high or Decimal(0) for value in values), Decimal(0))
    if low == high:
        return decimal_number(low)
    return f"{decimal_number(low)}–{decimal_number(high)}"


def _promises(
    table: Promises, claims: Claims, figures: Mapping[str, Sequence[Figure]]
) -> dict[str, list[tuple[Part, ...]]]:
    by_place = {(f.table_id, *f.at): f for found in figures.values() for f in found}
    measured: list[tuple[Part, ...]] = []
    for promise in table.promises:
        parts: list[Part] = []
        for at in promise.measured:
            figure = by_place.get((at.table, at.row, at.column))
            if figure is not None:
                parts += [f"{'; ' if parts else ''}{at.label}: ", figure]
        measured.append(tuple(parts))
    described = {
        "Løfte": [promise.words for promise in table.promises],
        "Trykt": [", ".join(_printed(at, claims) for at in p.claims) for p in table.promises],
    }
    return {**_text(described), "Målt i året": measured}


def _printed(at: ClaimAt, claims: Claims) -> str:
    found = claims.get(at)
    return _NO_CLAIM if found is None else found.printed.strip("()")


def _goals(table: Goals, claims: Claims) -> dict[str, list[str]]:
    return {
        "Mål": [goal.words for goal in table.goals],
        "Udgangspunkt": [_with_label(goal.baseline, claims) for goal in table.goals],
        "Målet": [_with_label(goal.target, claims) for goal in table.goals],
        "Seneste måling": [
            "; ".join(_with_label(measure, claims) for measure in goal.measured)
            for goal in table.goals
        ],
        "Hvad den siger": [_verdict(goal, claims) for goal in table.goals],
    }


def _with_label(claim: LabelledClaim, claims: Claims) -> str:
    value = _value(claim.at, claims)
    return f"{claim.label}: {_NO_CLAIM if value is None else f'{decimal_number(value)} %'}"


def _value(at: ClaimAt, claims: Claims) -> Decimal | None:
    found = claims.get(at)
    return None if found is None else read_printed(found.printed).exact


def _verdict(goal: Goal, claims: Claims) -> str:
    """Say of each measure whether it is at the target or below it."""
    target = _value(goal.target.at, claims)
    words: list[str] = []
    reached: set[bool] = set()
    for measure in goal.measured:
        value = _value(measure.at, claims)
        if value is None or target is None:
            continue
        distance = value - target
        reached.add(distance <= 0)
        words.append(
            f"{measure.label} ligger {decimal_number(distance)} procentpoint over målet"
            if distance > 0
            else f"{measure.label} ligger på eller under målet"
        )
    if not words:
        return "Der er intet at sammenligne"
    if len(reached) > 1:
        words.append("målingerne peger hver sin vej")
    return "; ".join(words)


def _sources(table: DocumentTable, claims: Claims) -> list[str]:
    found = [claims[at] for at in _places(table, claims) if at in claims]
    reserved = any(read_printed(claim.printed).form is Form.RESERVED for claim in found)
    mark = " * er trykt med forbehold." if reserved else ""
    lines = sorted({(claim.document, claim.line) for claim in found})
    if not lines:
        return []
    first, last = lines[0], lines[-1]
    where = place(next(c for c in found if (c.document, c.line) == first))
    return [f"Kilde: {where}{'' if first == last else f'–{last[1]}'}.{mark}"]
