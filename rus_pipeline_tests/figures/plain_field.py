"""The second implementation of what else the field counts, from its lines in the counting rules."""

import datetime as dt
from decimal import Decimal

from rus_pipeline_tests.figures.plain import Book, Cells, Number, Sheet, in_year

AREAS = ["alkohol", "stof", "paaroerende"]
WAYS = {
    "planlagt": ["faerdigbehandlet"],
    "vejledning": ["afsluttet-med-vejledning"],
    "afbrudt": ["afsluttet-efter-eget-oenske", "udeblevet"],
    "overfoert": [
        "udskrevet-til-anden-institution",
        "udskrevet-til-egen-laege",
        "udskrevet-til-hospital",
    ],
    "andet": ["fraflyttet", "doed", "andet"],
}
LASTED = {
    "0-27": range(28),
    "28-83": range(28, 84),
    "84-181": range(84, 182),
    "182-364": range(182, 365),
    "365-og-derover": range(365, 100_000),
}
WAITED = {
    "0-3": range(4),
    "4-7": range(4, 8),
    "8-14": range(8, 15),
    "15-21": range(15, 22),
    "22-og-derover": range(22, 100_000),
}


def under_way(course: dict, day: dt.date) -> bool:
    begun, ended = course["indskrivningsdato"], course["udskrivningsdato"]
    return begun is not None and begun <= day and (ended is None or ended > day)


def quantile(days: list[int], per_cent: int) -> Number:
    """The first, of the days in order, that so many per cent of them have been reached by."""
    for number, value in enumerate(sorted(days), 1):
        if 100 * number >= per_cent * len(days):
            return Decimal(value)
    return None


def put_total_row(sheet: Sheet, rows: list[str], columns: list[str]) -> None:
    for column in columns:
        known = [sheet.cells[row, column] for row in rows if sheet.cells[row, column] is not None]
        sheet.put("i-alt", column, sum(known, Decimal(0)) if known else None)


def stroem(book: Book) -> Cells:
    sheet = Sheet(book, "stroem", {})
    before, last = dt.date(book.year - 1, 12, 31), dt.date(book.year, 12, 31)
    for row in AREAS:
        own = [course for course in book.rows("forloeb") if course["indsats"] == row]
        counts = {
            "primo": [under_way(course, before) for course in own],
            "indskrevet": [in_year(course["indskrivningsdato"], book.year) for course in own],
            "udskrevet": [in_year(course["udskrivningsdato"], book.year) for course in own],
            "ultimo": [under_way(course, last) for course in own],
        }
        for column, met in counts.items():
            sheet.put(row, column, Decimal(sum(met)))
    put_total_row(sheet, AREAS, ["primo", "indskrevet", "udskrevet", "ultimo"])
    return sheet.cells


def bestand(book: Book) -> Cells:
    sheet = Sheet(book, "bestand", {})
    months = [f"{month:02}" for month in range(1, 13)]
    for month, row in enumerate(months, 1):
        following = dt.date(book.year + month // 12, month % 12 + 1, 1)
        day = following - dt.timedelta(days=1)
        for column in AREAS:
            met = [
                course
                for course in book.rows("forloeb")
                if course["indsats"] == column and under_way(course, day)
            ]
            sheet.put(row, column, None if day > book.drawn else Decimal(len(met)))
    sheet.put_total_column(months, AREAS)
    return sheet.cells


def discharged(book: Book) -> list[dict]:
    return [c for c in book.rows("forloeb") if in_year(c["udskrivningsdato"], book.year)]


def laengde(book: Book) -> Cells:
    sheet = Sheet(book, "laengde", {})
    days = {
        row: [
            (course["udskrivningsdato"] - course["indskrivningsdato"]).days
            for course in discharged(book)
            if row in (course["indsats"], "i-alt")
        ]
        for row in [*AREAS, "i-alt"]
    }
    for row in AREAS:
        for column, band in LASTED.items():
            sheet.put(row, column, Decimal(sum(day in band for day in days[row])))
    sheet.put_total_column(AREAS, list(LASTED))
    put_total_row(sheet, AREAS, [*LASTED, "i-alt"])
    for row, own in days.items():
        for column, per_cent in (("nedre-kvartil", 25), ("median", 50), ("oevre-kvartil", 75)):
            sheet.put(row, column, quantile(own, per_cent))
    return sheet.cells


def afslutningsmaade(book: Book) -> Cells:
    sheet = Sheet(book, "afslutningsmaade", {})
    for row, reasons in WAYS.items():
        for column in AREAS:
            met = [
                course
                for course in discharged(book)
                if course["indsats"] == column and course["afslutningsaarsag"] in reasons
            ]
            sheet.put(row, column, Decimal(len(met)))
    sheet.put_total_column(list(WAYS), AREAS)
    put_total_row(sheet, list(WAYS), [*AREAS, "i-alt"])
    sheet.put_shares(list(WAYS), "i-alt")
    return sheet.cells


def ventetid(book: Book) -> Cells:
    sheet = Sheet(book, "ventetid", {})
    known = book.delivered("forloeb", "henvendelsesdato")
    columns = [*WAITED, "afventer", "overskredet"]
    for row in ("alkohol", "stof"):
        counts, days = dict.fromkeys(columns, 0), []
        for course in book.rows("forloeb"):
            contact = course["henvendelsesdato"]
            if (
                course["indsats"] != row
                or course["foedselsdato"] is None
                or course["kommune"] != book.raw.center.hjemkommune
                or not in_year(contact, book.year)
            ):
                continue
            if course["indskrivningsdato"] is None:
                out = contact + dt.timedelta(days=14) < book.drawn
                counts["overskredet" if out else "afventer"] += 1
                continue
            days.append((course["indskrivningsdato"] - contact).days)
            (band,) = (column for column, band in WAITED.items() if days[-1] in band)
            counts[band] += 1
        for column, count in counts.items():
            sheet.put(row, column, Decimal(count) if known else None)
        sheet.put_total_column([row], columns)
        for column, per_cent in (("median", 50), ("p90", 90)):
            sheet.put(row, column, quantile(days, per_cent) if known else None)
    return sheet.cells
