"""The asset graph: keys, groups, dependencies across years, descriptions, column schemas.

Keys: ``extract/<file>``, ``slice/<source>`` (what a year's extract brings to a source),
``mart/<table>``, ``snapshot/<table>``, ``figures``, ``claims``,
``reconciliation``, ``report``, ``public``, ``database`` and ``front_page``. What belongs
here: what there is and what it hangs on, all of it read off the declarations. What does not: any
work (``assets``).
"""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from rus_pipeline.audit.gates import Gate
from rus_pipeline.extracts.folder import SCHEMAS
from rus_pipeline.extracts.schema import ExtractSchema
from rus_pipeline.figures.counting import FIGURES_SCHEMA
from rus_pipeline.figures.declaration import Narrative, Table
from rus_pipeline.figures.quoted import Promises
from rus_pipeline.orchestration.partitions import EDITIONS, year_before_mapping, years_mapping
from rus_pipeline.slices import FIRST_EXTERNAL, NARRATIVE, SOURCES, STEM_OF, years_behind
from rus_pipeline.tables import ReportTable, all_tables, counted_tables
from rus_pipeline.versions import code_version

FIGURES = dg.AssetKey("figures")
REPORT = dg.AssetKey("report")
DATABASE = dg.AssetKey("database")
FRONT_PAGE = dg.AssetKey("front_page")
CLAIMS = dg.AssetKey("claims")
RECONCILIATION = dg.AssetKey("reconciliation")
PUBLIC = dg.AssetKey("public")
CHECK = "skema"
ATTACKER = "angriber"

# A delivery is expected every week, and a report is built of it the same night.
_DELIVERED_WEEKLY = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(days=14), warn_window=timedelta(days=8)
)

_OWNERS = ["team:rusmiddelcentret"]


def extract_key(stem: str) -> dg.AssetKey:
    """Return the key of a delivered file's asset."""
    return dg.AssetKey(["extract", stem])


def slice_key(source: str) -> dg.AssetKey:
    """Return the key of what a year's extract brings to a source of the slice."""
    return dg.AssetKey(["slice", source])


def mart_key(table: Table) -> dg.AssetKey:
    """Return the key of a table's mart."""
    return dg.AssetKey(["mart", table.id.replace("-", "_")])


def snapshot_key(table: ReportTable) -> dg.AssetKey:
    """Return the key of a table's HTML snapshot."""
    return dg.AssetKey(["snapshot", table.id.replace("-", "_")])


def asset_specs() -> list[dg.AssetSpec]:
    """Return every asset of the pipeline."""
    return [*_extracts(), *_slices(), *_tables(), *_whole()]


def check_specs() -> list[dg.AssetCheckSpec]:
    """Return each extract's schema check, the figures' gates and the public edition's attacker."""
    schemas = [
        dg.AssetCheckSpec(
            CHECK,
            asset=extract_key(stem),
            description="Rækker og felter, der kunne bruges, mod skemaet; se quarantine.csv.",
        )
        for stem in SCHEMAS
    ]
    gates = [
        dg.AssetCheckSpec(
            gate_name(gate), asset=FIGURES, description=f"{gate.shows}.", blocking=True
        )
        for gate in Gate
    ]
    attacker = dg.AssetCheckSpec(
        ATTACKER,
        asset=PUBLIC,
        description="Intet lille antal kan ud fra alt offentligt indsnævres til for få tal.",
        blocking=True,
    )
    return [*schemas, *gates, attacker]


def gate_name(gate: Gate) -> str:
    """Return the name of a gate's check."""
    return gate.value.replace("-", "_")


def _spec(
    key: dg.AssetKey,
    deps: list[dg.AssetDep],
    group: str,
    kinds: set[str],
    description: str,
    code: tuple[str, ...],
    columns: dg.TableSchema | None = None,
    freshness: dg.FreshnessPolicy | None = None,
) -> dg.AssetSpec:
    return dg.AssetSpec(
        key,
        deps=deps,
        description=description,
        group_name=group,
        kinds=kinds,
        owners=_OWNERS,
        code_version=code_version("codes", *code),
        partitions_def=EDITIONS,
        skippable=True,
        freshness_policy=freshness,
        metadata={"dagster/column_schema": columns} if columns is not None else {},
    )


def _extracts() -> Iterator[dg.AssetSpec]:
    for stem, schema in SCHEMAS.items():
        yield _spec(
            extract_key(stem),
            [],
            "extracts",
            {"csv", "polars"},
            f"{schema.description} Læst fra {stem}.csv eller .xlsx og holdt op mod skemaet.",
            ("extracts",),
            _extract_columns(schema),
        )


def _extract_columns(schema: ExtractSchema) -> dg.TableSchema:
    return dg.TableSchema(
        [
            dg.TableColumn(
                name,
                str(column.dtype),
                column.description,
                constraints=dg.TableColumnConstraints(
                    nullable=bool(column.nullable), unique=bool(column.unique)
                ),
            )
            for name, column in schema.frame.columns.items()
        ]
    )


def _slices() -> Iterator[dg.AssetSpec]:
    for source in SOURCES:
        yield _spec(
            slice_key(source),
            [dg.AssetDep(extract_key(STEM_OF.get(source, source)))],
            "slices",
            {"polars", "parquet"},
            f"{source}: årets rækker med hver afledt variabel som kolonne.",
            ("extracts", "variables", "slices.py"),
        )


def _tables() -> Iterator[dg.AssetSpec]:
    for table in all_tables():
        code = (f"tables/{table.id.replace('-', '_')}.py",)
        if isinstance(table, Table):
            yield _spec(
                mart_key(table),
                [dg.AssetDep(slice_key(table.source), partition_mapping=_years(table.source))],
                "marts",
                {"polars", "parquet"},
                table.definition,
                ("figures", "slices.py", "variables", *code),
                _mart_columns(),
            )
        yield _spec(
            snapshot_key(table),
            [dg.AssetDep(key) for key in _shown(table)],
            "snapshots",
            {"html", "great_tables"},
            f"{table.id} som HTML. {table.definition}",
            ("report", *code),
        )


def _shown(table: ReportTable) -> list[dg.AssetKey]:
    """Return what a table's snapshot shows."""
    match table:
        case Table():
            return [mart_key(table)]
        case Narrative():
            return [slice_key(NARRATIVE)]
        case Promises():
            measured = {at.table for promise in table.promises for at in promise.measured}
            return [CLAIMS, *(mart_key(t) for t in counted_tables() if t.id in measured)]
        case _:
            return [CLAIMS]


def _years(source: str) -> dg.PartitionMapping | None:
    """Return which years of a source its tables read, or None for the edition's own alone."""
    own_year_alone = len(years_behind(source, FIRST_EXTERNAL + 1)) == 1
    return None if own_year_alone else years_mapping(source)


def _mart_columns() -> dg.TableSchema:
    labels = [dg.TableColumn("row_label", "String"), dg.TableColumn("column_label", "String")]
    return dg.TableSchema(
        [*(dg.TableColumn(name, str(dtype)) for name, dtype in FIGURES_SCHEMA.items()), *labels]
    )


def _whole() -> Iterator[dg.AssetSpec]:
    yield _spec(
        FIGURES,
        [dg.AssetDep(mart_key(table)) for table in counted_tables()],
        "figures",
        {"parquet"},
        "Alle udgavens tal, ét i hver række.",
        ("figures", "tables"),
        dg.TableSchema([dg.TableColumn(n, str(dtype)) for n, dtype in FIGURES_SCHEMA.items()]),
    )
    yield _spec(
        CLAIMS,
        [],
        "published",
        {"csv"},
        "Tal, som de er trykt i tidligere rapporter og registre; de tælles aldrig.",
        ("published",),
    )
    yield _spec(
        RECONCILIATION,
        [dg.AssetDep(CLAIMS), dg.AssetDep(FIGURES)],
        "published",
        {"html"},
        "Hvert trykt tal ved siden af det tal, der er bygget.",
        ("published", "figures", "tables"),
    )
    yield _spec(
        PUBLIC,
        [dg.AssetDep(FIGURES, partition_mapping=year_before_mapping())],
        "report",
        {"html", "pdf", "parquet"},
        "Det, der må offentliggøres: tal, rapport og tal til at hente, hvor små antal er skjult.",
        ("disclosure", "publishing.py", "report", "tables"),
    )
    yield _spec(
        REPORT,
        [
            dg.AssetDep(RECONCILIATION),
            dg.AssetDep(FIGURES, partition_mapping=year_before_mapping()),
            *(dg.AssetDep(snapshot_key(t)) for t in all_tables()),
        ],
        "report",
        {"html", "pdf"},
        "Udgavens rapport, som den læses: sider, PDF og tal til at hente.",
        ("report", "tables"),
        freshness=_DELIVERED_WEEKLY,
    )
    yield _spec(
        DATABASE,
        [dg.AssetDep(FIGURES)],
        "report",
        {"duckdb"},
        "rus.duckdb: alle udgaver, der står, til at spørge i.",
        ("database.py",),
    )
    yield _spec(
        FRONT_PAGE,
        [dg.AssetDep(REPORT)],
        "report",
        {"html"},
        "Forside over alle udgaver, der står, med hovedtallenes udvikling.",
        ("report",),
    )
