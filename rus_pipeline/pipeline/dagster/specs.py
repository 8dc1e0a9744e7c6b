"""Specs of Dagster's assets and checks, derived from the steps.

Source: stages contract, Assets and What holds, 4, 6 and 9.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import dagster as dg
import polars as pl

from rus_pipeline.figures.files import figures_schema
from rus_pipeline.ingest.rows.quarantine import SCHEMA as QUARANTINE
from rus_pipeline.ingest.schema import ExtractSchema
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.pipeline.dagster.partitions import EDITIONS, known_editions, mapping
from rus_pipeline.pipeline.plan import code_of, libraries_of
from rus_pipeline.pipeline.stages import marts, publishing, staging
from rus_pipeline.pipeline.steps import Asset, assets, raw_names

DATABASE = dg.AssetKey("database")
FRONT_PAGE = dg.AssetKey("front_page")
OWNERS = ["team:behandlingscentret"]

# A delivery is expected every week, and a report is built of it the same night.
_DELIVERED_WEEKLY = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(days=14), warn_window=timedelta(days=8)
)


@dataclass(frozen=True)
class Check:
    """A check in Dagster: its name and description, and the checks of the step that it joins."""

    name: str
    description: str
    of: tuple[str, ...]


_CHECKS: Mapping[str, tuple[Check, ...]] = {
    "staging": (
        Check(
            staging.SCHEMA_CHECK,
            "Rækker og felter, der kunne bruges, mod skemaet; se quarantine.csv.",
            (staging.SCHEMA_CHECK,),
        ),
        Check(
            staging.NOTHING_LOST,
            "Hver leveret post er brugt, sat ud, udeladt eller samlet med en anden.",
            (staging.NOTHING_LOST,),
        ),
    ),
    "mart": (
        Check(
            "tre_kontroller",
            "sporing: hvert tal er det, som dets egne rækker eller dele giver."
            " ingen_dobbelt: ingen række tæller to gange i et tal."
            " anden_opgoerelse: hvert tal, talt igen i SQL skrevet for sig, er det samme.",
            (marts.TRACE_EQUALITY, marts.NO_ROW_TWICE, marts.RECOUNT),
        ),
    ),
    "figures": (
        Check(
            marts.ADDS_UP,
            "Tal, der skal stemme fra tabel til tabel, stemmer.",
            (marts.ADDS_UP,),
        ),
    ),
    "public": (
        Check(
            publishing.INTRUDER,
            "Intet lille antal kan ud fra alt offentligt indsnævres til for få tal.",
            (publishing.INTRUDER,),
        ),
    ),
}


def key_of(name: str) -> dg.AssetKey:
    """Return the key of an asset: ``mart/tabel_10`` is in the group ``mart``."""
    return dg.AssetKey(name.split("/"))


def name_of(key: dg.AssetKey) -> str:
    """Return the name of an asset."""
    return "/".join(key.path)


def raw_specs() -> list[dg.AssetSpec]:
    """Return the external assets: delivered files and other inputs, observed when they change."""
    return [
        dg.AssetSpec(
            key_of(name),
            group_name="raw",
            description=_RAW.get(name, f"{name.removeprefix('raw/')}, som den er leveret."),
            kinds={"csv"} if name not in _RAW else {"file"},
            owners=OWNERS,
            partitions_def=EDITIONS,
        )
        for name in raw_names()
    ]


_RAW = {
    "raw/udtraek": "udtraek.toml: hvad udtrækket siger om sig selv.",
    "raw/center": "center.toml: hvem centret er.",
    "raw/dokumenter": "dokumenter/*.toml: hvilke tabeller i andre dokumenter der vises.",
    "raw/published": "Tal, som de er trykt i tidligere rapporter.",
    "releases": "Fortegnelsen over det, der er frigivet.",
}


def spec_of(asset: Asset) -> dg.AssetSpec:
    """Return the spec of an asset."""
    known = known_editions()
    reads = {name for year in known for name, _ in asset.reads(year, known)}
    columns = _columns(asset)
    return dg.AssetSpec(
        key_of(asset.name),
        deps=[
            dg.AssetDep(key_of(name), partition_mapping=mapping(asset, name))
            # Dagster lets an asset read its own earlier partitions only where these are dates.
            for name in sorted(reads - {asset.name})
        ],
        description=asset.description,
        group_name=asset.group,
        kinds=set(asset.kinds),
        owners=OWNERS,
        code_version=f"{code_of(asset)}-{libraries_of(asset)}",
        partitions_def=EDITIONS,
        skippable=True,
        freshness_policy=_DELIVERED_WEEKLY if asset.name == "edition" else None,
        metadata={"dagster/column_schema": columns} if columns is not None else {},
    )


def checks_of(asset: Asset) -> tuple[Check, ...]:
    """Return the checks of an asset."""
    return () if asset.name == "staging/quarantine" else _CHECKS.get(asset.group, ())


def check_specs(asset: Asset) -> Iterator[dg.AssetCheckSpec]:
    """Yield the checks of an asset; a failed one stops the later steps of the run."""
    for check in checks_of(asset):
        yield dg.AssetCheckSpec(
            check.name,
            asset=key_of(asset.name),
            description=check.description,
            # An edition may have no public folder; its facts say so.
            blocking=check.name != publishing.INTRUDER,
        )


@cache
def overview_specs() -> tuple[dg.AssetSpec, ...]:
    """Return the specs of database and front page."""
    about = {
        DATABASE: ("rus.duckdb: alle udgaver, der står, til at spørge i.", "duckdb"),
        FRONT_PAGE: ("Forside over alle udgaver, der står, med hovedtallenes udvikling.", "html"),
    }
    return tuple(
        dg.AssetSpec(
            key,
            deps=[dg.AssetDep("edition", partition_mapping=dg.AllPartitionMapping())],
            description=description,
            group_name="edition",
            kinds={kind},
            owners=OWNERS,
            skippable=True,
        )
        for key, (description, kind) in about.items()
    )


def _columns(asset: Asset) -> dg.TableSchema | None:
    """Return the columns of an asset, None if it is no table."""
    stem = asset.name.partition("/")[2]
    match asset.group:
        case "staging" if stem in SCHEMAS:
            return _extract_columns(SCHEMAS[stem])
        case "staging":
            return _table(QUARANTINE, _QUARANTINE_COLUMNS)
        case "mart":
            labels = {"row_label": pl.String(), "column_label": pl.String()}
            return _table({**figures_schema(), **labels}, _FIGURE_COLUMNS)
        case "figures":
            return _table(figures_schema(), _FIGURE_COLUMNS)
    return None


def _table(columns: Mapping[str, pl.DataType], about: Mapping[str, str]) -> dg.TableSchema:
    return dg.TableSchema(
        [dg.TableColumn(name, str(dtype), about[name]) for name, dtype in columns.items()]
    )


_FIGURE_COLUMNS = {
    "figure_id": "Tallets navn: <udgave>/<tabel>/<række>/<kolonne>.",
    "edition": "Udgaven: det år, rapporten er for.",
    "table_id": "Rapportens tabel.",
    "row_key": "Rækken, som den hedder i tallets navn.",
    "column_key": "Kolonnen, som den hedder i tallets navn.",
    "value": "Tallet, afrundet; tomt, hvor det ikke kan siges.",
    "unit": "Hvad det er et antal af.",
    "status": "observed, published (fra en trykt rapport) eller not_available.",
    "reason": "Hvorfor tallet ikke kan siges, eller hvad det ikke har med.",
    "row_label": "Rækken, som den vises.",
    "column_label": "Kolonnen, som den vises.",
}
_QUARANTINE_COLUMNS = {
    "file": "Den leverede fil.",
    "line": "Linjen i filen, hvor rækken begynder.",
    "column": "Kolonnen.",
    "rule": "Reglen, som værdien ikke holder.",
    "action": "Hvad der blev gjort: rækken sat ud eller feltet tømt.",
    "value": "Værdien, skjult, hvor den kan rumme et personnummer.",
}


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


def all_specs() -> list[dg.AssetSpec]:
    """Return every asset but the external ones."""
    return [*(spec_of(asset) for asset in assets().values()), *overview_specs()]
