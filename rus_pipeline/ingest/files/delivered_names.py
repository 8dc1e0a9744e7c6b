"""Which of the contract's files a delivered file is, by its name.

Source: extract contract, File dialect, Which file.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePath

from rus_pipeline.core.codes import alike
from rus_pipeline.core.errors import ExtractError, Place

TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
SUFFIXES = (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES)

_DATED = re.compile(r"[ _-][0-9].*$", re.DOTALL)


def stem_of(name: str) -> str | None:
    """Return the contract's stem of a file name, or None: ``Forløb 2023.xlsx`` is ``forloeb``."""
    path = PurePath(name)
    if path.suffix.lower() not in SUFFIXES or path.name.startswith((".", "~")):
        return None
    return _stems().get(alike(_DATED.sub("", path.stem)))


@cache
def _stems() -> Mapping[str, str]:
    from rus_pipeline.ingest.schemas import SCHEMAS

    return {alike(stem): stem for stem in SCHEMAS}


def delivered_as(folder: Path, stem: str) -> list[Path]:
    """Return every file of ``stem`` in the edition's folder, by name, whatever its format."""
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if stem_of(path.name) == stem and path.is_file()
    )


def find_file(folder: Path, stem: str) -> Path | None:
    """Return the file of ``stem`` in the edition's folder, or None.

    Raises ExtractError where more than one file could be meant.
    """
    found = delivered_as(folder, stem)
    if len(found) > 1:
        names = " og ".join(path.name for path in found)
        raise ExtractError(
            Place(f"{folder.name}/{found[0].name}"),
            f"{names} ligger her begge og kan begge være {stem}; fjern dem, der ikke skal læses",
        )
    return found[0] if found else None


def is_workbook(name: str) -> bool:
    """Return whether a file is a workbook by its ending."""
    return PurePath(name).suffix.lower() in WORKBOOK_SUFFIXES
