"""Every figure of an edition again, by SQL written from the counting rules alone.

An engine that has ``<`` for ``<=``, has lost a condition, calls a column by another's name or
rounds wrongly agrees with itself; it does not agree with this. There is one statement a table,
``tables/<table>.sql`` beside its declaration, found by being there and meant to be read by an
auditor; it returns ``row_key``, ``column_key`` and ``value`` (NULL is *not available*). The words
that several tables share stand in ``recount_shared.sql``. What a statement may read is declared in
``recount_relations.sql``:

- ``udgave`` (aar, foerste, sidste): the edition; ``udtraek`` (udtraek, udtrukket): the extracts at
  hand, ``udtraek`` being the year of one, there and in all that follows
- ``regnskabsaar`` (udtraek, aar), ``leveret`` (udtraek, fil), ``udeladt`` (udtraek, fil, kolonne),
  ``ikke_oplyst`` (udtraek, tabel, raekke, kolonne): what each covers, has, leaves out, cannot tell
- ``forloeb``, ``eksterne_forloeb``, ``posteringer``, ``doegnophold``, ``tilskud``: the validated
  rows of each, with ``udtraek``, ``file`` and ``line`` beside the contract's columns
- ``kommuner`` (kode, navn, rolle), ``afslutningsaarsager`` (noegle, nr), ``effekter`` (noegle, nr),
  ``aldersgrupper`` (noegle, fra, til, nr): the code lists in force
- ``trykt`` (tabel, raekke, kolonne, antal): printed counts that figures may take

What belongs here: filling those relations, running the statements, and saying where the two
differ. What does not: any rule of counting (the SQL has them), and anything of the engine's own
(``figures``, ``tables``, ``variables``, ``slices``): nothing of it is imported, and no variable it
derived is read. Source: counting rules; extract contract.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rus_pipeline.core.codes import age_bands, codes_on, kommuner
from rus_pipeline.core.edition import Edition

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from rus_pipeline.figures.declaration import Printed
    from rus_pipeline.figures.figure import Figure
    from rus_pipeline.ingest.folder import Extract

_STEMS = ("forloeb", "eksterne_forloeb", "posteringer", "doegnophold", "tilskud")
_SHARED_FROM = 100_000  # rows
_HERE = Path(__file__).parent
_TABLES = _HERE.parent / "tables"  # not imported: that would bring the engine

Rows = list[tuple[object, ...]]


@cache
def statements() -> Mapping[str, str]:
    """Return table id → the SQL that counts it, in the order of the files' names."""
    return {path.stem.replace("_", "-"): _text(path) for path in sorted(_TABLES.glob("*.sql"))}


def recount(
    edition: Edition,
    extracts: Mapping[int, "Extract"],
    printed: Mapping[tuple[str, str, str], "Printed"],
    tables: Collection[str] | None = None,
) -> dict[str, Decimal | None]:
    """Return figure id → value, None where it is not available, of all that the SQL finds.

    ``extracts`` maps years to the extracts at hand: the edition's own and every earlier one that
    the edition reads; others, later ones too, change nothing. ``printed`` maps (table, row, column)
    to the printed counts that the edition's figures may take. ``tables`` are the ids of those
    counted, all by default; an extract needs only the files that they are counted from.
    Raises KeyError without the edition's own extract, duckdb.Error where a statement cannot be run.
    """
    import duckdb

    at_hand = {year: extracts[year] for year in sorted(extracts) if year <= edition.year}
    if edition.year not in at_hand:
        raise KeyError(edition.year)
    found: dict[str, Decimal | None] = {}
    rows = sum(file.frame.height for e in at_hand.values() for file in e.files.values())
    # What memory does not hold is written to files: left to itself, in the working directory.
    with (
        TemporaryDirectory(prefix="rus-") as spilled,
        duckdb.connect(config={"temp_directory": spilled}) as database,
    ):
        if rows < _SHARED_FROM:  # sharing the work would take longer than doing it
            database.execute("SET threads = 1")
        database.execute(_text(_HERE / "recount_relations.sql"))
        _fill(database, edition, at_hand, printed)
        database.execute(_text(_HERE / "recount_shared.sql"))
        for table, statement in statements().items():
            if tables is not None and table not in tables:
                continue
            for row, column, value in database.execute(statement).fetchall():
                id_ = f"{edition.year}/{table}/{row}/{column}"
                found[id_] = None if value is None else Decimal(value)
    return found


def disagreements(figures: Iterable["Figure"], opinion: Mapping[str, Decimal | None]) -> list[str]:
    """Return a sentence for each figure that the engine and the SQL do not agree on, in order.

    Compared are the figures there are and their values as published, *not available* being one of
    them; not the reasons. Every table of ``opinion`` must be among ``figures``.
    """
    counted = {figure.figure_id: figure.value for figure in figures}
    return [
        f"{id_}: the engine {_says(counted, id_)}, the SQL {_says(opinion, id_)}"
        for id_ in dict.fromkeys([*counted, *opinion])
        if (id_ in counted, counted.get(id_)) != (id_ in opinion, opinion.get(id_))
    ]


def _says(values: Mapping[str, Decimal | None], id_: str) -> str:
    if id_ not in values:
        return "has no such figure"
    value = values[id_]
    return "says that it is not available" if value is None else f"counts {value:f}"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _fill(
    database: "duckdb.DuckDBPyConnection",
    edition: Edition,
    extracts: Mapping[int, "Extract"],
    printed: Mapping[tuple[str, str, str], "Printed"],
) -> None:
    """Fill every relation of ``recount_relations.sql``."""
    import polars as pl

    told: dict[str, Rows] = {
        **_of_edition(edition),
        **_of_extracts(extracts),
        "trykt": [(*at, count.value) for at, count in printed.items()],
    }
    for name, rows in told.items():
        if rows:
            _insert(database, name, pl.DataFrame(rows, orient="row", infer_schema_length=None))
    for stem in _STEMS:
        frames = list(_delivered(extracts, stem))
        if frames:
            _insert(database, f"{stem} BY NAME", pl.concat(frames))


def _insert(database: "duckdb.DuckDBPyConnection", into: str, rows: "pl.DataFrame") -> None:
    database.register("rows", rows)
    database.execute(f"INSERT INTO {into} SELECT * FROM rows")  # noqa: S608 # of our own names
    database.unregister("rows")


def _of_edition(edition: Edition) -> dict[str, Rows]:
    """Return the rows of the relations that the edition and the code lists tell."""
    day = edition.last
    center = edition.center
    roles = {center.hjemkommune: "hjem", **dict.fromkeys(center.samarbejdskommuner, "samarbejde")}
    return {
        "udgave": [(edition.year, edition.first, edition.last)],
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


def _of_extracts(extracts: Mapping[int, "Extract"]) -> dict[str, Rows]:
    """Return the rows of the relations that the extracts tell of themselves."""
    facts = {year: extract.udtraek for year, extract in extracts.items()}
    delivered = [(year, file) for year, e in extracts.items() for file in e.files.values()]
    return {
        "udtraek": [(year, fact.udtrukket) for year, fact in facts.items()],
        "regnskabsaar": [
            (year, covered) for year, fact in facts.items() for covered in fact.regnskabsaar
        ],
        "leveret": [(year, file.stem) for year, file in delivered],
        "udeladt": [
            (year, file.stem, column) for year, file in delivered for column in file.left_out
        ],
        "ikke_oplyst": [
            (year, cell.tabel, cell.raekke, cell.kolonne)
            for year, fact in facts.items()
            for cell in fact.ikke_oplyst
        ],
    }


def _delivered(extracts: Mapping[int, "Extract"], stem: str) -> Iterator["pl.DataFrame"]:
    """Yield the validated rows of a file of each extract that has it, with ``udtraek``.

    The names of grants are free text; letters written in parts are put together, so that what the
    SQL makes of them does not depend on how they were typed. Their keys are made of plain letters
    (``2`` for ``²``), which stand in ``pulje_i_bogstaver``: SQL has no function for that.
    """
    import polars as pl

    for year, extract in extracts.items():
        if stem in extract.files:
            rows = extract.files[stem].frame.with_columns(pl.lit(year).alias("udtraek"))
            if stem == "tilskud":
                rows = rows.with_columns(
                    pl.col("pulje").str.normalize("NFC"),
                    pl.col("pulje").str.normalize("NFKC").alias("pulje_i_bogstaver"),
                )
            yield rows
