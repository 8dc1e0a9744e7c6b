"""Whether editions are current, as ``rus status`` says it, asked anew when a file has changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rus_pipeline.core.errors import InputError
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline.pipeline.plan import Inputs, State, libraries_of
from rus_pipeline.pipeline.status import EditionStatus, editions_status
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.store import Store
from rus_pipeline.web.archive import Archive

_LOCK = 16  # so many characters of an asset's libraries are of the lock; the rest is of the key
_LIBRARIES = "the libraries are changed"

_ENDINGS = {
    " is new": " er nyt",
    " is gone": " er væk",
    " is changed": " er ændret",
    " is not made": " er ikke lavet",
}
_WHOLE = {
    "the code is changed": "koden er ændret",
    _LIBRARIES: "biblioteker eller nøgle er ændret",
    "it is not made": "er ikke lavet",
    "it is not in the output folder": "står ikke i mappen med udgaver",
}
STATES = {"fresh": "aktuel", "stale": "forældet", "refused": "kan ikke bygges"}


@dataclass(frozen=True)
class Known:
    """The status of editions by year; ``unknown`` says why there is none."""

    editions: dict[int, EditionStatus]
    unknown: str | None = None


def statuses(archive: Archive) -> Known:
    """Return the status of every edition that has a raw folder."""
    try:
        store = configured_store(archive.out)
        seen = tuple(_seen(archive, store))
        found = archive.remembered(("status", seen), lambda: _asked(archive, store))
    except (InputError, OSError) as error:
        return Known({}, str(error))
    return Known({one.edition: one for one in found})


def in_danish(why: str) -> str:
    """Return a reason why something is stale in Danish."""
    for english, danish in _ENDINGS.items():
        if why not in _WHOLE and why.endswith(english):
            return why.removesuffix(english) + danish
    return _WHOLE.get(why, why)


def _asked(archive: Archive, folder: Path) -> list[EditionStatus]:
    store = Store(folder)
    keyless = PersonKeys.from_environment().demonstration
    return [
        replace(
            one,
            stale=tuple(
                state for state in one.stale if not (keyless and _is_of_key(state, one, store))
            ),
        )
        for one in editions_status(Inputs(archive.raw, archive.out), store)
    ]


def _is_of_key(state: State, status: EditionStatus, store: Store) -> bool:
    """Return whether only the key differs: a server without it takes it to be the builder's."""
    current = store.current(state.asset, str(status.edition))
    asset = assets()[state.asset]
    return (
        asset.keyed
        and state.why == (_LIBRARIES,)
        and current is not None
        and current.origin.libraries[:_LOCK] == libraries_of(asset)[:_LOCK]
    )


def _seen(archive: Archive, store: Path) -> Iterator[tuple[str, int, int, int]]:
    """Yield every file on which a status depends, with what changes when it does."""
    for folder in (archive.raw, store / "current", store / "refused"):
        for path in sorted(folder.rglob("*")):
            found = path.stat()
            yield str(path), found.st_ino, found.st_size, found.st_mtime_ns
    for name, digest in archive.opened.digests().items():
        yield f"{name} {digest}", 0, 0, 0
