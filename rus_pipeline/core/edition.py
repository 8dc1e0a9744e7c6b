"""An edition: the report year, its first and last day, and the centre's municipalities in it."""

from dataclasses import dataclass
from datetime import date

from rus_pipeline.core.center import Center
from rus_pipeline.core.codes import key, kommuner
from rus_pipeline.core.danish import listed, number_of

_WHOLE_NAMES = {"0101": "Københavns Kommune", "0400": "Bornholms Regionskommune"}
_NAMED = 2  # so many municipalities are named one by one where they are named together


@dataclass(frozen=True)
class Kommune:
    """A municipality: four-digit code, key in figure ids, name."""

    kode: str
    key: str
    navn: str

    @property
    def whole_name(self) -> str:
        """Return the name with the word for what it is: ``Næstved Kommune``."""
        return _WHOLE_NAMES.get(self.kode, f"{self.navn} Kommune")


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
    def layout(self) -> int:
        """Return the year whose layout the edition follows. Source: extract contract, [udgaver]."""
        return self.year if self.center.som is None else self.center.som

    @property
    def kommuner(self) -> tuple[Kommune, ...]:
        """Return the home municipality and then its partners."""
        return tuple(self.kommune(kode) for kode in self.center.kommuner)

    @property
    def home(self) -> Kommune:
        """Return the home municipality."""
        return self.kommune(self.center.hjemkommune)

    @property
    def together(self) -> str:
        """Return the name of home and partners together, in running text."""
        names = [kommune.navn for kommune in self.kommuner]
        return listed(names) if len(names) <= _NAMED else "centrets kommuner"

    @property
    def of_partner(self) -> bool:
        """Return whether the report is of a partner municipality alone."""
        return self.center.partner_of is not None

    @property
    def owner(self) -> Kommune:
        """Return the municipality whose centre it is."""
        return self.kommune(self.center.partner_of or self.center.hjemkommune)

    @property
    def name(self) -> str:
        """Return whose report it is: the centre's, or a partner's at the centre."""
        navn = self.center.navn
        return f"{self.home.whole_name} hos {navn}" if self.of_partner else navn

    @property
    def _kommunerne(self) -> str:
        if self.of_partner:
            return self.home.whole_name
        partners = " og samarbejdskommunerne" if self.center.samarbejdskommuner else ""
        return f"hjemkommunen{partners}"

    @property
    def _residence(self) -> str:
        """Return in Danish whose courses a table counts that is not of some municipalities."""
        return (
            f"for borgere fra {self.home.whole_name}" if self.of_partner else "uanset bopælskommune"
        )

    @property
    def words(self) -> dict[str, str | int]:
        """Return what the texts of a table may name, by the name in their braces."""
        first, second = self.center.frister.opfoelgning_mdr
        return {
            "year": self.year,
            "home": self.home.navn,
            "hjemkommune": self.home.whole_name,
            "center": self.center.navn,
            "own": self.together,
            "kommunerne": self._kommunerne,
            "uanset": f", {self._residence}",
            "og_andre": "" if self.of_partner else " og borgere fra andre kommuner",
            "og_uanset": f"{'' if self.of_partner else ' og'} {self._residence}",
            "dage": self.center.frister.behandlingsgaranti_dage,
            "foerste": number_of(first, "måned", "måneder"),
            "anden": number_of(second, "måned", "måneder"),
            "maaneder": first,
            "senere_maaneder": second,
            "fastholdelse": self.center.frister.fastholdelse_dage,
        }

    def kommune(self, kode: str) -> Kommune:
        """Return the municipality of a four-digit code in force in the edition."""
        navn = kommuner(self.last)[kode].navn
        return Kommune(kode, key(navn), navn)
