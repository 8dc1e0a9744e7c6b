"""The report's tables, two files each: the declaration ``<id>.py`` and its recount ``<id>.sql``.

A module of this package with a ``TABLE`` is a table of the report; nothing lists them. Tables
transcribed from other documents are data (``ingest.documents``).
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Chapter, Narrative, Table
from rus_pipeline.figures.offered import is_shown
from rus_pipeline.figures.partner_tables import why_not_a_partners

ReportTable: TypeAlias = Table | Narrative


@cache
def all_tables() -> tuple[ReportTable, ...]:
    """Return every table of the report, by chapter and then by id."""
    found = [
        import_module(f"{__name__}.{module.name}").TABLE
        for module in iter_modules(__path__)
        if not module.name.startswith("_")
    ]
    chapters = list(Chapter)
    return tuple(sorted(found, key=lambda table: (chapters.index(table.chapter), table.id)))


def shown_tables(edition: Edition) -> tuple[ReportTable, ...]:
    """Return the tables that the edition has, in report order: what the centre offers."""
    return tuple(
        table
        for table in all_tables()
        if (
            is_shown(table, edition)
            if isinstance(table, Table)
            else why_not_a_partners(table, edition) is None
        )
    )


def counted_tables() -> tuple[Table, ...]:
    """Return the tables that hold figures, in report order."""
    return tuple(table for table in all_tables() if isinstance(table, Table))
