"""Column lineage from mart to slice to delivered file, as data and as OpenLineage events.

A figure's rows are found by equality on columns of the slice, and each of these declares the
delivered columns that it needs. So the lineage is read from declarations alone, not from rows.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeAlias

from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.ingest.files.delivered_names import stem_of

if TYPE_CHECKING:
    from openlineage.client.event_v2 import InputDataset, OutputDataset, RunEvent
    from openlineage.client.facet_v2 import DatasetFacet, RunFacet

NAMESPACE = "rus_pipeline"
RAW_NAMESPACE = f"{NAMESPACE}.raw"
PRODUCER = "https://rus-pipeline.invalid/lineage/v1"

Columns: TypeAlias = dict[str, list[tuple[str, str]]]
"""A column → the columns behind it, each as (source or delivered file's stem, column).

Columns with none behind them are left out.
"""

_VALUE, _ROW, _COLUMN = "value", "row_key", "column_key"
_POSITION = {"file", "line"}  # the position of a row of the slice; no figure uses it

# How one column is derived from another, in OpenLineage's terms: type, subtype, masking.
_TAKEN = ("DIRECT", "IDENTITY", False)
_MADE = ("DIRECT", "TRANSFORMATION", False)
_HIDDEN = ("DIRECT", "TRANSFORMATION", True)
_SUMMED = ("DIRECT", "AGGREGATION", False)
_COUNTED = ("DIRECT", "AGGREGATION", True)
_CHOSEN = ("INDIRECT", "FILTER", False)
_GROUPED = ("INDIRECT", "GROUP_BY", False)

_AGGREGATED = {"sum": _SUMMED, "quantile": _SUMMED}

_How: TypeAlias = tuple[str, str, bool]
_Behind: TypeAlias = dict[str, dict[tuple[str, str], list[_How]]]
_Found: TypeAlias = Callable[[str], list[tuple[str, str]]]

_SCORED = (
    "forloeb_id indskrivningsdato udskrivningsdato"
    " maalinger.dato maalinger.forloeb_id maalinger.instrument"
)

# Columns of a slice source that no variable derives → the delivered columns behind them.
_OF_SOURCE: Mapping[tuple[str, str], str] = {
    ("tilbagevenden", "vendt_tilbage"): (
        "afslutningsaarsag cpr indsats indskrivningsdato udskrivningsdato"
    ),
    ("ankomster", "ankomst"): "cpr forloeb_id indsats indskrivningsdato udskrivningsdato",
    ("forloeb", "ors_foerste_linje"): _SCORED,
    ("forloeb", "ors_sidste_linje"): _SCORED,
}


def column_lineage(figures: Iterable[Figure]) -> Columns:
    """Return mart column → [(source of the slice, column)] for the declared figures of a table.

    ``value`` depends on what is counted and on every condition; ``row_key`` and ``column_key`` on
    the conditions that differ between rows, or columns, of the table.
    """
    return _plain(_of_mart(figures))


def slice_column_lineage(source: str, columns: Iterable[str]) -> Columns:
    """Return column → [(stem of the delivered file, delivered column)] of a source of the slice."""
    return _plain(_of_slice(source, columns))


def events(edition: StoredEdition) -> Iterator[str]:
    """Yield the OpenLineage events of the build, as JSON: a job for each source and each table.

    Time and run are those of the manifest, so that the events are the same every time.
    """
    from openlineage.client.serde import Serde

    for event in _Events(edition).all():
        yield Serde.to_json(event, ensure_ascii=False, separators=(",", ":"))


def _plain(behind: _Behind) -> Columns:
    return {name: sorted(columns) for name, columns in behind.items() if columns}


def _of_mart(figures: Iterable[Figure]) -> _Behind:
    behind: _Behind = {_VALUE: {}, _ROW: {}, _COLUMN: {}}

    def add(name: str, counted: Counted, column: str, how: _How) -> None:
        known = behind[name].setdefault((counted.source, column), [])
        if how not in known:
            known.append(how)

    rows: dict[str, list[Counted]] = {}
    columns: dict[str, list[Counted]] = {}
    for figure in figures:
        counted = figure.counted
        if counted is None:
            continue
        rows.setdefault(figure.row_key, []).append(counted)
        columns.setdefault(figure.column_key, []).append(counted)
        for column in counted.over:
            add(_VALUE, counted, column, _AGGREGATED.get(counted.aggregate, _COUNTED))
        for column in counted.where:
            add(_VALUE, counted, column, _CHOSEN)
    for name, lines in ((_ROW, columns), (_COLUMN, rows)):
        for line in lines.values():
            for column in _varying(line):
                add(name, line[0], column, _GROUPED)
    return behind


def _varying(line: Sequence[Counted]) -> Iterator[str]:
    """Yield the columns whose conditions differ between these cells."""
    for name in sorted({name for cell in line for name in cell.where}):
        if len({repr(cell.where.get(name)) for cell in line}) > 1:
            yield name


def _of_slice(source: str, columns: Iterable[str]) -> _Behind:
    from rus_pipeline.ingest.schemas import SCHEMAS
    from rus_pipeline.slices import STEM_OF
    from rus_pipeline.slices.variables import VARIABLES

    stem = STEM_OF.get(source, source)
    schema, variables = SCHEMAS[stem], VARIABLES.get(stem, {})
    behind: _Behind = {}
    for name in columns:
        how, needed = _MADE, frozenset[str]()
        if (source, name) in _OF_SOURCE:
            needed = frozenset(_OF_SOURCE[source, name].split())
        elif name in variables:
            # An optional column is not among ``needs``; its variable has its name.
            needed = variables[name].needs or frozenset({name} & schema.delivered_names().keys())
        elif name in schema.columns:
            delivered = schema.columns[name].name
            how, needed = (_TAKEN if delivered == name else _HIDDEN), frozenset({delivered})
        behind[name] = {_column(stem, column): [how] for column in sorted(needed)}
    return behind


def _column(stem: str, needed: str) -> tuple[str, str]:
    """Return a needed column with its file: ``stem`` but for one written ``file.column``."""
    other, _, name = needed.rpartition(".")
    return other or stem, name


class _Events:
    """The events of one build."""

    def __init__(self, edition: StoredEdition) -> None:
        self._edition = edition
        self._tables: dict[str, list[Figure]] = {}
        self._files: dict[str, set[str]] = {}
        for figure in edition.figures.values():
            self._tables.setdefault(figure.table_id, []).append(figure)
            if figure.counted is not None:
                files = self._files.setdefault(figure.counted.source, set())
                files.update(figure.counted.files)

    def all(self) -> Iterator["RunEvent"]:
        """Yield the build's start, then each source and table, then its end."""
        from openlineage.client.event_v2 import RunState

        yield self._event(RunState.START, "build")
        for source in sorted(self._files):
            yield from self._made(f"slice.{source}", self._raw([source]), self._slice(source))
        for table, figures in self._tables.items():
            sources = sorted({one.counted.source for one in figures if one.counted is not None})
            inputs = [*self._raw(sources, figures), *map(self._read, sources)]
            yield from self._made(f"mart.{table}", inputs, self._mart(table, figures))
        yield self._event(RunState.COMPLETE, "build")

    def _made(
        self, job: str, inputs: Sequence["InputDataset"], output: "OutputDataset"
    ) -> Iterator["RunEvent"]:
        from openlineage.client.event_v2 import RunState

        yield self._event(RunState.START, job, inputs)
        yield self._event(RunState.COMPLETE, job, inputs, [output])

    def _event(
        self,
        state: Any,
        job: str,
        inputs: Sequence["InputDataset"] = (),
        outputs: Sequence["OutputDataset"] = (),
    ) -> "RunEvent":
        from openlineage.client.event_v2 import Job, Run, RunEvent

        return RunEvent(
            eventType=state,
            eventTime=self._edition.manifest["built_at"],
            run=Run(self._run(job), facets=self._of_run(job)),
            job=Job(NAMESPACE, job),
            inputs=list(inputs),
            outputs=list(outputs),
            producer=PRODUCER,
        )

    def _run(self, job: str) -> str:
        parts = (str(self._edition.manifest["run_id"]), str(self._edition.year), job)
        return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join((PRODUCER, *parts))))

    def _of_run(self, job: str) -> dict[str, "RunFacet"]:
        from openlineage.client.facet_v2 import parent_run, processing_engine_run

        if job != "build":
            run, build = parent_run.Run(self._run("build")), parent_run.Job(NAMESPACE, "build")
            return {"parent": parent_run.ParentRunFacet(run=run, job=build, producer=PRODUCER)}
        engine = processing_engine_run.ProcessingEngineRunFacet(
            version=self._edition.manifest["code_version"], name=NAMESPACE, producer=PRODUCER
        )
        return {"processing_engine": engine}

    def _raw(
        self, sources: Iterable[str], figures: Sequence[Figure] | None = None
    ) -> list["InputDataset"]:
        """Return the raw files behind the sources, or only those behind the figures."""
        from openlineage.client.event_v2 import InputDataset

        files = {file for source in sources for file in self._files[source]}
        if figures is not None:
            files = {file for one in figures if one.counted for file in one.counted.files}
        known: Mapping[str, str] = self._edition.manifest["files"]
        return [
            InputDataset(RAW_NAMESPACE, file, facets=_version(known.get(file)))
            for file in sorted(files)
        ]

    def _read(self, source: str) -> "InputDataset":
        from openlineage.client.event_v2 import InputDataset

        sha256 = self._sha256(f"slice/{source}.parquet")
        return InputDataset(NAMESPACE, f"slice.{source}", facets=_version(sha256))

    def _slice(self, source: str) -> "OutputDataset":
        behind = _of_slice(source, self._schema(f"slice/{source}.parquet"))

        def raw(stem: str) -> list[tuple[str, str]]:
            of = [f for f in sorted(self._files[source]) if stem_of(PurePath(f).name) == stem]
            return [(RAW_NAMESPACE, file) for file in of]

        return self._output(f"slice.{source}", f"slice/{source}.parquet", behind, raw)

    def _mart(self, table: str, figures: Sequence[Figure]) -> "OutputDataset":
        behind = _of_mart(figures)
        return self._output(
            f"mart.{table}",
            f"marts/{table}.parquet",
            behind,
            lambda source: [(NAMESPACE, f"slice.{source}")],
        )

    def _output(self, name: str, file: str, behind: _Behind, found: _Found) -> "OutputDataset":
        """Return a dataset with its columns and the columns behind each.

        ``found`` returns the datasets, as (namespace, name), of a source or stem.
        """
        from openlineage.client.event_v2 import OutputDataset
        from openlineage.client.facet_v2 import column_lineage_dataset as lineage
        from openlineage.client.facet_v2 import schema_dataset as schema

        columns = [
            schema.SchemaDatasetFacetFields(name=name, type=kind)
            for name, kind in self._schema(file).items()
        ]
        fields = {
            column: lineage.Fields(
                inputFields=[
                    lineage.InputField(namespace, name, field, _transformations(hows))
                    for (source, field), hows in sorted(of.items())
                    for namespace, name in found(source)
                ]
            )
            for column, of in behind.items()
            if of
        }
        facets: dict[str, DatasetFacet] = {
            "schema": schema.SchemaDatasetFacet(fields=columns, producer=PRODUCER),
            "columnLineage": lineage.ColumnLineageDatasetFacet(fields=fields, producer=PRODUCER),
            **_version(self._sha256(file)),
        }
        return OutputDataset(NAMESPACE, name, facets=facets)

    def _schema(self, file: str) -> dict[str, str]:
        import polars as pl

        found = pl.read_parquet_schema(self._edition.folder / file)
        return {name: str(kind) for name, kind in found.items() if name not in _POSITION}

    def _sha256(self, file: str) -> str | None:
        sha256: str | None = self._edition.manifest.get("outputs", {}).get(file)
        return sha256


def _version(sha256: str | None) -> dict[str, "DatasetFacet"]:
    """Return the facet with a file's digest as its version."""
    from openlineage.client.facet_v2 import dataset_version_dataset as version

    if sha256 is None:
        return {}
    facet = version.DatasetVersionDatasetFacet(datasetVersion=f"sha256:{sha256}", producer=PRODUCER)
    return {"version": facet}


def _transformations(hows: Iterable[_How]) -> list[Any]:
    from openlineage.client.facet_v2 import column_lineage_dataset as lineage

    return [lineage.Transformation(kind, subtype, masking=hides) for kind, subtype, hides in hows]
