"""A second implementation of the counting rules: plain loops, slow, and short enough to read.

It shares nothing with the package but the validated rows, the code lists and the key of a name.
Each table's own rule is in ``plain_tables``, ``plain_quality`` or ``plain_field``. None is *not
available*.
"""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rus_pipeline.core.codes import key, kommuner
from rus_pipeline.ingest.folder import Extract, RawFolder

Number = Decimal | None
Cells = dict[tuple[str, str], Number]
Course = dict[str, object]


@dataclass
class Book:
    """Edition ``year`` of a raw folder."""

    raw: RawFolder
    year: int

    def extract(self, year: int | None = None) -> Extract | None:
        year = self.year if year is None else year
        return self.raw.extract(year) if year in self.raw.editions else None

    def of_edition(self, year: int) -> "Book":
        return Book(self.raw, year)

    def rows(self, stem: str, year: int | None = None) -> list[Course]:
        extract = self.extract(year)
        if extract is None or stem not in extract.files:
            return []
        return extract.files[stem].frame.to_dicts()

    def delivered(self, stem: str, *columns: str) -> bool:
        """Whether the edition's extract has the file, and these columns in it."""
        extract = self.extract()
        return stem in extract.files and not extract.files[stem].left_out & set(columns)

    def reported(self, table: str, row: str, column: str, year: int | None = None) -> bool:
        """Whether the extract (of the edition, or of ``year``) can tell the cell."""
        return not any(
            (item.tabel, item.kolonne) == (table, column) and item.raekke in (None, row)
            for item in self.extract(year).udtraek.ikke_oplyst
        )

    @property
    def drawn(self) -> dt.date:
        return self.extract().udtraek.udtrukket

    @property
    def home(self) -> str:
        return self.name(self.raw.center.hjemkommune)

    @property
    def own(self) -> list[str]:
        """Home and partners, by name."""
        return [self.name(code) for code in self.raw.center.kommuner]

    def name(self, code: str) -> str:
        if code == "uoplyst":
            return "uoplyst"
        return key(kommuner(dt.date(self.year, 12, 31))[code].navn)

    def row_of(self, course: Course) -> str:
        name = self.name(course["kommune"])
        return name if name in [*self.own, "uoplyst"] else "andre-kommuner"

    def active(self, course: Course) -> bool:
        return overlaps(course["indskrivningsdato"], course["udskrivningsdato"], self.year)

    def column_of(self, course: Course, start: str = "indskrivningsdato") -> str:
        """The column by age on the reference date: the later of the start and 1 January."""
        return column_by_age(course, max(course[start], dt.date(self.year, 1, 1)))


def overlaps(start: dt.date | None, end: dt.date | None, year: int) -> bool:
    if start is None or start > dt.date(year, 12, 31):
        return False
    return end is None or end >= dt.date(year, 1, 1)


def in_year(day: dt.date | None, year: int) -> bool:
    return day is not None and day.year == year


def age(born: dt.date | None, day: dt.date) -> int | None:
    if born is None:
        return None
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (0 if had_birthday else 1)


def column_by_age(course: Course, day: dt.date) -> str:
    if course["indsats"] != "stof":
        return course["indsats"]
    years = age(course["foedselsdato"], day)
    return "stof-unge" if years is not None and years < 18 else "stof-voksne"


def months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def add(numbers: Iterable[Number]) -> Number:
    """The sum of what is available; not available where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None


def whole(number: Number) -> int | None:
    """A whole number, half away from zero."""
    if number is None:
        return None
    cut = int(abs(number) + Decimal("0.5"))
    return cut if number >= 0 else -cut


def per_cent(part: Number, parts: Sequence[Number]) -> Number:
    of = add(parts)
    if part is None or not of:
        return None
    return Decimal(whole(100 * part / of))


def per_cents_to_100(counts: dict[str, Number]) -> dict[str, Number]:
    """Largest remainder; ties to the larger count, then to the earlier row."""
    known = {row: int(count) for row, count in counts.items() if count is not None}
    total = sum(known.values())
    if total == 0:
        return dict.fromkeys(counts)
    exact = {row: Fraction(100 * count, total) for row, count in known.items()}
    shares = {row: int(share) for row, share in exact.items()}
    waiting = list(known)
    while sum(shares.values()) < 100:
        best = waiting[0]
        for row in waiting:
            if (exact[row] % 1, known[row]) > (exact[best] % 1, known[best]):
                best = row
        shares[best] += 1
        waiting.remove(best)
    return {row: Decimal(shares[row]) if row in shares else None for row in counts}


@dataclass
class Sheet:
    """A table being filled in: only cells that the edition's extract can tell get a number."""

    book: Book
    table: str
    cells: Cells

    def put(self, row: str, column: str, number: Number) -> None:
        reported = self.book.reported(self.table, row, column)
        self.cells[row, column] = number if reported else None

    def put_total_column(self, rows: Iterable[str], columns: Sequence[str]) -> None:
        for row in rows:
            self.put(row, "i-alt", add(self.cells[row, column] for column in columns))

    def put_shares(self, rows: Sequence[str], of: str) -> None:
        shares = per_cents_to_100({row: self.cells[row, of] for row in rows})
        for row in rows:
            self.put(row, "andel", shares[row])


Table = Callable[[Book], Cells]


def printed_elsewhere(book: Book, year: int) -> Number:
    """The printed count of a year: by the newest report up to the edition, else the next one."""
    claims = []
    for path in (book.raw.path / "published").glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            claims += list(csv.DictReader(file))
    found = {
        int(claim["report_year"]): Decimal(claim["value_as_printed"])
        for claim in claims
        if key(claim["table"]) == f"tekst-behandling-uden-for-{book.home}-kommune"
        and claim["column_label"] == str(year)
        and re.fullmatch("[0-9]+", claim["value_as_printed"])
    }
    earlier = [report for report in found if report <= book.year]
    later = [report for report in found if report > book.year]
    if earlier:
        return found[max(earlier)]
    return found[min(later)] if later else None
