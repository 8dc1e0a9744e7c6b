"""The recount of a raw folder's edition, and where the engine disagrees with it."""

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from rus_pipeline.audit.recount import disagreements, recount
from rus_pipeline.figures import counting
from rus_pipeline.figures.declaration import (
    Table,
)
from rus_pipeline.figures.left_out import left_out
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.audit.staged import staged
from rus_pipeline_tests.tables.figures_of import context_of

TABLES = {table.id: table for table in counted_tables()}


def recounted(raw, year: int) -> Mapping[str, Decimal | None]:
    context = context_of(raw, year)
    with tempfile.TemporaryDirectory() as folder:
        at_hand = staged({at: raw.extract(at) for at in raw.editions}, Path(folder))
        return recount(context.edition, at_hand, context.printed)


def differing(raw, year: int, *changed: Table, opinion=None) -> list[str]:
    """Return the disagreements if the engine has other declarations of some tables.

    ``opinion`` is what the SQL counts, where it is known.
    """
    context = context_of(raw, year)
    tables = TABLES | {table.id: table for table in changed}
    counted = [figure for table in tables.values() for figure in counting.figures(table, context)]
    outside = {
        id_: count
        for table in tables.values()
        if (found := left_out(table, context)) is not None
        for id_, count in found.by_id(year, table.id).items()
    }
    return disagreements(counted, opinion or recounted(raw, year), outside)
