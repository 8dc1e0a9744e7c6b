"""The status of each edition: current, stale or refused, and why.

Source: stages contract, What holds, 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rus_pipeline.pipeline.job import Input
from rus_pipeline.pipeline.plan import Inputs, State, states
from rus_pipeline.storage.store import Store


@dataclass(frozen=True)
class EditionStatus:
    """The status of an edition: its stale assets with reasons, and why it cannot be built, if so.

    ``to_make`` are the assets to make again, in order: the stale ones, those that read them, and
    those that read an asset to be made of an earlier edition.
    """

    edition: int
    stale: tuple[State, ...]
    refused: str | None
    to_make: tuple[str, ...]

    @property
    def state(self) -> str:
        """Return ``refused``, ``stale`` or ``fresh``."""
        if self.refused is not None:
            return "refused"
        return "stale" if self.stale else "fresh"

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON. Source: stages contract, What holds, 4."""
        return {
            "edition": self.edition,
            "state": self.state,
            "stale": [{"asset": one.asset, "why": list(one.why)} for one in self.stale],
            "refused": self.refused,
        }


def editions_status(inputs: Inputs, store: Store) -> list[EditionStatus]:
    """Return the status of every edition that has a raw folder, in order."""
    found: list[EditionStatus] = []
    to_make: set[Input] = set()
    unusable: dict[Input, str] = {}
    for year in inputs.known:
        one = _status(year, inputs, store, to_make, unusable)
        found.append(one)
        if one.refused is None:
            to_make.update((name, year) for name in one.to_make)
    return found


def _status(
    year: int, inputs: Inputs, store: Store, earlier: set[Input], unusable: dict[Input, str]
) -> EditionStatus:
    """Return the status of one edition.

    ``earlier`` are the assets to be made of earlier editions; ``unusable`` are their delivered
    files that cannot be staged, to which this edition's are added.
    """
    found = list(states(year, inputs, store))
    stale = tuple(state for state in found if state.why)
    to_make = set(earlier)
    to_make |= {(state.asset, year) for state in stale}
    refused = next((state.refused for state in found if state.refused is not None), None)
    for asset in inputs.assets.values():
        reads = set(asset.reads(year, inputs.known))
        if reads & to_make:
            to_make.add((asset.name, year))
        bad = min(reads & unusable.keys(), default=None, key=lambda one: one[1])
        if (asset.name, year) in to_make and bad is not None and refused is None:
            refused = f"læser udtrækket {bad[1]}, som ikke kan bruges: {unusable[bad]}"
    for state in found:
        if state.refused is not None and state.asset.startswith("staging/"):
            unusable[state.asset, year] = state.refused
    return EditionStatus(
        year, stale, refused, tuple(name for name in inputs.assets if (name, year) in to_make)
    )


def as_json(
    found: Sequence[EditionStatus], partners: Mapping[str, Sequence[EditionStatus]] | None = None
) -> dict[str, Any]:
    """Return the editions as JSON, and those of each partner (by code) that has any.

    Source: stages contract, What holds, 4.
    """
    own = {"editions": [one.as_json() for one in found]}
    of_partners = [
        {"kommune": kode, "editions": [one.as_json() for one in editions]}
        for kode, editions in (partners or {}).items()
    ]
    return {**own, "partners": of_partners} if of_partners else own
