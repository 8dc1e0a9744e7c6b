"""``public``: the protected figures, their linear constraints, and the disclosure audit.

The public figures depend on earlier editions and on the register of releases, never on which other
editions are built. Source: stages contract, Assets; audit contract, The public edition.
"""

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rus_pipeline.core.solver import UndecidedError
from rus_pipeline.disclosure.constraints import FILE as TIES
from rus_pipeline.disclosure.constraints import (
    MERGED,
    PARTNER,
    Constraints,
    ContradictionError,
    constraints_from_json,
    constraints_to_json,
    write_constraints,
)
from rus_pipeline.disclosure.coverage import Coverage, coverage
from rus_pipeline.disclosure.intruder import FeasibleInterval, narrow_counts
from rus_pipeline.disclosure.populations import with_file_digests
from rus_pipeline.disclosure.protect import EditionToProtect, Protection, recode_and_protect
from rus_pipeline.disclosure.public_state import (
    FIGURES,
    PublicFolder,
    PublicState,
    primary_counts,
    public_frame,
    read_public,
    released_states,
    with_sums,
)
from rus_pipeline.disclosure.recoding import PossibleRecoding, possible_recoding
from rus_pipeline.figures.figure import Figure, Status
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import as_frame, read_figures
from rus_pipeline.figures.merging import Merge, merged_figures
from rus_pipeline.figures.presentation import Axes
from rus_pipeline.pipeline.job import Facts, Job, check, named, read_json, write_json
from rus_pipeline.pipeline.stages import slicing
from rus_pipeline.pipeline.stages.marts import figures_of, measured_of, sums_of
from rus_pipeline.pipeline.stages.partner_releases import (
    PartnerCounts,
    counts_of_partners,
    read_partner_counts,
    released_by_partners,
)
from rus_pipeline.slices import SOURCES
from rus_pipeline.storage.cache import cached

REASON = "Skjult af hensyn til personer bag små tal"
VERDICT = "verdict.json"
PUBLIC_FILES = (FIGURES, TIES)
INTRUDER = "indtraenger"

_WORDS = {"row_label", "column_label", "title", "definition", "words"}


@dataclass(frozen=True)
class Publication:
    """The outcome for an edition's public figures.

    ``hidden`` are the suppressed figures; ``complaints`` say why nothing is public; ``others`` are
    the editions and releases against whose public figures it was protected. ``merges`` are what
    its tables add up.
    """

    hidden: frozenset[str]
    complaints: tuple[str, ...]
    others: tuple[str, ...]
    merges: tuple[Merge, ...]
    coverage: Coverage

    def figures(self, internal: Mapping[str, Figure]) -> list[Figure]:
        """Return the edition's figures (by id) as they may be published."""
        return [_public(f, self.hidden) for f in merged_figures(internal.values(), self.merges)]


def make(job: Job, _asset: str, folder: Path) -> Facts:
    """Protect the figures: ``figures.parquet``, ``ties.json`` and ``verdict.json``.

    If a small count cannot be protected, or an intruder's feasible interval for one is too narrow,
    there is ``verdict.json`` alone.
    """
    given = _given(job)
    today = list(counts_of_partners(job.register, given))
    counts, public_others = [*_counts_before(job), *today], list(_others(job))
    others = [*public_others, *(one.state for one in counts)]
    possible = possible_recoding(job.edition, given.figures, others)
    numbers = json.dumps(_numbers(job, given, others), default=_plain)
    found = json.loads(
        cached(
            __name__,
            numbers,
            lambda: json.dumps(_protected(job, given, possible, public_others, counts)).encode(),
        )
    )
    hidden, complaints = found["hidden"], found["complaints"]
    recoding = possible.with_columns_of(found["added_up"])
    shown = coverage(given.figures, recoding, frozenset(hidden))
    if not complaints:
        public = recoding.published(given.figures)
        write_public(job.year, folder, public, hidden, constraints_from_json(found["ties"]))
        for one in today:
            _as_public(one, given, read_public(folder)).write(folder)
        # Later editions are protected against these figures, and need their declarations.
        shutil.copyfile(job.input("figures") / DECLARATION, folder / DECLARATION)
    names = [other.folder.name for other in public_others]
    verdict = {
        "hidden": hidden,
        "complaints": complaints,
        "beside": names,
        "files": dict(given.files),
        "merges": [asdict(merge) for merge in recoding.merges],
        "coverage": asdict(shown),
    }
    write_json(folder / VERDICT, verdict)
    return {
        "hidden": shown.suppressed,
        "recoded": shown.recoded,
        "shown": shown.shown,
        "beside": names,
        "checks": [check(INTRUDER, complaints, found["tried"])],
    }


def publication_of(job: Job, year: int | None = None) -> Publication:
    """Return the outcome for an edition's public figures."""
    found = verdict_of(job.input("public", year))
    return Publication(
        frozenset(found["hidden"]),
        tuple(found["complaints"]),
        tuple(found["beside"]),
        tuple(_merge(item) for item in found["merges"]),
        Coverage(**found["coverage"]),
    )


def _merge(item: dict[str, Any]) -> Merge:
    return Merge(**{**item, "axis": Axes(item["axis"]), "of": tuple(item["of"])})


def public_earlier(job: Job) -> dict[int, dict[str, Figure]]:
    """Return the public figures of earlier editions by year and id, of those that have any."""
    found = {}
    for name, year in job.versions:
        if name == "public" and year != job.year:
            publication = publication_of(job, year)
            if not publication.complaints:
                public = publication.figures(figures_of(job, year))
                found[year] = {figure.figure_id: figure for figure in public}
    return found


def _protected(
    job: Job,
    given: EditionToProtect,
    possible: PossibleRecoding,
    public_others: Sequence[PublicState],
    counts: Sequence[PartnerCounts],
) -> dict[str, Any]:
    """Return suppressed figures and constraints, the intruder's intervals, and complaints.

    Of what is added up only the tables are returned whose columns are.
    """
    try:
        others = [*public_others, *(one.state for one in counts)]
        added_up, protection = recode_and_protect(given, possible, others)
        public = possible.with_columns_of(added_up).published(given.figures)
        with TemporaryDirectory(prefix="rus-") as name:
            folder = Path(name)
            write_public(job.year, folder, public, protection.suppressed, protection.constraints)
            own = linked(read_public(folder), given.files)
        named = [_as_public(one, given, own).state for one in counts]
        cells, tried = _narrow(job, protection, own, [*public_others, *named])
    except (ContradictionError, UndecidedError) as error:
        why = f"the suppressed figures cannot be checked: {error}"
        return {"hidden": [], "added_up": [], "ties": [], "tried": 0, "complaints": [why]}
    complaints = [*_disclosed(protection), *_narrowed(job, cells)]
    return {
        "hidden": sorted(protection.suppressed),
        "added_up": added_up,
        "ties": constraints_to_json(protection.constraints),
        "tried": tried,
        "complaints": complaints,
    }


def _numbers(job: Job, given: EditionToProtect, others: Sequence[PublicState]) -> dict[str, Any]:
    """Return all that the protection depends on: numbers and declarations without wording."""
    return {
        "year": given.year,
        "center": asdict(given.center),
        "rows": named({one: v for one, v in job.versions.items() if one[0].startswith("slice/")}),
        "drawn": {year: drawn.isoformat() for year, drawn in given.extract_dates.items()},
        "persons": dict(given.persons),
        "counted": dict(given.rows),
        "sums": [dict(terms) for terms in given.sums],
        "files": dict(given.files),
        "figures": [_without_words(figure) for figure in given.figures.values()],
        "others": [
            {
                "folder": other.folder.name,
                "values": dict(other.folder.values),
                "hidden": sorted(other.folder.suppressed),
                "ties": constraints_to_json(other.folder.constraints),
                "files": dict(other.files),
                "figures": [_without_words(figure) for figure in other.figures.values()],
            }
            for other in others
        ],
    }


def _without_words(figure: Figure) -> dict[str, Any]:
    return {name: value for name, value in vars(figure).items() if name not in _WORDS}


def _plain(value: object) -> object:
    """Return a number as text, and a component or how rows were counted as its fields."""
    return str(value) if isinstance(value, Decimal) else vars(value)


def write_public(
    year: int,
    folder: Path,
    figures: Mapping[str, Figure],
    hidden: Collection[str],
    ties: Constraints,
    *,
    zeros_shown: bool = True,
) -> None:
    """Write ``figures.parquet`` without the hidden figures, and ``ties.json``."""
    frame = as_frame(year, list(figures.values()))
    # Written at once: a disk that is full within a Parquet file's end is no OSError to Polars.
    parquet = BytesIO()
    public_frame(frame, frozenset(hidden), REASON).write_parquet(parquet)
    (folder / FIGURES).write_bytes(parquet.getvalue())
    write_constraints(folder / TIES, ties, zeros_shown=zeros_shown)


def _others(job: Job) -> Iterator[PublicState]:
    """Yield the public state of each earlier edition, and of every release."""
    for year in (year for kind, year in job.versions if kind == "public"):
        folder = job.input("public", year)
        if (folder / FIGURES).is_file():
            files = verdict_of(folder)["files"]
            public = replace(linked(read_public(folder), files), name=str(year))
            figures = read_figures(folder / DECLARATION)
            yield PublicState(public, with_sums(figures, public), files)
    yield from released_states(job.register)
    yield from released_by_partners(job.register)


def _counts_before(job: Job) -> Iterator[PartnerCounts]:
    """Yield the counts of partners with a release that are among those of earlier editions."""
    for year in (year for kind, year in job.versions if kind == "public"):
        folder = job.input("public", year)
        yield from read_partner_counts(folder, verdict_of(folder)["files"])


def _as_public(counts: PartnerCounts, given: EditionToProtect, own: PublicFolder) -> PartnerCounts:
    """Return a partner's counts with the edition's figures called as its public folder does."""
    return counts.by_public_names(given.figures, {*own.values, *own.constraints.names})


def _given(job: Job) -> EditionToProtect:
    rows = slicing.slice_of(job, *SOURCES)
    return EditionToProtect(
        year=job.year,
        center=job.edition.center,
        figures=figures_of(job),
        files=rows.files,
        frames=rows.frames,
        extract_dates={year: facts.udtrukket for year, facts in rows.udtraek.items()},
        persons={i: measured.persons for i, measured in measured_of(job).items()},
        rows={i: measured.rows for i, measured in measured_of(job).items()},
        sums=sums_of(job),
    )


def linked(folder: PublicFolder, files: Mapping[str, str]) -> PublicFolder:
    """Return a public folder whose shared counts are named by the raw files' digests."""
    return replace(folder, constraints=with_file_digests(folder.constraints, files))


def verdict_of(folder: Path) -> dict[str, Any]:
    """Return ``verdict.json`` of a result of ``public``."""
    found: dict[str, Any] = read_json(folder / VERDICT)
    return found


def _public(figure: Figure, hidden: frozenset[str]) -> Figure:
    if figure.figure_id not in hidden:
        return figure
    return replace(figure, value=None, exact=None, status=Status.SUPPRESSED, reason=REASON)


def _disclosed(protection: Protection) -> Iterator[str]:
    """Yield a sentence for each small count that nothing can protect."""
    for name, givers in sorted(protection.disclosed.items()):
        by = ", ".join(givers) or "what is public"
        yield f"{name} cannot be protected: {by} discloses it and is public already"


def _narrow(
    job: Job, protection: Protection, own: PublicFolder, others: Sequence[PublicState]
) -> tuple[list[FeasibleInterval], int]:
    """Return the small counts with too few possible values, and how many there are of all."""
    smallest = job.edition.center.mindste_celle
    small = set(protection.primary)
    known = set(figures_of(job))
    for other in others:
        small |= {one for one in primary_counts(other.figures, smallest) if PARTNER not in one}
        known |= other.figures.keys()

    def is_asked(cell: str) -> bool:
        # A part of a sum has its figure's name, or is of a row that is small and has no name.
        name = cell.removeprefix(MERGED)
        is_small = name in small or (name != cell and name not in known)
        return is_small and name not in protection.disclosed

    folders = [own, *(other.folder for other in others)]
    return narrow_counts(folders, own, is_asked, smallest)


def _narrowed(job: Job, cells: Sequence[FeasibleInterval]) -> Iterator[str]:
    """Yield a sentence for each small count with too few possible values."""
    smallest = job.edition.center.mindste_celle
    for cell in cells:
        yield (
            f"{cell.name} can be narrowed to {cell.low:g}-{cell.high:g}, which is fewer than"
            f" {smallest} values"
        )
