"""The journal of one edition as an integer program: how many courses are in each cell.

A cell is what the printed tables can say of a course, so that every printed figure is a sum of
cells or persons, or a share of such sums. Source: counting rules, Tables.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rus_pipeline.core.codes import age_bands
from rus_pipeline.core.edition import Edition
from rus_pipeline.core.solver import Expr, Program, add, minus, scale
from rus_pipeline.figures.axes import ALCOHOL, DRUGS, DRUGS_ADULT, DRUGS_YOUNG, RELATIVES
from rus_pipeline.figures.declaration import SHARE, TOTAL
from rus_pipeline.reconciliation.claimed_figures import ClaimedFigure
from rus_pipeline.reconciliation.feasible.targets import KOMMUNER_TABLE
from rus_pipeline.slices.variables import ADULT, OTHER_KOMMUNER, UNKNOWN

WOMEN, MEN = "kvinder", "maend"
ANY = ""  # a relative's course: no table divides it by age or sex
FIRST_YEAR_WITH_RELATIVES = 2023
"""From then tables 1 and 8 have a column for relatives, and table 8 counts everyone."""
_MANY = 2000


@dataclass(frozen=True, order=True)
class Group:
    """What is constant for a course: treatment, age at admission, sex, row by municipality.

    ``aldersgruppe`` is ``uoplyst`` for an anonymous course, and both it and ``koen`` are ``ANY``
    for a relative's.
    """

    indsats: str
    aldersgruppe: str
    koen: str
    raekke: str


@dataclass(frozen=True, order=True)
class Cell:
    """Courses of a group by column on the reference date, and by whether they began and ended."""

    group: Group
    kolonne: str
    indskrevet: bool
    udskrevet: bool


@dataclass(frozen=True)
class Share:
    """The share of one of ``rows``, in whole per cent rounded so that all rows add to 100."""

    rows: tuple[Expr, ...]
    index: int

    @property
    def row(self) -> Expr:
        """Return the numerator."""
        return self.rows[self.index]

    @property
    def total(self) -> dict[int, int]:
        """Return the denominator."""
        return add(*self.rows)


def bands(edition: Edition) -> dict[str, tuple[int, int | None]]:
    """Return each age band's first and last age, youngest first."""
    return {band.kode: (band.fra, band.til) for band in age_bands(edition.last)}


def young_band(edition: Edition) -> str:
    """Return the band of those under 18."""
    return next(
        kode for kode, (_, til) in bands(edition).items() if til is not None and til < ADULT
    )


def rows(edition: Edition) -> list[str]:
    """Return the rows by municipality, the unknown last."""
    return [*(kommune.key for kommune in edition.kommuner), OTHER_KOMMUNER, UNKNOWN]


def groups(edition: Edition) -> Iterator[Group]:
    """Yield every group of what the centre offers, in a fixed order."""
    tilbud = edition.center.tilbud
    for raekke in rows(edition):
        for indsats in filter(tilbud.offers, (ALCOHOL, DRUGS)):
            for band in bands(edition):
                if indsats == DRUGS and band == young_band(edition) and not tilbud.unge:
                    continue
                for koen in (WOMEN, MEN):
                    yield Group(indsats, band, koen, raekke)
            for koen in (WOMEN, MEN, UNKNOWN):
                yield Group(indsats, UNKNOWN, koen, raekke)
        if tilbud.offers(RELATIVES):
            yield Group(RELATIVES, ANY, ANY, raekke)


def column_at_admission(group: Group, young: str) -> str:
    """Return the column by age at admission."""
    if group.indsats != DRUGS:
        return group.indsats
    return DRUGS_YOUNG if group.aldersgruppe == young else DRUGS_ADULT


def cells(edition: Edition, *, dated: bool = True) -> Iterator[Cell]:
    """Yield every cell of an edition, in a fixed order.

    Without ``dated`` cells are not divided by what began and ended in the year.
    """
    young = young_band(edition)
    for group in groups(edition):
        began = column_at_admission(group, young)
        for udskrevet in (False, True) if dated else (False,):
            if dated:
                yield Cell(group, began, indskrevet=True, udskrevet=udskrevet)
            yield Cell(group, began, indskrevet=False, udskrevet=udskrevet)
            if began == DRUGS_YOUNG:  # come of age before 1 January
                yield Cell(group, DRUGS_ADULT, indskrevet=False, udskrevet=udskrevet)


class JournalModel:
    """The variables of one edition: courses in each cell, and persons in each cell of table 1.

    No variable is above ``most``. With ``moving`` a person may move between two of the other
    municipalities in the year.
    """

    def __init__(
        self,
        program: Program,
        edition: Edition,
        most: int = _MANY,
        *,
        dated: bool = True,
        moving: bool = False,
    ) -> None:
        self.edition = edition
        self.dated = dated
        self.most = most
        self.program = program
        self.young = young_band(edition)
        self.own = tuple(kommune.key for kommune in edition.kommuner)
        self.courses: Mapping[Cell, int] = {
            cell: program.variable(0, most) for cell in cells(edition, dated=dated)
        }
        self.persons: dict[tuple[str, str], int] = {}
        for raekke in rows(edition):
            for kolonne in (ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG, RELATIVES):
                self._persons(raekke, kolonne)
        self._kommuner: dict[str, int] = {}
        # One who moved between two of the others counts in both: each with a course of their own.
        columns = [kolonne for kolonne, _ in self._printed_persons(OTHER_KOMMUNER)]
        others = {v: 1 for _, v in self._printed_persons(OTHER_KOMMUNER)}
        if moving:
            others = self.sum(lambda c: c.group.raekke == OTHER_KOMMUNER and c.kolonne in columns)
        self._note = scale(others, -1)
        self._note_row: int | None = None

    def _persons(self, raekke: str, kolonne: str) -> None:
        """Add persons in a cell of table 1: at most its courses, at least the anonymous ones."""
        person = self.program.variable(0, self.most)
        self.persons[raekke, kolonne] = person
        here = self.sum(lambda c: c.group.raekke == raekke and c.kolonne == kolonne)
        self.program.constrain(minus(here, {person: 1}), lower=0)
        anonymous = self.anonymous(raekke, kolonne)
        self.program.constrain(minus({person: 1}, anonymous), lower=0)

    def anonymous(self, raekke: str, kolonne: str) -> dict[int, int]:
        """Return the anonymous courses in a cell of table 1."""
        return self.sum(
            lambda c: (
                (c.group.raekke, c.kolonne, c.group.aldersgruppe) == (raekke, kolonne, UNKNOWN)
            )
        )

    def sum(self, holds: Callable[[Cell], bool]) -> dict[int, int]:
        """Return the courses of the cells where ``holds`` is true."""
        return {variable: 1 for cell, variable in self.courses.items() if holds(cell)}

    def _printed_persons(self, raekke: str) -> list[tuple[str, int]]:
        columns = [ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG]
        if self.edition.layout >= FIRST_YEAR_WITH_RELATIVES:
            columns.append(RELATIVES)
        return [(kolonne, self.persons[raekke, kolonne]) for kolonne in columns]

    def figure(self, claimed: ClaimedFigure) -> Expr | Share | None:
        """Return a figure as an expression or share, None where the model does not have it."""
        match claimed.table:
            case "tabel-01":
                return self._tabel_01(claimed)
            case "tabel-02":
                return self._by_column(claimed.column, lambda _: True)
            case "tabel-07" | "tabel-08" if not self.dated:
                return None
            case "tabel-07":
                return self._by_column(claimed.column, lambda cell: cell.indskrevet)
            case "tabel-08":
                return self._by_column(claimed.column, self._tabel_08)
            case "tabel-11":
                return self._tabel_11(claimed)
            case "tabel-12":
                return self._tabel_12(claimed)
            case table if table == KOMMUNER_TABLE:
                return self._kommune(claimed.row)
            case _:
                return None

    def _tabel_01(self, claimed: ClaimedFigure) -> Expr | None:
        if claimed.column == TOTAL:
            own = self.own if claimed.row == "samarbejde" else (claimed.row,)
            return {v: 1 for row in own for _, v in self._printed_persons(row)}
        found = (
            dict(self._printed_persons(claimed.row)) if claimed.row in rows(self.edition) else {}
        )
        return {found[claimed.column]: 1} if claimed.column in found else None

    def _by_column(self, kolonne: str, holds: Callable[[Cell], bool]) -> Expr:
        return self.sum(
            lambda cell: holds(cell) and kolonne in (cell.kolonne, cell.group.indsats, TOTAL)
        )

    def _tabel_08(self, cell: Cell) -> bool:
        everyone = self.edition.layout >= FIRST_YEAR_WITH_RELATIVES
        own = cell.group.raekke in self.own and cell.group.indsats != RELATIVES
        return cell.udskrevet and (everyone or own)

    def _tabel_11(self, claimed: ClaimedFigure) -> Expr | Share | None:
        def row(koen: str, kolonne: str) -> Expr:
            return self.sum(
                lambda c: (
                    c.group.koen == koen
                    and kolonne in (column_at_admission(c.group, self.young), TOTAL)
                )
            )

        sexes = (WOMEN, MEN)
        if claimed.row not in sexes:
            return None
        if claimed.column == SHARE:
            return Share(tuple(row(koen, TOTAL) for koen in sexes), sexes.index(claimed.row))
        return row(claimed.row, claimed.column)

    def _tabel_12(self, claimed: ClaimedFigure) -> Expr | Share | None:
        def row(band: str, kolonne: str) -> Expr:
            return self.sum(
                lambda c: (
                    c.group.aldersgruppe == band
                    and c.group.raekke in self.own
                    and kolonne in (f"{c.group.indsats}-{c.group.raekke}", TOTAL)
                )
            )

        known = list(bands(self.edition))
        if claimed.row not in known:
            return None
        if claimed.column == SHARE:
            return Share(tuple(row(band, TOTAL) for band in known), known.index(claimed.row))
        return row(claimed.row, claimed.column)

    def _kommune(self, kommune: str) -> Expr:
        """Return the persons of one other kommune. All of them sum to at most the row of others."""
        if kommune not in self._kommuner:
            variable = self.program.variable(0, self.most)
            self._kommuner[kommune] = variable
            self._note[variable] = 1
            if self._note_row is not None:
                self.program.rebound(self._note_row)
            self._note_row = self.program.constrain(self._note, upper=0)
        return {self._kommuner[kommune]: 1}


def round_to(program: Program, share: Share, printed: int) -> Sequence[int]:
    """Add the constraints that a share rounds to ``printed``, and return their row numbers.

    They are exact where the table has two rows; where it has more, they are necessary.
    """
    step = 1 if len(share.rows) == 2 else 2
    low = minus(scale(share.row, 200), scale(share.total, 2 * printed - step))
    high = minus(scale(share.row, 200), scale(share.total, 2 * printed + step))
    strict = 0 if step == 1 else 1
    return (
        program.constrain(low, lower=strict),
        program.constrain(high, upper=-strict),
        program.constrain(share.total, lower=1),
    )
