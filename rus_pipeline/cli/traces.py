"""Answers of the audit commands as text for a person.

What belongs here: lines of text. What does not: finding the answer (``audit``). What a figure is is
told in the report's own Danish; the rest is in English, as the command is.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isinf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rus_pipeline.audit.release import Released
    from rus_pipeline.disclosure.intruder import FeasibleInterval

_MOVED_SHOWN = 20

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
    yield f"Rows: {len(answer['rows'])}"
    for one in answer["rows"]:
        yield f"  {one['file']}:{one['line']}  sha256 {one['row_sha256']}"
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
    """Yield what was released, and what moved since the release before."""
    yield f"Released {made.kept.name}: {made.kept.folder}"
    yield f"Manifest sha256 {made.manifest_sha256} (note it elsewhere: it seals the chain so far)"
    if made.kept.release == 1:
        return
    moved = [movement for movement in made.moved if movement.before != movement.after]
    yield f"Since the release before: {len(moved)} figures moved"
    for movement in moved[:_MOVED_SHOWN]:
        why = (
            f"data {movement.by_data:+}, definition {movement.by_definition:+}"
            if movement.by_data is not None and movement.by_definition is not None
            else "not a number in both"
        )
        change = f"{_known(movement.before)} -> {_known(movement.after)}"
        yield f"  {movement.figure_id}: {change} ({why}; {len(movement.rows)} rows)"
    if len(moved) > _MOVED_SHOWN:
        yield f"  and {len(moved) - _MOVED_SHOWN} more; all are in movements.json"
    kept = len(made.moved) - len(moved)
    if kept:
        yield f"{kept} figures kept their value though their rows changed (movements.json)"


def _known(value: object) -> str:
    return "not known" if value is None else str(value)


def cells(found: "Sequence[FeasibleInterval]", shown: int) -> Iterator[str]:
    """Yield the hidden counts that are least hidden, and what they can be."""
    yield f"Hidden counts: {len(found)}. The narrowest, with the values that each can still have:"
    for cell in found[:shown]:
        to = f"from {cell.low:g} up" if isinf(cell.high) else f"{cell.low:g}-{cell.high:g}"
        many = "" if isinf(cell.values) else f" ({cell.values:g} values)"
        yield f"  {cell.name}: {to}{many}"


def cell_item(cell: "FeasibleInterval") -> dict[str, Any]:
    """Return a hidden count as JSON: ``least``, ``greatest`` and ``values``, null without end."""
    end = isinf(cell.high)
    return {
        "figure_id": cell.name,
        "least": int(cell.low),
        "greatest": None if end else int(cell.high),
        "values": None if isinf(cell.values) else int(cell.values),
    }
