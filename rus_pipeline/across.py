"""What is written of all editions together: the database and the front page.

What belongs here: writing both anew, and knowing whether they are of what stands. What does not:
what is in them (``database``, ``report.front_page``).
"""

import json
from dataclasses import dataclass
from pathlib import Path

from rus_pipeline.audit.kept import releases, standing
from rus_pipeline.audit.release import manifest_sha256
from rus_pipeline.center import Center
from rus_pipeline.place import replacing

# Written when both are: whoever is ended between two of the files is found out by it.
NOTE = ".across.json"


@dataclass(frozen=True)
class Across:
    """The files that were written."""

    database: Path
    front_page: Path


def write_across(out: Path, center: Center) -> Across:
    """Write ``<out>/rus.duckdb`` and ``<out>/index.html`` of the editions that stand."""
    from rus_pipeline.database import write_database
    from rus_pipeline.report.front_page import write_front_page

    now = _of(out)
    written = Across(write_database(out), write_front_page(out, center))
    with replacing(out / NOTE) as new:
        new.write_text(f"{json.dumps(now, indent=1)}\n", encoding="utf-8")
    return written


def is_behind(out: Path) -> bool:
    """Return whether editions stand, or releases, that the files are not of."""
    now, note = _of(out), out / NOTE
    then = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else {}
    return bool(now) and now != then


def _of(out: Path) -> dict[str, str]:
    return {kept.name: manifest_sha256(kept) for kept in (*standing(out), *releases(out))}
