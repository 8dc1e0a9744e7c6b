"""What a printed number is: the figure it claims, whatever table and layout it was printed in.

What belongs here: printed labels → table, row and column. What does not: whether the number is
right (``reconciliation``). Table numbers and layouts move from report to report; a fact does not.
"""

import re
from dataclasses import dataclass

from rus_pipeline.core.codes import key, kommune_names, kommuner
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import (
    ALCOHOL,
    DRUGS,
    DRUGS_ADULT,
    DRUGS_YOUNG,
    RELATIVES,
)
from rus_pipeline.figures.declaration import COUNT, SHARE, TOTAL
from rus_pipeline.reconciliation.claims import Claim, is_annual
from rus_pipeline.slices.variables import OTHER_KOMMUNER

_YEAR = re.compile(r"^(?:19|20)\d{2}$", re.ASCII)
_DRUGS_ONE_COLUMN_UNTIL = 2022

_COLUMNS = {
    "alkohol": ALCOHOL,
    "stof": DRUGS,
    "stof – voksne": DRUGS_ADULT,
    "stof – unge under 18 år": DRUGS_YOUNG,
    "stof unge": DRUGS_YOUNG,
    "pårørende": RELATIVES,
    "pårørendeforløb": RELATIVES,
    "i alt": TOTAL,
    "indskrivninger i alt": TOTAL,
    "udskrivninger i alt": TOTAL,
    "i alt pct.": SHARE,
}
_MONEY_ROWS = {"udgift": "udgift", "indtægt": "indtaegt", "årets resultat": "aarets-resultat"}
_STAYS = {"antal faxe borgere": COUNT, "beløb (kr.)": "beloeb"}
_ONE_ROW = {"Tabel 2": "tabel-02", "Tabel 7": "tabel-07", "Tabel 8": "tabel-08"}
_MONEY = {"Tabel 4": "tabel-04", "Tabel 5": "tabel-05"}


@dataclass(frozen=True, order=True)
class Fact:
    """What a number is: a cell of a table, and the edition that the report is of.

    ``part``: the printed numbers with this fact add up to it (two names of one municipality).
    """

    edition: int
    table: str
    row: str
    column: str
    part: bool = False

    @property
    def figure_id(self) -> str:
        """Return the id of the figure that says the same."""
        return f"{self.edition}/{self.table}/{self.row}/{self.column}"

    @property
    def identity(self) -> tuple[str, str, str, int]:
        """Return what the number is of, whichever edition prints it: table, row, column, year.

        ``i-alt`` of tabel-03 is the edition's year in tabel-03-udvikling.
        """
        if (self.table, self.column) == ("tabel-03", TOTAL):
            return "tabel-03-udvikling", self.row, TOTAL, self.edition
        if _YEAR.match(self.column):
            column = TOTAL if self.table == "tabel-03-udvikling" else ""
            return self.table, self.row, column, int(self.column)
        return self.table, self.row, self.column, self.edition


@dataclass(frozen=True)
class NoFact:
    """A printed number that is no cell of a report table, and why."""

    why: str


def fact(claim: Claim, edition: Edition) -> Fact | NoFact:
    """Return what a claim is a number of, in the report ``edition`` that prints it."""
    if not is_annual(claim):
        return NoFact("Dokumentet er ingen årsrapport; intet udtræk dækker det")
    cell = _cell(claim, edition)
    if isinstance(cell, NoFact):
        return cell
    table, row, column = cell
    part = table == "tabel-01-kommuner"
    return Fact(edition.year, table, row, column, part=part)


def _cell(claim: Claim, edition: Edition) -> tuple[str, str, str] | NoFact:
    column = _COLUMNS.get(claim.column.casefold())
    match claim.table:
        case "Tabel 1":
            return _persons(claim, edition, column)
        case "Tabel 1 note Andre kommuner":
            return _kommune(claim, edition)
        case "Tabel 3" if column:
            return "tabel-03", edition.home.key, column
        case "Tabel 6 note":
            return _note_of_stays(claim)
        case "Tabel 11" if column:
            return "tabel-11", key(claim.row), column
        case "Tabel 12":
            return "tabel-12", _age_band(claim.row), column or key(claim.column)
        case table if table in _ONE_ROW and column:
            return _ONE_ROW[table], "forloeb", _one_drugs_column(claim, column)
        case table if table in _MONEY:
            return _MONEY[table], _MONEY_ROWS[claim.row.casefold()], claim.column
        case _:
            return _outside_tables(claim, edition)


def _outside_tables(claim: Claim, edition: Edition) -> tuple[str, str, str] | NoFact:
    if claim.table == "Tabel 6":
        return "tabel-06", ALCOHOL, _STAYS[claim.column.casefold()]
    if claim.table.startswith("Tekst: behandling uden for"):
        return "tabel-03-udvikling", edition.home.key, claim.column
    if claim.table.startswith("Lovhenvisning"):
        return NoFact("En lovhenvisning, ikke en opgørelse")
    if claim.table in {"Tabel 9", "Tabel 10"}:
        return NoFact("Trykt som billede; der står intet tal at sammenligne med")
    return NoFact("Fortælling; den opgøres ikke af udtrækkene")


def _one_drugs_column(claim: Claim, column: str) -> str:
    """Until 2022 table 2 has one column for drugs, though it is headed «voksne»."""
    until_then = claim.report_year <= _DRUGS_ONE_COLUMN_UNTIL and claim.table == "Tabel 2"
    return DRUGS if until_then and column == DRUGS_ADULT else column


def _persons(claim: Claim, edition: Edition, column: str | None) -> tuple[str, str, str] | NoFact:
    own = {kommune.navn.casefold(): kommune.key for kommune in edition.kommuner}
    row = own.get(claim.row.casefold(), OTHER_KOMMUNER)
    if column is not None:
        return "tabel-01", row, column
    # The last column stands beside all the centre's municipalities, and beside the others alone.
    together = all(name in claim.row.casefold() for name in own)
    return "tabel-01", "samarbejde" if together else row, TOTAL


def _kommune(claim: Claim, edition: Edition) -> tuple[str, str, str] | NoFact:
    code, _ = kommune_names(edition.last).find(claim.row)
    if code is None or code not in kommuner(edition.last):
        return NoFact("Navnet er ingen kommune")
    return "tabel-01-kommuner", edition.kommune(code).key, COUNT


def _note_of_stays(claim: Claim) -> tuple[str, str, str] | NoFact:
    if claim.row.startswith("Pulje"):
        column = claim.column if _YEAR.match(claim.column) else TOTAL
        return "tabel-06-tilskud", key(claim.row.removeprefix("Pulje")), column
    if claim.row.startswith("Døgnforløb"):
        return NoFact("Et enkelt ophold; tabel 6 viser kun summen af dem")
    return NoFact("Tabel 6 tæller hjemkommunens borgere alene")


def _age_band(label: str) -> str:
    """Return the band by where it begins: the last one was printed as 70-99 and as 70-76."""
    band = key(label).removesuffix("-aar")
    return "70-99" if band.startswith("70-") else band
