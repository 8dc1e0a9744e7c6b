"""Column lineage from declarations, and as OpenLineage events."""

import csv
import json
import uuid
from collections import Counter
from datetime import datetime

import polars as pl
import pytest
from openlineage.client import event_v2, facet_v2
from openlineage.client.serde import Serde

from rus_pipeline.audit.lineage import PRODUCER, column_lineage, events, slice_column_lineage
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.stored_edition import StoredEdition, edition_of
from rus_pipeline.ingest.schema import EXTRACTED
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.slices import JOINED, SOURCES, STEM_OF
from rus_pipeline.slices.measures import ORS_CHANGE
from rus_pipeline.slices.variables import VARIABLES
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.audit.releases import FIGURES, counted, figure, release
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.raw import csv_text, forloeb, opened, raw_folder

# What OpenLineage's own schema (spec/OpenLineage.json, 2-0-2) demands of an event.
REQUIRED = {"eventType", "eventTime", "producer", "schemaURL", "run", "job"}

# What the change of a course's scores is told by.
JOINED_COLUMNS = {
    *(("forloeb", name) for name in ("forloeb_id", "indskrivningsdato", "udskrivningsdato")),
    *(("maalinger", name) for name in ("dato", "forloeb_id", "instrument", "score")),
}

# Each facet's class in the library, by the name that it goes by in an event.
_CLASSES = {
    "schema": facet_v2.schema_dataset.SchemaDatasetFacet,
    "columnLineage": facet_v2.column_lineage_dataset.ColumnLineageDatasetFacet,
    "version": facet_v2.dataset_version_dataset.DatasetVersionDatasetFacet,
    "parent": facet_v2.parent_run.ParentRunFacet,
    "processing_engine": facet_v2.processing_engine_run.ProcessingEngineRunFacet,
}


@pytest.fixture(name="told")
def _told(tmp_path):
    return [json.loads(line) for line in events(release(tmp_path))]


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory):
    """Return a raw folder of every file, and the edition built of it."""
    folder = tmp_path_factory.mktemp("built")
    files = {f"2023/{stem}.csv": csv_text(stem, {}, {}) for stem in SCHEMAS}
    raw = raw_folder(folder, {"2022/forloeb.csv": forloeb({}), **files})
    build_light(raw, folder / "out", 2023)
    return raw, edition_of(folder / "out", 2023)


def completed(told, job):
    (event,) = [e for e in told if (e["job"]["name"], e["eventType"]) == (job, "COMPLETE")]
    return event


def fields(event):
    return event["outputs"][0]["facets"]["columnLineage"]["fields"]


def behind(event, column):
    """Return (dataset, field) → its subtypes, of a column of what the event made."""
    return {
        (one["name"], one["field"]): {how["subtype"] for how in one["transformations"]}
        for one in fields(event)[column]["inputFields"]
    }


def facets(event):
    yield from event["run"]["facets"].items()
    for dataset in (*event["inputs"], *event["outputs"]):
        yield from dataset["facets"].items()


def test_a_mart_depends_on_counted_columns_and_conditions():
    assert column_lineage(one for one in FIGURES if one.table_id == "tabel-01") == {
        "value": [
            ("forloeb", "aktiv"),
            ("forloeb", "kolonne"),
            ("forloeb", "person"),
            ("forloeb", "raekke"),
        ],
        "row_key": [("forloeb", "raekke")],
        "column_key": [("forloeb", "kolonne")],
    }


def test_a_condition_of_only_some_cells_is_behind_the_keys():
    cells = [
        counted("t", "ind", "01", "1", {"indskrivningsmaaned": "01"}),
        counted("t", "ind", "02", "1", {"indskrivningsmaaned": "02"}),
        counted("t", "ud", "01", "1", {"udskrivningsmaaned": "01"}),
    ]
    months = [("forloeb", "indskrivningsmaaned"), ("forloeb", "udskrivningsmaaned")]
    found = column_lineage(cells)
    assert found["row_key"] == months
    assert found["column_key"] == months[:1]
    assert column_lineage([figure("t", "r", "c", "1", rule="published")]) == {}


def test_a_slice_depends_on_delivered_columns():
    found = slice_column_lineage("eksterne_forloeb_aar", ["person", "kolonne", "aar", "hjemme"])
    assert found == {
        "person": [("eksterne_forloeb", "cpr")],
        "kolonne": [("eksterne_forloeb", name) for name in ("cpr", "indsats", "startdato")],
        "hjemme": [("eksterne_forloeb", "kommune")],
    }
    found = slice_column_lineage("posteringer", ["beloeb", "file", "line"])
    assert found == {"beloeb": [("posteringer", "beloeb")]}


def test_a_return_depends_on_the_columns_of_its_rule():
    found = slice_column_lineage("tilbagevenden", ["vendt_tilbage"])["vendt_tilbage"]
    names = "afslutningsaarsag cpr indsats indskrivningsdato udskrivningsdato"
    assert found == [("forloeb", name) for name in names.split()]


def test_every_variable_depends_on_the_columns_that_its_expression_reads(built):
    raw, _ = built
    edition = Edition(2023, opened(raw).center)
    tried = 0
    for stem, variables in VARIABLES.items():
        columns = SCHEMAS[stem].columns
        for variable in variables.values():
            read = set(variable.expression(edition).meta.root_names()) - {EXTRACTED}
            joined = JOINED_COLUMNS if ORS_CHANGE in read else set()
            own = {"cpr" if n == "foedselsdato" else columns[n].name for n in read - {ORS_CHANGE}}
            found = slice_column_lineage(stem, [variable.name])
            assert found == {variable.name: sorted(joined | {(stem, name) for name in own})}
            tried += 1
    assert tried > 30


def test_the_columns_of_every_mart_lead_back_to_the_delivered_files(built):
    raw, edition = built
    tried = set()
    for table in counted_tables():
        own = [one for one in edition.figures.values() if one.table_id == table.id]
        found = column_lineage(own)
        assert ("value" in found) == any(one.counted for one in own)
        for source, column in {at for columns in found.values() for at in columns}:
            assert column in edition.source(source).collect_schema()
            if column == "aar" and source != "posteringer":
                continue  # the year of the folder that a row stands in
            for stem, name in slice_column_lineage(source, [column])[column]:
                with (raw / f"2023/{stem}.csv").open(encoding="utf-8", newline="") as lines:
                    assert name in next(csv.reader(lines, delimiter=";"))
            tried.add(source)
    assert tried == set(SOURCES) - {"tvaergaaende", "noter", "maalinger"}


def test_every_column_of_every_slice_has_a_file(built):
    _, edition = built
    without = {
        (source, name)
        for source in SOURCES
        for name in edition.source(source).collect_schema()
        if not slice_column_lineage(source, [name])
    }
    years = {(source, "aar") for source in ("forloeb_aar", "eksterne_forloeb_aar")}
    assert without == years | {(s, name) for s in SOURCES for name in ("file", "line")}


def test_events_cover_a_build_from_start_to_end(told):
    jobs = [(event["eventType"], event["job"]["name"]) for event in told]
    assert (jobs[0], jobs[-1]) == (("START", "build"), ("COMPLETE", "build"))
    made = ["slice.forloeb", "slice.posteringer", "mart.tabel-01", "mart.tabel-04", "mart.tabel-05"]
    assert jobs[1:-1] == [(kind, job) for job in made for kind in ("START", "COMPLETE")]
    runs = Counter((event["run"]["runId"], event["eventType"]) for event in told)
    assert set(runs.values()) == {1}


def test_events_conform_to_the_specification(told, built):
    for event in (*told, *map(json.loads, events(built[1]))):
        assert event.keys() >= REQUIRED
        assert event["schemaURL"] == event_v2.RunEvent._get_schema()
        assert datetime.fromisoformat(event["eventTime"]).tzinfo
        for one in (event["job"], *event["inputs"], *event["outputs"]):
            assert one["namespace"].startswith("rus_pipeline")
            assert one["name"]
        for name, facet in facets(event):
            assert facet["_schemaURL"] == _CLASSES[name]._get_schema()
            assert facet["_producer"] == event["producer"] == PRODUCER


def test_events_are_read_back_by_the_library(told):
    for event in told:
        read = event_v2.RunEvent(
            eventType=event_v2.RunState(event["eventType"]),
            eventTime=event["eventTime"],
            run=event_v2.Run(**event["run"]),
            job=event_v2.Job(**event["job"]),
            inputs=[event_v2.InputDataset(**dataset) for dataset in event["inputs"]],
            outputs=[event_v2.OutputDataset(**dataset) for dataset in event["outputs"]],
            producer=event["producer"],
        )
        assert Serde.to_dict(read) == event


def test_events_have_time_and_run_of_the_manifest(told):
    assert {event["eventTime"] for event in told} == {"2024-02-01T08:00:00+00:00"}
    assert {uuid.UUID(event["run"]["runId"]).version for event in told} == {5}
    build_run = told[0]["run"]["runId"]
    for event in told[1:-1]:
        assert event["run"]["facets"]["parent"]["run"]["runId"] == build_run
        assert event["run"]["runId"] != build_run


def test_another_run_or_edition_has_other_run_ids(tmp_path):
    edition = release(tmp_path)
    runs = {json.loads(next(events(edition)))["run"]["runId"]}
    runs.add(json.loads(next(events(StoredEdition(edition.folder, 2022, 1))))["run"]["runId"])
    text = json.dumps({**edition.manifest, "run_id": "x"})
    (edition.folder / "manifest.json").write_text(text, encoding="utf-8")
    runs.add(json.loads(next(events(StoredEdition(edition.folder, 2023, 1))))["run"]["runId"])
    assert len(runs) == 3


def test_the_same_release_has_the_same_events(tmp_path):
    first = list(events(release(tmp_path / "a")))
    assert list(events(release(tmp_path / "b"))) == first
    assert all("\n" not in line for line in first)


def test_the_inputs_of_a_mart_are_its_raw_files_and_slice(told):
    inputs = completed(told, "mart.tabel-01")["inputs"]
    assert [(one["namespace"], one["name"]) for one in inputs] == [
        ("rus_pipeline.raw", "2023/forloeb.csv"),
        ("rus_pipeline", "slice.forloeb"),
    ]
    version = inputs[0]["facets"]["version"]["datasetVersion"]
    assert version == f"sha256:{'a' * 64}"
    assert completed(told, "mart.tabel-05")["inputs"] == []


def test_a_value_has_aggregations_and_filters(told):
    assert behind(completed(told, "mart.tabel-01"), "value") == {
        ("slice.forloeb", "person"): {"AGGREGATION"},
        ("slice.forloeb", "aktiv"): {"FILTER"},
        ("slice.forloeb", "kolonne"): {"FILTER"},
        ("slice.forloeb", "raekke"): {"FILTER"},
    }
    assert behind(completed(told, "mart.tabel-01"), "row_key") == {
        ("slice.forloeb", "raekke"): {"GROUP_BY"}
    }
    assert ("slice.posteringer", "beloeb") in behind(completed(told, "mart.tabel-04"), "value")
    assert fields(completed(told, "mart.tabel-05")) == {}


@pytest.mark.parametrize(
    ("job", "column", "name", "hidden"),
    [
        ("slice.forloeb", "person", "cpr", True),
        ("mart.tabel-01", "value", "person", True),
        ("slice.posteringer", "beloeb", "beloeb", False),
        ("mart.tabel-04", "value", "beloeb", False),
    ],
)
def test_a_person_is_masked_and_an_amount_is_not(told, job, column, name, hidden):
    inputs = fields(completed(told, job))[column]["inputFields"]
    hows = [how for one in inputs if one["field"] == name for how in one["transformations"]]
    assert [how["masking"] for how in hows] == [hidden]


def test_a_slice_has_the_columns_of_each_raw_file(told):
    assert behind(completed(told, "slice.forloeb"), "kolonne") == {
        ("2023/forloeb.csv", name): {"TRANSFORMATION"}
        for name in ("cpr", "indsats", "indskrivningsdato")
    }
    assert behind(completed(told, "slice.posteringer"), "beloeb") == {
        ("2023/posteringer.csv", "beloeb"): {"IDENTITY"}
    }


def test_a_table_has_its_columns_without_the_position_of_rows(tmp_path, told):
    (mart,) = completed(told, "mart.tabel-01")["outputs"]
    columns = [(field["name"], field["type"]) for field in mart["facets"]["schema"]["fields"]]
    schema = pl.read_parquet_schema(tmp_path / "releases/2023-r1/marts/tabel-01.parquet")
    assert columns == [(name, str(kind)) for name, kind in schema.items()]
    (rows,) = completed(told, "slice.forloeb")["outputs"]
    names = {field["name"] for field in rows["facets"]["schema"]["fields"]}
    assert names == {"person", "aktiv", "raekke", "kolonne"}


def test_every_year_behind_a_source_is_an_input(built):
    _, edition = built
    told = [json.loads(line) for line in events(edition)]
    for source in set(SOURCES) - {"tvaergaaende", "noter", "maalinger"}:
        names = [one["name"] for one in completed(told, f"slice.{source}")["inputs"]]
        stems = (STEM_OF.get(source, source), *JOINED.get(source, ()))
        assert {name[5:] for name in names} == {f"{stem}.csv" for stem in stems}
        assert names == sorted(names)
    years = {one["name"][:4] for one in completed(told, "slice.tilbagevenden")["inputs"]}
    assert years == {"2022", "2023"}
