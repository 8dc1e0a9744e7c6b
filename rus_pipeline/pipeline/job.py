"""What a step is given: the edition, its inputs as files, and nothing of any other step."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.identity import PersonKeys
from rus_pipeline.ingest.plausibility import BuiltFrom

T = TypeVar("T")

Facts: TypeAlias = dict[str, Any]
"""What a result reports, as JSON: counts, warnings, and under ``checks`` each check."""

Input: TypeAlias = tuple[str, int]
"""An asset of an edition that another is made from: ``("staging/forloeb", 2023)``."""


def named(versions: Mapping[Input, str]) -> dict[str, str]:
    """Return versions by the name that an input has in a result: ``2023/staging/forloeb``."""
    return {f"{year}/{name}": version for (name, year), version in versions.items()}


@dataclass(frozen=True)
class Together:
    """What one run makes of one step: the assets that are asked for, and what they load once."""

    asked: tuple[str, ...] = ()
    loaded: dict[object, Any] = field(default_factory=dict[object, Any])


@dataclass(frozen=True)
class Job:
    """The work of one step on one edition.

    ``raw`` is the raw folder, which the first step alone reads; ``out`` the output folder, which
    the last alone writes; ``register`` the output folder whose releases count. ``known`` are the
    editions that have a raw folder. ``inputs`` returns the folder of an input's files, ``versions``
    are the inputs there are. ``built_from`` tells the delivery and the one that it follows.
    ``together`` is what is made of the step beside it.
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
        """Return the folder of an input's files, of the edition itself where no year is named."""
        return self.inputs(asset, self.year if year is None else year)

    def once(self, key: object, load: Callable[[], T]) -> T:
        """Return what ``load`` gives, called once in the step."""
        loaded = self.together.loaded
        if key not in loaded:
            loaded[key] = load()
        found: T = loaded[key]
        return found


def write_json(path: Path, found: object) -> None:
    """Write what a step keeps as JSON, Danish letters as they are."""
    text = json.dumps(found, ensure_ascii=False, indent=0)
    path.write_text(f"{text}\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    """Return what ``write_json`` wrote."""
    return json.loads(path.read_text(encoding="utf-8"))


def check(name: str, complaints: list[str], tried: int) -> Facts:
    """Return the facts of a check: how many things it tried, and what does not hold, masked."""
    return {"name": name, "passed": not complaints, "tried": tried, "complaints": complaints[:20]}
