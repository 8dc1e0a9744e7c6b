"""The second implementation's report tables, each straight from its line in the counting rules."""

from collections import defaultdict
from decimal import Decimal

from rus_pipeline.core.codes import codes_on, key
from rus_pipeline_tests.figures.plain import (
    Book,
    Cells,
    Number,
    Sheet,
    add,
    age,
    column_by_age,
    in_year,
    overlaps,
    printed_elsewhere,
)

KINDS = ["alkohol", "stof-voksne", "stof-unge", "paaroerende"]
BANDS = ["0-17", "18-29", "30-49", "50-69", "70-99"]


def kinds_of(course: dict, column: str) -> list[str]:
    """The columns that a course belongs to: stof as well as stof-voksne or stof-unge."""
    return [column, "stof"] if course["indsats"] == "stof" else [column]


def tabel_01(book: Book) -> Cells:
    columns = KINDS if book.year >= 2023 else KINDS[:3]
    persons = defaultdict(set)
    for course in book.rows("forloeb"):
        if book.active(course):
            persons[book.row_of(course), book.column_of(course)].add(course["person"])
    rows = [*book.own, "andre-kommuner"]
    if any(persons["uoplyst", column] for column in columns):
        rows.append("uoplyst")
    sheet = Sheet(book, "tabel-01", {})
    for row in rows:
        for column in columns:
            sheet.put(row, column, Decimal(len(persons[row, column])))
    sheet.put_total_column(rows, columns)
    sheet.put("samarbejde", "i-alt", add(sheet.cells[row, "i-alt"] for row in book.own))
    return sheet.cells


def tabel_01_kommuner(book: Book) -> Cells:
    columns = KINDS if book.year >= 2023 else KINDS[:3]
    seen = set()
    for course in book.rows("forloeb"):
        if book.active(course) and book.row_of(course) == "andre-kommuner":
            column = book.column_of(course)
            if column in columns:
                seen.add((book.name(course["kommune"]), column, course["person"]))
    sheet = Sheet(book, "tabel-01-kommuner", {})
    for name in {name for name, _, _ in seen}:
        sheet.put(name, "antal", Decimal(sum(1 for where, _, _ in seen if where == name)))
    return sheet.cells


def courses_row(book: Book, table: str, columns: list[str], courses: list[dict]) -> Cells:
    """A table of one row: courses by kind, and their sum."""
    sheet = Sheet(book, table, {})
    for column in columns:
        count = sum(column in kinds_of(course, book.column_of(course)) for course in courses)
        sheet.put("forloeb", column, Decimal(count))
    sheet.put_total_column(["forloeb"], columns)
    return sheet.cells


def tabel_02(book: Book) -> Cells:
    columns = KINDS if book.year >= 2023 else ["alkohol", "stof", "paaroerende"]
    courses = [course for course in book.rows("forloeb") if book.active(course)]
    return courses_row(book, "tabel-02", columns, courses)


def tabel_03(book: Book) -> Cells:
    persons = defaultdict(set)
    for course in book.rows("eksterne_forloeb"):
        if (
            overlaps(course["startdato"], course["slutdato"], book.year)
            and course["kommune"] == book.raw.center.hjemkommune
        ):
            persons[book.column_of(course, "startdato")].add(course["person"])
    known = book.delivered("eksterne_forloeb", "kommune", "slutdato")
    sheet = Sheet(book, "tabel-03", {})
    for column in KINDS[:3]:
        sheet.put(book.home, column, Decimal(len(persons[column])) if known else None)
    sheet.put_total_column([book.home], KINDS[:3])
    return sheet.cells


def tabel_03_udvikling(book: Book) -> Cells:
    sheet = Sheet(book, "tabel-03-udvikling", {})
    for year in range(2017, book.year + 1):
        column = str(year)
        if book.extract(year) is None:
            sheet.put(book.home, column, printed_elsewhere(book, year))
        elif book.reported("tabel-03-udvikling", book.home, column, year):
            sheet.put(book.home, column, tabel_03(book.of_edition(year))[book.home, "i-alt"])
        else:
            sheet.put(book.home, column, None)
    return sheet.cells


def from_posteringer(book: Book, table: str, omraade: str) -> Cells:
    sheet = Sheet(book, table, {})
    for year in range(book.year - 5, book.year + 1):
        sources = [
            folder
            for folder in book.raw.editions
            if folder <= book.year
            and "posteringer" in book.extract(folder).files
            and year in book.extract(folder).udtraek.regnskabsaar
        ]
        column = str(year)
        for row in ("udgift", "indtaegt"):
            number = None
            if sources and book.reported(table, row, column, max(sources)):
                number = Decimal(0)
                for posting in book.rows("posteringer", max(sources)):
                    kind = (posting["form"], posting["omraade"], posting["art"])
                    if kind == ("ambulant", omraade, row) and in_year(
                        posting["bogfoeringsdato"], year
                    ):
                        number += posting["beloeb"]
            sheet.put(row, column, number)
        income, expense = sheet.cells["indtaegt", column], sheet.cells["udgift", column]
        missing = income is None or expense is None
        if not missing and not book.reported(table, "aarets-resultat", column, max(sources)):
            missing = True
        sheet.put("aarets-resultat", column, None if missing else income - expense)
    return sheet.cells


def tabel_04(book: Book) -> Cells:
    return from_posteringer(book, "tabel-04", "alkohol")


def tabel_05(book: Book) -> Cells:
    return from_posteringer(book, "tabel-05", "stof")


def tabel_06(book: Book) -> Cells:
    known = book.delivered("doegnophold", "kommune", "slutdato")
    sheet = Sheet(book, "tabel-06", {})
    for row in ("alkohol", "stof"):
        stays = [
            stay
            for stay in book.rows("doegnophold")
            if stay["omraade"] == row
            and stay["kommune"] == book.raw.center.hjemkommune
            and overlaps(stay["startdato"], stay["slutdato"], book.year)
        ]
        persons = Decimal(len({stay["person"] for stay in stays}))
        sheet.put(row, "antal", persons if known else None)
        sheet.put(row, "beloeb", sum((s["beloeb"] for s in stays), Decimal(0)) if known else None)
    return sheet.cells


def plain_keys(texts) -> dict[str, str]:
    """The key of each text, given one by one in the order of the texts as they are compared."""
    compared = {text: " ".join(text.split()).lower() for text in texts}
    wanted = {text: key(text) or "uden-navn" for text in compared.values()}
    own = {"i-alt", "uoplyst"}
    keys: dict[str, str] = {}
    for text in sorted(wanted):
        given = wanted[text]
        number = 1
        while given in own or given in keys.values() or (number > 1 and given in wanted.values()):
            number += 1
            given = f"{wanted[text]}-{number}"
        keys[text] = given
    return {text: keys[compared[text]] for text in compared}


def tabel_06_tilskud(book: Book) -> Cells:
    grants = book.rows("tilskud")
    keys = plain_keys(grant["pulje"] for grant in grants)
    rows = set(keys.values())
    columns = sorted({str(grant["aar"]) for grant in grants})
    sums = defaultdict(Decimal)
    for grant in grants:
        sums[keys[grant["pulje"]], str(grant["aar"])] += grant["beloeb"]
    sheet = Sheet(book, "tabel-06-tilskud", {})
    for row in rows:
        for column in columns:
            sheet.put(row, column, sums[row, column])
    sheet.put_total_column(rows, columns)
    return sheet.cells


def tabel_07(book: Book) -> Cells:
    admitted = [c for c in book.rows("forloeb") if in_year(c["indskrivningsdato"], book.year)]
    return courses_row(book, "tabel-07", KINDS, admitted)


def discharged(book: Book) -> list[dict]:
    return [c for c in book.rows("forloeb") if in_year(c["udskrivningsdato"], book.year)]


def tabel_08(book: Book) -> Cells:
    if book.year >= 2023:
        return courses_row(book, "tabel-08", KINDS, discharged(book))
    own = [course for course in discharged(book) if book.row_of(course) in book.own]
    return courses_row(book, "tabel-08", ["alkohol", "stof"], own)


def tabel_09(book: Book) -> Cells:
    sheet = Sheet(book, "tabel-09", {})
    months = [f"{month:02}" for month in range(1, 13)]
    for column, when in (
        ("indskrivninger", "indskrivningsdato"),
        ("udskrivninger", "udskrivningsdato"),
    ):
        days = [c[when] for c in book.rows("forloeb") if in_year(c[when], book.year)]
        for month in months:
            sheet.put(month, column, Decimal(sum(day.month == int(month) for day in days)))
        sheet.put("i-alt", column, add(sheet.cells[month, column] for month in months))
    return sheet.cells


def tabel_10(book: Book) -> Cells:
    sheet = Sheet(book, "tabel-10", {})
    reasons = [code.kode for code in codes_on("afslutningsaarsager", book.drawn)]
    for reason in reasons:
        count = sum(course["afslutningsaarsag"] == reason for course in discharged(book))
        sheet.put(reason, "antal", Decimal(count))
    sheet.put_shares(reasons, "antal")
    sheet.put("i-alt", "antal", add(sheet.cells[reason, "antal"] for reason in reasons))
    return sheet.cells


def profile(
    book: Book, table: str, known: list[str], columns: list[str], at: list[tuple[str, str]]
) -> Cells:
    """Courses by (row, column), with i-alt and andel, and uoplyst where there is anything."""
    rows = [*known, "uoplyst"] if any(row == "uoplyst" for row, _ in at) else known
    sheet = Sheet(book, table, {})
    for row in rows:
        for column in columns:
            sheet.put(row, column, Decimal(at.count((row, column))))
    sheet.put_total_column(rows, columns)
    sheet.put_shares(known, "i-alt")
    return sheet.cells


def tabel_11(book: Book) -> Cells:
    at = [
        (course["koen"] or "uoplyst", column_by_age(course, course["indskrivningsdato"]))
        for course in book.rows("forloeb")
        if book.active(course) and course["indsats"] != "paaroerende"
    ]
    return profile(book, "tabel-11", ["kvinder", "maend"], KINDS[:3], at)


def tabel_12(book: Book) -> Cells:
    at = []
    for course in book.rows("forloeb"):
        kommune = book.row_of(course)
        if book.active(course) and course["indsats"] != "paaroerende" and kommune in book.own:
            band = band_of(age(course["foedselsdato"], course["indskrivningsdato"]))
            at.append((band, f"{course['indsats']}-{kommune}"))
    columns = [f"{omraade}-{name}" for name in book.own for omraade in ("alkohol", "stof")]
    return profile(book, "tabel-12", BANDS, columns, at)


def band_of(years: int | None) -> str:
    if years is None:
        return "uoplyst"
    for first, band in ((70, "70-99"), (50, "50-69"), (30, "30-49"), (18, "18-29")):
        if years >= first:
            return band
    return "0-17"


def udvikling_forloeb(book: Book) -> Cells:
    sheet = Sheet(book, "udvikling-forloeb", {})
    for year in range(book.year - 5, book.year + 1):
        if book.extract(year) is None:
            continue
        table_2 = tabel_02(book.of_edition(year))

        def then(column: str, year: int = year, table_2: Cells = table_2) -> Number:
            reported = book.reported("udvikling-forloeb", str(year), column, year)
            return table_2["forloeb", column] if reported else None

        row = str(year)
        sheet.put(row, "alkohol", then("alkohol"))
        if year >= 2023:
            reported = book.reported("udvikling-forloeb", row, "stof", year)
            both = add(table_2["forloeb", kind] for kind in ("stof-voksne", "stof-unge"))
            sheet.put(row, "stof", both if reported else None)
        else:
            sheet.put(row, "stof", then("stof"))
        sheet.put(row, "paaroerende", then("paaroerende"))
        parts = [sheet.cells[row, column] for column in ("alkohol", "stof", "paaroerende")]
        sheet.put(row, "i-alt", None if then("i-alt") is None else add(parts))
    return sheet.cells
