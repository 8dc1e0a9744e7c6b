"""``rus.duckdb``: all current editions as tables for queries, with a comment on each column.

It is always written as a new file that replaces the old one, because DuckDB allows one writer.
Source: counting rules, What the pipeline leaves behind; worked queries are in ``docs/sql.md``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
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
        made: dict[str, set[str]] = {}
        database.begin()  # one transaction: each would wait for the disk
        for stored in current_editions(out):
            for name, rows in _tables(database, stored):
                if name in made:
                    _append(database, name, rows, made[name])
                else:
                    rows.create(name)
                    made[name] = set(rows.columns)
        _releases(database, out)
        _views(database)
        _comment(database)
        database.commit()
        # Closing does it, too, but reports no error if the disk is full.
        database.execute("CHECKPOINT")
    return target


def _append(
    database: "duckdb.DuckDBPyConnection",
    table: str,
    rows: "duckdb.DuckDBPyRelation",
    known: set[str],
) -> None:
    """Append rows to a table; a column that either does not have is null.

    A slice has columns that only some deliveries, or versions of the code, have.
    """
    for column, kind in zip(rows.columns, rows.types, strict=True):
        if column not in known:
            database.execute(f'ALTER TABLE {table} ADD COLUMN "{column}" {kind}')
            known.add(column)
    database.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows")  # noqa: S608 # our own names


def _tables(
    database: "duckdb.DuckDBPyConnection", stored: StoredEdition
) -> Iterator[tuple[str, "duckdb.DuckDBPyRelation"]]:
    folder = stored.folder
    year = f"{stored.year}::INTEGER AS edition"
    yield "figures", database.read_parquet(str(folder / "figures.parquet"))
    yield "marts", database.read_parquet([str(p) for p in sorted(folder.glob("marts/*.parquet"))])
    yield "definitions", _rows(database, stored.year, _DEFINITIONS, list(_definitions(stored)))
    yield "components", _rows(database, stored.year, _COMPONENTS, list(_components(stored)))
    quarantine = database.read_csv(str(folder / "quarantine.csv"), header=True, all_varchar=True)
    yield (
        "quarantine",
        quarantine.project(
            f'{year}, file, line::BIGINT AS line, "column", "rule", "action", "value"'
        ),
    )
    yield "set_aside", _set_aside(database, folder).project(f"{year}, *")
    claims = json.loads((folder / "reconciliation.json").read_text(encoding="utf-8"))
    rows = [tuple(claim[name] for name in _CLAIMS) for claim in claims]
    yield "claims", _rows(database, stored.year, _CLAIMS, rows)
    for path in sorted(folder.glob("slice/*.parquet")):
        yield f"slice_{path.stem}", database.read_parquet(str(path)).project(f"{year}, *")


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
            *(figure.figure_id, figure.definition, figure.words, figure.rule),
            *(source, where, figure.exact),
        )


def _components(stored: StoredEdition) -> Iterator[tuple[object, ...]]:
    for figure in stored.figures.values():
        for part in figure.components:
            yield figure.figure_id, part.figure_id, part.role


def _rows(
    database: "duckdb.DuckDBPyConnection",
    year: int,
    columns: Mapping[str, str],
    rows: Sequence[tuple[object, ...]],
) -> "duckdb.DuckDBPyRelation":
    """Return rows of text and numbers as a relation with the edition first."""
    texts = [
        [None if row[at] is None else str(row[at]) for row in rows] for at in range(len(columns))
    ]
    casts = ", ".join(f'unnest(?::VARCHAR[])::{kind} AS "{name}"' for name, kind in columns.items())
    return database.sql(f"SELECT {year}::INTEGER AS edition, {casts}", params=texts)


def _set_aside(database: "duckdb.DuckDBPyConnection", folder: Path) -> "duckdb.DuckDBPyRelation":
    """Return an edition's rows that are left out or joined; one of an earlier version has none."""
    columns = {
        "file": "VARCHAR",
        "line": "BIGINT",
        "kind": "VARCHAR",
        "konto": "VARCHAR",
        "course_line": "BIGINT",
    }
    path = folder / SET_ASIDE
    if path.is_file():
        return database.read_csv(str(path), header=True, columns=columns)
    nothing = ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items())
    return database.sql(f"SELECT {nothing} LIMIT 0")


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
        text = words.replace("'", "''")
        database.execute(f"COMMENT ON {kind} {what} IS '{text}'")

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
