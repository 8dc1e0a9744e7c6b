"""Receiving a delivery: it is checked as its edition would be, and swapped in in one step.

Source: extract contract, The raw folder.

    <raw>/2023/                  the current delivery
    <raw>/2023/.earlier/<sha>/   the deliveries before it
    <raw>/.staging/2023-<pid>/   while it is checked: a raw folder as it would be with the delivery

The new folder is finished beside the current one, with all earlier ones within it, so that the
exchange of the two is the only step that can be seen. Whatever ends the program before leaves the
old folder, whatever ends it after leaves the new; what is left in ``.staging`` is removed when the
edition's next delivery is taken in.
"""

import errno
import os
import shutil
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import polars as pl

from rus_pipeline.core.center import FIRST_EDITION, edition_folders, read_center
from rus_pipeline.core.errors import InputError, mask
from rus_pipeline.ingest.corrections import CorrectionList, correction_list
from rus_pipeline.ingest.files.delivered_folder import EARLIER, check_delivery, digest, names_of
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.plausibility import BuiltFrom
from rus_pipeline.ingest.rows.quarantine import FIELD_EMPTY, ROW_OUT, rows_out
from rus_pipeline.ingest.udtraek import Udtraek
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.layout import STAGING
from rus_pipeline.storage.locks import BusyError, hold_lock
from rus_pipeline.storage.private import private_file, private_folder
from rus_pipeline.storage.swap import exchange, link_tree
from rus_pipeline.storage.sync import sync_names, sync_tree

_CENTER = "center.toml"
STORED_DELIVERIES = 30
"""Number of earlier deliveries stored of an edition, beside those that releases were built from."""

_READ = stat.S_IRGRP | stat.S_IROTH
_LAST_EDITION = 9999  # an edition's folder is named by four digits


@dataclass(frozen=True)
class Received:
    """What became of a delivery.

    ``sha`` is the ``digest`` of the current delivery and ``previous`` that of the one before, None
    where there was none. ``taken`` is False where the same was current already, and nothing was
    done. ``rows_out`` and ``fields_empty`` count the rows that are quarantined and the single
    fields that are emptied in other rows; ``udeladt`` and ``samlet`` the rows that ``center.toml``
    leaves out and joins.
    """

    edition: int
    files: tuple[str, ...]
    sha: str
    previous: str | None = None
    taken: bool = True
    rows_out: int = 0
    fields_empty: int = 0
    udeladt: int = 0
    samlet: int = 0
    warnings: tuple[str, ...] = ()


class RefusedError(InputError):
    """The edition could not be built from the delivery; ``found`` lists the corrections."""

    def __init__(self, message: str, found: CorrectionList) -> None:
        self.found = found
        super().__init__(message)


def receive(
    delivery: Path,
    raw: Path,
    edition: int,
    released: Collection[Mapping[str, str]] = (),
    current: Mapping[int, BuiltFrom] = MappingProxyType({}),
) -> Received:
    """Take the folder ``delivery`` in as the extract of ``edition``.

    ``delivery`` may be one of the edition's own earlier ones, which is then taken back;
    ``released`` has the raw files of each release, with sha256. ``current`` has the delivery of
    each current edition: this one is compared with its edition's, or else with the one that it
    replaces. Raises RefusedError where no edition could be built from it, InputError for anything
    else that a person must correct, and OSError where the disk fails; the current delivery is then
    as it was.
    """
    if not FIRST_EDITION <= edition <= _LAST_EDITION:
        raise InputError(
            f"--edition {edition}: expected a report year from {FIRST_EDITION} on, as 2023"
        )
    read_center(raw)
    raw = raw.resolve()
    target = raw / str(edition)
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise InputError(f"{target}: expected a folder, which can be replaced; move it away")
    back = delivery.resolve().parent == target / EARLIER
    if target.is_dir() and delivery.resolve() == target:
        return Received(edition, names_of(target), digest(target), taken=False)
    files, left_out = check_delivery(delivery, edition, back=back)
    try:
        with _alone(raw, edition), _staged(raw, edition) as view:
            received = _received(delivery, files, target, view / target.name, released, current)
        if view.exists():
            warning = f"{view} could not be removed; the next delivery tries again"
            left_out = (*left_out, warning)
    except OSError as error:
        if error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror, str(target)) from None
    return replace(received, warnings=(*map(mask, left_out), *received.warnings))


@contextmanager
def _alone(raw: Path, edition: int) -> Iterator[None]:
    """Let no other process take in a delivery of the edition. Raises InputError where one does."""
    staging = private_folder(raw / STAGING)
    try:
        with hold_lock(staging / f"{edition}.lock", "rus receive"):
            yield
    except BusyError as other:
        raise InputError(
            f"{raw}: another {other}, is taking in edition {edition}; wait for it and try again"
        ) from None


@contextmanager
def _staged(raw: Path, edition: int) -> Iterator[Path]:
    """Yield a raw folder of all editions but this one, and remove it in the end."""
    for stale in (raw / STAGING).glob(f"{edition}-*"):
        shutil.rmtree(stale)  # its process is gone: it would hold the lock
    view = raw / STAGING / f"{edition}-{os.getpid()}"
    view.mkdir(mode=0o700)
    try:
        years, _warnings = edition_folders(raw)
        for name in (_CENTER, *(str(year) for year in years if year != edition)):
            (view / name).symlink_to(raw / name)
        yield view
    finally:
        # A folder that cannot be removed must not hide the error that ended the block.
        shutil.rmtree(view, ignore_errors=True)


def _received(
    delivery: Path,
    files: Sequence[str],
    target: Path,
    new: Path,
    released: Collection[Mapping[str, str]],
    current: Mapping[int, BuiltFrom],
) -> Received:
    """Copy the delivery to ``new``, check it there and put it in the place of ``target``."""
    new.mkdir(mode=0o700)
    for name in files:
        # Never a link: what is checked must be what is swapped in, even if the delivery changes.
        with (delivery / name).open("rb") as source, private_file(new / name).open("wb") as copy:
            shutil.copyfileobj(source, copy)
    received = Received(int(target.name), tuple(files), digest(new))
    if target.is_dir() and received.sha == digest(target):
        return replace(received, taken=False)
    received = _checked(received, new.parent, target, current)
    received = replace(received, previous=_link_earlier(target, new))
    _forget(new / EARLIER, received, released)
    if target.is_dir():
        _open_as(target, new, files)
    sync_tree(new)
    _put(new, target)
    return received


def _open_as(target: Path, new: Path, files: Sequence[str]) -> None:
    """Let those read the new delivery who may read all of the one that it replaces.

    It holds personal numbers, and is its owner's alone by default, as the first of an edition is.
    A group may read it only if it is the group of the delivery that is replaced.
    """
    current = target.stat()
    given = stat.S_IMODE(current.st_mode)
    for name in names_of(target):
        file = (target / name).stat()
        given &= ~_READ | file.st_mode
        if file.st_gid != current.st_gid:
            given &= ~stat.S_IRWXG
    copies = [new / name for name in files]
    try:
        for path in (new, *copies):
            os.chown(path, -1, current.st_gid)
    except PermissionError:
        given &= ~stat.S_IRWXG
    for path in copies:
        path.chmod(stat.S_IRUSR | stat.S_IWUSR | given & _READ)
    new.chmod(given | stat.S_IRWXU)


def _checked(
    received: Received, view: Path, target: Path, current: Mapping[int, BuiltFrom]
) -> Received:
    """Return ``received`` with what ``rus check`` would say of it, or raise RefusedError."""
    keys = PersonKeys.from_environment()
    if received.edition not in current and target.is_dir():
        replaced = RawFolder(target.parent, keys).profile(received.edition)
        if replaced.files:
            current = {**current, received.edition: BuiltFrom(replaced, None)}
    folder = RawFolder(view, keys, current)
    folder.refuse_real_numbers()
    inspection = folder.inspect(received.edition)
    found = correction_list(folder, received.edition)
    if inspection.errors or inspection.udtraek is None:
        first, *others = found.errors
        more = f" (and {len(others)} more)" if others else ""
        raise RefusedError(
            f"the delivery is refused, and {target} is as it was: {first}{more}", found
        )
    listed = inspection.listed
    out = listed.filter(pl.col("action") == ROW_OUT).select("file", "line")
    emptied = listed.filter(pl.col("action") == FIELD_EMPTY).join(out, ["file", "line"], how="anti")
    return replace(
        received,
        rows_out=rows_out(listed),
        fields_empty=emptied.select("file", "line", "column").n_unique(),
        udeladt=sum(file.udeladt for file in inspection.files.values()),
        samlet=sum(file.samlet for file in inspection.files.values()),
        warnings=(*_early(inspection.udtraek), *found.warnings),
    )


def _early(udtraek: Udtraek) -> Iterator[str]:
    drawn = udtraek.udtrukket
    if drawn.year < udtraek.edition:
        yield f"the extract was drawn on {drawn}, before the year began: is it of another year?"
    elif udtraek.kladde:
        yield f"the extract was drawn on {drawn}, before the year was over: the edition is a draft"


def _link_earlier(target: Path, new: Path) -> str | None:
    """Link the current delivery and the earlier ones into ``new``, as its earlier deliveries.

    Returns the digest of the current one, which names its folder, or None where there is none.
    """
    sha = digest(target) or None
    history = new / EARLIER
    if (target / EARLIER).is_dir():
        link_tree(target / EARLIER, history)
        private_folder(history)
    if sha is None:
        return None
    private_folder(history)
    if not (history / sha).exists():
        link_tree(target, history / sha, leave_out=(EARLIER,))
    elif digest(history / sha) != sha:
        raise InputError(
            f"{target / EARLIER / sha} is not what it was when it was stored; move it out of the"
            " raw folder, so that the current delivery can be stored there"
        )
    return sha


def _forget(history: Path, received: Received, released: Collection[Mapping[str, str]]) -> None:
    """Delete all but the newest earlier deliveries, and those that releases were built from.

    The one that was current until now is the newest, however old its files say that they are.
    """
    if not history.is_dir():
        return
    needed = [
        {
            name.partition("/")[2]: sha
            for name, sha in files.items()
            if _is_of(name, received.edition)
        }
        for files in released
    ]
    by_age = sorted(
        history.iterdir(), key=lambda path: (path.name == received.previous, *_taken_in(path))
    )
    for delivery in by_age[:-STORED_DELIVERIES]:
        if not any(files and _holds(delivery, files) for files in needed):
            shutil.rmtree(delivery)


def _is_of(name: str, edition: int) -> bool:
    return name.startswith(f"{edition}/")


def _holds(delivery: Path, files: Mapping[str, str]) -> bool:
    return all(
        (delivery / name).is_file() and file_sha256(delivery / name) == sha
        for name, sha in files.items()
    )


def _taken_in(delivery: Path) -> tuple[int, str]:
    return max((path.lstat().st_mtime_ns for path in delivery.iterdir()), default=0), delivery.name


def _put(new: Path, target: Path) -> None:
    """Swap a finished folder in for ``target``, in one step."""
    try:
        if target.exists():
            exchange(new, target)
        else:
            new.rename(target)
    except OSError as error:
        if error.errno != errno.ENOTSUP:
            raise
        raise InputError(
            f"{target} cannot be replaced in one step on this system, and is as it was; keep the"
            " raw folder on a local disk of a Linux machine"
        ) from None
    sync_names(new.parent)
    sync_names(target.parent)
