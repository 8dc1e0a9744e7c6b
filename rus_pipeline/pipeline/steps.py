"""The steps of an edition, in order: what each makes and reads, and the code that it runs.

Everything else is derived from this list: the plan of ``rus run``, ``rus status``, the rebuild of
``rus verify``, and Dagster's assets with their dependencies. Source: stages contract, Assets.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from rus_pipeline.figures.declaration import Table
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.pipeline.job import Facts, Input, Job
from rus_pipeline.pipeline.stages.marts import key_of
from rus_pipeline.pipeline.stages.slicing import years_read
from rus_pipeline.pipeline.stages.snapshots import DOCUMENT_TABLES, snapshot_of
from rus_pipeline.slices import (
    COURSES_BY_YEAR,
    DESCRIPTIONS,
    JOINED,
    NARRATIVE,
    NOTES,
    SOURCES,
    STEM_OF,
    YEARS,
    years_behind,
)
from rus_pipeline.tables import all_tables, counted_tables

RAW = "raw"
CENTER, UDTRAEK, REGISTER = "raw/center", "raw/udtraek", "releases"
PUBLISHED, DOCUMENTS = "raw/published", "raw/dokumenter"

_STAGES = "rus_pipeline.pipeline.stages"
_LATE = 2023  # an edition with years before it to read

Known = tuple[int, ...]
Reads = Callable[[int, Known], Iterable[Input]]
Make = Callable[[Job, str, Path], Facts]


@dataclass(frozen=True)
class Asset:
    """Something that a step makes for each edition.

    ``reads`` returns its inputs, given an edition and all known editions. ``stage`` are the module
    and function that make it, ``code`` further modules that it depends on. ``keyed``: it depends on
    the pseudonym key.
    """

    name: str
    step: str
    description: str
    kinds: tuple[str, ...]
    reads: Reads
    stage: tuple[str, str]
    code: tuple[str, ...] = ()
    keyed: bool = False

    @property
    def group(self) -> str:
        """Return the first part of the name."""
        return self.name.partition("/")[0]

    @property
    def modules(self) -> tuple[str, ...]:
        """Return the modules that make it."""
        return (f"{_STAGES}.{self.stage[0]}", *self.code)

    def make(self, job: Job, folder: Path) -> Facts:
        """Write its files into ``folder``, which is empty, and return its facts."""
        module, name = self.stage
        function: Make = getattr(import_module(f"{_STAGES}.{module}"), name)
        return function(job, self.name, folder)


@cache
def assets() -> Mapping[str, Asset]:
    """Return every asset of an edition by name, each after the assets that it reads."""
    return {asset.name: asset for asset in _assets()}


@cache
def steps() -> Mapping[str, tuple[Asset, ...]]:
    """Return the steps in order, each with what it makes."""
    found: dict[str, list[Asset]] = {}
    for asset in assets().values():
        found.setdefault(asset.step, []).append(asset)
    return {step: tuple(made) for step, made in found.items()}


def raw_names() -> list[str]:
    """Return the name of every external input, delivered or not."""
    return [*(f"{RAW}/{stem}" for stem in SCHEMAS), UDTRAEK, CENTER, PUBLISHED, DOCUMENTS, REGISTER]


def _own(*names: str) -> Reads:
    return lambda year, _known: [(name, year) for name in names]


def _assets() -> Iterator[Asset]:
    yield from _staging()
    yield from _slices()
    yield Asset(
        "claims",
        "claims",
        "Tal, som de er trykt i tidligere rapporter og registre; de tælles aldrig.",
        ("csv",),
        _own(PUBLISHED),
        ("claims", "make"),
    )
    yield Asset(
        "documents",
        "claims",
        "Hvilke tabeller, løfter og mål i andre dokumenter rapporten viser, læst og prøvet.",
        ("toml",),
        _own(DOCUMENTS),
        ("documents", "make"),
    )
    yield from _marts()
    yield from _snapshots()
    yield from _whole()


def _staging() -> Iterator[Asset]:
    for stem, schema in SCHEMAS.items():
        yield Asset(
            f"staging/{stem}",
            "staging",
            f"{schema.description} Læst fra filen {stem} (.csv, .xlsx …) og holdt op mod skemaet.",
            ("polars", "parquet"),
            _own(f"{RAW}/{stem}", UDTRAEK, CENTER, *_held_against(schema.of)),
            ("staging", "make_file"),
            keyed=True,
        )
    yield Asset(
        "staging/quarantine",
        "staging",
        "Hvad der ikke kunne bruges i udgavens filer, og hvad der blev gjort ved det.",
        ("csv",),
        _own(CENTER, *(f"staging/{stem}" for stem in SCHEMAS)),
        ("staging", "make_quarantine"),
    )


def _held_against(stem: str | None) -> list[str]:
    return [] if stem is None else [f"staging/{stem}"]


def _slices() -> Iterator[Asset]:
    for source in SOURCES:
        yield Asset(
            f"slice/{source}",
            f"slices{_reach(source)}",
            f"{source}: {DESCRIPTIONS[source]}, med hver afledt variabel som kolonne.",
            ("polars", "parquet"),
            _behind(source, JOINED.get(source, ())),
            ("slicing", "make"),
        )


def _reach(source: str) -> str:
    """Return the suffix of a step's name that says how far back its source reads.

    Dagster wants all assets of one step to read the same editions of an input.
    """
    years = len(years_behind(source, _LATE))
    return {1: "", 2: "_year_before"}.get(years, "_over_years")


def _behind(source: str, joined: Iterable[str]) -> Reads:
    """Return the staged files that a source reads, of the edition and of earlier ones.

    ``joined`` are files that tell more of its rows, of the edition alone.
    """
    staged = f"staging/{STEM_OF.get(source, source)}"

    def reads(year: int, known: Known) -> list[Input]:
        return [
            (CENTER, year),
            *((staged, one) for one in years_read(source, year, known)),
            *((f"staging/{stem}", year) for stem in joined),
        ]

    return reads


def _marts() -> Iterator[Asset]:
    for table in counted_tables():
        yield Asset(
            key_of(table),
            f"marts{_reach(table.source)}",
            table.in_general,
            ("polars", "duckdb", "parquet"),
            _counted(table),
            ("marts", "make"),
            (_module(table.id), f"{_module(table.id)}:sql"),
        )
    yield Asset(
        "figures",
        "figures",
        "Alle udgavens tal, ét i hver række, og om de stemmer fra tabel til tabel.",
        ("parquet",),
        _own(*(key_of(table) for table in counted_tables())),
        ("marts", "make_figures"),
    )


def _counted(table: Table) -> Reads:
    behind = _behind(table.source, table.rests_on)

    def reads(year: int, known: Known) -> list[Input]:
        # The rows behind the slice as well: SQL counts those.
        printed = [("claims", year)] if table.printed else []
        return [(f"slice/{table.source}", year), *printed, *behind(year, known)]

    return reads


def _snapshots() -> Iterator[Asset]:
    for table in all_tables():
        shown = key_of(table) if isinstance(table, Table) else f"slice/{NARRATIVE}"
        yield Asset(
            snapshot_of(table),
            "snapshots",
            f"{table.id}, som den vises. {table.in_general}",
            ("html", "great_tables"),
            _own(CENTER, shown, f"slice/{NOTES}"),
            ("snapshots", "make"),
            (_module(table.id),),
        )
    # Which figures a document's promises are measured by is known from its file alone.
    yield Asset(
        DOCUMENT_TABLES,
        "snapshots",
        "Tabellerne fra andre dokumenter, som de vises: hver en side for sig.",
        ("html", "great_tables"),
        _own(CENTER, "claims", "documents", "figures"),
        ("snapshots", "make_documents"),
    )


def _whole() -> Iterator[Asset]:
    slices = [f"slice/{source}" for source in SOURCES]
    tables = [f"rus_pipeline.tables.{table.id.replace('-', '_')}" for table in all_tables()]
    code = tuple(tables)
    yield Asset(
        "reconciliation",
        "reconciliation",
        "Hvert trykt tal ved siden af det tal, der er bygget.",
        ("html",),
        _own(CENTER, "claims", "documents", "figures", f"slice/{COURSES_BY_YEAR}"),
        ("comparing", "make"),
    )
    yield Asset(
        "public",
        "public",
        "Det, der må offentliggøres: tal, hvor små antal er skjult.",
        ("parquet",),
        lambda year, known: [
            *_own(CENTER, REGISTER, "figures", *slices)(year, known),
            *(("public", one) for one in known if one < year),
        ],
        ("publishing", "make"),
    )
    yield Asset(
        "report",
        "report",
        "Udgavens rapport, som den læses: sider, PDF og tal til at hente.",
        ("html", "pdf"),
        lambda year, known: [
            *_own(CENTER, "figures", "reconciliation", "public", *slices)(year, known),
            *_own("claims", "documents", DOCUMENT_TABLES)(year, known),
            *((snapshot_of(table), year) for table in all_tables()),
            *(("figures", one) for one in _told_of(year, known)),
            *(("staging/quarantine", one) for one in _years_behind(year, known)),
        ],
        ("reports", "make"),
        code,
    )
    yield Asset(
        "public_report",
        "report",
        "Den rapport, der må offentliggøres, af beskyttede tal alene.",
        ("html", "pdf"),
        lambda year, known: [
            *_own(CENTER, "claims", "documents", "figures", "public", *slices)(year, known),
            *((name, one) for one in _told_of(year, known) for name in ("figures", "public")),
            *(("staging/quarantine", one) for one in _years_behind(year, known)),
        ],
        ("reports", "make_public"),
        code,
    )
    yield Asset(
        "edition",
        "edition",
        "Det, der står i outputmappen: skiftet i ét skridt, når alle dele hører sammen.",
        ("html", "parquet"),
        lambda year, known: [
            *_own("figures", "reconciliation", "report", "public", "public_report")(year, known),
            *((name, year) for name in slices),
            *((key_of(table), year) for table in counted_tables()),
            *(("staging/quarantine", one) for one in _years_behind(year, known)),
        ],
        ("assembling", "make"),
    )


def _told_of(year: int, known: Known) -> list[int]:
    """Return the editions before an edition's that its report shows the main figures of."""
    return [one for one in known if year - YEARS < one < year]


def _years_behind(year: int, known: Known) -> list[int]:
    """Return every edition that any source of the edition reads."""
    return sorted({one for source in SOURCES for one in years_read(source, year, known)})


def _module(table_id: str) -> str:
    return f"rus_pipeline.tables.{table_id.replace('-', '_')}"
