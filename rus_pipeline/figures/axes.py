"""Rows and columns that several tables share."""

from collections.abc import Sequence

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.conditions import Where
from rus_pipeline.figures.declaration import (
    COUNT,
    SHARE,
    ByEdition,
    ComposedItem,
    Context,
    CountedItem,
    Difference,
    EditionItem,
    Item,
    ShareOfRow,
    unknown_row,
    with_total,
)
from rus_pipeline.slices.variables import OTHER_KOMMUNER, UNKNOWN, WAITING, in_time, late

ALCOHOL, DRUGS, DRUGS_ADULT, DRUGS_YOUNG, RELATIVES = (
    "alkohol",
    "stof",
    "stof-voksne",
    "stof-unge",
    "paaroerende",
)

LABELS = {
    ALCOHOL: "Alkohol",
    DRUGS: "Stof",
    DRUGS_ADULT: "Stof – voksne",
    DRUGS_YOUNG: "Stof – unge under 18 år",
    RELATIVES: "Pårørende",
}


# Young and adult in one: so are they where the centre does not offer treatment to the young.
_UNDER_DRUGS = {DRUGS_ADULT: "Voksne", DRUGS_YOUNG: "Unge under 18 år"}


def treatment_columns(*keys: str, variable: str = "kolonne") -> tuple[Item, ...]:
    """Return a column for each kind of treatment, and ``i-alt``."""
    return with_total(
        [
            CountedItem(
                k,
                LABELS[k],
                {"omraade" if k == DRUGS else variable: k},
                spanner=LABELS[DRUGS] if k in _UNDER_DRUGS else "",
                short=_UNDER_DRUGS.get(k, ""),
                alone=LABELS[DRUGS] if k == DRUGS_ADULT else "",
            )
            for k in keys
        ]
    )


def by_kommune(context: Context, *keys: str) -> list[Item]:
    """Return a column for each kind of treatment of home and of each partner."""
    return [
        CountedItem(
            _of_kommune(k, kommune.key),
            f"{LABELS[k]} {kommune.navn}",
            {"omraade": k, "raekke": kommune.key},
            spanner=kommune.navn,
            short=LABELS[k],
        )
        for kommune in context.edition.kommuner
        for k in keys
    ]


def _of_kommune(column: str, kommune: str) -> str:
    return f"{column}-{kommune}"


def coarser_columns(edition: Edition) -> dict[str, str]:
    """Return the key of a column → that of the coarser one which it is a part of.

    Adults and the young are parts of ``stof``, home and partners of the kind of treatment. Source:
    report contract, Public edition.
    """
    places = ((k, kommune.key) for k in (ALCOHOL, DRUGS) for kommune in edition.kommuner)
    by_place = {_of_kommune(k, kommune): k for k, kommune in places}
    return {**by_place, DRUGS_ADULT: DRUGS, DRUGS_YOUNG: DRUGS}


AREAS = (ALCOHOL, DRUGS, RELATIVES)


def area_rows() -> tuple[Item, ...]:
    """Return a row for alcohol, drugs and relatives, and ``i-alt``. Rules, What else."""
    return with_total([CountedItem(k, LABELS[k], {"omraade": k}) for k in AREAS])


def area_columns() -> tuple[Item, ...]:
    """Return a column for alcohol, drugs and relatives, and ``i-alt``. Rules, What else."""
    return treatment_columns(*AREAS)


def day_bands(variable: str, keys: Sequence[str], *more: Item) -> tuple[Item, ...]:
    """Return a column for each band of days of a variable, ``more``, and ``i-alt``."""
    return with_total([*(CountedItem(k, _band_label(k), {variable: k}) for k in keys), *more])


def _band_label(key: str) -> str:
    """Return ``8-14`` as ``8–14 dage``, ``22-og-derover`` as ``22 dage og derover``."""
    first, _, last = key.partition("-")
    return f"{first} dage og derover" if last == "og-derover" else f"{first}\N{EN DASH}{last} dage"


WITHOUT_RELATIVES: ByEdition[Where] = ByEdition({0: {"omraade": (ALCOHOL, DRUGS)}, 2023: {}})
"""What a table is of that has no column for relatives until 2022."""

ALL_COLUMNS = treatment_columns(ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG, RELATIVES)


def kommune_rows(context: Context) -> list[Item]:
    """Return a row for home and each partner, the others together, and the unknown."""
    own = [CountedItem(k.key, k.navn, {"raekke": k.key}) for k in context.edition.kommuner]
    others = CountedItem(OTHER_KOMMUNER, "Andre kommuner", {"raekke": OTHER_KOMMUNER})
    return [*own, others, unknown_row({"raekke": UNKNOWN})]


def together_label(edition: Edition) -> str:
    """Return the label of the sum of home and partners. Rules, tabel-01, samarbejde."""
    name = edition.together
    return f"{name[:1].upper()}{name[1:]} i alt"


HOME_ALONE = "Kun borgere fra {hjemkommune} tæller med: det er dem, standarden lover noget."
"""The note of a table of those whom the standard promises its terms. Rules, Quality standard."""


def home_row(context: Context) -> list[Item]:
    """Return the home municipality as the only row."""
    return [CountedItem(context.edition.home.key, context.edition.home.navn)]


def promise_columns(context: Context, variable: str) -> tuple[Item, ...]:
    """Return whether the guarantee of days was met, as columns. Rules, Quality standard."""
    days = context.edition.center.frister.behandlingsgaranti_dage
    labels = {
        in_time(context.edition): f"Inden for {days} dage",
        late(context.edition): f"Efter {days} dage",
        WAITING: "Afventer",
    }
    return with_total([CountedItem(k, label, {variable: k}) for k, label in labels.items()])


def share_in_time(context: Context, row: str | None = None) -> ShareOfRow:
    """Return the share in time of those in time and too late. Rules, Quality standard."""
    kept = in_time(context.edition)
    return ShareOfRow(kept, (kept, late(context.edition)), row)


def danish_order(name: str) -> tuple[int, ...]:
    """Return a key that sorts names as Danish does: æ, ø and å (also written aa) after z."""
    alphabet = "abcdefghijklmnopqrstuvwxyzæøå"
    return tuple(alphabet.find(letter) for letter in name.casefold().replace("aa", "å"))


def result_rows(_context: Context) -> list[Item]:
    """Return expense, income and the year's result. Rules, tabel-04 and tabel-05."""
    return [
        CountedItem("udgift", "Udgift", {"art": "udgift"}),
        CountedItem("indtaegt", "Indtægt", {"art": "indtaegt"}),
        ComposedItem("aarets-resultat", "Årets resultat", Difference("indtaegt", "udgift")),
    ]


def six_years(context: Context) -> list[Item]:
    """Return the edition's year and the five before. Rules, tabel-04 and tabel-05."""
    return [
        EditionItem(str(year), str(year), {"aar": str(year)}, extract=source)
        for year, source in sorted(context.slice.postings_from.items())
    ]


def promise_rows(context: Context) -> list[Item]:
    """Return the count and the share in time, as rows. Rules, kvalitet-behandlingsplan."""
    share, kept = share_in_time(context, row=COUNT), in_time(context.edition)
    return [
        CountedItem(COUNT, "Antal"),
        ComposedItem(SHARE, "Andel i tide", share, only=(kept,)),
    ]
