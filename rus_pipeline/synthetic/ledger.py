"""The ledger: ``posteringer.csv``, synthetic, for a centre whose amounts no report has printed."""

from collections.abc import Iterator, Mapping
from random import Random

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import ALCOHOL, DRUGS, DRUGS_ADULT, DRUGS_YOUNG, LABELS

_COLUMNS = {ALCOHOL: (ALCOHOL,), DRUGS: (DRUGS_ADULT, DRUGS_YOUNG)}
_COST = {ALCOHOL: 14_000, DRUGS: 22_000}  # kroner a year and person
_PAID_BACK = 0.15  # of what was paid
_MONTHS, _QUARTERS = range(1, 13), (3, 6, 9, 12)


def make_postings(
    edition: Edition, counts: Mapping[str, int], random: Random
) -> Iterator[dict[str, str]]:
    """Yield the year's postings as rows: what treatment elsewhere costs month by month.

    ``counts`` are the persons treated elsewhere, by column. A part of it is paid back quarterly.
    """
    number = 0
    for omraade, columns in _COLUMNS.items():
        persons = sum(counts.get(column, 0) for column in columns)
        if not edition.center.tilbud.offers(omraade):
            continue
        for month in _MONTHS:
            monthly = persons * _COST[omraade] / 12 * random.uniform(0.8, 1.2)
            paid = [("Udgift", monthly)]
            if month in _QUARTERS:
                paid.append(("Indtægt", 3 * monthly * _PAID_BACK))
            for art, amount in paid:
                number += 1
                yield {
                    "bilagsnr": f"B{edition.year}-{number:04}",
                    "bogfoeringsdato": f"28-{month:02}-{edition.year}",
                    "omraade": LABELS[omraade],
                    "form": "Ambulant",
                    "art": art,
                    "beloeb": f"{amount:.2f}".replace(".", ","),
                }
