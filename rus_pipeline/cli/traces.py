"""Answers of the audit commands as lines of text.

Definitions of figures are in Danish, as in the report; the rest is in English, as the command is.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isinf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rus_pipeline.audit.release import Released
    from rus_pipeline.disclosure.intruder import FeasibleInterval

_REVISIONS_SHOWN = 20

Answer = Mapping[str, Any]


def figure(answer: Answer) -> Iterator[str]:
    """Yield the trace of a figure."""
    value = "not known" if answer["value"] is None else f"{answer['value']} {answer['unit']}"
    yield f"{answer['figure_id']}: {value} ({answer['status']})"
    if answer["reason"]:
        yield f"  {answer['reason']}"
    yield answer["title"]
    yield answer["definition"]
    for part in answer["components"]:
        yield f"  {part['role']}: {part['figure_id']}"
    if ranked := answer.get("ranked"):
        yield (
            f"The value is that of {ranked['file']}:{ranked['line']}, number {ranked['number']} of"
            f" {ranked['of']} in order"
        )
    yield f"Rows: {len(answer['rows'])}"
    for one in answer["rows"]:
        yield f"  {one['file']}:{one['line']}  sha256 {one['row_sha256']}"
        for other in one.get("joined", ()):
            yield f"    joined with line {other['line']}  sha256 {other['row_sha256']}"
        for score in one.get("measured", ()):
            yield f"    score at {score['file']}:{score['line']}  sha256 {score['row_sha256']}"
    yield "Files:"
    for file in answer["files"]:
        yield f"  {file['file']}  sha256 {file['sha256']}"
    for extract in answer["extract"]:
        yield f"Extract {extract['edition']}: {extract['kilde']}, drawn {extract['udtrukket']}"
    for other in answer["other_editions"]:
        yield f"Elsewhere: {_known(other['value'])} ({other['status']}), {other['source']}"
    built = answer["built"]
    yield f"Built {built['built_at']} by run {built['run_id']}, code {built['code_version']}"


def row(answer: Answer) -> Iterator[str]:
    """Yield the figures in which a row counts."""
    yield f"{answer['file']}:{answer['line']} counts in {len(answer['figures'])} figures"
    if answer["quarantined"]:
        yield f"Quarantined: {', '.join(answer['quarantined'])}"
    if answer["set_aside"]:
        yield answer["set_aside"]
    if answer["joined"]:
        yield f"Joined with it: lines {', '.join(map(str, answer['joined']))}"
    for figure_id in answer["figures"]:
        yield f"  {figure_id}"


def conditions(answer: Answer) -> Iterator[str]:
    """Yield why a row counts in a figure, or does not."""
    counts = "counts" if answer["counts"] else "does not count"
    yield f"{answer['file']}:{answer['line']} {counts} in {answer['figure_id']}"
    if answer["quarantined"]:
        yield f"Quarantined: {', '.join(answer['quarantined'])}"
    if answer["outside"]:
        yield answer["outside"]
    for one in answer["figures"]:
        own = [c for c in answer["conditions"] if c["figure_id"] == one["figure_id"]]
        if not own:
            continue
        yield f"{one['figure_id']}: {'counts' if one['counts'] else 'does not count'}"
        for condition in own:
            met = "yes" if condition["met"] else "NO "
            wanted, found = _value(condition["wanted"]), _value(condition["found"])
            yield f"  {met} {condition['column']}: wanted {wanted}, found {found}"


def _value(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "ja" if value else "nej"
        case list():
            return " or ".join(map(str, value))
        case _:
            return str(value)


def released(made: "Released") -> Iterator[str]:
    """Yield the release, and the figures revised since the release before."""
    yield f"Released {made.edition.name}: {made.edition.folder}"
    yield f"Manifest sha256 {made.manifest_sha256}"
    yield "Write it down elsewhere: it seals the chain of releases so far"
    if made.edition.release == 1:
        return
    revised = [revision for revision in made.revisions if revision.before != revision.after]
    yield f"Revised since the release before: {len(revised)} figures"
    for revision in revised[:_REVISIONS_SHOWN]:
        why = (
            f"data {revision.by_data:+}, method {revision.by_definition:+}"
            if revision.by_data is not None and revision.by_definition is not None
            else "not a number in both"
        )
        change = f"{_known(revision.before)} -> {_known(revision.after)}"
        yield f"  {revision.figure_id}: {change} ({why}; {len(revision.rows)} rows)"
    if len(revised) > _REVISIONS_SHOWN:
        yield f"  and {len(revised) - _REVISIONS_SHOWN} more; all are in movements.json"
    unchanged = len(made.revisions) - len(revised)
    if unchanged:
        yield f"{unchanged} figures have the same value though their rows changed (movements.json)"


def _known(value: object) -> str:
    return "not known" if value is None else str(value)


def cells(found: "Sequence[FeasibleInterval]", shown: int) -> Iterator[str]:
    """Yield the suppressed counts with the narrowest intervals."""
    yield f"Suppressed counts: {len(found)}. The narrowest intervals of possible values:"
    for cell in found[:shown]:
        to = f"from {cell.low:g} up" if isinf(cell.high) else f"{cell.low:g}-{cell.high:g}"
        many = "" if isinf(cell.values) else f" ({cell.values:g} values)"
        yield f"  {cell.name}: {to}{many}"


def cell_item(cell: "FeasibleInterval") -> dict[str, Any]:
    """Return a suppressed count as JSON: ``least``, ``greatest``, ``values``; null if unbounded."""
    end = isinf(cell.high)
    return {
        "figure_id": cell.name,
        "least": int(cell.low),
        "greatest": None if end else int(cell.high),
        "values": None if isinf(cell.values) else int(cell.values),
    }
