"""The cells of a sheet of a ``.xls``, from its records.

python-calamine gives an error cell of these as an empty one and says of no row that it is hidden.
A formula that was never calculated is told by what the program left in the place of its result.
Source: extract contract, Workbooks; [MS-XLS].
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rus_pipeline.ingest.files.lines import Cell
from rus_pipeline.ingest.files.workbooks.biff import error_mark, unpacked
from rus_pipeline.ingest.files.workbooks.number_formats import Shown, as_shown
from rus_pipeline.ingest.files.workbooks.xls_text import old_text, text_in
from rus_pipeline.ingest.values.error_marks import UNCALCULATED

_HIDDEN_ROW = 0x20
_CALCULATE_ON_OPENING = 0x02
_NO_NUMBER = b"\xff\xff"  # in the last bytes of a formula's result; the first says what it is
_TEXT, _BOOL, _ERROR = 0, 1, 2

_CELL = struct.Struct("<HHH")  # row, column, cell format


@dataclass
class Texts:
    """The texts of a workbook: how they are written, and those that cells share."""

    is_97: bool
    encoding: str = "cp1252"
    shared: list[str] = field(default_factory=list)

    def at(self, pieces: Sequence[bytes], at: int, *, length_bytes: int = 2) -> str:
        """Return the text at a place in a record."""
        if self.is_97:
            return text_in(pieces, at, length_bytes=length_bytes)
        return old_text(pieces[0], at, self.encoding, length_bytes=length_bytes)


class CellReader:
    """Takes the records of a sheet; has then its ``cells`` and the numbers of ``hidden`` rows."""

    def __init__(
        self, texts: Texts, shown: Sequence[Shown], epoch: date, *, calculated: bool
    ) -> None:
        self.cells: dict[int, dict[int, Cell]] = {}
        self.hidden: set[int] = set()
        self._texts = texts
        self._shown = shown
        self._epoch = epoch
        self._blank_is_a_result = calculated
        self._zero_is_a_result = True
        self._text_of: tuple[int, int] | None = None  # the formula whose text follows
        self._take: Mapping[int, Callable[[Sequence[bytes]], None]] = {
            0x208: self._row,
            0x203: self._number,
            0x27E: self._packed,
            0xBD: self._many_packed,
            0xFD: self._shared_text,
            0x204: self._own_text,
            0xD6: self._own_text,  # with formats
            0x205: self._bool_or_error,
            0x06: self._formula,
            0x206: self._formula,
            0x406: self._formula,
            0x207: self._formula_text,
            0x5E: self._uncalculated,
        }

    def take(self, kind: int, pieces: Sequence[bytes]) -> None:
        """Take a record: its kind, its bytes and those of the records that continue it."""
        take = self._take.get(kind)
        if take is not None:
            take(pieces)

    def _put(self, row: int, column: int, cell: Cell) -> None:
        if cell != "":
            self.cells.setdefault(row + 1, {})[column] = cell

    def _put_number(self, row: int, column: int, cell_format: int, number: float) -> None:
        shown = self._shown[cell_format] if cell_format < len(self._shown) else Shown.NUMBER
        self._put(row, column, as_shown(number, shown, self._epoch))

    def _row(self, pieces: Sequence[bytes]) -> None:
        row, flags = struct.unpack_from("<H10xH", pieces[0])
        if flags & _HIDDEN_ROW:
            self.hidden.add(row + 1)

    def _number(self, pieces: Sequence[bytes]) -> None:
        self._put_number(*struct.unpack_from("<HHHd", pieces[0]))

    def _packed(self, pieces: Sequence[bytes]) -> None:
        row, column, cell_format, packed = struct.unpack_from("<HHHI", pieces[0])
        self._put_number(row, column, cell_format, unpacked(packed))

    def _many_packed(self, pieces: Sequence[bytes]) -> None:
        row, first = struct.unpack_from("<HH", pieces[0])
        numbers = struct.iter_unpack("<HI", pieces[0][4:-2])
        for column, (cell_format, packed) in enumerate(numbers, first):
            self._put_number(row, column, cell_format, unpacked(packed))

    def _shared_text(self, pieces: Sequence[bytes]) -> None:
        row, column, number = struct.unpack_from("<HH2xI", pieces[0])
        self._put(row, column, self._texts.shared[number])

    def _own_text(self, pieces: Sequence[bytes]) -> None:
        row, column, _ = _CELL.unpack_from(pieces[0])
        self._put(row, column, self._texts.at(pieces, _CELL.size))

    def _bool_or_error(self, pieces: Sequence[bytes]) -> None:
        row, column, value, is_error = struct.unpack_from("<HH2xBB", pieces[0])
        self._put(row, column, error_mark(value) if is_error else bool(value))

    def _uncalculated(self, _pieces: Sequence[bytes]) -> None:
        self._zero_is_a_result = self._blank_is_a_result = False

    def _formula(self, pieces: Sequence[bytes]) -> None:
        row, column, cell_format = _CELL.unpack_from(pieces[0])
        result, flags = struct.unpack_from("<8sH", pieces[0], _CELL.size)
        self._text_of = None
        if not result.endswith(_NO_NUMBER):
            (number,) = struct.unpack("<d", result)
            zero_is_a_result = self._zero_is_a_result and not flags & _CALCULATE_ON_OPENING
            if number == 0 and not zero_is_a_result:
                self._put(row, column, UNCALCULATED)
            else:
                self._put_number(row, column, cell_format, number)
        elif result[0] == _TEXT:
            self._put(row, column, UNCALCULATED)  # as it is where no text follows
            self._text_of = row, column
        elif result[0] == _BOOL:
            self._put(row, column, bool(result[2]))
        elif result[0] == _ERROR:
            self._put(row, column, error_mark(result[2]))
        elif not self._blank_is_a_result:
            self._put(row, column, UNCALCULATED)

    def _formula_text(self, pieces: Sequence[bytes]) -> None:
        if self._text_of is not None:
            row, column = self._text_of
            del self.cells[row + 1][column]
            self._put(row, column, self._texts.at(pieces, 0))
            self._text_of = None
