"""``/tal/<figure_id>/hvorfor``: each condition of a figure, and whether one row meets it."""

from typing import Any

from rus_pipeline.audit import trace
from rus_pipeline.audit.aside import why_aside
from rus_pipeline.core.center import read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.stored_edition import figure_of
from rus_pipeline.web.archive import Archive
from rus_pipeline.web.asked import Asked
from rus_pipeline.web.figure import in_words, says
from rus_pipeline.web.row import aside_in_danish, broken_rules


def data(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what ``rus trace --why-not`` gives."""
    file, line = trace.row_at(asked.chosen("raekke"))
    return trace.why_not(archive.raw, archive.opened, asked.path["figure_id"], file, line)


def page(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what the page is filled with. The row's own values are not among it."""
    answer = data(archive, asked)
    edition, figure = figure_of(archive.opened, asked.path["figure_id"])
    of = Edition(edition.year, read_center(archive.raw))
    return {
        "answer": answer,
        "figure": figure,
        "edition": edition,
        "outside": answer["outside"] and _outside(archive, answer, figure.status),
        "tried": [
            {
                "figure": edition.figures[one["figure_id"]],
                "counts": one["counts"],
                "conditions": [
                    {
                        "column": condition["column"],
                        "says": says(one["source"], condition["column"], of),
                        "wanted": in_words(condition["wanted"]),
                        "met": condition["met"],
                    }
                    for condition in answer["conditions"]
                    if condition["figure_id"] == one["figure_id"]
                ],
            }
            for one in answer["figures"]
        ],
        "rules": broken_rules(answer["quarantined"]),
    }


def _outside(archive: Archive, answer: dict[str, Any], status: str) -> str:
    """Return in Danish why a row is not tried at all."""
    aside = why_aside(archive.opened, answer["file"], answer["line"])
    if aside is not None:
        return aside_in_danish(aside)
    if answer["quarantined"]:
        return "Rækken er sat ud og tæller ingen steder."
    if status != "observed":
        return "Tallet er ikke talt af rækker."
    return "Rækken er ikke blandt dem, som tallet tælles af."
