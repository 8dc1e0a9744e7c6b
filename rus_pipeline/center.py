"""Who the centre is (``center.toml``) and what an extract says of itself (``udtraek.toml``).

What belongs here: the two toml files, read and checked. What does not: the delivered rows
(``extracts``).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rus_pipeline.codes import code_list, fold
from rus_pipeline.errors import ExtractError, Place, RawFolderError, mask

FIRST_EDITION = 2007  # the municipalities and their codes begin with the reform of 2007
DEFAULT_TOLERANCE = 0.02
DEFAULT_SMALLEST_CELL = 5

_CENTER_KEYS = {
    "navn",
    "hjemkommune",
    "samarbejdskommuner",
    "kvarantaene_tolerance",
    "mindste_celle",
    "kolonner",
    "koder",
}


@dataclass(frozen=True)
class Center:
    """The centre: its name, its municipalities and the words its journal uses.

    ``kolonner`` maps a file's stem to folded heading → column; ``koder`` maps a column to folded
    value → value. Source: extract contract, The raw folder.
    """

    navn: str
    hjemkommune: str
    samarbejdskommuner: tuple[str, ...]
    kvarantaene_tolerance: float
    mindste_celle: int
    kolonner: Mapping[str, Mapping[str, str]]
    koder: Mapping[str, Mapping[str, str]]
    warnings: tuple[str, ...] = ()

    @property
    def kommuner(self) -> tuple[str, ...]:
        """Return the codes of the home municipality and then its partners."""
        return (self.hjemkommune, *self.samarbejdskommuner)


@dataclass(frozen=True)
class IkkeOplyst:
    """A cell, or a whole column of a table, that an extract cannot tell, and why."""

    tabel: str
    kolonne: str
    raekke: str | None
    grund: str


@dataclass(frozen=True)
class Udtraek:
    """The extract's own facts. ``regnskabsaar`` are the years that ``posteringer`` covers whole.

    Source: extract contract, The raw folder.
    """

    edition: int
    kilde: str
    udtrukket: date
    regnskabsaar: tuple[int, ...]
    ikke_oplyst: tuple[IkkeOplyst, ...]

    @property
    def kladde(self) -> bool:
        """Return whether the edition is a draft: drawn before 31 December of its year."""
        return self.udtrukket < date(self.edition, 12, 31)

    def not_told(self, tabel: str, raekke: str, kolonne: str) -> str | None:
        """Return why this extract cannot tell the cell, or None where it can."""
        for item in self.ikke_oplyst:
            if (item.tabel, item.kolonne) == (tabel, kolonne) and item.raekke in (None, raekke):
                return item.grund
        return None


def _parse(path: Path, shown: str) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(f"{shown}: filen er ikke UTF-8; gem den som UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{shown}: filen kan ikke læses som toml: {error}") from None


def read_center(raw: Path) -> Center:
    """Read ``center.toml`` of the raw folder.

    Raises RawFolderError where the folder or the file is missing or holds anything unusable.
    """
    path = raw / "center.toml"
    if not raw.is_dir():
        raise RawFolderError(f"{raw}: mappen findes ikke; angiv råmappen med --raw")
    if not path.is_file():
        raise RawFolderError("center.toml: filen mangler i råmappen; den siger, hvem centret er")
    try:
        return _center(_parse(path, "center.toml"))
    except ValueError as error:
        raise RawFolderError(str(error)) from None


def _center(data: dict[str, object]) -> Center:
    navn = data.get("navn")
    if not isinstance(navn, str) or not navn.strip():
        raise ValueError('center.toml: navn mangler, ventet navn = "…"')
    home = _kommune(data.get("hjemkommune"), "hjemkommune")
    listed = data.get("samarbejdskommuner", [])
    if not isinstance(listed, list):
        raise ValueError('center.toml: samarbejdskommuner skal være en liste, fx ["0336"]')
    partners = tuple(_kommune(item, "samarbejdskommuner") for item in listed)
    if len({home, *partners}) != 1 + len(partners):
        raise ValueError("center.toml: en kommune står to gange blandt hjem- og samarbejdskommuner")
    tolerance = data.get("kvarantaene_tolerance", DEFAULT_TOLERANCE)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float):
        raise ValueError("center.toml: kvarantaene_tolerance skal være et tal, fx 0.02")
    if not 0 <= tolerance <= 1:
        raise ValueError("center.toml: kvarantaene_tolerance skal ligge mellem 0 og 1")
    smallest = data.get("mindste_celle", DEFAULT_SMALLEST_CELL)
    if isinstance(smallest, bool) or not isinstance(smallest, int) or smallest < 1:
        raise ValueError("center.toml: mindste_celle skal være et helt tal fra 1")
    return Center(
        navn=navn.strip(),
        hjemkommune=home,
        samarbejdskommuner=partners,
        kvarantaene_tolerance=float(tolerance),
        mindste_celle=smallest,
        kolonner=_translations(data.get("kolonner", {}), "kolonner"),
        koder=_translations(data.get("koder", {}), "koder"),
        warnings=tuple(
            mask(f"center.toml: nøglen {key} kendes ikke og bruges ikke")
            for key in sorted(data.keys() - _CENTER_KEYS)
        ),
    )


def _kommune(value: object, key: str) -> str:
    known = {code.kode for code in code_list("kommuner")}
    if not isinstance(value, str) or value.strip().zfill(4) not in known:
        raise ValueError(f'center.toml: {key} skal være en kommunekode med fire cifre, fx "0320"')
    return value.strip().zfill(4)


def _translations(value: object, key: str) -> dict[str, dict[str, str]]:
    if not isinstance(value, dict):
        raise ValueError(f"center.toml: [{key}.…] skal være en tabel")
    result: dict[str, dict[str, str]] = {}
    for name, pairs in value.items():
        if not isinstance(pairs, dict) or not all(isinstance(v, str) for v in pairs.values()):
            raise ValueError(f'center.toml: [{key}.{name}] skal have linjer som "leveret" = "ord"')
        result[str(name)] = {fold(str(k)): str(v).strip() for k, v in pairs.items()}
    return result


def read_udtraek(raw: Path, edition: int) -> Udtraek:
    """Read ``<edition>/udtraek.toml``.

    Raises ExtractError where it is missing, unreadable or without ``udtrukket``.
    """
    shown = f"{edition}/udtraek.toml"
    path = raw / str(edition) / "udtraek.toml"
    if not path.is_file():
        raise ExtractError(Place(shown), "filen mangler; den skal mindst sige udtrukket = <dato>")
    try:
        return _udtraek(_parse(path, shown), edition)
    except ValueError as error:
        raise ExtractError(Place(shown), str(error).removeprefix(f"{shown}: ")) from None


def _udtraek(data: dict[str, object], edition: int) -> Udtraek:
    drawn = data.get("udtrukket")
    if isinstance(drawn, str):
        drawn = _iso_date(drawn)
    if isinstance(drawn, datetime):
        drawn = drawn.date()
    if not isinstance(drawn, date):
        raise ValueError("udtrukket mangler eller er ingen dato, ventet fx udtrukket = 2024-01-31")
    years = data.get("regnskabsaar", [edition])
    if not isinstance(years, list) or not all(type(year) is int for year in years):
        raise ValueError("regnskabsaar skal være en liste af årstal, fx [2022, 2023]")
    untold = data.get("ikke_oplyst", [])
    if not isinstance(untold, list):
        raise ValueError("ikke_oplyst skal skrives som [[ikke_oplyst]] med tabel, kolonne og grund")
    kilde = data.get("kilde", "")
    if not isinstance(kilde, str):
        raise ValueError('kilde skal være en tekst, fx kilde = "Cura"')
    return Udtraek(
        edition=edition,
        kilde=kilde,
        udtrukket=drawn,
        regnskabsaar=tuple(sorted(set(years))),
        ikke_oplyst=tuple(_ikke_oplyst(item) for item in untold),
    )


def _iso_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _ikke_oplyst(item: object) -> IkkeOplyst:
    words = dict(item) if isinstance(item, dict) else {}
    missing = [key for key in ("tabel", "kolonne", "grund") if not isinstance(words.get(key), str)]
    if missing or not isinstance(words.get("raekke"), str | None):
        raise ValueError(f"[[ikke_oplyst]] mangler {' og '.join(missing) or 'en raekke som tekst'}")
    return IkkeOplyst(
        tabel=words["tabel"].strip(),
        kolonne=words["kolonne"].strip(),
        raekke=words["raekke"].strip() if words.get("raekke") is not None else None,
        grund=words["grund"].strip(),
    )


def edition_folders(raw: Path) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the editions that have a folder, in order, and a warning for each other folder.

    A folder is an edition where its name is a year of four digits, from 2007 on. ``published`` and
    folders that begin with a dot are neither. Source: extract contract, What bad input gets.
    """
    editions: list[int] = []
    warnings: list[str] = []
    for path in sorted(raw.iterdir(), key=lambda entry: entry.name):
        if not path.is_dir() or path.name == "published" or path.name.startswith("."):
            continue
        if len(path.name) == 4 and path.name.isascii() and path.name.isdigit():
            if int(path.name) < FIRST_EDITION:
                warnings.append(f"{path.name}: før kommunerne af {FIRST_EDITION}; den læses ikke")
            else:
                editions.append(int(path.name))
        else:
            warnings.append(mask(f"{path.name}: mappens navn er intet årstal; den læses ikke"))
    return tuple(editions), tuple(warnings)
