"""The independent recount: every figure again, by SQL written from the counting rules alone.

It finds what the engine cannot find about itself: ``<`` for ``<=``, a lost condition, a wrong
column, a wrong rounding. Each table has one statement, ``tables/<table>.sql`` in the folder of its
declaration, meant to be read by an auditor. It returns ``row_key``, ``column_key`` and ``value``
(NULL is *not available*). Views that several tables share are in ``recount_shared.sql``, the
courses of the edition's own extract in ``recount_courses.sql``. ``recount_left_out.sql`` counts
whom the tables of the home municipality alone leave out. A statement reads the relations of
``recount_relations.sql``:

- ``udgave`` (aar, foerste, sidste, opstilling): the edition; ``centret`` (unge, garanti_dage,
  foerste_md, anden_md, fastholdelse_dage, som, kun_kommune) and ``tilbud`` (indsats): the centre's
  terms, the municipality that a partner's report is of, and what the centre offers
- ``udtraek`` (udtraek, udtrukket): the extracts, ``udtraek`` being the year of one, here and in all
  relations below
- ``regnskabsaar`` (udtraek, aar), ``leveret`` (udtraek, fil), ``udeladt`` (udtraek, fil, kolonne),
  ``ikke_oplyst`` (udtraek, tabel, raekke, kolonne): the accounting years, files, missing columns
  and unknown cells of each extract
- ``forloeb``, ``eksterne_forloeb``, ``posteringer``, ``doegnophold``, ``tilskud``, ``maalinger``:
  the validated rows of each, with ``udtraek``, ``file``, ``line`` and the contract's columns
- ``kommuner`` (kode, navn, rolle), ``afslutningsaarsager`` (noegle, nr), ``effekter`` (noegle, nr),
  ``aldersgrupper`` (noegle, fra, til, nr): the code lists in force
- ``trykt`` (tabel, raekke, kolonne, antal): printed counts that figures may use

This module has no rule of counting, and imports nothing of the engine (``figures``, ``tables``,
``slices``); no derived variable is read. Source: counting rules; extract contract.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

from rus_pipeline.core.codes import age_bands, codes_on, kommuner
from rus_pipeline.core.edition import Edition

if TYPE_CHECKING:
    import duckdb

    from rus_pipeline.figures.declaration import Printed
    from rus_pipeline.figures.figure import Figure
    from rus_pipeline.ingest.udtraek import Udtraek

_STEMS = ("forloeb", "eksterne_forloeb", "posteringer", "doegnophold", "tilskud", "maalinger")
_OWN_COURSES = ("udgavens_forloeb", "henvendt")  # the relations of recount_courses.sql
_PARALLEL_FROM = 100_000  # rows
_ONE_AT_A_TIME = Lock()  # a database that is kept is changed, and then changed back
_HERE = Path(__file__).parent
_TABLES = _HERE.parent / "tables"  # not imported: that would bring the engine

Rows = list[tuple[object, ...]]
Relations = tuple[tuple[str, tuple[tuple[object, ...], ...]], ...]
"""The rows of relations by name."""


@dataclass(frozen=True)
class StagedFile:
    """A delivered file: its validated rows as Parquet, its columns left out, its records."""

    rows: Path
    left_out: Collection[str]
    records: int


@dataclass(frozen=True)
class StagedExtract:
    """An extract's own facts, and its files by stem."""

    udtraek: "Udtraek"
    files: Mapping[str, StagedFile]


@cache
def statements() -> Mapping[str, str]:
    """Return table id → the SQL that counts it, in the order of the files' names."""
    return {path.stem.replace("_", "-"): _text(path) for path in sorted(_TABLES.glob("*.sql"))}


def recount(
    edition: Edition,
    extracts: Mapping[int, StagedExtract],
    printed: Mapping[tuple[str, str, str], "Printed"],
    tables: Collection[str] | None = None,
) -> dict[str, Decimal | None]:
    """Return figure id → value, None if not available, for every figure that the SQL counts.

    How many others a table leaves out has the row key ``udeladt``.

    ``extracts`` maps years to extracts: the edition's own and every earlier one that it reads;
    others have no effect. ``printed`` maps (table, row, column) to the printed counts that figures
    may use. ``tables`` are the ids to count, all by default; an extract needs only their files.
    Raises KeyError without the edition's own extract, duckdb.Error if a statement fails.
    """
    read = {year: extracts[year] for year in sorted(extracts) if year <= edition.year}
    if edition.year not in read:
        raise KeyError(edition.year)
    found: dict[str, Decimal | None] = {}
    rows = sum(file.records for extract in read.values() for file in extract.files.values())
    with TemporaryDirectory(prefix="rus-") as rewritten, _database_of(edition, rows) as database:
        _fill(database, _of_extracts(read))
        _fill(database, {"trykt": [(*at, count.value) for at, count in printed.items()]})
        for stem in _STEMS:
            _show(database, stem, read, Path(rewritten))
        asked = {i: sql for i, sql in statements().items() if tables is None or i in tables}
        left_out = _text(_HERE / "recount_left_out.sql")
        say_left_out = any(f"'{table}'" in left_out for table in asked)
        if say_left_out or any(name in sql for sql in asked.values() for name in _OWN_COURSES):
            database.execute(_text(_HERE / "recount_courses.sql"))
        for table, statement in asked.items():
            for row, column, value in database.execute(statement).fetchall():
                id_ = f"{edition.year}/{table}/{row}/{column}"
                found[id_] = None if value is None else Decimal(value)
        if say_left_out:
            for table, kommune, count in database.execute(left_out).fetchall():
                if table in asked:
                    found[f"{edition.year}/{table}/udeladt/{kommune}"] = Decimal(count)
    return found


@contextmanager
def _database_of(edition: Edition, rows: int) -> Iterator["duckdb.DuckDBPyConnection"]:
    """Yield a database with an edition's relations and no extract, to read this many rows."""
    of_edition = tuple((name, tuple(filled)) for name, filled in _of_edition(edition).items())
    if rows >= _PARALLEL_FROM:
        with _started(of_edition) as database:  # it holds much of what it has read
            yield database
        return
    with _ONE_AT_A_TIME:
        database = _started_once(of_edition)
        database.begin()
        try:
            yield database
        finally:
            database.rollback()


@lru_cache(maxsize=2)  # a centre's edition, and a partner's
def _started_once(of_edition: Relations) -> "duckdb.DuckDBPyConnection":
    """Return a database with one thread: making it takes longer than counting a small table."""
    return _started(of_edition, threads=1)


def _started(of_edition: Relations, **settings: int) -> "duckdb.DuckDBPyConnection":
    import duckdb

    database = duckdb.connect(config={"temp_directory": _spill_folder().name, **settings})
    database.execute(_text(_HERE / "recount_relations.sql"))
    _fill(database, dict(of_edition))
    database.execute(_text(_HERE / "recount_shared.sql"))
    return database


@cache
def _spill_folder() -> TemporaryDirectory[str]:
    """Return the folder that DuckDB spills to, by default the working directory."""
    return TemporaryDirectory(prefix="rus-")


def disagreements(
    figures: Iterable["Figure"],
    recount: Mapping[str, Decimal | None],
    left_out: Mapping[str, int],
) -> list[str]:
    """Return a sentence for each figure on which the engine and the SQL disagree, in order.

    Which figures there are and their published values are compared, including *not available*; the
    reasons are not. Every table of ``recount`` must be among ``figures``. ``left_out`` are the
    engine's numbers of those that tables leave out, by id.
    """
    counted: dict[str, Decimal | None] = {figure.figure_id: figure.value for figure in figures}
    counted |= {id_: Decimal(count) for id_, count in left_out.items()}
    return [
        f"{id_}: the engine {_says(counted, id_)}, the SQL {_says(recount, id_)}"
        for id_ in dict.fromkeys([*counted, *recount])
        if (id_ in counted, counted.get(id_)) != (id_ in recount, recount.get(id_))
    ]


def _says(values: Mapping[str, Decimal | None], id_: str) -> str:
    if id_ not in values:
        return "has no such figure"
    value = values[id_]
    return "says that it is not available" if value is None else f"counts {value:f}"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _fill(
    database: "duckdb.DuckDBPyConnection", relations: Mapping[str, Sequence[tuple[object, ...]]]
) -> None:
    """Fill relations of ``recount_relations.sql`` that are no delivered files."""
    for name, rows in relations.items():
        if rows:
            row = f"({', '.join('?' * len(rows[0]))})"
            statement = f"INSERT INTO {name} VALUES {', '.join([row] * len(rows))}"  # noqa: S608 # our own names
            database.execute(statement, list(chain.from_iterable(rows)))


def _of_edition(edition: Edition) -> dict[str, Rows]:
    """Return the rows of the relations on the edition and the code lists."""
    day = edition.last
    center = edition.center
    roles = {center.hjemkommune: "hjem", **dict.fromkeys(center.samarbejdskommuner, "samarbejde")}
    return {
        "udgave": [(edition.year, edition.first, edition.last, edition.layout)],
        "centret": [
            (
                center.tilbud.unge,
                center.frister.behandlingsgaranti_dage,
                *center.frister.opfoelgning_mdr,
                center.frister.fastholdelse_dage,
                center.som,
                center.hjemkommune if edition.of_partner else None,
            )
        ],
        "tilbud": [(indsats,) for indsats in center.tilbud.indsatser],
        "kommuner": [
            (kode, code.navn, roles.get(kode, "anden")) for kode, code in kommuner(day).items()
        ],
        "afslutningsaarsager": [
            (code.kode, nr) for nr, code in enumerate(codes_on("afslutningsaarsager", day))
        ],
        "effekter": [(code.kode, nr) for nr, code in enumerate(codes_on("effekter", day))],
        "aldersgrupper": [
            (band.kode, band.fra, band.til, nr) for nr, band in enumerate(age_bands(day))
        ],
    }


def _of_extracts(extracts: Mapping[int, StagedExtract]) -> dict[str, Rows]:
    """Return the rows of the relations on the extracts' own facts."""
    facts = {year: extract.udtraek for year, extract in extracts.items()}
    delivered = [(year, *found) for year, e in extracts.items() for found in e.files.items()]
    return {
        "udtraek": [(year, fact.udtrukket) for year, fact in facts.items()],
        "regnskabsaar": [
            (year, covered) for year, fact in facts.items() for covered in fact.regnskabsaar
        ],
        "leveret": [(year, stem) for year, stem, _ in delivered],
        "udeladt": [(year, stem, column) for year, stem, f in delivered for column in f.left_out],
        "ikke_oplyst": [
            (year, cell.tabel, cell.raekke, cell.kolonne)
            for year, fact in facts.items()
            for cell in fact.ikke_oplyst
        ],
    }


def _show(
    database: "duckdb.DuckDBPyConnection",
    stem: str,
    extracts: Mapping[int, StagedExtract],
    rewritten: Path,
) -> None:
    """Let the relation of a delivered file be a view of its rows in every extract that has it.

    What a statement does not ask for is then never read.
    """
    selected = [
        f"SELECT {year}::INTEGER AS udtraek, * FROM read_parquet({_as_sql(path)})"  # noqa: S608
        for year, path in _delivered(extracts, stem, rewritten)
    ]
    if selected:
        rows = " UNION ALL BY NAME ".join(selected)
        database.execute(f"DROP TABLE {stem}; CREATE VIEW {stem} AS {rows}")


def _as_sql(path: Path) -> str:
    """Return a path as a text of SQL in which nothing is a pattern."""
    plain = re.sub(r"([*?\[])", r"[\1]", str(path))
    return "'" + plain.replace("'", "''") + "'"


def _delivered(
    extracts: Mapping[int, StagedExtract], stem: str, rewritten: Path
) -> Iterator[tuple[int, Path]]:
    """Yield each extract that has a file, and the Parquet file of its validated rows.

    The names of grants are free text. They are normalised to NFC, so that the SQL does not depend
    on how letters were typed. Keys need compatibility forms (``2`` for ``²``), for which DuckDB has
    no function: ``pulje_i_bogstaver`` has them.
    """
    import polars as pl

    for year, extract in extracts.items():
        if stem not in extract.files:
            continue
        path = extract.files[stem].rows
        if stem == "tilskud":
            rows = pl.read_parquet(path, glob=False).with_columns(
                pl.col("pulje").str.normalize("NFC"),
                pl.col("pulje").str.normalize("NFKC").alias("pulje_i_bogstaver"),
            )
            path = rewritten / f"{stem}-{year}.parquet"
            rows.write_parquet(path)
        yield year, path
