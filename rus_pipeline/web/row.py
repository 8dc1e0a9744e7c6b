"""``/raekke/<file>:<line>``: every figure that a row counts in, and the rules that it broke."""

from collections.abc import Iterable
from typing import Any

from rus_pipeline.audit import trace
from rus_pipeline.audit.aside import Aside, why_aside
from rus_pipeline.audit.traced_rows import digested
from rus_pipeline.figures.figure import Figure, by_table
from rus_pipeline.figures.stored_edition import current_editions
from rus_pipeline.ingest.rows.quarantine import EXPLANATIONS
from rus_pipeline.web.archive import Archive
from rus_pipeline.web.asked import Asked


def data(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what ``rus trace --row`` gives."""
    return trace.trace_row(archive.raw, archive.opened, *trace.row_at(asked.path["at"]))


def page(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what the row's page is filled with."""
    answer = data(archive, asked)
    file, line = answer["file"], answer["line"]
    editions = current_editions(archive.opened)
    known = {i: figure for one in editions for i, figure in one.figures.items()}
    counting = [one for one in editions if file in one.manifest["files"]]
    row = {"sha256": None}
    if counting and not answer["quarantined"]:
        found = digested(archive.raw, archive.opened, counting[0], [(file, line)])
        row = {"sha256": found[0]["row_sha256"]}
    aside = why_aside(archive.opened, file, line)
    return {
        "answer": answer,
        "at": f"{file}:{line}",
        "row": row,
        "editions": [one.year for one in counting],
        "aside": None if aside is None else aside_in_danish(aside),
        "rules": broken_rules(answer["quarantined"]),
        "tables": _by_edition_and_table([known[i] for i in answer["figures"]]),
    }


def broken_rules(rules: Iterable[str]) -> list[tuple[str, str]]:
    """Return each rule with what it means."""
    return [(rule, EXPLANATIONS.get(rule, "")) for rule in rules]


def aside_in_danish(aside: Aside) -> str:
    """Return in Danish why a row is set aside, without what stands in it."""
    if aside.course_line is not None:
        return (
            f"Rækken er samlet med linje {aside.course_line} af samme forløb, som tæller i dens"
            " sted ([saml.forloeb] i center.toml)."
        )
    return "Rækken er udeladt: dens konto er »ikke med« under [konti] i center.toml."


def _by_edition_and_table(figures: list[Figure]) -> dict[str, dict[str, list[Figure]]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.figure_id.partition("/")[0], []).append(figure)
    return {year: by_table(own) for year, own in found.items()}
