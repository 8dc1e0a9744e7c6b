"""A workbook's zip package, which is refused before it is unpacked where it would fill the memory.

Source: extract contract, Which file.
"""

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from rus_pipeline.ingest.files.workbooks.markup import elements
from rus_pipeline.ingest.files.workbooks.sheet import UnreadableWorkbookError

_MOST_BYTES = 1 << 30
_MOST_PARTS = 10_000
# Sheets of nothing but formats are a fortieth, in a package; text of spaces is a thousandth.
_LARGE = 1 << 22
_MOST_RATIO = 400
_ENCRYPTED = 0x1

_TOO_LARGE = (
    "filen fylder over 1 GB, når den pakkes ud, eller er pakket mere end et regneark kan være;"
    " slet ark og rækker uden indhold, og gem den igen som .xlsx"
)


class Package:
    """The parts of a zip package, found by name whatever its case and slashes."""

    def __init__(self, path: Path) -> None:
        """Open a package; raises UnreadableWorkbookError for one that is too large unpacked."""
        self._zip = ZipFile(path)
        parts = self._zip.infolist()
        large = [part for part in parts if part.file_size > _LARGE]
        if (
            len(parts) > _MOST_PARTS
            or sum(part.file_size for part in parts) > _MOST_BYTES
            or any(part.file_size > _MOST_RATIO * part.compress_size for part in large)
        ):
            self._zip.close()
            raise UnreadableWorkbookError(_TOO_LARGE)
        self._parts = {part.filename.replace("\\", "/").casefold(): part for part in parts}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._parts

    def open(self, part: str) -> IO[bytes]:
        """Open a part; raises KeyError where there is none of that name."""
        found = self._parts[part.casefold()]
        if found.flag_bits & _ENCRYPTED or found.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadZipFile(f"{part} is packed as no workbook is")
        return self._zip.open(found)

    def read(self, part: str) -> bytes:
        """Return the bytes of a part; raises KeyError where there is none of that name."""
        with self.open(part) as file:
            return file.read()

    def linked(self, part: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
        """Yield each part that a part links to, and the link; ``""`` is the package itself."""
        folder, name = posixpath.split(part)
        for element, link in elements(self.read(f"{folder}/_rels/{name}.rels".lstrip("/"))):
            if element == "Relationship":
                target = posixpath.join("/", folder, link["Target"].replace("\\", "/"))
                yield posixpath.normpath(target).lstrip("/"), link

    def main_part(self) -> str:
        """Return the name of the part that is the document; raises KeyError where none is."""
        for part, link in self.linked():
            if link["Type"].endswith("/officeDocument"):
                return part
        raise KeyError("officeDocument")
