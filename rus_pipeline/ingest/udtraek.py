"""What an extract says of itself: ``<edition>/udtraek.toml``, read and checked.

Source: extract contract, The raw folder and A delivery that cannot be right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from rus_pipeline.core.center import FIRST_EDITION
from rus_pipeline.core.errors import ExtractError, Place
from rus_pipeline.core.toml_file import TomlFile, read_toml

LAST_YEAR = 2099
_FIRST_POSTED = 1970  # no ledger of the municipalities is older


class FindingName(StrEnum):
    """What can be found in a delivery that cannot be right. Source: extract contract."""

    NO_ROWS = "ingen_raekker"
    FEWER_ROWS = "faerre_raekker"
    MORE_ROWS = "flere_raekker"
    EMPTY_MONTH = "tom_maaned"
    OLD_EXTRACT = "gammelt_udtraek"
    MORE_UNKNOWN = "uoplyst_stiger"
    FILE_MISSING = "fil_mangler"
    NEGATIVE_INCOME = "indtaegt_negativ"

    @property
    def label(self) -> str:
        """Return the finding in words, in Danish."""
        return _LABELS[self]


_LABELS = {
    FindingName.NO_ROWS: "Ingen rækker",
    FindingName.FEWER_ROWS: "Færre rækker end i leverancen før",
    FindingName.MORE_ROWS: "Flere rækker end i leverancen før",
    FindingName.EMPTY_MONTH: "En måned uden indskrivninger eller udskrivninger",
    FindingName.OLD_EXTRACT: "Et gammelt udtræk",
    FindingName.MORE_UNKNOWN: "Mere uoplyst end i leverancen før",
    FindingName.FILE_MISSING: "En fil er ikke med mere",
    FindingName.NEGATIVE_INCOME: "Negative indtægter",
}


@dataclass(frozen=True)
class IkkeOplyst:
    """A cell, or a whole column of a table, that an extract cannot tell, and why."""

    tabel: str
    kolonne: str
    raekke: str | None
    grund: str


@dataclass(frozen=True)
class Accepteret:
    """A finding that is accepted, and why; ``fil`` None is every file of the delivery."""

    hvad: FindingName
    fil: str | None
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
    accepteret: tuple[Accepteret, ...] = ()

    @property
    def kladde(self) -> bool:
        """Return whether the edition is a draft: drawn before 31 December of its year."""
        return self.udtrukket < date(self.edition, 12, 31)

    def not_reported(self, tabel: str, raekke: str, kolonne: str) -> str | None:
        """Return why this extract cannot tell the cell, or None where it can."""
        for item in self.ikke_oplyst:
            if (item.tabel, item.kolonne) == (tabel, kolonne) and item.raekke in (None, raekke):
                return item.grund
        return None


def read_udtraek(raw: Path, edition: int) -> Udtraek:
    """Read ``<edition>/udtraek.toml``.

    Raises ExtractError where it is missing, unreadable or without ``udtrukket``, or where anything
    in it is not what it should be.
    """
    shown = f"{edition}/udtraek.toml"
    path = raw / str(edition) / "udtraek.toml"
    if not path.is_file():
        raise ExtractError(Place(shown), "filen mangler; den skal mindst sige udtrukket = <dato>")
    file = read_toml(path, shown)
    return Udtraek(
        edition=edition,
        kilde=file.text("kilde", ""),
        udtrukket=file.day("udtrukket", FIRST_EDITION, LAST_YEAR),
        regnskabsaar=_regnskabsaar(file, edition),
        ikke_oplyst=tuple(
            IkkeOplyst(item["tabel"], item["kolonne"], item.get("raekke"), item["grund"])
            for item in file.tables("ikke_oplyst", ("tabel", "kolonne", "grund"), ("raekke",))
        ),
        accepteret=tuple(_accepteret(file)),
    )


def _regnskabsaar(file: TomlFile, edition: int) -> tuple[int, ...]:
    years = file.values.get("regnskabsaar", [edition])
    if not isinstance(years, list) or not all(
        type(year) is int and _FIRST_POSTED <= year <= LAST_YEAR for year in years
    ):
        raise file.error(
            ("regnskabsaar",),
            f"regnskabsaar skal være en liste af årstal fra {_FIRST_POSTED} til {LAST_YEAR},"
            " fx [2022, 2023]",
        )
    return tuple(sorted(set(years)))


def _accepteret(file: TomlFile) -> Iterator[Accepteret]:
    known = [name.value for name in FindingName]
    for number, item in enumerate(file.tables("accepteret", ("hvad", "grund"), ("fil",))):
        if item["hvad"] not in known:
            raise file.error(
                ("accepteret", number, "hvad"),
                f"{item['hvad']} er intet fund; ventet et af {', '.join(known)}",
            )
        yield Accepteret(FindingName(item["hvad"]), item.get("fil"), item["grund"])
