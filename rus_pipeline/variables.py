"""The derived variables: one function each, from a validated row to a plain column of the slice.

A figure's rows are found by equality on these columns, so each dimension of a table is a variable
here and nowhere else. What belongs here: what one row tells. What does not: which rows an edition
has (``slices``) or what is counted of them (``tables``). Source: counting rules, Words and Quality
standard.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from rus_pipeline.codes import UNKNOWN_KOMMUNE, age_bands, key, kommuner
from rus_pipeline.edition import Edition
from rus_pipeline.extracts.identity import age_on
from rus_pipeline.extracts.schema import EXTRACTED

ADULT = 18
PROMISED_DAYS = 14
IN_TIME, LATE, WAITING = "inden-for-14-dage", "efter-14-dage", "afventer"
FOLLOWED_UP, FOLLOWED_UP_LATE = "rettidig", "forsinket"
OTHER_KOMMUNER = "andre-kommuner"
UNKNOWN = UNKNOWN_KOMMUNE
NAMELESS = "uden-navn"  # the key of a grant whose name holds neither letter nor digit


@dataclass(frozen=True)
class Variable:
    """A derived column: its name, the delivered columns it needs, what it says and how."""

    name: str
    needs: frozenset[str]
    description: str
    expression: Callable[[Edition], pl.Expr]


VARIABLES: dict[str, dict[str, Variable]] = {}

_Expression = Callable[[Edition], pl.Expr]


def _variable(
    description: str, needs: str, *stems: str, name: str | None = None
) -> Callable[[_Expression], _Expression]:
    """Register a variable of the files ``stems``, under the function's name or ``name``.

    ``needs`` are the delivered columns that it rests on.
    """

    def register(expression: _Expression) -> _Expression:
        named = name or expression.__name__
        for stem in stems:
            VARIABLES.setdefault(stem, {})[named] = Variable(
                named, frozenset(needs.split()), description, expression
            )
        return expression

    return register


def derive(
    frame: pl.DataFrame, stem: str, edition: Edition, names: tuple[str, ...] | None = None
) -> pl.DataFrame:
    """Return ``file``, ``line``, ``person`` and ``beloeb`` (where there are any) and variables.

    ``frame`` is the validated file ``stem`` with the extract's date in ``EXTRACTED``; ``names``
    are the variables wanted, all of them by default.
    """
    kept = [name for name in ("file", "line", "person", "beloeb") if name in frame.columns]
    wanted = [v for v in VARIABLES[stem].values() if names is None or v.name in names]
    return frame.select(*kept, *(v.expression(edition).alias(v.name) for v in wanted))


def needs(stem: str, names: Iterable[str]) -> frozenset[str]:
    """Return the delivered columns of the file ``stem`` that the variables ``names`` need."""
    known = VARIABLES.get(stem, {})
    return frozenset[str]().union(*(known[name].needs for name in names if name in known))


def _overlaps(start: str, end: str, edition: Edition) -> pl.Expr:
    return (pl.col(start) <= edition.last) & (
        pl.col(end).is_null() | (pl.col(end) >= edition.first)
    ).fill_null(value=False)


def _in_year(column: str, edition: Edition) -> pl.Expr:
    return pl.col(column).is_between(edition.first, edition.last).fill_null(value=False)


# ---------------------------------------------------------------- whether the row is in the year


@_variable("Aktiv i året", "indskrivningsdato udskrivningsdato", "forloeb")
def aktiv(edition: Edition) -> pl.Expr:
    """Admitted on or before 31 December, and not discharged before 1 January. Rules, Words."""
    active = _overlaps("indskrivningsdato", "udskrivningsdato", edition)
    return active.fill_null(value=False)


@_variable("Aktiv i året", "startdato slutdato", "eksterne_forloeb", "doegnophold")
def overlapper(edition: Edition) -> pl.Expr:
    """Begun on or before 31 December, and not ended before 1 January. Rules, tabel-03, tabel-06."""
    return _overlaps("startdato", "slutdato", edition)


@_variable("Indskrevet i året", "indskrivningsdato", "forloeb")
def indskrevet(edition: Edition) -> pl.Expr:
    """Admitted in the year. Rules, tabel-07."""
    return _in_year("indskrivningsdato", edition)


@_variable("Udskrevet i året", "udskrivningsdato", "forloeb")
def udskrevet(edition: Edition) -> pl.Expr:
    """Discharged in the year. Rules, tabel-08 and tabel-10."""
    return _in_year("udskrivningsdato", edition)


@_variable("Henvendt i året", "henvendelsesdato", "forloeb")
def henvendt(edition: Edition) -> pl.Expr:
    """First contact in the year. Rules, Quality standard."""
    return _in_year("henvendelsesdato", edition)


@_variable("Måned for indskrivning i året", "indskrivningsdato", "forloeb")
def indskrivningsmaaned(edition: Edition) -> pl.Expr:
    """``01`` … ``12``, null where not admitted in the year. Rules, tabel-09."""
    return pl.when(indskrevet(edition)).then(pl.col("indskrivningsdato").dt.strftime("%m"))


@_variable("Måned for udskrivning i året", "udskrivningsdato", "forloeb")
def udskrivningsmaaned(edition: Edition) -> pl.Expr:
    """``01`` … ``12``, null where not discharged in the year. Rules, tabel-09."""
    return pl.when(udskrevet(edition)).then(pl.col("udskrivningsdato").dt.strftime("%m"))


# --------------------------------------------------------------------------- what is treated, whom


@_variable("Område: alkohol, stof eller pårørende", "indsats", "forloeb", "eksterne_forloeb")
def omraade(_edition: Edition) -> pl.Expr:
    """The kind of treatment, young and adult together. Rules, Words, Column."""
    return pl.col("indsats")


@_variable("Område: alkohol eller stof", "omraade", "posteringer", "doegnophold", name="omraade")
def omraade_drift(_edition: Edition) -> pl.Expr:
    """What a posting or a stay is for. Rules, tabel-04 to tabel-06."""
    return pl.col("omraade")


@_variable("Eget forløb, ikke som pårørende", "indsats", "forloeb", "eksterne_forloeb")
def egen_behandling(_edition: Edition) -> pl.Expr:
    """Not a course of a relative. Rules, tabel-03, tabel-11, tabel-12."""
    return pl.col("indsats") != "paaroerende"


def _column(age: pl.Expr) -> pl.Expr:
    young = (pl.col("indsats") == "stof") & (age < ADULT).fill_null(value=False)
    return (
        pl.when(young)
        .then(pl.lit("stof-unge"))
        .when(pl.col("indsats") == "stof")
        .then(pl.lit("stof-voksne"))
        .otherwise(pl.col("indsats"))
    )


@_variable("Kolonne efter alder på opgørelsesdagen", "indsats cpr indskrivningsdato", "forloeb")
def kolonne(edition: Edition) -> pl.Expr:
    """Column by age on the later of admission and 1 January. Rules, Words, Reference date."""
    day = pl.max_horizontal("indskrivningsdato", pl.lit(edition.first))
    return _column(age_on(pl.col("foedselsdato"), day))


@_variable(
    "Kolonne efter alder på opgørelsesdagen",
    "indsats cpr startdato",
    "eksterne_forloeb",
    name="kolonne",
)
def kolonne_eksternt(edition: Edition) -> pl.Expr:
    """Column by age on the later of the start and 1 January. Rules, tabel-03."""
    day = pl.max_horizontal("startdato", pl.lit(edition.first))
    return _column(age_on(pl.col("foedselsdato"), day))


@_variable("Kolonne efter alder ved indskrivning", "indsats cpr indskrivningsdato", "forloeb")
def kolonne_ved_indskrivning(_edition: Edition) -> pl.Expr:
    """Column by age at admission. Rules, Words, Reference date (tables 11 and 12)."""
    return _column(age_on(pl.col("foedselsdato"), pl.col("indskrivningsdato")))


@_variable("Aldersgruppe ved indskrivning", "cpr indskrivningsdato", "forloeb")
def aldersgruppe(edition: Edition) -> pl.Expr:
    """Age band at admission; the last has no upper end. Rules, tabel-12."""
    age = age_on(pl.col("foedselsdato"), pl.col("indskrivningsdato"))
    band = pl.lit(UNKNOWN)
    for limits in age_bands(edition.last):  # youngest first: the last that fits wins
        band = (
            pl.when((age >= limits.fra).fill_null(value=False))
            .then(pl.lit(limits.kode))
            .otherwise(band)
        )
    return band


@_variable("Køn", "", "forloeb")
def koen(_edition: Edition) -> pl.Expr:
    """``kvinder``, ``maend`` or ``uoplyst``; a column left out is unknown. Rules, tabel-11."""
    return pl.col("koen").fill_null(UNKNOWN)


@_variable("Anonym behandling", "cpr", "forloeb")
def anonym(_edition: Edition) -> pl.Expr:
    """Without a CPR, and so without a birth date. Extract contract, Columns."""
    return pl.col("foedselsdato").is_null()


# ------------------------------------------------------------------------------------- from where


@_variable("Kommune", "kommune", "forloeb")
def kommune(edition: Edition) -> pl.Expr:
    """The municipality's key in figure ids, or ``uoplyst``. Rules, tabel-01-kommuner."""
    keys = {kode: key(code.navn) for kode, code in kommuner(edition.last).items()}
    return pl.col("kommune").replace_strict(keys, default=UNKNOWN, return_dtype=pl.String)


@_variable("Række efter kommune", "kommune", "forloeb")
def raekke(edition: Edition) -> pl.Expr:
    """Home and partners by key, ``andre-kommuner``, or ``uoplyst``. Rules, Words, Row."""
    own = {item.kode: item.key for item in edition.kommuner}
    return pl.col("kommune").replace_strict(
        {**own, UNKNOWN_KOMMUNE: UNKNOWN}, default=OTHER_KOMMUNER, return_dtype=pl.String
    )


@_variable("Fra hjem- eller samarbejdskommune", "kommune", "forloeb")
def samarbejde(edition: Edition) -> pl.Expr:
    """From the home municipality or a partner. Rules, tabel-08 and tabel-12."""
    return pl.col("kommune").is_in(list(edition.center.kommuner))


@_variable("Fra hjemkommunen", "kommune", "eksterne_forloeb", "doegnophold")
def hjemme(edition: Edition) -> pl.Expr:
    """From the home municipality. Rules, tabel-03 and tabel-06."""
    return pl.col("kommune") == edition.center.hjemkommune


# ------------------------------------------------------------------------- how it ended, and when


@_variable("Afslutningsårsag", "afslutningsaarsag", "forloeb")
def afslutningsaarsag(_edition: Edition) -> pl.Expr:
    """The closing reason's key. Rules, tabel-10."""
    return pl.col("afslutningsaarsag")


@_variable("Afsluttet ved dødsfald", "afslutningsaarsag", "forloeb")
def doed(_edition: Edition) -> pl.Expr:
    """Closed because the person died. Rules, Quality standard."""
    return (pl.col("afslutningsaarsag") == "doed").fill_null(value=False)


@_variable("Effekt ved afslutning", "effekt", "forloeb")
def effekt(_edition: Edition) -> pl.Expr:
    """The effect's key, or ``uoplyst``. Rules, kvalitet-effekt."""
    return pl.col("effekt").fill_null(UNKNOWN)


def _kept(done: str, due: pl.Expr, in_time: str, late: str) -> pl.Expr:
    """Whether a promise was kept: in time, late (or not at all, the time out), or still open."""
    return (
        pl.when(due.is_null())
        .then(None)
        .when((pl.col(done) <= due).fill_null(value=False))
        .then(pl.lit(in_time))
        .when(pl.col(done).is_not_null() | (due < pl.col(EXTRACTED)))
        .then(pl.lit(late))
        .otherwise(pl.lit(WAITING))
    )


def _within_14_days(done: str) -> pl.Expr:
    due = pl.col("henvendelsesdato").dt.offset_by(f"{PROMISED_DAYS}d")
    return _kept(done, due, IN_TIME, LATE)


def _followed_up(done: str, months: int) -> pl.Expr:
    # offset_by ends in the last day of a month that has no 31st, as the rules ask.
    due = pl.col("udskrivningsdato").dt.offset_by(f"{months}mo")
    return _kept(done, due, FOLLOWED_UP, FOLLOWED_UP_LATE)


@_variable("Indskrevet inden for 14 dage", "henvendelsesdato indskrivningsdato", "forloeb")
def behandlingsgaranti(_edition: Edition) -> pl.Expr:
    """Admitted within 14 days of contact. Rules, kvalitet-behandlingsgaranti."""
    return _within_14_days("indskrivningsdato")


@_variable("Behandlingsplan inden for 14 dage", "henvendelsesdato behandlingsplandato", "forloeb")
def behandlingsplan(_edition: Edition) -> pl.Expr:
    """Treatment plan within 14 days of contact. Rules, kvalitet-behandlingsplan."""
    return _within_14_days("behandlingsplandato")


@_variable("Lægesamtale inden for 14 dage", "henvendelsesdato laegesamtaledato", "forloeb")
def laegesamtale(_edition: Edition) -> pl.Expr:
    """Doctor's talk within 14 days of contact. Rules, kvalitet-laegesamtale."""
    return _within_14_days("laegesamtaledato")


@_variable("Ønsker lægesamtale", "laegesamtale_oensket", "forloeb")
def laegesamtale_oensket(_edition: Edition) -> pl.Expr:
    """The citizen wants a doctor's talk. Rules, kvalitet-laegesamtale."""
    return pl.col("laegesamtale_oensket").fill_null(value=False)


@_variable("Opfølgning efter 1 måned", "udskrivningsdato opfoelgning_1md_dato", "forloeb")
def opfoelgning_1md(_edition: Edition) -> pl.Expr:
    """Follow-up within one calendar month of discharge. Rules, kvalitet-opfoelgning."""
    return _followed_up("opfoelgning_1md_dato", 1)


@_variable("Opfølgning efter 6 måneder", "udskrivningsdato opfoelgning_6md_dato", "forloeb")
def opfoelgning_6md(_edition: Edition) -> pl.Expr:
    """Follow-up within six calendar months of discharge. Rules, kvalitet-opfoelgning."""
    return _followed_up("opfoelgning_6md_dato", 6)


# -------------------------------------------------------------------------------------- the money


@_variable("Form: ambulant eller døgn", "form", "posteringer")
def form(_edition: Edition) -> pl.Expr:
    """Outpatient or residential. Rules, tabel-04 and tabel-05."""
    return pl.col("form")


@_variable("Art: udgift eller indtægt", "art", "posteringer")
def art(_edition: Edition) -> pl.Expr:
    """Expense or income. Rules, tabel-04 and tabel-05."""
    return pl.col("art")


@_variable("Bogført i", "bogfoeringsdato", "posteringer")
def aar(_edition: Edition) -> pl.Expr:
    """The year in which the posting is booked. Rules, tabel-04 and tabel-05."""
    return pl.col("bogfoeringsdato").dt.strftime("%Y")


@_variable("Puljens nøgle", "pulje", "tilskud")
def pulje(_edition: Edition) -> pl.Expr:
    """The grant's key in figure ids. Rules, tabel-06-tilskud."""
    return pl.col("pulje").map_elements(lambda name: key(name) or NAMELESS, return_dtype=pl.String)


@_variable("Puljens navn", "pulje", "tilskud")
def puljenavn(_edition: Edition) -> pl.Expr:
    """The grant's name as delivered."""
    return pl.col("pulje")


@_variable("Tilskudsår", "aar", "tilskud")
def tilskudsaar(_edition: Edition) -> pl.Expr:
    """The year that the grant is for. Rules, tabel-06-tilskud."""
    return pl.col("aar").cast(pl.String)
