"""Rows and columns that several tables share."""

from rus_pipeline.figures.declaration import (
    COUNT,
    SHARE,
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
from rus_pipeline.slices.variables import IN_TIME, LATE, OTHER_KOMMUNER, UNKNOWN, WAITING

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
            )
            for k in keys
        ]
    )


ALL_COLUMNS = treatment_columns(ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG, RELATIVES)


def kommune_rows(context: Context) -> list[Item]:
    """Return a row for home and each partner, the others together, and the unknown."""
    own = [CountedItem(k.key, k.navn, {"raekke": k.key}) for k in context.edition.kommuner]
    others = CountedItem(OTHER_KOMMUNER, "Andre kommuner", {"raekke": OTHER_KOMMUNER})
    return [*own, others, unknown_row({"raekke": UNKNOWN})]


def home_row(context: Context) -> list[Item]:
    """Return the home municipality as the only row."""
    return [CountedItem(context.edition.home.key, context.edition.home.navn)]


def promise_columns(variable: str) -> tuple[Item, ...]:
    """Return whether a promise of 14 days was met, as columns. Rules, Quality standard."""
    labels = {IN_TIME: "Inden for 14 dage", LATE: "Efter 14 dage", WAITING: "Afventer"}
    return with_total([CountedItem(k, label, {variable: k}) for k, label in labels.items()])


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


def promise_rows(_context: Context) -> list[Item]:
    """Return the count and the share in time, as rows. Rules, kvalitet-behandlingsplan."""
    share = ShareOfRow(IN_TIME, (IN_TIME, LATE), row=COUNT)
    return [
        CountedItem(COUNT, "Antal"),
        ComposedItem(SHARE, "Andel i tide", share, only=(IN_TIME,)),
    ]
