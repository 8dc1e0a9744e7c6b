"""``rus.duckdb``: everything that stands, to query.

What belongs here: which tables the database has. What does not: what is in them. The file is
written anew beside the old one and moved into place, because DuckDB has one writer.
Source: counting rules, What the pipeline leaves behind.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rus_pipeline.place import replacing

if TYPE_CHECKING:
    import duckdb

DATABASE = "rus.duckdb"


def write_database(out: Path) -> Path:
    """Write ``<out>/rus.duckdb`` from the editions that stand, and return its path.

    Tables, each with a column ``edition``: ``figures``, ``marts`` (figures with their labels),
    ``quarantine``, and ``slice_<source>`` for each source of the slices.
    """
    import duckdb

    target = out / DATABASE
    with replacing(target) as new, duckdb.connect(str(new)) as database:
        made: set[str] = set()
        for folder in standing_editions(out):
            for name, rows in _tables(database, folder):
                if name in made:
                    rows.insert_into(name)
                else:
                    rows.create(name)
                    made.add(name)
    return target


def standing_editions(out: Path) -> list[Path]:
    """Return the folder of each edition that stands under ``out``, in order."""
    return sorted(path.parent for path in out.glob("[0-9][0-9][0-9][0-9]/figures.parquet"))


def _tables(
    database: "duckdb.DuckDBPyConnection", folder: Path
) -> Iterator[tuple[str, "duckdb.DuckDBPyRelation"]]:
    edition = f"{int(folder.name)}::INTEGER AS edition"
    yield "figures", database.read_parquet(str(folder / "figures.parquet"))
    yield "marts", database.read_parquet([str(p) for p in sorted(folder.glob("marts/*.parquet"))])
    quarantine = database.read_csv(str(folder / "quarantine.csv"), header=True, all_varchar=True)
    yield (
        "quarantine",
        quarantine.project(
            f'{edition}, file, line::BIGINT AS line, "column", "rule", "action", "value"'
        ),
    )
    for path in sorted(folder.glob("slice/*.parquet")):
        yield f"slice_{path.stem}", database.read_parquet(str(path)).project(f"{edition}, *")
