"""Raw folders for tests, built from short readable text."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from rus_pipeline.ingest.folder import Extract, RawFolder
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.values.identity import PersonKeys

CENTER = """\
navn = "Rusmiddelcentret Faxe"
hjemkommune = "0320"
samarbejdskommuner = ["0336"]
"""

# A handful of rows is no journal: see ``test_plausibility`` for what a delivery must be like.
ANY_AGE = "\n[plausibilitet]\ngammelt_udtraek = 100000\n"
_ANY_NUMBER = '[[accepteret]]\nhvad = "ingen_raekker"\ngrund = "En prøve"\n'

Row = Mapping[str, str]

# What a row holds where a test says nothing; ids and CPR numbers are given by the row's number.
_DEFAULTS: Mapping[str, Row] = {
    "forloeb": {"indsats": "Alkohol", "kommune": "0320", "indskrivningsdato": "01-03-2023"},
    "eksterne_forloeb": {"indsats": "Stof", "kommune": "0320", "startdato": "01-03-2023"},
    "posteringer": {
        "bogfoeringsdato": "01-03-2023",
        "omraade": "Alkohol",
        "form": "Ambulant",
        "art": "Udgift",
        "beloeb": "100,00",
    },
    "doegnophold": {
        "kommune": "0320",
        "omraade": "Alkohol",
        "startdato": "01-03-2023",
        "beloeb": "100,00",
    },
    "tilskud": {"pulje": "Puljen", "aar": "2023", "beloeb": "100,00"},
    "tvaergaaende": {"type": "Indsats", "omraade": "Klynge", "tekst": "Møder"},
    "maalinger": {"dato": "01-03-2023", "instrument": "ORS", "score": "20"},
    "noter": {"tabel": "tabel-01", "tekst": "En note"},
}


def fictitious_cpr(born: date = date(1980, 1, 1), *, man: bool = False, number: int = 1) -> str:
    """Return a fictitious CPR (60 added to the day); ``number`` 0 to 99 tells persons apart."""
    century = "0" if born.year < 2000 else "4"
    sex = "1" if man else "2"
    return f"{born.day + 60:02}{born:%m%y}-{century}{number:02}{sex}"


def csv_text(stem: str, *rows: Row) -> str:
    """Return the file ``stem`` with every column of the contract; rows override the defaults."""
    columns = list(SCHEMAS[stem].delivered_names())
    lines = [";".join(columns)]
    for number, row in enumerate(rows, 1):
        unknown = row.keys() - set(columns)
        assert not unknown, f"{stem} has no {unknown}"
        filled = {
            "forloeb_id": f"F{number}",
            "ophold_id": f"D{number}",
            "cpr": fictitious_cpr(number=number % 100),
            **_DEFAULTS[stem],
            **row,
        }
        lines.append(";".join(filled.get(column, "") for column in columns))
    return "\n".join(lines) + "\n"


def forloeb(*rows: Row) -> str:
    """Return ``forloeb.csv``: by default Alkohol in Faxe, admitted 01-03-2023 and still open."""
    return csv_text("forloeb", *rows)


def raw_folder(
    tmp_path: Path,
    files: Mapping[str, str | bytes] | None = None,
    *,
    center: str = CENTER,
    udtraek: str | None = None,
) -> Path:
    """Write a raw folder and return it.

    ``files`` maps ``2023/forloeb.csv`` to its text (UTF-8) or bytes. Every edition named there
    (2023 where none is) gets an ``udtraek.toml``, drawn on 31 January of the next year unless
    ``udtraek`` says otherwise, and a ``forloeb.csv`` without rows, unless ``files`` has its own.
    Neither that there are no rows nor that the newest is old keeps it from being built.
    """
    given = dict(files or {})
    named = (name.partition("/")[0] for name in given)
    years = {int(name) for name in named if len(name) == 4 and name.isdigit()}
    raw = tmp_path / "raw"
    contents: dict[str, str | bytes] = {
        "center.toml": center if "plausibilitet" in center else center + ANY_AGE
    }
    for year in years or {2023}:
        contents[f"{year}/udtraek.toml"] = udtraek or f"udtrukket = {year + 1}-01-31\n"
        if f"{year}/forloeb.xlsx" not in given:
            contents[f"{year}/forloeb.csv"] = forloeb()
    contents.update(given)
    for year in years or {2023}:
        facts = contents[f"{year}/udtraek.toml"]
        if contents.get(f"{year}/forloeb.csv") == forloeb() and "accepteret" not in str(facts):
            contents[f"{year}/udtraek.toml"] = _joined(facts, _ANY_NUMBER)
    for name, content in contents.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return raw


def _joined(text: str | bytes, more: str) -> str | bytes:
    return f"{text}\n{more}" if isinstance(text, str) else text


def opened(raw: Path) -> RawFolder:
    """Open the raw folder with the key that the environment has (none: the demonstration key)."""
    return RawFolder(raw, PersonKeys.from_environment())


def extract(raw: Path, edition: int = 2023) -> Extract:
    """Return an edition's validated extract."""
    return opened(raw).extract(edition)
