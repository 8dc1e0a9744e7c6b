"""Whether a course counts in the year, what is treated, who is treated, and from where.

Source: counting rules, Words and Tables.
"""

import polars as pl

from rus_pipeline.core.codes import UNKNOWN_KOMMUNE, age_bands, key, kommuner
from rus_pipeline.core.edition import Edition
from rus_pipeline.core.offer import YOUNG
from rus_pipeline.ingest.schema import CODE
from rus_pipeline.ingest.values.identity import age_on
from rus_pipeline.slices.variables.registry import UNKNOWN, code, variable

ADULT = 18
_NOBODY_IS = 200  # years old: the extracts let nobody in of more than 110
OTHER_KOMMUNER = "andre-kommuner"


def _overlaps(start: str, end: str, edition: Edition) -> pl.Expr:
    return (pl.col(start) <= edition.last) & (
        pl.col(end).is_null() | (pl.col(end) >= edition.first)
    ).fill_null(value=False)


def _in_year(column: str, edition: Edition) -> pl.Expr:
    return pl.col(column).is_between(edition.first, edition.last).fill_null(value=False)


@variable("Aktiv i året", "indskrivningsdato udskrivningsdato", "forloeb")
def aktiv(edition: Edition) -> pl.Expr:
    """Admitted on or before 31 December, and not discharged before 1 January. Rules, Words."""
    active = _overlaps("indskrivningsdato", "udskrivningsdato", edition)
    return active.fill_null(value=False)


@variable("Aktiv i året", "startdato slutdato", "eksterne_forloeb", "doegnophold")
def overlapper(edition: Edition) -> pl.Expr:
    """Begun on or before 31 December, and not ended before 1 January. Rules, tabel-03, tabel-06."""
    return _overlaps("startdato", "slutdato", edition)


@variable("Indskrevet i året", "indskrivningsdato", "forloeb")
def indskrevet(edition: Edition) -> pl.Expr:
    """Admitted in the year. Rules, tabel-07."""
    return _in_year("indskrivningsdato", edition)


@variable("Udskrevet i året", "udskrivningsdato", "forloeb")
def udskrevet(edition: Edition) -> pl.Expr:
    """Discharged in the year. Rules, tabel-08 and tabel-10."""
    return _in_year("udskrivningsdato", edition)


@variable("Henvendt i året", "henvendelsesdato", "forloeb")
def henvendt(edition: Edition) -> pl.Expr:
    """First contact in the year. Rules, Quality standard."""
    return _in_year("henvendelsesdato", edition)


def _month(column: str) -> pl.Expr:
    names = {number: f"{number:02}" for number in range(1, 13)}
    return pl.col(column).dt.month().replace_strict(names, default=None, return_dtype=CODE)


@variable("Måned for indskrivning i året", "indskrivningsdato", "forloeb")
def indskrivningsmaaned(edition: Edition) -> pl.Expr:
    """``01`` … ``12``, null where not admitted in the year. Rules, tabel-09."""
    return pl.when(indskrevet(edition)).then(_month("indskrivningsdato"))


@variable("Måned for udskrivning i året", "udskrivningsdato", "forloeb")
def udskrivningsmaaned(edition: Edition) -> pl.Expr:
    """``01`` … ``12``, null where not discharged in the year. Rules, tabel-09."""
    return pl.when(udskrevet(edition)).then(_month("udskrivningsdato"))


@variable(
    "Område: alkohol, stof eller pårørende",
    "indsats",
    "forloeb",
    "eksterne_forloeb",
    treatment=True,
)
def omraade(_edition: Edition) -> pl.Expr:
    """The kind of treatment, young and adult together. Rules, Words, Column."""
    return pl.col("indsats")


@variable("Eget forløb, ikke som pårørende", "indsats", "forloeb", "eksterne_forloeb")
def egen_behandling(_edition: Edition) -> pl.Expr:
    """Not a course of a relative. Rules, tabel-03, tabel-11, tabel-12."""
    return pl.col("indsats") != "paaroerende"


def _column(age: pl.Expr, edition: Edition) -> pl.Expr:
    young = (pl.col("indsats") == "stof") & (age < ADULT).fill_null(value=False)
    return (
        # Where the centre does not offer it, age divides nothing: nobody is lost.
        pl.when(young & pl.lit(edition.center.tilbud.offers(YOUNG)))
        .then(code(YOUNG))
        .when(pl.col("indsats") == "stof")
        .then(code("stof-voksne"))
        .otherwise(pl.col("indsats"))
    )


@variable(
    "Kolonne efter alder på opgørelsesdagen",
    "indsats cpr indskrivningsdato",
    "forloeb",
    treatment=True,
)
def kolonne(edition: Edition) -> pl.Expr:
    """Column by age on the later of admission and 1 January. Rules, Words, Reference date."""
    day = pl.max_horizontal("indskrivningsdato", pl.lit(edition.first))
    return _column(age_on(pl.col("foedselsdato"), day), edition)


@variable(
    "Kolonne efter alder på opgørelsesdagen",
    "indsats cpr startdato",
    "eksterne_forloeb",
    name="kolonne",
    treatment=True,
)
def kolonne_eksternt(edition: Edition) -> pl.Expr:
    """Column by age on the later of the start and 1 January. Rules, tabel-03."""
    day = pl.max_horizontal("startdato", pl.lit(edition.first))
    return _column(age_on(pl.col("foedselsdato"), day), edition)


@variable(
    "Kolonne efter alder ved indskrivning",
    "indsats cpr indskrivningsdato",
    "forloeb",
    treatment=True,
)
def kolonne_ved_indskrivning(edition: Edition) -> pl.Expr:
    """Column by age at admission. Rules, Words, Reference date (tables 11 and 12)."""
    return _column(age_on(pl.col("foedselsdato"), pl.col("indskrivningsdato")), edition)


@variable("Aldersgruppe ved indskrivning", "cpr indskrivningsdato", "forloeb")
def aldersgruppe(edition: Edition) -> pl.Expr:
    """Age band at admission; the last has no upper end. Rules, tabel-12."""
    age = age_on(pl.col("foedselsdato"), pl.col("indskrivningsdato"))
    bands = age_bands(edition.last)  # youngest first: the last that fits wins
    of_age = {years: b.kode for b in bands for years in range(b.fra, _NOBODY_IS)}
    return age.replace_strict(of_age, default=UNKNOWN, return_dtype=CODE)


@variable("Køn", "", "forloeb")
def koen(_edition: Edition) -> pl.Expr:
    """``kvinder``, ``maend`` or ``uoplyst``; a column left out is unknown. Rules, tabel-11."""
    return pl.col("koen").fill_null(UNKNOWN)


@variable("Anonym behandling", "cpr", "forloeb")
def anonym(_edition: Edition) -> pl.Expr:
    """Without a CPR, and so without a birth date. Extract contract, Columns."""
    return pl.col("foedselsdato").is_null()


@variable("Kommune", "kommune", "forloeb")
def kommune(edition: Edition) -> pl.Expr:
    """The municipality's key in figure ids, or ``uoplyst``. Rules, tabel-01-kommuner."""
    keys = {kode: key(item.navn) for kode, item in kommuner(edition.last).items()}
    return pl.col("kommune").replace_strict(keys, default=UNKNOWN, return_dtype=CODE)


@variable("Række efter kommune", "kommune", "forloeb")
def raekke(edition: Edition) -> pl.Expr:
    """Home and partners by key, ``andre-kommuner``, or ``uoplyst``. Rules, Words, Row."""
    own = {item.kode: item.key for item in edition.kommuner}
    return pl.col("kommune").replace_strict(
        {**own, UNKNOWN_KOMMUNE: UNKNOWN}, default=OTHER_KOMMUNER, return_dtype=CODE
    )


@variable("Fra hjem- eller samarbejdskommune", "kommune", "forloeb")
def samarbejde(edition: Edition) -> pl.Expr:
    """From the home municipality or a partner. Rules, tabel-08 and tabel-12."""
    return pl.col("kommune").is_in(list(edition.center.kommuner))


@variable("Fra hjemkommunen", "kommune", "forloeb", "eksterne_forloeb", "doegnophold")
def hjemme(edition: Edition) -> pl.Expr:
    """From the home municipality. Rules, tabel-03, tabel-06, Quality standard and ventetid."""
    return pl.col("kommune") == edition.center.hjemkommune
