"""Binary workbooks from the few records that hold something."""

import struct
from datetime import date, datetime

from rus_pipeline_tests.ingest.workbooks.books import Book, Error, Formula
from rus_pipeline_tests.ingest.workbooks.packages import package
from rus_pipeline_tests.ingest.workbooks.xls_books import ERRORS, STATES
from rus_pipeline_tests.ingest.workbooks.xlsx_books import OFFICE, PACKAGE

PLAIN, DAY, MOMENT = 0, 1, 2  # cell formats


def record(kind: int, *values: bytes) -> bytes:
    body = b"".join(values)
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, sizes = len(body), b""
    while size > 0x7F:
        sizes += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + sizes + bytes([size]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def place(column: int, cell_format: int = PLAIN) -> bytes:
    return struct.pack("<II", column, cell_format)


def row(number: int, *, hidden: bool = False) -> bytes:
    flags = bytes([0, 0x10 if hidden else 0, 0])
    return record(0, struct.pack("<IIH", number - 1, 0, 300), flags, bytes(4))


def serial(moment: date, *, is_1904: bool = False) -> float:
    passed = datetime(moment.year, moment.month, moment.day) - datetime(1899, 12, 30)  # noqa: DTZ001
    days = passed.days - (1462 if is_1904 else 0)
    if isinstance(moment, datetime):
        days += (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400
    return days


def cell(column: int, value: object, *, is_1904: bool = False) -> bytes:
    """Return the record of a cell; a formula without a result has a 0."""
    tokens = struct.pack("<HI", 0, 0)
    match value:
        case None:
            return b""
        case Error():
            return record(0x03, place(column), bytes([ERRORS[value.mark]]))
        case Formula(Error(mark)):
            return record(0x0B, place(column), bytes([ERRORS[mark]]), tokens)
        case Formula(str(text)):
            return record(0x08, place(column), wide(text), tokens)
        case Formula(bool(truth)):
            return record(0x0A, place(column), bytes([truth]), tokens)
        case Formula(result):
            return record(0x09, place(column), struct.pack("<d", result or 0), tokens)
        case bool():
            return record(0x04, place(column), bytes([value]))
        case str():
            return record(0x06, place(column), wide(value))
        case date():
            number = serial(value, is_1904=is_1904)
            cell_format = MOMENT if isinstance(value, datetime) else DAY
            return record(0x05, place(column, cell_format), struct.pack("<d", number))
        case _:
            return record(0x05, place(column), struct.pack("<d", value))


def links(part: str, *targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def of_records(
    *sheets: bytes,
    names: tuple[str, ...] = ("A",),
    states: tuple[int, ...] = (0,),
    texts: tuple[str, ...] = (),
    is_1904: bool = False,
    calculates_on_load: bool = False,
) -> bytes:
    """Return a workbook whose sheets have these records of rows and cells."""
    targets = [("worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
    listed = [
        record(0x9C, struct.pack("<II", state, number), wide(f"r{number}"), wide(name))
        for number, (name, state) in enumerate(zip(names, states, strict=True), 1)
    ]
    calculation = struct.pack("<IIIdIH", 0, 1, 100, 0.001, 1, int(calculates_on_load))
    formats = [record(0x2F, struct.pack("<HH", 0, number), bytes(12)) for number in (0, 14, 170)]
    main = [
        record(0x83),
        record(0x99, struct.pack("<II", int(is_1904), 0), wide("")),
        record(0x8F),
        *listed,
        record(0x90),
        record(0x9D, calculation),
        record(0x84),
    ]
    styles = [
        record(0x116),
        record(0x267, struct.pack("<I", 1)),
        record(0x2C, struct.pack("<H", 170), wide("dd/mm/yyyy\\ hh:mm")),
        record(0x268),
        record(0x272, struct.pack("<I", 1)),
        record(0x2F, struct.pack("<HH", 0xFFFF, 14), bytes(12)),
        record(0x273),
        record(0x269, struct.pack("<I", 3)),
        *formats,
        record(0x26A),
        record(0x117),
    ]
    shared = [record(0x9F, struct.pack("<II", len(texts), len(texts)))]
    shared += [record(0x13, b"\0", wide(text)) for text in texts]
    parts = {
        "_rels/.rels": links("", ("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": b"".join(main),
        "xl/_rels/workbook.bin.rels": links(
            "", *targets, ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")
        ),
        "xl/styles.bin": b"".join(styles),
        "xl/sharedStrings.bin": b"".join([*shared, record(0xA0)]),
    }
    for (_, target), sheet in zip(targets, sheets, strict=True):
        parts[f"xl/{target}"] = record(0x81) + record(0x91) + sheet + record(0x92) + record(0x82)
    return package(parts)


def xlsb(book: Book) -> bytes:
    sheets = []
    uncalculated = False
    for page in book.pages:
        records = b""
        for number, cells in sorted(page.rows.items()):
            records += row(number, hidden=number in page.hidden)
            for column, value in enumerate(cells):
                records += cell(column, value, is_1904=book.is_1904)
                uncalculated |= value == Formula()
        sheets.append(records)
    return of_records(
        *sheets,
        names=tuple(page.name for page in book.pages),
        states=tuple(STATES[page.state] for page in book.pages),
        is_1904=book.is_1904,
        calculates_on_load=uncalculated,
    )
