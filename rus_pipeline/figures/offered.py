"""What a centre's report has of a table: the rows and columns of what the centre offers.

A row, column or table is of a kind of treatment where its conditions say so; nothing else lists
them. What is not offered is left out, not zero. Source: extract contract, [tilbud].
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.offer import Tilbud
from rus_pipeline.figures.conditions import Where, offered
from rus_pipeline.figures.declaration import (
    ByEdition,
    ComposedItem,
    Context,
    CountedItem,
    EditionItem,
    Item,
    Table,
    Total,
    UnknownItem,
)
from rus_pipeline.figures.partner_tables import why_not_a_partners, without_other_kommuner


def population_of(table: Table, edition: Edition) -> Where:
    """Return the conditions of every counted cell of the edition's table."""
    return table.population[max(first for first in table.population if first <= edition.layout)]


def is_shown(table: Table, edition: Edition) -> bool:
    """Return whether the edition has the table: the centre offers what it is of."""
    of = table.of.at(edition.layout) if isinstance(table.of, ByEdition) else table.of
    return why_not_a_partners(table, edition) is None and all(
        offered(where, edition.center.tilbud) is not None
        for where in (of, population_of(table, edition))
    )


def rows_of(table: Table, context: Context) -> list[Item]:
    """Return the table's rows in the edition."""
    own = without_other_kommuner(table.rows(context), context.edition)
    return _offered_items(own, context.edition.center.tilbud)


def columns_of(table: Table, context: Context) -> list[Item]:
    """Return the table's columns in the edition."""
    return _offered_items(table.columns(context), context.edition.center.tilbud)


def _offered_items(items: Sequence[Item], tilbud: Tilbud) -> list[Item]:
    own = list(_offered(items, tilbud))
    keys = {item.key for item in own}
    spanned = Counter(item.spanner for item in own if isinstance(item, CountedItem))
    left = (_among(item, keys, spanned) for item in own)
    return [item for item in left if item is not None]


def _offered(items: Sequence[Item], tilbud: Tilbud) -> Iterator[Item]:
    for item in items:
        match item:
            case CountedItem(where=where) | UnknownItem(where=where) | EditionItem(where=where):
                conditions = offered(where, tilbud)
                if conditions is not None:
                    yield replace(item, where=conditions)
            case _:
                yield item


def _among(item: Item, keys: set[str], spanned: Counter[str]) -> Item | None:
    """Return an item as it is among those that are left: a sum is of these alone.

    None for a sum of which nothing is left.
    """
    match item:
        case ComposedItem(formula=Total(of)):
            left = tuple(key for key in of if key in keys)
            return replace(item, formula=Total(left)) if left or not of else None
        case CountedItem(alone=alone, spanner=spanner) if alone and spanned[spanner] == 1:
            return replace(item, label=alone, spanner="", short="")
        case _:
            return item
