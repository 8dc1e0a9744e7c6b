"""Hypothesis strategies: small raw folders in which the rules' edges are likely."""

import datetime as dt
from dataclasses import dataclass, field

from hypothesis import strategies as st

from rus_pipeline_tests.raw import csv_text, fictitious_cpr

OPTIONAL_COLUMNS = [
    "henvendelsesdato",
    "koen",
    "behandlingsplandato",
    "laegesamtale_oensket",
    "laegesamtaledato",
    "opfoelgning_1md_dato",
    "opfoelgning_6md_dato",
    "afvist_psykiatri_dato",
    "effekt",
]
REASONS = ["Færdigbehandlet", "Udeblevet", "Død", "Andet"]
EFFECTS = ["", "Stoffri", "Stoffri", "Reduceret", "Forværret"]
KOMMUNER = ["0320", "0320", "0336", "0370", "0360", ""]

# Born at a leap day, and at such dates that 18 is near in the editions drawn.
BIRTHS = [
    dt.date(2005, 1, 1),
    dt.date(2004, 2, 29),
    dt.date(2004, 1, 1),
    dt.date(2005, 12, 31),
    dt.date(1993, 7, 1),
    dt.date(1953, 3, 1),
]
CPRS = [fictitious_cpr(born, man=n % 2 == 0, number=n) for n, born in enumerate(BIRTHS)]
PERSONS = st.sampled_from([*CPRS, *CPRS[:2], *CPRS[:2]])  # some come often, and so again
# Alike but for case and white space, of one key, and of a table's own keys.
GRANTS = [
    "Pulje Ø",
    "pulje  ø",
    "Pulje/Ø",
    "Unge 18-24",
    "Unge 18",
    "Unge 18 24",
    "I-alt",
    "Uoplyst",
]
YEARS = [
    [2023],
    [2022, 2023],
    [2021, 2022, 2023],
    [2023, 2024],
    [2016, 2017],
    [2016, 2021, 2022],
    [2019, 2021, 2024],
]

# (tabel, kolonne, raekke) of cells that an extract might not tell; {y} is its edition.
UNTOLD = [
    ("tabel-01", "alkohol", None),
    ("tabel-01", "i-alt", "faxe"),
    ("tabel-02", "alkohol", None),
    ("tabel-02", "i-alt", None),
    ("tabel-02", "stof", None),
    ("tabel-02", "stof-unge", None),
    ("tabel-02", "paaroerende", "forloeb"),
    ("tabel-03", "alkohol", None),
    ("tabel-03", "stof-voksne", "faxe"),
    ("tabel-03", "stof-unge", None),
    ("tabel-03", "i-alt", None),
    ("tabel-03-udvikling", "{y}", None),
    ("tabel-04", "{y}", "indtaegt"),
    ("tabel-05", "{y}", None),
    ("tabel-06", "beloeb", "stof"),
    ("tabel-06-tilskud", "{y}", None),
    ("tabel-09", "udskrivninger", "12"),
    ("tabel-10", "antal", "udeblevet"),
    ("tabel-10", "andel", None),
    ("tabel-11", "stof-voksne", None),
    ("tabel-11", "i-alt", "maend"),
    ("tabel-12", "alkohol-faxe", None),
    ("udvikling-forloeb", "stof", "{y}"),
    ("kvalitet-behandlingsgaranti", "afventer", None),
    ("kvalitet-behandlingsplan", "inden-for-14-dage", "antal"),
    ("kvalitet-opfoelgning", "rettidig", "6-md"),
    ("kvalitet-effekt", "antal", "stoffri"),
    ("kvalitet-tilbagevenden", "vendt-tilbage", None),
    ("fastholdelse", "afsluttet-foer", "stof"),
    ("effekt-ors", "bedring", "stof"),
    ("effekt-ors", "uden-maaling", None),
    ("effekt-ors", "andel", "alkohol"),
    ("afvist-psykiatri", "antal", "faxe"),
    ("nye-tilbage", "tilbage", "stof"),
    ("stroem", "primo", "stof"),
    ("bestand", "alkohol", "06"),
    ("bestand", "i-alt", None),
    ("laengde", "28-83", None),
    ("laengde", "median", "i-alt"),
    ("afslutningsmaade", "stof", None),
    ("afslutningsmaade", "i-alt", "afbrudt"),
    ("ventetid", "overskredet", None),
    ("ventetid", "p90", "alkohol"),
]


_MOST = {"maalinger": 16}  # rows of a file, so that courses have several scores


@dataclass
class Delivery:
    """A raw folder to be: file name → text."""

    years: list[int]
    files: dict[str, str] = field(default_factory=dict)
    center: str = ""

    def __repr__(self) -> str:
        return "\n".join(f"--- {name}\n{text}" for name, text in self.files.items())


def text_of(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%d-%m-%Y}"


def later(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


@st.composite
def day_near(draw, year: int) -> dt.date:
    """A day of the year or the one before or after, often at an edge."""
    edges = [(1, 1), (12, 31), (1, 31), (2, 28), (3, 1), (8, 31), (6, 15), (6, 16), (12, 18)]
    at = draw(st.sampled_from([year - 1, year, year, year, year + 1]))
    month, day = draw(st.sampled_from(edges))
    if at % 4 == 0 and (month, day) == (2, 28):
        day = draw(st.sampled_from([28, 29]))
    return dt.date(at, month, day)


@st.composite
def a_course(draw, year: int) -> dict[str, str]:
    anonymous = draw(st.integers(0, 5)) == 0
    kinds = ["Stof", "Stof", "Alkohol"] if anonymous else ["Stof", "Stof", "Alkohol", "Pårørende"]
    indsats = draw(st.sampled_from(kinds))
    start, end = sorted([draw(day_near(year)), draw(day_near(year))])
    contact = later(start, -draw(st.sampled_from([0, 13, 14, 15, 40])))
    row = {
        "cpr": "" if anonymous else draw(PERSONS),
        "indsats": indsats,
        "kommune": draw(st.sampled_from(KOMMUNER)),
        "koen": draw(st.sampled_from(["", "K", "M"])) if anonymous else "",
        "henvendelsesdato": text_of(draw(st.sampled_from([None, contact, contact]))),
        "indskrivningsdato": text_of(start),
        "behandlingsplandato": text_of(later(contact, draw(st.sampled_from([0, 14, 15])))),
        "laegesamtale_oensket": draw(st.sampled_from(["", "J", "J", "N"])),
        "laegesamtaledato": text_of(later(contact, draw(st.sampled_from([3, 14, 15])))),
        "afvist_psykiatri_dato": text_of(draw(st.sampled_from([None, start, end]))),
    }
    for column in ("behandlingsplandato", "laegesamtaledato"):
        if draw(st.booleans()):
            row[column] = ""
    fate = draw(st.sampled_from(["waiting", "open", "closed", "closed", "closed"]))
    if fate == "waiting":
        row |= {"indskrivningsdato": "", "henvendelsesdato": text_of(contact)}
    if fate == "closed":
        row |= {
            "udskrivningsdato": text_of(end),
            "afslutningsaarsag": draw(st.sampled_from(REASONS)),
            "effekt": draw(st.sampled_from(EFFECTS)) if indsats == "Stof" else "",
        }
        follow_ups = (("opfoelgning_1md_dato", [28, 31, 32]), ("opfoelgning_6md_dato", [181, 184]))
        for column, days in follow_ups:
            done = draw(st.sampled_from([None, *days]))
            row[column] = "" if done is None else text_of(later(end, done))
    return row


@st.composite
def a_stof_course_of_one_of_two(draw, year: int) -> dict[str, str]:
    """Persons who leave and come back, within the year or in the next."""
    start, end = sorted(draw(st.sampled_from([(1, 31), (6, 15), (6, 16), (12, 31)])) for _ in "ab")
    closed = draw(st.booleans())
    return {
        "cpr": draw(st.sampled_from(CPRS[4:6])),
        "indsats": "Stof",
        "indskrivningsdato": text_of(dt.date(year, *start)),
        "udskrivningsdato": text_of(dt.date(year, *end)) if closed else "",
        "afslutningsaarsag": draw(st.sampled_from(REASONS)) if closed else "",
    }


@st.composite
def an_external(draw, year: int) -> dict[str, str]:
    start, end = sorted([draw(day_near(year)), draw(day_near(year))])
    return {
        "cpr": draw(PERSONS),
        "indsats": draw(st.sampled_from(["Stof", "Stof", "Alkohol", "Pårørende"])),
        "kommune": draw(st.sampled_from(["0320", *KOMMUNER])),
        "startdato": text_of(start),
        "slutdato": text_of(draw(st.sampled_from([None, end]))),
    }


@st.composite
def an_amount(draw) -> str:
    kroner = draw(st.integers(-300, 500_000))
    return f"{kroner},{draw(st.sampled_from(['00', '49', '50', '51', '5', '99']))}"


@st.composite
def a_posting(draw, covered: list[int]) -> dict[str, str]:
    month = draw(st.sampled_from(["01-01", "31-12", "15-06"]))
    return {
        "bogfoeringsdato": f"{month}-{draw(st.sampled_from(covered))}",
        "omraade": draw(st.sampled_from(["Alkohol", "Stof"])),
        "form": draw(st.sampled_from(["Ambulant", "Ambulant", "Døgn"])),
        "art": draw(st.sampled_from(["Udgift", "Indtægt"])),
        "beloeb": draw(an_amount()),
    }


@st.composite
def a_stay(draw, year: int) -> dict[str, str]:
    external = draw(an_external(year))
    kept = {name: external[name] for name in ("cpr", "kommune", "startdato", "slutdato")}
    omraade = draw(st.sampled_from(["Alkohol", "Stof"]))
    return {**kept, "omraade": omraade, "beloeb": draw(an_amount())}


@st.composite
def a_grant(draw, year: int) -> dict[str, str]:
    return {
        "pulje": draw(st.sampled_from(GRANTS)),
        "aar": str(draw(st.integers(year - 1, year + 1))),
        "beloeb": draw(an_amount()),
    }


@st.composite
def a_measurement(draw, courses: list[dict[str, str]]) -> dict[str, str]:
    """A score of one of the first courses, or of none, on the edge of its days or beside it."""
    at = draw(st.integers(0, min(4, len(courses))))
    days = [courses[at - 1].get(name) for name in ("indskrivningsdato", "udskrivningsdato")]
    known = [dt.date(*map(int, reversed(day.split("-")))) for day in days if day]
    day = draw(st.sampled_from(known or [dt.date(2016, 1, 1)]))
    return {
        "forloeb_id": f"F{at}",
        "dato": text_of(later(day, draw(st.sampled_from([-1, 0, 0, 0, 1])))),
        "instrument": draw(st.sampled_from(["ORS", "ORS", "ORS", "SRS", "TEM"])),
        "score": draw(st.sampled_from(["0", "10", "14,99", "15", "19.99", "20", "40", "41"])),
    }


@st.composite
def a_note(draw) -> dict[str, str]:
    table = draw(st.sampled_from(["tabel-01", "tabel-13", "effekt-ors", "tabel-99"]))
    return {"tabel": table, "tekst": draw(st.sampled_from(["En note", "Note; med skilletegn"]))}


@st.composite
def an_udtraek(draw, year: int, covered: list[int]) -> str:
    drawn = draw(st.sampled_from([f"{year + 1}-01-31", f"{year + 1}-06-30", f"{year}-11-15"]))
    lines = [f"udtrukket = {drawn}", f"regnskabsaar = {covered}"]
    for tabel, kolonne, raekke in draw(st.lists(st.sampled_from(UNTOLD), max_size=5)):
        if tabel == "tabel-02" and kolonne == ("stof-unge" if year < 2023 else "stof"):
            continue  # the table of that edition has no such column
        lines += ["[[ikke_oplyst]]", f'tabel = "{tabel}"', f'kolonne = "{kolonne}"', 'grund = "?"']
        lines += [] if raekke is None else [f'raekke = "{raekke}"']
    return "\n".join(lines).replace("{y}", str(year)) + "\n"


def without(text: str, columns: set[str]) -> str:
    """Leave columns out of a delivered file."""
    lines = [line.split(";") for line in text.splitlines()]
    kept = [n for n, name in enumerate(lines[0]) if name not in columns]
    return "".join(";".join(line[n] for n in kept) + "\n" for line in lines)


@st.composite
def an_edition(draw, year: int) -> dict[str, str]:
    covered = sorted(draw(st.sets(st.integers(year - 5, year), min_size=1, max_size=4)))
    files = {"udtraek.toml": draw(an_udtraek(year, covered))}
    courses = draw(st.lists(a_course(year), min_size=2, max_size=12))
    courses += draw(st.lists(a_stof_course_of_one_of_two(year), max_size=4))
    left_out = draw(st.sets(st.sampled_from(OPTIONAL_COLUMNS), max_size=1))
    waiting = any(not course["indskrivningsdato"] for course in courses)
    if waiting:
        left_out -= {"henvendelsesdato"}
    files["forloeb.csv"] = without(csv_text("forloeb", *courses), left_out)
    optional = {
        "eksterne_forloeb": (an_external(year), {"kommune", "slutdato", "leverandoer"}),
        "posteringer": (a_posting(covered), {"bilagsnr"}),
        "doegnophold": (a_stay(year), {"kommune", "slutdato"}),
        "tilskud": (a_grant(year), set()),
        "maalinger": (a_measurement(courses), set()),
        "noter": (a_note(), set()),
    }
    for stem, (row, may_be_left_out) in optional.items():
        if draw(st.integers(0, 3)) == 0:
            continue
        text = csv_text(stem, *draw(st.lists(row, max_size=_MOST.get(stem, 5))))
        left_out = {c for c in sorted(may_be_left_out) if draw(st.integers(0, 9)) == 0}
        files[f"{stem}.csv"] = without(text, left_out)
    return {f"{year}/{name}": text for name, text in files.items()}


@st.composite
def claims(draw) -> str:
    lines = [
        "source_file,line,report_year,table,row_label,column_label,"
        "value_as_printed,numeric_value,note"
    ]
    for report, count in ((2019, "21"), (2023, "34")):
        for year in draw(st.sets(st.integers(2017, report), min_size=2)):
            printed = draw(st.sampled_from([count, count, count, "-", "ca. 40"]))
            lines.append(
                f"aarsrapport-{report}.txt,7,{report},Tekst: behandling uden for Faxe Kommune,"
                f"Faxe-borgere,{year},{printed},,"
            )
    return "\n".join(lines) + "\n"


@st.composite
def deliveries(draw) -> Delivery:
    years = draw(st.sampled_from(YEARS))
    partners = draw(st.sampled_from([[], ["0336"], ["0336", "0370"]]))
    found = Delivery(years)
    found.center = (
        'navn = "Centret"\nhjemkommune = "0320"\nkvarantaene_tolerance = 1.0\n'
        f"samarbejdskommuner = {partners}\n"
    )
    for year in years:
        found.files |= draw(an_edition(year))
    if draw(st.booleans()):
        found.files["published/figures.csv"] = draw(claims())
    return found
