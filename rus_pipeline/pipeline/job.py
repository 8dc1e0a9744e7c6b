"""The argument of a step: the edition, and its inputs as files."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.plausibility import BuiltFrom
from rus_pipeline.ingest.values.identity import PersonKeys

T = TypeVar("T")

Facts: TypeAlias = dict[str, Any]
"""What a result reports, as JSON: counts, ``warnings``, and ``checks``."""

Input: TypeAlias = tuple[str, int]
"""An asset of an edition as an input of another: ``("staging/forloeb", 2023)``."""


def named(versions: Mapping[Input, str]) -> dict[str, str]:
    """Return versions by the inputs' names in a result, as ``2023/staging/forloeb``."""
    return {f"{year}/{name}": version for (name, year), version in versions.items()}


@dataclass(frozen=True)
class Together:
    """The assets that a run makes in one step, and the inputs that they load only once."""

    asked: tuple[str, ...] = ()
    loaded: dict[object, Any] = field(default_factory=dict[object, Any])


@dataclass(frozen=True)
class Job:
    """The work of one step on one edition.

    ``raw``: the raw folder, read by the first step alone. ``out``: the output folder, written by
    the last step alone. ``register``: the output folder whose releases count. ``known``: the
    editions that have a raw folder. ``inputs`` returns the folder of an input's files; ``versions``
    are the inputs that exist. ``built_from`` returns the delivery and the one before it.
    ``together``: the assets of the same step and run.
    """

    edition: Edition
    raw: Path
    out: Path
    register: Path
    known: tuple[int, ...]
    keys: PersonKeys
    run_id: str
    built_from: Callable[[], BuiltFrom]
    inputs: Callable[[str, int], Path]
    versions: Mapping[Input, str]
    together: Together = field(default_factory=Together)

    @property
    def year(self) -> int:
        """Return the edition's year."""
        return self.edition.year

    def input(self, asset: str, year: int | None = None) -> Path:
        """Return the folder of an input's files, by default of the edition itself."""
        return self.inputs(asset, self.year if year is None else year)

    def once(self, key: object, load: Callable[[], T]) -> T:
        """Return what ``load`` returns; it is called once in the step."""
        loaded = self.together.loaded
        if key not in loaded:
            loaded[key] = load()
        found: T = loaded[key]
        return found


def write_json(path: Path, found: object) -> None:
    """Write a value as JSON, Danish letters as they are."""
    text = json.dumps(found, ensure_ascii=False, indent=0)
    path.write_text(f"{text}\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    """Read a file of ``write_json``."""
    return json.loads(path.read_text(encoding="utf-8"))


def check(name: str, complaints: list[str], tried: int) -> Facts:
    """Return the facts of a check: how many things it checked, and the first 20 complaints."""
    return {"name": name, "passed": not complaints, "tried": tried, "complaints": complaints[:20]}
