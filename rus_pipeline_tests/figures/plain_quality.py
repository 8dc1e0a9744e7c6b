"""The second implementation's quality standard, each table from its line in the counting rules."""

import datetime as dt
from decimal import Decimal

from rus_pipeline_tests.figures.plain import (
    Book,
    Cells,
    Number,
    Sheet,
    in_year,
    months_later,
    per_cent,
)

PROMISE = ["inden-for-14-dage", "efter-14-dage", "afventer"]
FOLLOW_UP = ["rettidig", "forsinket", "afventer"]
EFFECTS = ["stoffri", "reduceret", "stabiliseret", "uaendret", "forvaerret"]


def outcome(done: dt.date | None, due: dt.date, drawn: dt.date, words: list[str]) -> str:
    in_time, late, waiting = words
    if done is not None:
        return in_time if done <= due else late
    return late if due < drawn else waiting


def at_home(book: Book, course: dict) -> bool:
    return course["kommune"] == book.raw.center.hjemkommune


def contacts(book: Book, *kinds: str) -> list[dict]:
    return [
        course
        for course in book.rows("forloeb")
        if course["indsats"] in kinds
        and course["foedselsdato"] is not None
        and at_home(book, course)
        and in_year(course["henvendelsesdato"], book.year)
    ]


def promised(book: Book, courses: list[dict], by: str) -> dict[str, Number]:
    """How the promise of 14 days was met; not available without the columns it needs."""
    known = book.delivered("forloeb", "henvendelsesdato", by)
    counts = dict.fromkeys(PROMISE, Decimal(0) if known else None)
    if known:
        for course in courses:
            due = course["henvendelsesdato"] + dt.timedelta(days=14)
            counts[outcome(course[by], due, book.drawn, PROMISE)] += 1
    return counts


def share_in_time(sheet: Sheet, row: str) -> Number:
    in_time, late = (sheet.cells[row, column] for column in PROMISE[:2])
    return None if late is None else per_cent(in_time, [in_time, late])


def kvalitet_behandlingsgaranti(book: Book) -> Cells:
    sheet = Sheet(book, "kvalitet-behandlingsgaranti", {})
    for row in ("alkohol", "stof"):
        counts = promised(book, contacts(book, row), "indskrivningsdato")
        for column, count in counts.items():
            sheet.put(row, column, count)
        sheet.put_total_column([row], PROMISE)
        sheet.put(row, "andel", share_in_time(sheet, row))
    return sheet.cells


def stof_promise(book: Book, table: str, counts: dict[str, Number]) -> Cells:
    sheet = Sheet(book, table, {})
    for column, count in counts.items():
        sheet.put("antal", column, count)
    sheet.put_total_column(["antal"], PROMISE)
    sheet.put("andel", PROMISE[0], share_in_time(sheet, "antal"))
    return sheet.cells


def kvalitet_behandlingsplan(book: Book) -> Cells:
    counts = promised(book, contacts(book, "stof"), "behandlingsplandato")
    return stof_promise(book, "kvalitet-behandlingsplan", counts)


def kvalitet_laegesamtale(book: Book) -> Cells:
    wanted = [course for course in contacts(book, "stof") if course["laegesamtale_oensket"]]
    counts = promised(book, wanted, "laegesamtaledato")
    if not book.delivered("forloeb", "laegesamtale_oensket"):
        counts = dict.fromkeys(PROMISE)
    return stof_promise(book, "kvalitet-laegesamtale", counts)


def discharged_stof(book: Book, year: int) -> list[dict]:
    return [
        course
        for course in book.rows("forloeb", year)
        if course["indsats"] == "stof" and in_year(course["udskrivningsdato"], year)
    ]


def kvalitet_opfoelgning(book: Book) -> Cells:
    sheet = Sheet(book, "kvalitet-opfoelgning", {})
    for row, months in (("1-md", 1), ("6-md", 6)):
        by = f"opfoelgning_{months}md_dato"
        known = book.delivered("forloeb", by)
        counts = dict.fromkeys(FOLLOW_UP, 0)
        for course in discharged_stof(book, book.year):
            if course["afslutningsaarsag"] != "doed" and at_home(book, course):
                due = months_later(course["udskrivningsdato"], months)
                counts[outcome(course[by], due, book.drawn, FOLLOW_UP)] += 1
        for column, count in counts.items():
            sheet.put(row, column, Decimal(count) if known else None)
        sheet.put_total_column([row], FOLLOW_UP)
    return sheet.cells


def kvalitet_effekt(book: Book) -> Cells:
    sheet = Sheet(book, "kvalitet-effekt", {})
    known = book.delivered("forloeb", "effekt")
    discharged = discharged_stof(book, book.year)
    noted = [course["effekt"] for course in discharged if at_home(book, course)]
    for effect in EFFECTS:
        sheet.put(effect, "antal", Decimal(noted.count(effect)) if known else None)
    counts = [sheet.cells[effect, "antal"] for effect in EFFECTS]
    for effect in EFFECTS:
        sheet.put(effect, "andel", per_cent(sheet.cells[effect, "antal"], counts))
    if None in noted:
        sheet.put("uoplyst", "antal", Decimal(noted.count(None)) if known else None)
    return sheet.cells


def kvalitet_tilbagevenden(book: Book) -> Cells:
    sheet = Sheet(book, "kvalitet-tilbagevenden", {})
    columns = ("i-alt", "vendt-tilbage", "andel")
    if book.extract(book.year - 1) is None:
        for column in columns:
            sheet.put("personer", column, None)
        return sheet.cells
    last = {}
    for course in discharged_stof(book, book.year - 1):
        if course["foedselsdato"] is not None and course["afslutningsaarsag"] != "doed":
            before = last.get(course["person"], course)
            if course["udskrivningsdato"] >= before["udskrivningsdato"]:
                last[course["person"]] = course
    last = {
        person: course["udskrivningsdato"]
        for person, course in last.items()
        if at_home(book, course)
    }
    again = {
        course["person"]
        for year in (book.year - 1, book.year)
        for course in book.rows("forloeb", year)
        if course["indsats"] == "stof"
        and course["person"] in last
        and course["indskrivningsdato"] is not None
        and course["indskrivningsdato"] > last[course["person"]]
        and course["indskrivningsdato"] <= months_later(last[course["person"]], 12)
    }
    sheet.put("personer", "i-alt", Decimal(len(last)))
    sheet.put("personer", "vendt-tilbage", Decimal(len(again)))
    total, returned = (sheet.cells["personer", column] for column in columns[:2])
    sheet.put("personer", "andel", per_cent(returned, [total]))
    return sheet.cells
