"""An edition: the report year, its first and last day, and the centre's municipalities in it."""

from dataclasses import dataclass
from datetime import date

from rus_pipeline.core.center import Center
from rus_pipeline.core.codes import key, kommuner


@dataclass(frozen=True)
class Kommune:
    """A municipality: four-digit code, key in figure ids, name."""

    kode: str
    key: str
    navn: str


@dataclass(frozen=True)
class Edition:
    """The report of ``center`` on 1 January to 31 December ``year``."""

    year: int
    center: Center

    @property
    def first(self) -> date:
        """Return 1 January of the year."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """Return 31 December of the year."""
        return date(self.year, 12, 31)

    @property
    def kommuner(self) -> tuple[Kommune, ...]:
        """Return the home municipality and then its partners."""
        return tuple(self.kommune(kode) for kode in self.center.kommuner)

    @property
    def home(self) -> Kommune:
        """Return the home municipality."""
        return self.kommune(self.center.hjemkommune)

    def kommune(self, kode: str) -> Kommune:
        """Return the municipality of a four-digit code in force in the edition."""
        navn = kommuner(self.last)[kode].navn
        return Kommune(kode, key(navn), navn)
