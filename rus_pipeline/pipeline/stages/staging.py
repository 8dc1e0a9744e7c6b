"""``staging/<stem>``: a delivered file's validated rows; ``staging/quarantine``: the others.

Source: stages contract, Assets; extract contract, What bad input gets.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from rus_pipeline.audit.record_count import records
from rus_pipeline.audit.recount import StagedExtract, StagedFile
from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.ingest import plausibility
from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.ingest.folder import Extract, refuse_too_many_out, validated_file
from rus_pipeline.ingest.rows.quarantine import FIELD_EMPTY, in_order
from rus_pipeline.ingest.rows.references import without_unknown_courses
from rus_pipeline.ingest.rows.set_aside import JOINED, LEFT_OUT, all_set_aside
from rus_pipeline.ingest.rows.validated_file import ValidatedFile
from rus_pipeline.ingest.schema import CODE
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.udtraek import Accepteret, FindingName, IkkeOplyst, Udtraek, read_udtraek
from rus_pipeline.pipeline.job import Facts, Job, check, read_json, write_json
from rus_pipeline.storage.layout import SET_ASIDE

ROWS = "rows.parquet"
LISTED = "quarantine.parquet"
ASIDE = "set_aside.parquet"
IDS_OUT = "ids_out.parquet"
FACTS = "facts.json"
QUARANTINE = "quarantine.csv"
COURSES = "forloeb"
CHECKS = SCHEMA_CHECK, NOTHING_LOST = "skema", "intet_tabt"

_OF_A_FILE = ("file", "sha256", "records", "left_out", "warnings", "numbers", "real_numbers")


def make_file(job: Job, asset: str, folder: Path) -> Facts:
    """Validate a delivered file: its rows, quarantine list, rows set aside, and ``facts.json``.

    A file that was not delivered has facts alone. Raises ExtractError if the file cannot be used.
    """
    stem = asset.partition("/")[2]
    udtraek = job.once("udtraek", lambda: read_udtraek(job.raw, job.year))
    file = validated_file(job.raw, SCHEMAS[stem], udtraek, job.edition.center, job.keys)
    facts: dict[str, Any] = {"udtraek": udtraek_as_json(udtraek)}
    if file is None:
        write_json(folder / FACTS, facts)
        return {"delivered": False, "checks": [check(name, [], 0) for name in CHECKS]}
    if file.sha256 != job.versions[f"raw/{stem}", job.year]:
        raise exchanged(file.file, job.year)
    of = SCHEMAS[stem].of
    if of is not None and (other := file_of(job, of, job.year)) is not None:
        file = without_unknown_courses(file, other)
    refuse_too_many_out(file, job.edition.center.kvarantaene_tolerance)
    facts["codes"] = write_rows(file.frame, folder)
    file.listed.write_parquet(folder / LISTED)
    file.aside.write_parquet(folder / ASIDE)
    file.ids_out.write_parquet(folder / IDS_OUT)
    facts |= {name: _plain(getattr(file, name)) for name in _OF_A_FILE}
    facts["layout"] = file.layout.as_json()
    write_json(folder / FACTS, facts)
    held = records(job.raw / file.file, file.layout)
    used = file.frame.height + file.rows_out + file.udeladt + file.samlet
    lost = [
        f"{file.file} holds {held} records, of which {used} were validated, quarantined, left out"
        " or joined"
    ]
    return {
        "delivered": True,
        "file": file.file,
        "dagster/row_count": file.frame.height,
        "records": file.records,
        "rows_out": file.rows_out,
        LEFT_OUT: file.udeladt,
        JOINED: file.samlet,
        "warnings": list(file.warnings),
        "checks": [
            check(SCHEMA_CHECK, [], file.records),
            check(NOTHING_LOST, lost if held != used else [], 1),
        ],
    }


def write_rows(frame: pl.DataFrame, folder: Path) -> list[str]:
    """Write rows to ``rows.parquet``, codes as text, and return the names of the code columns."""
    frame.lazy().with_columns(pl.col(CODE).cast(pl.String)).sink_parquet(folder / ROWS)
    return [name for name, dtype in frame.schema.items() if dtype == CODE]


def read_rows(folder: Path, codes: Iterable[str]) -> pl.DataFrame:
    """Return the rows that ``write_rows`` wrote; ``codes`` are the names that it returned."""
    # Lazy, so that each column of text becomes codes as it is read: together they are four times
    # as large as the rows.
    rows = pl.scan_parquet(folder / ROWS, glob=False)
    return rows.cast(dict.fromkeys(codes, CODE)).collect()


def exchanged(file: str, year: int) -> RawFolderError:
    """Return the error of a delivered file that was replaced while an edition was built."""
    return RawFolderError(
        f"{file}: blev udskiftet, mens {year} blev bygget. Udgaver, der ikke var færdige, står som"
        " før; byg dem igen"
    )


def make_quarantine(job: Job, _asset: str, folder: Path) -> Facts:
    """Join the lists of the edition's files: ``quarantine.csv`` and ``set_aside.csv``."""
    found = files(job, job.year)
    udtraek = udtraek_of(job, COURSES, job.year)
    listed = in_order(file.listed for file in found.values())
    listed.write_csv(folder / QUARANTINE)
    aside = all_set_aside({file.file: file.aside for file in found.values()})
    aside.write_csv(folder / SET_ASIDE)
    numbers = sum(file.numbers for file in found.values())
    real = sum(file.real_numbers for file in found.values())
    facts = {
        "fictitious": numbers > 0 and real == 0,
        "udtraek": udtraek_as_json(udtraek),
        "profile": asdict(plausibility.profile(found)),
        "findings": [
            asdict(finding)
            for finding in plausibility.own_findings(
                udtraek, found, job.edition.center.plausibilitet
            )
        ],
        "files": {
            file.file: {
                "sha256": file.sha256,
                "records": file.records,
                "rows_out": file.rows_out,
                LEFT_OUT: file.udeladt,
                JOINED: file.samlet,
                "fields_emptied": int((file.listed["action"] == FIELD_EMPTY).sum()),
            }
            for file in found.values()
        },
        "by_rule": dict(listed.group_by("rule").len().sort("rule").iter_rows()),
    }
    write_json(folder / FACTS, facts)
    return {"dagster/row_count": listed.height, "by_rule": facts["by_rule"]}


def quarantine_facts(job: Job, year: int) -> dict[str, Any]:
    """Return the facts of an edition's delivery."""
    folder = job.input("staging/quarantine", year)
    found: dict[str, Any] = read_json(folder / FACTS)
    return found


def udtraek_of(job: Job, stem: str, year: int) -> Udtraek:
    """Return the facts of a staged file's extract."""
    return udtraek_from_json(_facts(job, stem, year)["udtraek"])


def file_of(job: Job, stem: str, year: int) -> ValidatedFile | None:
    """Return a staged file, or None if it was not delivered."""
    return job.once(("file", stem, year), lambda: _load(job, stem, year))


def files(job: Job, year: int) -> dict[str, ValidatedFile]:
    """Return the staged files of an edition that were delivered, by stem."""
    return {stem: file for stem in SCHEMAS if (file := file_of(job, stem, year)) is not None}


def extract_of(job: Job, stems: Sequence[str], year: int) -> Extract:
    """Return an extract with only some of its files."""
    found = {stem: file for stem in stems if (file := file_of(job, stem, year)) is not None}
    return Extract(udtraek_of(job, stems[0], year), found, fictitious=False)


def staged_of(job: Job, stems: Sequence[str], year: int) -> StagedExtract:
    """Return an extract with only some of its files, whose rows are not read."""
    facts = {stem: _facts(job, stem, year) for stem in stems}
    files = {
        stem: StagedFile(job.input(f"staging/{stem}", year) / ROWS, own["left_out"], own["records"])
        for stem, own in facts.items()
        if "file" in own
    }
    return StagedExtract(udtraek_from_json(facts[stems[0]]["udtraek"]), files)


def _facts(job: Job, stem: str, year: int) -> dict[str, Any]:
    folder = job.input(f"staging/{stem}", year)
    found: dict[str, Any] = read_json(folder / FACTS)
    return found


def _load(job: Job, stem: str, year: int) -> ValidatedFile | None:
    facts = _facts(job, stem, year)
    if "file" not in facts:
        return None
    folder = job.input(f"staging/{stem}", year)
    own = {name: facts[name] for name in _OF_A_FILE}
    return ValidatedFile(
        stem=stem,
        frame=read_rows(folder, facts["codes"]),
        listed=pl.read_parquet(folder / LISTED, glob=False),
        aside=pl.read_parquet(folder / ASIDE, glob=False),
        ids_out=pl.read_parquet(folder / IDS_OUT, glob=False),
        layout=FileLayout.from_json(facts["layout"]),
        **{**own, "left_out": frozenset(own["left_out"]), "warnings": tuple(own["warnings"])},
    )


def udtraek_as_json(udtraek: Udtraek) -> dict[str, Any]:
    """Return an extract's own facts as JSON."""
    return {**asdict(udtraek), "udtrukket": udtraek.udtrukket.isoformat()}


def udtraek_from_json(found: Mapping[str, Any]) -> Udtraek:
    """Return an extract's own facts from the JSON of ``udtraek_as_json``."""
    return Udtraek(
        edition=found["edition"],
        kilde=found["kilde"],
        udtrukket=date.fromisoformat(found["udtrukket"]),
        regnskabsaar=tuple(found["regnskabsaar"]),
        ikke_oplyst=tuple(IkkeOplyst(**item) for item in found["ikke_oplyst"]),
        accepteret=tuple(
            Accepteret(FindingName(item["hvad"]), item["fil"], item["grund"])
            for item in found["accepteret"]
        ),
    )


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value
