"""The second implementation's other counts, each table from its line in the counting rules.

Source: counting rules, What else the field counts.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from rus_pipeline_tests.figures.plain import Book, Cells, Sheet, add, in_year, per_cent

RETENTION = ["fastholdt", "afsluttet-foer", "for-tidligt"]


def retention(book: Book, course: dict) -> str:
    day_84 = course["indskrivningsdato"] + dt.timedelta(days=84)
    discharged = course["udskrivningsdato"]
    if discharged is not None and discharged < day_84:
        completed = course["afslutningsaarsag"] == "faerdigbehandlet"
        return "fastholdt" if completed else "afsluttet-foer"
    return "fastholdt" if day_84 <= book.drawn else "for-tidligt"


def fastholdelse(book: Book) -> Cells:
    sheet = Sheet(book, "fastholdelse", {})
    for row in ("alkohol", "stof"):
        found = [
            retention(book, course)
            for course in book.rows("forloeb")
            if course["indsats"] == row and in_year(course["indskrivningsdato"], book.year)
        ]
        for column in RETENTION:
            sheet.put(row, column, Decimal(found.count(column)))
        sheet.put_total_column([row], RETENTION)
        kept, left = (sheet.cells[row, column] for column in RETENTION[:2])
        sheet.put(row, "andel", None if left is None else per_cent(kept, [kept, left]))
    return sheet.cells


def afvist_psykiatri(book: Book) -> Cells:
    persons = defaultdict(set)
    for course in book.rows("forloeb"):
        if course["foedselsdato"] is not None and in_year(
            course["afvist_psykiatri_dato"], book.year
        ):
            persons[book.row_of(course)].add(course["person"])
    known = book.delivered("forloeb", "afvist_psykiatri_dato")
    rows = [*book.own, "andre-kommuner", *(["uoplyst"] if persons["uoplyst"] else [])]
    sheet = Sheet(book, "afvist-psykiatri", {})
    for row in rows:
        sheet.put(row, "antal", Decimal(len(persons[row])) if known else None)
    sheet.put("i-alt", "antal", add(sheet.cells[row, "antal"] for row in rows))
    return sheet.cells
