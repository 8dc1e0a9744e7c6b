"""``/``: which editions stand, of what date and status, and a search over all of them."""

from datetime import date
from typing import Any

from rus_pipeline.core.errors import mask
from rus_pipeline.figures.stored_edition import StoredEdition, current_editions, releases
from rus_pipeline.web import search
from rus_pipeline.web.archive import Archive
from rus_pipeline.web.asked import Asked
from rus_pipeline.web.status import STATES, statuses


def data(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what ``rus status`` gives, or what a search finds."""
    if asked.chosen("q"):
        hits = search.found(archive, asked.chosen("q"))
        return {"figures": [hit.figure_id for hit in hits]}
    return {"editions": [one.as_json() for one in statuses(archive).editions.values()]}


def page(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what the front page is filled with."""
    known = statuses(archive)
    text = asked.chosen("q")
    hits = search.found(archive, text) if text else []
    return {
        "text": mask(text),
        "hits": search.grouped(hits[: search.SHOWN]),
        "many": len(hits),
        "shown": search.SHOWN,
        "unknown": known.unknown,
        "editions": [
            {
                "edition": one,
                "drawn": drawn(one),
                "state": STATES[known.editions[one.year].state]
                if one.year in known.editions
                else "ukendt",
                "released": releases(archive.opened, one.year),
            }
            for one in reversed(current_editions(archive.opened))
        ],
    }


def drawn(edition: StoredEdition) -> date | None:
    """Return the day on which the edition's own extract was drawn."""
    own = edition.manifest["extracts"].get(str(edition.year))
    return None if own is None else date.fromisoformat(own["udtrukket"])
