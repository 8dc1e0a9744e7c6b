"""The overview of all editions: the database and the front page."""

import json
from pathlib import Path

from rus_pipeline.core.center import Center, read_center
from rus_pipeline.figures.stored_edition import current_editions, releases
from rus_pipeline.storage.layout import OVERVIEW_NOTE
from rus_pipeline.storage.swap import replacing


def write_overview(out: Path, raw: Path) -> tuple[str, ...]:
    """Write ``rus.duckdb`` and ``index.html`` from the current editions; return all files written.

    Raises RawFolderError if the raw folder cannot be used.
    """
    return write_overview_of(out, read_center(raw))


def write_overview_of(out: Path, center: Center) -> tuple[str, ...]:
    """As ``write_overview``, of a centre as the editions see it.

    A note of these editions is written last, so that a killed process is found out by it.
    """
    from rus_pipeline.report.database import write_database
    from rus_pipeline.report.front_page import write_front_page

    now = _of(out)
    written = (write_database(out).name, write_front_page(out, center).name)
    with replacing(out / OVERVIEW_NOTE) as new:
        new.write_text(f"{json.dumps(now, indent=1)}\n", encoding="utf-8")
    return (*written, OVERVIEW_NOTE)


def is_behind(out: Path) -> bool:
    """Return whether the files were written from other editions or releases than the current."""
    now, note = _of(out), out / OVERVIEW_NOTE
    then = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else {}
    return bool(now) and now != then


def _of(out: Path) -> dict[str, str]:
    return {one.name: one.manifest_sha256 for one in (*current_editions(out), *releases(out))}
