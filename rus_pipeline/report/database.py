"""``rus.duckdb``: all current editions as tables for queries, with a comment on each column.

It is always written as a new file that replaces the old one, because DuckDB allows one writer.
Source: counting rules, What the pipeline leaves behind; worked queries are in ``docs/sql.md``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from rus_pipeline.figures.stored_edition import StoredEdition, current_editions, releases
from rus_pipeline.storage.layout import DATABASE, SET_ASIDE
from rus_pipeline.storage.swap import replacing_privately

if TYPE_CHECKING:
    import duckdb

_FIGURE = {
    "edition": "The report year",
    "figure_id": "<edition>/<table>/<row>/<column>",
    "table_id": "The report table",
    "row_key": "The row, as in the id",
    "column_key": "The column, as in the id",
    "value": "The published number, rounded; NULL where it is not known",
    "unit": "What it is a number of",
    "status": "observed, published (taken from a printed report) or not_available",
    "reason": "Why it is not known, or what it leaves out",
}
_ROW = {
    "file": "The raw file, relative to the raw folder",
    "line": "The physical line on which the row starts",
}

COMMENTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "figures": ("Every published number of every current edition", _FIGURE),
    "marts": (
        "The same numbers with the labels of their rows and columns",
        {**_FIGURE, "row_label": "The row, as printed", "column_label": "The column, as printed"},
    ),
    "definitions": (
        "How each figure was made, as declared when it was built",
        {
            "figure_id": "The figure",
            "definition": "What its table counts, in Danish",
            "words": "How the figure is made, in Danish",
            "rule": "counted, total, difference, share, share-to-100, published or not-available",
            "source": "The slice that its rows are counted from (slice_<source>), if it is counted",
            "conditions": "JSON: column of the slice → value, or list of values, to equal",
            "exact": "The value before rounding",
        },
    ),
    "components": (
        "The components of each composed figure",
        {
            "figure_id": "The composed figure",
            "component_id": "A figure that it is composed of",
            "role": "addend, minuend, subtrahend, numerator or denominator",
        },
    ),
    "quarantine": (
        "Rows and fields that could not be used",
        {
            **_ROW,
            "column": "The column at fault",
            "rule": "The rule that it breaks",
            "action": "raekke_ude: the row is left out; felt_tomt: the field is emptied",
            "value": "The value, masked where it may be a personal number",
        },
    ),
    "set_aside": (
        "Rows without a fault that center.toml has count in nothing",
        {
            **_ROW,
            "kind": "udeladt: the account is not the centre's; samlet: joined with course_line",
            "konto": "The account, masked where it may be a personal number",
            "course_line": "The line of the course that the row is part of",
        },
    ),
    "claims": (
        "Numbers as printed in reports and other documents, and the built values",
        {
            "document": "Where it is printed",
            "line": "On which line",
            "printed": "As printed",
            "figure_id": "The figure that says the same, if any",
            "value": "The built value",
            "outcome": "reproduced, contradicted, restated, measured, not_derivable or differs",
            "reason": "Why",
        },
    ),
    "releases": (
        "Releases, frozen",
        {
            "release": "Name: <edition>-r<number>",
            "manifest_sha256": "Digest of its manifest",
            "previous_manifest_sha256": "Digest of the manifest of the release before",
            "released_at": "When it was made",
        },
    ),
}


def write_database(out: Path) -> Path:
    """Write ``<out>/rus.duckdb`` from the current editions, as a private file; return its path.

    Tables: those of ``COMMENTS``, and ``slice_<source>`` for each source of the slices. Each report
    table is a view with a row for each of its rows in each edition, and a column for each column.
    """
    import duckdb

    target = out / DATABASE
    with replacing_privately(target) as new, duckdb.connect(str(new)) as database:
        database.begin()  # one transaction: each would wait for the disk
        editions = current_editions(out)
        _from_files(database, editions)
        _rows(
            database, "definitions", _DEFINITIONS, chain.from_iterable(map(_definitions, editions))
        )
        _rows(database, "components", _COMPONENTS, chain.from_iterable(map(_components, editions)))
        _rows(database, "claims", _CLAIMS, chain.from_iterable(map(_claims, editions)))
        _releases(database, out)
        _views(database)
        _comment(database)
        database.commit()
        # Closing does it, too, but reports no error if the disk is full.
        database.execute("CHECKPOINT")
    return target


def _from_files(database: "duckdb.DuckDBPyConnection", editions: Sequence[StoredEdition]) -> None:
    """Create the tables that DuckDB reads from the editions' files, each by one statement.

    A slice has columns that only some deliveries, or versions of the code, have: null elsewhere.
    """
    queries: dict[str, list[str]] = {}
    for stored in editions:
        for table, query in _queries(stored):
            queries.setdefault(table, []).append(query)
    for table, found in queries.items():
        database.execute(f"CREATE TABLE {table} AS {' UNION ALL BY NAME '.join(found)}")


def _queries(stored: StoredEdition) -> Iterator[tuple[str, str]]:
    """Yield the tables that an edition's files are rows of, and the query that reads them."""
    folder = stored.folder
    selected = f"SELECT {stored.year}::INTEGER AS edition, *"
    yield "figures", f"FROM read_parquet({_quoted(folder / 'figures.parquet')})"
    marts = ", ".join(_quoted(path) for path in sorted(folder.glob("marts/*.parquet")))
    yield "marts", f"FROM read_parquet([{marts}])"
    yield "quarantine", f"{selected} FROM {_csv(folder / 'quarantine.csv', _QUARANTINE)}"
    if (folder / SET_ASIDE).is_file():
        yield "set_aside", f"{selected} FROM {_csv(folder / SET_ASIDE, _SET_ASIDE)}"
    else:  # an edition of an earlier version of the code
        nothing = ", ".join(f"NULL::{kind} AS {name}" for name, kind in _SET_ASIDE.items())
        yield "set_aside", f"{selected} FROM (SELECT {nothing} LIMIT 0)"
    for path in sorted(folder.glob("slice/*.parquet")):
        yield f"slice_{path.stem}", f"{selected} FROM read_parquet({_quoted(path)})"


def _csv(path: Path, columns: Mapping[str, str]) -> str:
    """Return the call that reads a CSV file of ours, whose form need not be guessed."""
    kinds = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    return f"read_csv({_quoted(path)}, header = true, auto_detect = false, columns = {{{kinds}}})"


def _quoted(text: object) -> str:
    """Return a text as SQL has it."""
    return "'" + str(text).replace("'", "''") + "'"


_QUARANTINE = {
    "file": "VARCHAR",
    "line": "BIGINT",
    "column": "VARCHAR",
    "rule": "VARCHAR",
    "action": "VARCHAR",
    "value": "VARCHAR",
}
_SET_ASIDE = {
    "file": "VARCHAR",
    "line": "BIGINT",
    "kind": "VARCHAR",
    "konto": "VARCHAR",
    "course_line": "BIGINT",
}
_DEFINITIONS = {
    "figure_id": "VARCHAR",
    "definition": "VARCHAR",
    "words": "VARCHAR",
    "rule": "VARCHAR",
    "source": "VARCHAR",
    "conditions": "VARCHAR",
    "exact": "DECIMAL(38, 4)",
}
_COMPONENTS = {"figure_id": "VARCHAR", "component_id": "VARCHAR", "role": "VARCHAR"}
_CLAIMS = {
    "document": "VARCHAR",
    "line": "BIGINT",
    "report_year": "INTEGER",
    "table": "VARCHAR",
    "row": "VARCHAR",
    "column": "VARCHAR",
    "printed": "VARCHAR",
    "figure_id": "VARCHAR",
    "value": "DECIMAL(38, 0)",
    "outcome": "VARCHAR",
    "reason": "VARCHAR",
}


def _definitions(stored: StoredEdition) -> Iterator[tuple[object, ...]]:
    for figure in stored.figures.values():
        counted = figure.counted
        source = None if counted is None else counted.source
        where = None if counted is None else json.dumps(counted.where, ensure_ascii=False)
        yield (
            *(stored.year, figure.figure_id, figure.definition, figure.words, figure.rule),
            *(source, where, figure.exact),
        )


def _components(stored: StoredEdition) -> Iterator[tuple[object, ...]]:
    for figure in stored.figures.values():
        for part in figure.components:
            yield stored.year, figure.figure_id, part.figure_id, part.role


def _claims(stored: StoredEdition) -> Iterator[tuple[object, ...]]:
    for claim in json.loads((stored.folder / "reconciliation.json").read_text(encoding="utf-8")):
        yield stored.year, *(claim[name] for name in _CLAIMS)


def _rows(
    database: "duckdb.DuckDBPyConnection",
    table: str,
    columns: Mapping[str, str],
    rows: Iterable[tuple[object, ...]],
) -> None:
    """Create a table of text and numbers from rows that have the edition before the columns.

    Each column is one parameter: a statement for each row takes a hundred times as long.
    """
    kinds = {"edition": "INTEGER", **columns}
    texts: list[list[str | None]] = [[] for _ in kinds]
    for row in rows:
        for column, value in zip(texts, row, strict=True):
            column.append(None if value is None else str(value))
    casts = ", ".join(f'unnest(?::VARCHAR[])::{kind} AS "{name}"' for name, kind in kinds.items())
    database.execute(f"CREATE TABLE {table} AS SELECT {casts}", texts)


def _releases(database: "duckdb.DuckDBPyConnection", out: Path) -> None:
    database.execute(
        "CREATE TABLE releases (edition INTEGER, release VARCHAR, manifest_sha256 VARCHAR,"
        " previous_manifest_sha256 VARCHAR, released_at VARCHAR)"
    )
    for stored in releases(out):
        manifest = stored.manifest
        before, when = manifest["previous_manifest_sha256"], manifest["released_at"]
        row = (stored.year, stored.name, stored.manifest_sha256, before, when)
        database.execute("INSERT INTO releases VALUES (?, ?, ?, ?, ?)", row)


def _views(database: "duckdb.DuckDBPyConnection") -> None:
    """Make each report table a view: a row for each row and edition, a column for each column."""
    found = database.execute(
        "SELECT table_id, column_key, min(rowid) AS first FROM marts GROUP BY ALL ORDER BY first"
    ).fetchall()
    columns: dict[str, list[str]] = {}
    for table, column, _ in found:
        columns.setdefault(table, []).append(column)
    for table, keys in columns.items():
        wide = ", ".join(f"max(value) FILTER (column_key = '{key}') AS \"{key}\"" for key in keys)
        # Ids and keys hold nothing but letters, digits and hyphens.
        query = (
            "SELECT edition, row_key, any_value(row_label) AS row_label,"  # noqa: S608
            f" {wide} FROM marts WHERE table_id = '{table}'"
            " GROUP BY edition, row_key ORDER BY edition, min(rowid)"
        )
        database.execute(f'CREATE VIEW "{table.replace("-", "_")}" AS {query}')


def _comment(database: "duckdb.DuckDBPyConnection") -> None:
    def comment(kind: str, what: str, words: str) -> None:
        database.execute(f"COMMENT ON {kind} {what} IS {_quoted(words)}")

    tables = {
        row[0] for row in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    }
    for table, (words, columns) in COMMENTS.items():
        comment("TABLE", table, words)
        for column, about in columns.items():
            comment("COLUMN", f'{table}."{column}"', about)
    for table in sorted(tables - COMMENTS.keys()):
        comment(
            "TABLE", table, f"Rows of {table.removeprefix('slice_')} with every derived variable"
        )
        for column, about in _ROW.items():
            comment("COLUMN", f"{table}.{column}", about)
    views = {row[0] for row in database.execute("SELECT view_name FROM duckdb_views()").fetchall()}
    described = database.execute(
        "SELECT split_part(figure_id, '/', 2) AS table_id, arg_max(definition, edition)"
        " FROM definitions GROUP BY table_id ORDER BY table_id"
    ).fetchall()
    for table_id, definition in described:
        name = table_id.replace("-", "_")
        if name in views:
            comment("VIEW", f'"{name}"', definition)
