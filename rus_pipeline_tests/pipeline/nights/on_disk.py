"""Files on disk: whether they were written, leftovers, damage, and sizes."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.layout import STAGING
from rus_pipeline.storage.location import configured_store


@dataclass(frozen=True)
class Measure:
    """What there is on the disk: bytes and files by place."""

    size: Mapping[str, int]
    files: Mapping[str, int]


def measure(places: Mapping[str, Path], leave_out: Path) -> Measure:
    """Return how much there is in folders, by name, but for what lies under one of them."""
    found = {
        place: [path for path in folder.rglob("*") if leave_out not in path.parents]
        for place, folder in places.items()
    }
    return Measure(
        {
            place: sum(path.stat().st_size for path in paths if path.is_file())
            for place, paths in found.items()
        },
        {place: len(paths) for place, paths in found.items()},
    )


def seen(folder: Path) -> dict[str, object]:
    """Return name → what is another as soon as a file is written or replaced."""
    found: dict[str, object] = {}
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            stat = path.lstat()
            found[path.relative_to(folder).as_posix()] = (
                stat.st_ino,
                stat.st_size,
                stat.st_mtime_ns,
            )
    return found


def under(seen: Mapping[str, object], edition: int) -> dict[str, object]:
    return {name: stamp for name, stamp in seen.items() if name.startswith(f"{edition}/")}


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): file_sha256(path)
        for path in folder.rglob("*")
        if path.is_file()
    }


def left_over(out: Path) -> list[Path]:
    """Return what a build that was ended has left in an output folder and its store."""
    new = configured_store(out).glob("new/*")
    return [*out.glob(f"**/{STAGING}/*"), *out.glob("**/.*.new*"), *new]


def unsound(store: Path) -> list[str]:
    """Return what is wrong in a store: results that are not whole, and what others may look at."""
    # Nobody reaches what is in a folder of ``new`` whatever its own rights.
    closed = [path for path in store.rglob("*") if store / "new" not in path.parents[1:]]
    return [
        *(
            f"{folder.name} is not whole"
            for folder in store.glob("results/*/*")
            if _is_half(folder)
        ),
        *(f"{path} is open" for path in (store, *closed) if path.stat().st_mode & 0o077),
    ]


def _is_half(result: Path) -> bool:
    if not (result / "result.json").is_file():
        return True
    told = json.loads((result / "result.json").read_text(encoding="utf-8"))["files"]
    return contents(result / "files") != {name: sha for name, (sha, _size) in told.items()}
