"""The centre, read from ``center.toml``, and the editions that have a raw folder.

Facts of one extract are in ``ingest.udtraek``. Source: extract contract, The raw folder.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rus_pipeline.core.center_rows import RowRules, read_row_rules
from rus_pipeline.core.codes import code_list, fold
from rus_pipeline.core.errors import ExtractError, RawFolderError, mask
from rus_pipeline.core.offer import (
    EVERYTHING,
    USUAL_TERMS,
    Frister,
    Tilbud,
    read_frister,
    read_layout,
    read_tilbud,
)
from rus_pipeline.core.toml_file import TomlFile, read_toml

FIRST_EDITION = 2007  # the municipalities and their codes begin with the reform of 2007
DEFAULT_TOLERANCE = 0.02
DEFAULT_SMALLEST_CELL = 5
_LARGEST_CELL = 1000
_GREATEST_LIMIT = 1_000_000
_ADDRESS = re.compile(r"(https?://[A-Za-z0-9.:/_-]+)?", re.ASCII)
_NO_EDITIONS = ("published", "dokumenter")

_CENTER_KEYS = {
    "navn",
    "kontakt",
    "hjemkommune",
    "samarbejdskommuner",
    "kvarantaene_tolerance",
    "mindste_celle",
    "kolonner",
    "koder",
    "plausibilitet",
    *("konti", "fortegn", "saml"),
    *("tilbud", "frister", "udgaver", "revision"),
}


@dataclass(frozen=True)
class Plausibilitet:
    """Limits beyond which a delivery is implausible: ``[plausibilitet]`` of ``center.toml``.

    Shares are of 1: ``faerre_raekker`` 0.30 is 30 % fewer rows than in the last delivery of the
    same edition, ``…_aaret_foer`` than in that of the year before. With fewer rows than
    ``mindst_raekker``, shares are not compared. ``tom_maaned`` is the average of admissions, or of
    discharges, in the other months; ``gammelt_udtraek`` is in days.
    Source: extract contract, A delivery that cannot be right.
    """

    faerre_raekker: float = 0.30
    flere_raekker: float = 0.50
    faerre_raekker_aaret_foer: float = 0.50
    flere_raekker_aaret_foer: float = 1.00
    mindst_raekker: float = 100
    tom_maaned: float = 8
    gammelt_udtraek: float = 45
    uoplyst_stiger: float = 0.20
    indtaegt_negativ: float = 0.50


@dataclass(frozen=True)
class Center:
    """The centre: its name, its municipalities and the words of its journal.

    ``kolonner`` maps a file's stem to folded heading → column; ``koder`` maps a column to folded
    value → value; ``rows`` says how rows are read beyond their words. ``som`` is the year whose
    layout every edition follows, None where each follows its own. ``kontakt`` is whom to ask about
    the report, ``revision`` the address of the auditor's pages; both are empty where nothing is
    said. ``partner_of`` is the municipality whose centre it is, where the report is of a partner
    alone (``for_partner``), and ``all_partners`` are then the partners that it has.
    Source: extract contract, The raw folder; report contract, Pages (metode) and A partner's
    report; audit contract, The auditor's pages.
    """

    navn: str
    hjemkommune: str
    samarbejdskommuner: tuple[str, ...]
    kvarantaene_tolerance: float
    mindste_celle: int
    kolonner: Mapping[str, Mapping[str, str]]
    koder: Mapping[str, Mapping[str, str]]
    plausibilitet: Plausibilitet
    rows: RowRules
    warnings: tuple[str, ...] = ()
    tilbud: Tilbud = EVERYTHING
    frister: Frister = USUAL_TERMS
    som: int | None = None
    kontakt: str = ""
    revision: str = ""
    partner_of: str | None = None
    all_partners: tuple[str, ...] = ()

    @property
    def kommuner(self) -> tuple[str, ...]:
        """Return the codes of the home municipality and then its partners."""
        return (self.hjemkommune, *self.samarbejdskommuner)

    def for_partner(self, kode: str) -> "Center":
        """Return the centre as a partner's report sees it: that municipality is home, alone.

        Raises RawFolderError if ``kode`` is no partner's. Source: report contract, A partner's
        report.
        """
        if kode not in self.samarbejdskommuner:
            known = ", ".join(self.samarbejdskommuner) or "ingen"
            raise RawFolderError(
                f"center.toml: {kode} er ingen af samarbejdskommunerne; centret har {known}"
            )
        return replace(
            self,
            hjemkommune=kode,
            samarbejdskommuner=(),
            warnings=(),
            revision="",  # those pages are of the centre's own figures
            partner_of=self.hjemkommune,
            all_partners=self.samarbejdskommuner,
        )

    @property
    def whole(self) -> "Center":
        """Return the centre of a partner's report as its own report sees it."""
        if self.partner_of is None:
            return self
        return replace(
            self,
            hjemkommune=self.partner_of,
            samarbejdskommuner=self.all_partners,
            partner_of=None,
            all_partners=(),
        )


def read_center(raw: Path) -> Center:
    """Read ``center.toml`` of the raw folder.

    Raises RawFolderError if the folder or the file is missing or has an unusable value.
    """
    path = raw / "center.toml"
    if not raw.is_dir():
        raise RawFolderError(f"{raw}: mappen findes ikke; angiv råmappen med --raw")
    if not path.is_file():
        raise RawFolderError("center.toml: filen mangler i råmappen; den siger, hvem centret er")
    try:
        return _center(read_toml(path, path.name))
    except ExtractError as error:
        raise RawFolderError(str(error)) from None


def _center(file: TomlFile) -> Center:
    navn = file.values.get("navn")
    if not isinstance(navn, str) or not navn.strip():
        raise file.error(("navn",), 'navn mangler, ventet navn = "…"')
    home = _kommune(file, "hjemkommune", file.values.get("hjemkommune"))
    listed = file.values.get("samarbejdskommuner", [])
    if not isinstance(listed, list):
        raise file.error(
            ("samarbejdskommuner",), 'samarbejdskommuner skal være en liste, fx ["0101"]'
        )
    partners = tuple(_kommune(file, "samarbejdskommuner", item) for item in listed)
    if len({home, *partners}) != 1 + len(partners):
        raise file.error(
            ("samarbejdskommuner",),
            "en kommune står to gange blandt hjem- og samarbejdskommuner",
        )
    limits = _plausibilitet(file)
    return Center(
        navn=navn.strip(),
        hjemkommune=home,
        samarbejdskommuner=partners,
        kvarantaene_tolerance=file.number(("kvarantaene_tolerance",), DEFAULT_TOLERANCE, 0, 1),
        mindste_celle=file.whole_number("mindste_celle", DEFAULT_SMALLEST_CELL, 1, _LARGEST_CELL),
        kolonner=_translations(file, "kolonner"),
        koder=_translations(file, "koder"),
        plausibilitet=limits,
        rows=read_row_rules(file),
        warnings=tuple(
            mask(f"center.toml: nøglen {key} kendes ikke og bruges ikke")
            for key in sorted(file.values.keys() - _CENTER_KEYS)
        ),
        tilbud=read_tilbud(file),
        frister=read_frister(file),
        som=read_layout(file, FIRST_EDITION),
        kontakt=_text(file, "kontakt"),
        revision=_address(file, "revision"),
    )


def _text(file: TomlFile, key: str) -> str:
    """Return an optional text, empty where there is none."""
    value = file.values.get(key, "")
    if not isinstance(value, str):
        raise file.error((key,), f'{key} skal være en tekst; skriv {key} = "…"')
    return mask(value.strip())


def _kommune(file: TomlFile, key: str, value: object) -> str:
    known = {code.kode for code in code_list("kommuner")}
    if not isinstance(value, str) or value.strip().zfill(4) not in known:
        raise file.error((key,), f'{key} skal være en kommunekode med fire cifre, fx "0101"')
    return value.strip().zfill(4)


def _address(file: TomlFile, key: str) -> str:
    """Return an address to which paths are added, empty where none is given."""
    value = file.values.get(key, "")
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value.strip()):
        raise file.error(
            (key,), f'{key} skal være en adresse, fx "https://rus.example.dk/revision"'
        )
    return value.strip().rstrip("/")


def _plausibilitet(file: TomlFile) -> Plausibilitet:
    given = file.values.get("plausibilitet", {})
    known: dict[str, float] = asdict(Plausibilitet())
    if not isinstance(given, dict):
        raise file.error(("plausibilitet",), "[plausibilitet] skal være en tabel")
    for name in given:
        if name not in known:
            raise file.error(
                ("plausibilitet", name),
                f"[plausibilitet] har ingen grænse {name}; den har {', '.join(known)}",
            )
    limits = {
        name: file.number(("plausibilitet", name), default, 0, _GREATEST_LIMIT)
        for name, default in known.items()
    }
    # From one delivery of an edition to the next, less may change than from year to year.
    for name in ("faerre_raekker", "flere_raekker"):
        yearly = f"{name}_aaret_foer"
        limits[yearly] = max(limits[yearly], limits[name])
    return Plausibilitet(**limits)


def _translations(file: TomlFile, key: str) -> dict[str, dict[str, str]]:
    value = file.values.get(key, {})
    if not isinstance(value, dict):
        raise file.error((key,), f"[{key}.…] skal være en tabel")
    result: dict[str, dict[str, str]] = {}
    for name, pairs in value.items():
        if not isinstance(pairs, dict) or not all(isinstance(v, str) for v in pairs.values()):
            raise file.error((key, name), f'[{key}.{name}] skal have linjer som "leveret" = "ord"')
        result[str(name)] = {fold(str(k)): str(v).strip() for k, v in pairs.items()}
    return result


def edition_folders(raw: Path) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the editions that have a folder, in order, and a warning for each other folder.

    A folder is an edition's if its name is a year of four digits, from 2007 on. No warning is given
    for ``published``, ``dokumenter`` and names that begin with a dot.
    Source: extract contract, What bad input gets.
    """
    return editions_among(path.name for path in raw.iterdir() if path.is_dir())


def editions_among(folders: Iterable[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the same for a list of folder names."""
    editions: list[int] = []
    warnings: list[str] = []
    for name in sorted(folders):
        if name in _NO_EDITIONS or name.startswith("."):
            continue
        if len(name) == 4 and name.isascii() and name.isdigit():
            if int(name) < FIRST_EDITION:
                warnings.append(f"{name}: før kommunerne af {FIRST_EDITION}; den læses ikke")
            else:
                editions.append(int(name))
        else:
            warnings.append(mask(f"{name}: mappens navn er intet årstal; den læses ikke"))
    return tuple(editions), tuple(warnings)
