"""Which figure a printed number claims to be, whatever table and layout it was printed in.

Table numbers and layouts differ between annual reports; figures do not.
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
    together_label,
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
_REFUSED = re.compile(r"Dobbeltdiagnose afvist af psykiatrien (\d{4})-(\d{4})", re.ASCII)
_ONE_ROW = {"Tabel 2": "tabel-02", "Tabel 7": "tabel-07", "Tabel 8": "tabel-08"}
_MONEY = {"Tabel 4": "tabel-04", "Tabel 5": "tabel-05"}


@dataclass(frozen=True, order=True)
class ClaimedFigure:
    """The figure that a printed number claims to be: a cell of a table in an edition.

    With ``part`` the figure is the sum of all numbers that claim it (two names of one kommune).
    """

    edition: int
    table: str
    row: str
    column: str
    part: bool = False

    @property
    def figure_id(self) -> str:
        """Return the id of the built figure."""
        return f"{self.edition}/{self.table}/{self.row}/{self.column}"

    @property
    def identity(self) -> tuple[str, str, str, int]:
        """Return what is counted, whichever edition prints it: table, row, column, year.

        ``i-alt`` of tabel-03 is the edition's year in tabel-03-udvikling.
        """
        if (self.table, self.column) == ("tabel-03", TOTAL):
            return "tabel-03-udvikling", self.row, TOTAL, self.edition
        if _YEAR.match(self.column):
            column = TOTAL if self.table == "tabel-03-udvikling" else ""
            return self.table, self.row, column, int(self.column)
        return self.table, self.row, self.column, self.edition


@dataclass(frozen=True)
class ClaimedPersons:
    """Distinct persons over several years, counted as a table counts those of one.

    No figure is such a number: who is in two years is in two figures.
    """

    table: str
    years: range


@dataclass(frozen=True)
class NotAFigure:
    """Why a printed number is no cell of a report table, in Danish."""

    why: str


def claimed_figure(claim: Claim, edition: Edition) -> ClaimedFigure | ClaimedPersons | NotAFigure:
    """Return the figure, or persons, that a claim in the report of ``edition`` is a number of."""
    if not is_annual(claim):
        return NotAFigure("Dokumentet er ingen årsrapport; intet udtræk dækker det")
    persons = claimed_persons(claim)
    if persons is not None:
        return persons
    cell = _cell(claim, edition)
    if isinstance(cell, NotAFigure):
        return cell
    table, row, column = cell
    part = table == "tabel-01-kommuner"
    return ClaimedFigure(edition.year, table, row, column, part=part)


def claimed_persons(claim: Claim) -> ClaimedPersons | None:
    """Return the persons over several years that a claim is the number of, None if it is not."""
    refused = _REFUSED.fullmatch(claim.row)
    if refused is None:
        return None
    return ClaimedPersons("afvist-psykiatri", range(int(refused[1]), int(refused[2]) + 1))


def _cell(claim: Claim, edition: Edition) -> tuple[str, str, str] | NotAFigure:
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
            return _ONE_ROW[table], "forloeb", _one_drugs_column(claim, edition, column)
        case table if table in _MONEY:
            return _MONEY[table], _MONEY_ROWS[claim.row.casefold()], claim.column
        case _:
            return _outside_tables(claim, edition)


def _outside_tables(claim: Claim, edition: Edition) -> tuple[str, str, str] | NotAFigure:
    if claim.table == "Tabel 6":
        return _stays(claim, edition)
    if claim.table.startswith("Tekst: behandling uden for"):
        return "tabel-03-udvikling", edition.home.key, claim.column
    if claim.table.startswith("Lovhenvisning"):
        return NotAFigure("En lovhenvisning, ikke en opgørelse")
    if claim.table in {"Tabel 9", "Tabel 10"}:
        return NotAFigure("Trykt som billede; der står intet tal at sammenligne med")
    return NotAFigure("Fortælling; den opgøres ikke af udtrækkene")


def _stays(claim: Claim, edition: Edition) -> tuple[str, str, str] | NotAFigure:
    columns = {f"antal {edition.home.navn} borgere".casefold(): COUNT, "beløb (kr.)": "beloeb"}
    column = columns.get(claim.column.casefold())
    if column is None:
        return NotAFigure("Kolonnen er ingen af tabel 6's")
    return "tabel-06", ALCOHOL, column


def _one_drugs_column(claim: Claim, edition: Edition, column: str) -> str:
    """Return the column; until 2022 table 2 has one for drugs, though it is headed «voksne»."""
    until_then = edition.layout <= _DRUGS_ONE_COLUMN_UNTIL and claim.table == "Tabel 2"
    return DRUGS if until_then and column == DRUGS_ADULT else column


def _persons(
    claim: Claim, edition: Edition, column: str | None
) -> tuple[str, str, str] | NotAFigure:
    own = {kommune.navn.casefold(): kommune.key for kommune in edition.kommuner}
    row = own.get(claim.row.casefold(), OTHER_KOMMUNER)
    if column is not None:
        return "tabel-01", row, column
    # The last column is printed for all the centre's municipalities together, and for the others.
    together = claim.row.casefold() == together_label(edition).casefold()
    all_own = together or all(name in claim.row.casefold() for name in own)
    return "tabel-01", "samarbejde" if all_own else row, TOTAL


def _kommune(claim: Claim, edition: Edition) -> tuple[str, str, str] | NotAFigure:
    code, _ = kommune_names(edition.last).find(claim.row)
    if code is None or code not in kommuner(edition.last):
        return NotAFigure("Navnet er ingen kommune")
    return "tabel-01-kommuner", edition.kommune(code).key, COUNT


def _note_of_stays(claim: Claim) -> tuple[str, str, str] | NotAFigure:
    if claim.row.startswith("Pulje"):
        column = claim.column if _YEAR.match(claim.column) else TOTAL
        return "tabel-06-tilskud", key(claim.row.removeprefix("Pulje")), column
    if claim.row.startswith("Døgnforløb"):
        return NotAFigure("Et enkelt ophold; tabel 6 viser kun summen af dem")
    return NotAFigure("Tabel 6 tæller hjemkommunens borgere alene")


def _age_band(label: str) -> str:
    """Return the age band. The last one was printed both as 70-99 and as 70-76."""
    band = key(label).removesuffix("-aar")
    return "70-99" if band.startswith("70-") else band
