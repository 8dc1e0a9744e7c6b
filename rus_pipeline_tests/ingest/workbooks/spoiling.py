"""Workbooks spoiled at random: what is read of one is right, or it is refused, and soon."""

import random
import time
from pathlib import Path

from rus_pipeline.ingest.files.workbooks import UnreadableWorkbookError, visible_sheets
from rus_pipeline_tests.ingest.workbooks import books, xls_books
from rus_pipeline_tests.ingest.workbooks.books import Book, Error, Formula, Page
from rus_pipeline_tests.ingest.workbooks.packages import package, parts_of
from rus_pipeline_tests.ingest.workbooks.test_every_format import DAY, MOMENT

SECONDS = 2
BOOK = Book(
    (
        Page(
            "Forløb",
            {
                1: ["id", "dag", "beløb"],
                2: ["F1", DAY, 12.5],
                3: ["F2 æ €", MOMENT, 45000],
                5: ["F3", Error("#N/A"), Formula()],
                6: ["F4", Formula("x"), Formula(3)],
            },
            hidden=frozenset({3}),
        ),
        Page("Skjult", {1: ["a"]}, state="hidden"),
        Page("Mere", {row: [f"tekst {row}", row, True] for row in range(1, 40)}),
    )
)
# Numbers and names that say how much there is, or where.
WORDS = [
    b"0",
    b"-1",
    b"99999999999",
    b"4294967295",
    b"XFD1048576",
    b"",
    b"\xff\xff\xff\xff",
    b"1e999",
]
MARKS = [b"<", b">", b"/>", b'"', b"&", b"&a;", b"</c>", b"<c>", b"<row/>", b"\0", b"<!--", b"]]>"]


def spoil_bytes(content: bytes, chance: random.Random) -> bytes:
    """Return bytes of which some are changed, gone, doubled, or cut off at the end."""
    spoiled = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(spoiled))
        match chance.randrange(6):
            case 0:
                spoiled[at] ^= 1 << chance.randrange(8)
            case 1:
                spoiled[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF))
            case 2:
                spoiled[at : at + 4] = chance.choice(
                    (bytes(4), b"\xff" * 4, b"\0\0\1\0", b"\xfe\xff\xff\xff")
                )
            case 3:
                del spoiled[at : at + chance.randint(1, 200)]
            case 4:
                spoiled[at:at] = spoiled[at : at + chance.randint(1, 200)]
            case _ if chance.random() < 0.2:
                del spoiled[at:]
            case _:
                spoiled[at:at] = chance.choice(WORDS + MARKS)
        if not spoiled:
            break
    return bytes(spoiled)


def spoil_part(content: bytes, chance: random.Random) -> bytes:
    """Return a package of which one part is spoiled, is another's, or is gone."""
    parts = parts_of(content)
    name = chance.choice(list(parts))
    match chance.randrange(8):
        case 0:
            del parts[name]
        case 1:
            parts[name] = parts[chance.choice(list(parts))]
        case 2 | 3 if b">" in parts[name]:
            words = parts[name].split(b'"')
            for _ in range(chance.randint(1, 3)):
                words[chance.randrange(len(words))] = chance.choice(WORDS)
            parts[name] = b'"'.join(words)
        case _:
            parts[name] = spoil_bytes(parts[name], chance)
    return package(parts)


def spoiled_books(path: Path, suffix: str, number: int, seed: int) -> int:
    """Read so many spoiled workbooks of a format; return how many of them could be read.

    Raises AssertionError for one that took longer than ``SECONDS``, and whatever else is raised
    than that a workbook is unreadable.
    """
    chance = random.Random(f"{suffix} {seed}")
    content = books.writers()[suffix](BOOK)
    records = xls_books.stream(BOOK)
    readable = 0
    for _ in range(number):
        if chance.random() < 0.3:
            spoiled = spoil_bytes(content, chance)
        elif suffix == ".xls":
            spoiled = xls_books.compound(spoil_bytes(records, chance))
        else:
            spoiled = spoil_part(content, chance)
        path.write_bytes(spoiled)
        start = time.process_time()
        try:
            for sheet in visible_sheets(path):
                readable += bool(sheet.rows)
        except UnreadableWorkbookError as error:
            assert str(error).isprintable()  # noqa: PT017
        assert time.process_time() - start < SECONDS
    return readable
