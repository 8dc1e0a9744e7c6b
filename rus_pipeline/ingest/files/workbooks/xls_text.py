"""Text in the records of a ``.xls``, and the table of texts that its cells share."""

import struct
from collections.abc import Sequence

_WIDE, _FAR_EAST, _RICH = 0x01, 0x04, 0x08

_CODE_PAGES = {10000: "mac_roman", 32768: "mac_roman", 32769: "cp1252"}


def code_page(number: int) -> str:
    """Return Python's name of a code page."""
    return _CODE_PAGES.get(number, f"cp{number}")


def text_in(pieces: Sequence[bytes], at: int, *, length_bytes: int = 2) -> str:
    """Return the text at a place in a record of Excel 97 or later and those that continue it.

    Raises ValueError, IndexError or struct.error where they are too short.
    """
    return _Pieces(pieces, at).text(length_bytes)


def old_text(record: bytes, at: int, encoding: str, *, length_bytes: int = 2) -> str:
    """Return the text at a place in a record of Excel 5 or 95, which has a code page."""
    length = int.from_bytes(record[at : at + length_bytes], "little")
    text = record[at + length_bytes : at + length_bytes + length]
    if len(text) < length:
        raise ValueError("cut short")
    return text.decode(encoding, "replace")


def shared_texts(pieces: Sequence[bytes]) -> list[str]:
    """Return the texts of the table: of the record that begins it, and those that continue it."""
    (count,) = struct.unpack_from("<I", pieces[0], 4)
    reader = _Pieces(pieces, at=8)
    found: list[str] = []
    while len(found) < count and reader.is_left():
        found.append(reader.text(2))
    return found


class _Pieces:
    """Reads across records. One that begins within a text's characters says again how wide."""

    def __init__(self, pieces: Sequence[bytes], at: int) -> None:
        self._pieces = pieces
        self._number = 0
        self._at = at

    def is_left(self) -> bool:
        while self._at >= len(self._pieces[self._number]):
            if self._number + 1 == len(self._pieces):
                return False
            self._number, self._at = self._number + 1, 0
        return True

    def text(self, length_bytes: int) -> str:
        length = int.from_bytes(self._bytes(length_bytes), "little")
        (flags,) = self._bytes(1)
        runs = int.from_bytes(self._bytes(2), "little") if flags & _RICH else 0
        extra = int.from_bytes(self._bytes(4), "little") if flags & _FAR_EAST else 0
        text = self._characters(length, flags)
        self._bytes(4 * runs + extra)
        return text

    def _bytes(self, size: int) -> bytes:
        read = b""
        while len(read) < size:
            if not self.is_left():
                raise ValueError("cut short")
            piece = self._pieces[self._number][self._at : self._at + size - len(read)]
            self._at += len(piece)
            read += piece
        return read

    def _characters(self, length: int, flags: int) -> str:
        units = b""  # of UTF-16
        while True:
            width = 1 + (flags & _WIDE)
            end = self._at + (length - len(units) // 2) * width
            here = self._pieces[self._number][self._at : end]
            here = here[: len(here) // width * width]
            self._at += len(here)
            units += here if width == 2 else here.decode("latin-1").encode("utf-16-le")
            if len(units) == 2 * length:
                return units.decode("utf-16-le", "replace")
            if self._number + 1 == len(self._pieces):
                raise ValueError("cut short")
            self._number, self._at = self._number + 1, 1
            flags = self._pieces[self._number][0]
