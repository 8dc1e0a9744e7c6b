"""The second implementation of retention, effect and who comes back, from the counting rules.

Source: counting rules, What else the field counts.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from rus_pipeline_tests.figures.plain import Book, Cells, Sheet, add, in_year, per_cent

ARRIVALS = ["nye", "fortsat", "tilbage"]
RETENTION = ["fastholdt", "afsluttet-foer", "for-tidligt"]
CHANGES = ["bedring", "uaendret", "forvaerring", "uden-maaling"]


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


def change(book: Book, course: dict) -> str:
    scores = [
        (one["dato"], one["line"], one["score"])
        for one in book.rows("maalinger")
        if one["forloeb_id"] == course["forloeb_id"]
        and one["instrument"] == "ors"
        and course["indskrivningsdato"] <= one["dato"] <= course["udskrivningsdato"]
    ]
    if len(scores) < 2:
        return "uden-maaling"
    points = max(scores)[2] - min(scores)[2]
    return "bedring" if points >= 5 else "forvaerring" if points <= -5 else "uaendret"


def effekt_ors(book: Book) -> Cells:
    sheet = Sheet(book, "effekt-ors", {})
    delivered = book.delivered("maalinger")
    for row in ("alkohol", "stof"):
        found = [
            change(book, course)
            for course in book.rows("forloeb")
            if course["indsats"] == row and in_year(course["udskrivningsdato"], book.year)
        ]
        for column in CHANGES:
            sheet.put(row, column, Decimal(found.count(column)) if delivered else None)
        sheet.put_total_column([row], CHANGES)
        better, same, worse = (sheet.cells[row, column] for column in CHANGES[:3])
        whole = [better, same, worse]
        sheet.put(row, "andel", None if None in whole else per_cent(better, whole))
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


def same_kind(course: dict, other: dict) -> bool:
    return (course["person"], course["indsats"]) == (other["person"], other["indsats"])


def nye_tilbage(book: Book) -> Cells:
    sheet = Sheet(book, "nye-tilbage", {})
    before = book.extract(book.year - 1)
    own = [c for c in book.rows("forloeb") if c["foedselsdato"] is not None]
    courses = list(own)
    ids = {course["forloeb_id"] for course in book.rows("forloeb")}
    for course in book.rows("forloeb", book.year - 1):
        if course["forloeb_id"] not in ids and course["foedselsdato"] is not None:
            ended = course["udskrivningsdato"] or before.udtraek.udtrukket
            courses.append({**course, "udskrivningsdato": ended})
    for row in ("alkohol", "stof"):
        found = []
        for person in {c["person"] for c in own if c["indsats"] == row}:
            days = [
                c["indskrivningsdato"]
                for c in own
                if c["person"] == person
                and c["indsats"] == row
                and in_year(c["indskrivningsdato"], book.year)
            ]
            if not days:
                continue
            day = min(days)
            earlier = [
                c["udskrivningsdato"]
                for c in courses
                if same_kind(c, {"person": person, "indsats": row})
                and c["indskrivningsdato"] is not None
                and c["indskrivningsdato"] < day
            ]
            if not earlier:
                found.append("nye")
            elif any(ended is None or (day - ended).days <= 10 for ended in earlier):
                found.append("fortsat")
            else:
                found.append("tilbage")
        for column in ARRIVALS:
            sheet.put(row, column, None if before is None else Decimal(found.count(column)))
        sheet.put_total_column([row], ARRIVALS)
    return sheet.cells
