"""Digests of modules together with everything that they import from the package.

Imports are read from the modules' text, wherever they are in it; nothing is imported, and no list
is kept by hand. Data files count with the modules that read files of their own folder. A data file
that has a module's name can be named alone (``rus_pipeline.tables.tabel_10:sql``).
Source: stages contract, What holds, 3.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
_NAME = PACKAGE.name
_DATA = {".csv", ".css", ".html", ".sql", ".ttf", ".typ", ".woff2"}
_IMPORT = re.compile(
    rf"^[ \t]*(?:from (?P<source>{_NAME}[\w.]*) import (?P<names>\([^)]*\)|[^\n#]*)"
    rf"|import (?P<module>{_NAME}[\w.]*))",
    re.MULTILINE,
)
_READS_FILES = ("files(", "__file__", "PackageLoader(")


@cache
def code_digest(*modules: str) -> str:
    """Return the digest of modules (``rus_pipeline.tables.tabel_10``) and of what they import.

    Line endings do not count. Raises ModuleNotFoundError for an unknown module or data file.
    """
    digest = hashlib.sha256()
    for path in sorted(closure(modules)):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + _digest(path))
    return digest.hexdigest()[:16]


def closure(modules: Iterable[str]) -> set[Path]:
    """Return the files of modules, of all that they import from the package, and data files."""
    seen: set[str] = set()
    waiting = list(modules)
    for module in waiting:
        if _path(module) is None:
            raise ModuleNotFoundError(module)
    found: set[Path] = set()
    while waiting:
        module = waiting.pop()
        path = _path(module)
        if module in seen or path is None:
            continue
        seen.add(module)
        found.add(path)
        if path.suffix != ".py":
            continue
        found.update(_data_files(path))
        waiting += _imported(path)
        parent = module.rpartition(".")[0]
        if parent:
            waiting.append(parent)
    return found


@cache
def _path(module: str) -> Path | None:
    module, _, suffix = module.partition(":")
    parts = module.split(".")
    if parts[0] != _NAME:
        return None
    if suffix:
        data = PACKAGE.joinpath(*parts[1:]).with_suffix(f".{suffix}")
        return data if data.is_file() else None
    folder = PACKAGE.joinpath(*parts[1:])
    if (folder / "__init__.py").is_file():
        return folder / "__init__.py"
    file = folder.with_suffix(".py")
    return file if len(parts) > 1 and file.is_file() else None


@cache
def _imported(path: Path) -> tuple[str, ...]:
    """Return the modules of the package that a module imports; an imported name may be one.

    Read by pattern: parsing the whole package takes longer than all else that a status does.
    """
    return tuple(_imports(path.read_text(encoding="utf-8")))


def _imports(text: str) -> Iterator[str]:
    for found in _IMPORT.finditer(text):
        if found["module"]:
            yield found["module"]
        else:
            yield found["source"]
            names = found["names"].strip("()").replace("\n", " ").split(",")
            yield from (f"{found['source']}.{name.split()[0]}" for name in names if name.strip())


@cache
def _data_files(path: Path) -> tuple[Path, ...]:
    """Return the data files of a module's folder and its subfolders, if the module reads files."""
    text = path.read_text(encoding="utf-8")
    if path.parent == PACKAGE or not any(word in text for word in _READS_FILES):
        return ()
    return tuple(_data_in(path.parent))


def _data_in(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if not (entry / "__init__.py").exists():
                yield from _data_in(entry)
        elif entry.suffix in _DATA:
            yield entry


@cache
def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).digest()
