"""The container of a ``.xls`` (an OLE compound file): its streams by name."""

import struct
from array import array

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FIRST_OF_NONE = 0xFFFFFFFA  # a sector number from here on ends a chain
_ENTRY = 128  # bytes
_HEADER_FAT = 109  # sectors of the allocation table that the header itself lists


class CompoundFile:
    """The streams of the outermost storage; raises ValueError for a container that is broken."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(SIGNATURE):
            raise ValueError("no compound file")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sectors of an unknown size")
        self._sector, self._mini_sector = 1 << shift, 1 << mini_shift
        directory, _, self._cutoff, mini_table, _, more, _ = struct.unpack_from("<I4s5I", data, 48)
        self._table = self._allocation(more)
        self._mini_table = _numbers(self._chain(mini_table))
        entries = self._chain(directory)
        self._entries = [entries[at : at + _ENTRY] for at in range(0, len(entries), _ENTRY)]
        start, _ = self._place(self._entries[0])
        self._mini_stream = self._chain(start)
        self._streams = self._listed()

    @property
    def names(self) -> frozenset[str]:
        """The names of its streams."""
        return frozenset(self._streams)

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream; raises KeyError where there is none of that name."""
        start, size = self._streams[name]
        if size >= self._cutoff:
            return self._chain(start, size)
        pieces = []
        for sector in _followed(self._mini_table, start):
            at = sector * self._mini_sector
            pieces.append(self._mini_stream[at : at + self._mini_sector])
        return _whole(b"".join(pieces), size)

    def _allocation(self, more: int) -> "array[int]":
        """Return the allocation table: sector → the next of its chain."""
        listed = [*struct.unpack_from(f"<{_HEADER_FAT}I", self._data, 76)]
        seen: set[int] = set()
        while more < _FIRST_OF_NONE:
            if more in seen:
                raise ValueError("a chain without an end")
            seen.add(more)
            *sectors, more = _numbers(self._at(more))
            listed += sectors
        return _numbers(b"".join(self._at(number) for number in listed if number < _FIRST_OF_NONE))

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        if start >= len(self._data):
            raise ValueError("cut short")
        return self._data[start : start + self._sector]

    def _chain(self, start: int, size: int | None = None) -> bytes:
        read = b"".join(self._at(sector) for sector in _followed(self._table, start))
        return read if size is None else _whole(read, size)

    def _listed(self) -> dict[str, tuple[int, int]]:
        """Return name → first sector and size of the streams that the outermost storage holds."""
        found: dict[str, tuple[int, int]] = {}
        (child,) = struct.unpack_from("<I", self._entries[0], 76)
        wanted, seen = [child], set()
        while wanted:
            number = wanted.pop()
            if number >= len(self._entries) or number in seen:
                continue
            seen.add(number)
            entry = self._entries[number]
            length, kind = struct.unpack_from("<HB", entry, 64)
            name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
            if kind == 2:
                found[name] = self._place(entry)
            wanted += struct.unpack_from("<II", entry, 68)
        return found

    def _place(self, entry: bytes) -> tuple[int, int]:
        start, size = struct.unpack_from("<II", entry, 116)
        return start, size


def _followed(table: "array[int]", start: int) -> list[int]:
    chain: list[int] = []
    while start < _FIRST_OF_NONE:
        if len(chain) > len(table):
            raise ValueError("a chain without an end")
        chain.append(start)
        start = table[start]
    return chain


def _numbers(data: bytes) -> "array[int]":
    return array("I", data[: len(data) // 4 * 4])


def _whole(data: bytes, size: int) -> bytes:
    if len(data) < size:
        raise ValueError("cut short")
    return data[:size]
