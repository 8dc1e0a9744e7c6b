"""``slice/<source>``: the rows of a source with every derived variable as a column.

Source: stages contract, Assets; counting rules, Words and Tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.pipeline.job import Facts, Job, read_json, write_json
from rus_pipeline.pipeline.stages import staging
from rus_pipeline.pipeline.stages.staging import FACTS
from rus_pipeline.slices import JOINED, POSTINGS, STEM_OF, Gap, Slice, years_behind
from rus_pipeline.slices.build import build_source, posting_sources


def years_read(source: str, year: int, known: tuple[int, ...]) -> list[int]:
    """Return the known editions whose extracts a source of the edition reads.

    Only an extract itself says which years its postings cover, so every earlier one is read.
    Source: counting rules, Postings.
    """
    if source == POSTINGS:
        return [one for one in known if one <= year]
    return [one for one in known if one in years_behind(source, year)]


def make(job: Job, asset: str, folder: Path) -> Facts:
    """Build a source of the slice: ``rows.parquet`` and ``facts.json``."""
    source = asset.partition("/")[2]
    stem = STEM_OF.get(source, source)
    years = years_read(source, job.year, job.known)
    own = (stem, *JOINED.get(source, ()))
    extracts = {
        year: staging.extract_of(job, own if year == job.year else (stem,), year) for year in years
    }
    posted: dict[int, int | None] = {}
    if source == POSTINGS:
        covered = {y: e.udtraek.regnskabsaar for y, e in extracts.items() if e.files}
        posted = posting_sources(covered, job.year)
        needed = {job.year, *posted.values(), *years_behind(source, job.year)}
        extracts = {year: extract for year, extract in extracts.items() if year in needed}
    built = build_source(source, job.edition, extracts, posted)
    facts = {
        "codes": staging.write_rows(built.frame, folder),
        "gaps": [[*at, asdict(gap)] for at, gap in built.gaps.items()],
        "udtraek": {y: staging.udtraek_as_json(e.udtraek) for y, e in extracts.items()},
        "postings_from": posted,
        "files": dict(
            sorted((f.file, f.sha256) for e in extracts.values() for f in e.files.values())
        ),
        "layouts": {
            f.file: f.layout.as_json() for e in extracts.values() for f in e.files.values()
        },
    }
    write_json(folder / FACTS, facts)
    return {"dagster/row_count": built.frame.height, "columns": built.frame.columns}


@dataclass(frozen=True)
class _Frames(Mapping[str, pl.DataFrame]):
    """The rows by source, each read when it is first asked for: most steps need the facts alone."""

    job: Job
    codes: Mapping[str, list[str]]
    of: str

    def __getitem__(self, source: str) -> pl.DataFrame:
        codes, name = self.codes[source], f"{self.of}slice/{source}"
        folder = self.job.input(name)
        return self.job.once(("slice", name), lambda: staging.read_rows(folder, codes))

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)


def file_layouts(job: Job, *sources: str) -> dict[str, FileLayout]:
    """Return where the rows of each raw file behind these sources are, by name, in order."""
    found = [read_json(job.input(f"slice/{source}") / FACTS)["layouts"] for source in sources]
    return {
        name: FileLayout.from_json(layout)
        for layouts in found
        for name, layout in sorted(layouts.items())
    }


def slice_of(job: Job, *sources: str, of: str = "") -> Slice:
    """Return the edition's slice with only these sources; rows are read when asked for.

    ``of`` precedes the names of the inputs, where they are not the edition's own.
    """
    facts = {source: read_json(job.input(f"{of}slice/{source}") / FACTS) for source in sources}
    return Slice(
        frames=_Frames(job, {source: found["codes"] for source, found in facts.items()}, of),
        gaps={
            (source, year): Gap(**gap)
            for found in facts.values()
            for source, year, gap in found["gaps"]
        },
        udtraek={
            int(year): staging.udtraek_from_json(own)
            for found in facts.values()
            for year, own in sorted(found["udtraek"].items())
        },
        postings_from={
            int(year): of for found in facts.values() for year, of in found["postings_from"].items()
        },
        files={name: sha for found in facts.values() for name, sha in found["files"].items()},
        fictitious=False,
    )
