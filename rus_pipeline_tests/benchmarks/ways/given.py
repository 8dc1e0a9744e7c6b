"""Facts that every way gets besides the rows: extracts, dates, centre, key.

Only the standard library, since ways run under another Python too.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CODES = Path(__file__).parents[3] / "rus_pipeline" / "core" / "codes"
KEY = b"fictitious numbers only: not a secret"  # the demonstration key of the pipeline
_BLOCK = 64
_PIECE = 1 << 22

COLUMNS = (
    "forloeb_id",
    "cpr",
    "indsats",
    "kommune",
    "henvendelsesdato",
    "koen",
    "indskrivningsdato",
    "udskrivningsdato",
    "afslutningsaarsag",
    "behandlingsplandato",
    "laegesamtale_oensket",
    "laegesamtaledato",
    "opfoelgning_1md_dato",
    "opfoelgning_6md_dato",
    "effekt",
)


@dataclass(frozen=True)
class Given:
    """The extracts of a raw folder, oldest first, and the centre's municipalities."""

    raw: Path
    drawn: dict[int, date]
    home: str
    partners: tuple[str, ...]
    tolerance: float

    @property
    def year(self) -> int:
        """Return the newest edition, the one to build."""
        return max(self.drawn)

    def file(self, year: int) -> Path:
        """Return the file of courses of an extract."""
        return self.raw / str(year) / "forloeb.csv"


def given(raw: Path) -> Given:
    """Read what is told of a raw folder; the headings must be those of the contract, in order."""
    center = tomllib.loads((raw / "center.toml").read_text(encoding="utf-8"))
    years = sorted(int(path.name) for path in raw.iterdir() if path.is_dir())
    drawn = {}
    for year in years:
        told = tomllib.loads((raw / str(year) / "udtraek.toml").read_text(encoding="utf-8"))
        drawn[year] = told["udtrukket"]
        with (raw / str(year) / "forloeb.csv").open("rb") as file:
            if file.readline().strip().lower().decode("ascii").split(";") != list(COLUMNS):
                raise SystemExit(f"{year}/forloeb.csv: other columns than expected")
    return Given(
        raw,
        drawn,
        center["hjemkommune"],
        tuple(center["samarbejdskommuner"]),
        center["kvarantaene_tolerance"],
    )


def blank_lines(path: Path) -> Iterator[int]:
    """Yield the number of each empty line. Readers of csv pass them over and lose count."""
    ended = 0  # lines before the piece
    last = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            data = last + piece
            counted, at = len(last), data.find(b"\n\n")
            while at >= 0:
                ended += data.count(b"\n", counted, at + 1)
                counted = max(counted, at + 1)
                yield ended + 1
                at = data.find(b"\n\n", at + 1)
            ended += data.count(b"\n", counted)
            last = data[-1:]


def variables(told: Given) -> dict[str, str]:
    """Return what the SQL is told, each as a piece of SQL."""
    files = [str(told.file(year)) for year in told.drawn]
    blanks = [
        (year, line - 2 - before)  # its place among the records that are read
        for year in told.drawn
        for before, line in enumerate(blank_lines(told.file(year)))
    ]
    key = KEY.ljust(_BLOCK, b"\0")
    return {
        "files": str(files),
        "extracts": ", ".join(f"({year}, DATE '{day}')" for year, day in told.drawn.items()),
        "drawn": "CASE udtraek "
        + " ".join(f"WHEN {year} THEN DATE '{day}'" for year, day in told.drawn.items())
        + " END",
        "blanks": ", ".join(f"({year}, {at})" for year, at in blanks) or "(0, 0)",
        "year": str(told.year),
        "tolerance": str(told.tolerance),
        "home": f"'{told.home}'",
        "partners": ", ".join(f"'{code}'" for code in told.partners),
        "codes": str(CODES),
        "inner": "".join(f"\\x{byte ^ 0x36:02X}" for byte in key),
        "outer": "".join(f"\\x{byte ^ 0x5C:02X}" for byte in key),
    }
