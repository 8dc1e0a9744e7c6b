"""Which editions do not stand as they would if they were built now, and why.

An edition stands on files of the raw folder, on the code and code lists, on the libraries and on
the key that hides numbers. What it was made of is written down when it is built, in its manifest,
or, where it could not be built, beside what stands. What belongs here: that comparison. What does
not: building (``build``), or when it is asked (``orchestration``).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rus_pipeline.audit.kept import MANIFEST
from rus_pipeline.audit.raw_rows import file_sha256
from rus_pipeline.center import edition_folders
from rus_pipeline.deliveries import NAMES
from rus_pipeline.errors import RawFolderError
from rus_pipeline.extracts.identity import PersonKeys
from rus_pipeline.place import replacing
from rus_pipeline.slices import POSTINGS, upstream
from rus_pipeline.versions import edition_code_version, lock_sha256

MADE_OF = "made_of"
REFUSED = ".refused"

_EVERY_EDITION = ("center.toml", "published/*.csv")
# What is asked of folders older than all that an edition counts (counting rules, Postings).
_POSTED = tuple(name for name in NAMES if name.startswith((POSTINGS, "udtraek")))


@dataclass(frozen=True)
class MadeOf:
    """What an edition is made of: sha256 by raw file, and digests of code, libraries and key."""

    files: Mapping[str, str]
    code: str
    libraries: str | None
    key: str

    def changes(self, then: "MadeOf") -> Iterator[str]:
        """Yield what is not as it was ``then``."""
        for file in sorted(self.files.keys() | then.files.keys()):
            if file not in self.files:
                yield f"{file} is gone"
            elif file not in then.files:
                yield f"{file} is new"
            elif self.files[file] != then.files[file]:
                yield f"{file} is changed"
        for what in ("code", "libraries", "key"):
            if getattr(self, what) != getattr(then, what):
                yield f"the {what} {'are' if what == 'libraries' else 'is'} changed"


@dataclass(frozen=True)
class Judged:
    """What is to be said of an edition.

    ``stale`` is why it is to be built, empty where it need not be; ``refused`` why it could not be
    built of just what there is now, so that trying again would be of no use.
    """

    year: int
    stale: tuple[str, ...]
    refused: str | None = None


class Inputs:
    """The files of a raw folder that editions are made of, as they are at one moment."""

    def __init__(self, raw: Path) -> None:
        """See what there is. Raises RawFolderError where there is no raw folder."""
        if not raw.is_dir():
            raise RawFolderError(f"{raw}: mappen findes ikke; angiv råmappen med --raw")
        self._raw = raw
        self.editions, _warnings = edition_folders(raw)
        self._seen = {name: _seen(raw / name) for name in self._names()}
        self._digests: dict[str, str] = {}

    def _names(self) -> Iterator[str]:
        for pattern in _EVERY_EDITION:
            for path in sorted(self._raw.glob(pattern)):
                yield path.relative_to(self._raw).as_posix()
        for year in self.editions:
            for name in NAMES:
                if (self._raw / str(year) / name).is_file():
                    yield f"{year}/{name}"

    @property
    def signature(self) -> str:
        """Return what is another as soon as any file is replaced, without reading any."""
        return hashlib.sha256(json.dumps(sorted(self._seen.items())).encode()).hexdigest()

    def of(self, edition: int) -> MadeOf:
        """Return what an edition would be made of if it were built now."""
        key = PersonKeys.from_environment().fingerprint
        files = {file: self._digest(file) for file in self._behind(edition)}
        return MadeOf(files, edition_code_version(), lock_sha256(), key)

    def _behind(self, edition: int) -> list[str]:
        """Return the files that an edition is made of, and the one before that it is set beside."""
        read = {
            *upstream(edition),
            *(upstream(edition - 1) if edition - 1 in self.editions else ()),
        }
        found: list[str] = []
        for file in self._seen:
            year, _, name = file.partition("/")
            earlier = year.isdigit() and int(year) < min(read)
            if not year.isdigit() or int(year) in read or (earlier and name in _POSTED):
                found.append(file)
        return found

    def _digest(self, file: str) -> str:
        if file not in self._digests:
            self._digests[file] = file_sha256(self._raw / file)
        return self._digests[file]

    def refuse_changed(self, edition: int) -> None:
        """Raise RawFolderError where a file that the edition is made of is not the one it was.

        What was read may then be of two deliveries.
        """
        now = Inputs(self._raw)
        behind = {*self._behind(edition), *now._behind(edition)}
        changed = sorted(f for f in behind if now._seen.get(f) != self._seen.get(f))
        if changed:
            more = f" og {len(changed) - 1} til" if len(changed) > 1 else ""
            raise RawFolderError(
                f"{changed[0]}{more}: blev udskiftet, mens {edition} blev bygget. Udgaver, der ikke"
                " var færdige, står som før; byg dem igen"
            )


def judge(raw: Path, out: Path) -> list[Judged]:
    """Return what is to be said of each edition that has a raw folder, in order.

    Raises RawFolderError where the raw folder as a whole, or the key, is unusable.
    """
    inputs = Inputs(raw)
    return [_judged(inputs.of(year), out, year) for year in inputs.editions]


def _judged(now: MadeOf, out: Path, year: int) -> Judged:
    tried = _read(_refused_file(out, year))
    if tried is not None and _made_of(tried) == now:
        return Judged(year, (), str(tried["why"]))
    built = _read(out / str(year) / MANIFEST)
    if built is None:
        return Judged(year, ("it is not built",))
    then = _made_of(built)
    return Judged(year, ("nothing says what it was made of",) if then is None else _why(now, then))


def _why(now: MadeOf, then: MadeOf) -> tuple[str, ...]:
    return tuple(now.changes(then))


def note_refused(out: Path, year: int, made_of: MadeOf, why: str) -> None:
    """Note that an edition cannot be built of what there is, and ``why``, in masked text."""
    path = _refused_file(out, year)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as new:
        text = json.dumps({MADE_OF: asdict(made_of), "why": why}, ensure_ascii=False, indent=1)
        new.write_text(f"{text}\n", encoding="utf-8")


def forget_refused(out: Path, year: int) -> None:
    """Forget that an edition could not be built, because now it is."""
    _refused_file(out, year).unlink(missing_ok=True)


def together(editions: Sequence[Judged]) -> str:
    """Return in one line what is to be said of editions of which none is to be built."""
    refused = [f"{item.year} ({item.refused})" for item in editions if item.refused is not None]
    stand = [str(item.year) for item in editions if item.refused is None]
    told = [f"{', '.join(stand)} stand as what they are made of"] if stand else []
    if refused:
        told.append(f"what could not be built is as it was then: {'; '.join(refused)}")
    return "; ".join(told) or "there is no edition"


def _refused_file(out: Path, year: int) -> Path:
    return out / REFUSED / f"{year}.json"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def _made_of(kept: Mapping[str, Any]) -> MadeOf | None:
    found = kept.get(MADE_OF)
    return None if found is None else MadeOf(**found)


def _seen(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
