"""``public`` of a partner: protected together with all that the centre and the partner publish.

An intruder reads both public editions, and knows that the partner's rows are some of the centre's.
Source: report contract, A partner's report; audit contract, The public edition.
"""

import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar

from rus_pipeline.core.solver import UndecidedError
from rus_pipeline.disclosure.constraints import (
    LATENT,
    MERGED,
    ContradictionError,
    read_constraints,
    write_constraints,
)
from rus_pipeline.disclosure.coverage import coverage
from rus_pipeline.disclosure.intruder import narrow_counts, newly_narrow_counts
from rus_pipeline.disclosure.partner import (
    JOINT,
    among_the_centres,
    partners_own,
    prefix_of,
    with_public_names,
    without_figures,
)
from rus_pipeline.disclosure.protect import EditionToProtect, Protection, recode_and_protect
from rus_pipeline.disclosure.public_state import (
    FIGURES,
    PublicFolder,
    PublicState,
    primary_counts,
    read_public,
    released_states,
    with_sums,
)
from rus_pipeline.disclosure.recoding import Recoding, possible_recoding
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import read_figures
from rus_pipeline.pipeline.job import Facts, Job, check, write_json
from rus_pipeline.pipeline.plan import CENTRE
from rus_pipeline.pipeline.stages import slicing
from rus_pipeline.pipeline.stages.marts import figures_of, measured_of, sums_of
from rus_pipeline.pipeline.stages.publishing import (
    INTRUDER,
    VERDICT,
    linked,
    verdict_of,
    write_public,
)
from rus_pipeline.slices import SOURCES
from rus_pipeline.storage.layout import centre_out

T = TypeVar("T")
log = logging.getLogger(__name__)


def make(job: Job, _asset: str, folder: Path) -> Facts:
    """Protect the partner's figures: as ``publishing.make``, and ``joint.json``."""
    given, others = _given(job), list(_others(job))
    recoding, protection, tried, complaints = _protected(job, given, others, folder)
    hidden = _own_ids(job, protection.suppressed) if protection else []
    if protection is None or complaints:
        for name in (FIGURES, JOINT):
            (folder / name).unlink(missing_ok=True)
    else:
        ties = partners_own(protection.constraints, job.edition.home.kode)
        public = recoding.published(figures_of(job))
        write_public(job.year, folder, public, hidden, ties, zeros_shown=False)
        shutil.copyfile(job.input("figures") / DECLARATION, folder / DECLARATION)
    names = [other.folder.name for other in others]
    shown = coverage(figures_of(job), recoding, frozenset(hidden))
    write_json(
        folder / VERDICT,
        {
            "hidden": hidden,
            "complaints": complaints,
            "beside": names,
            "files": dict(given.files),
            "merges": [asdict(merge) for merge in recoding.merges],
            "coverage": asdict(shown),
        },
    )
    return {
        "hidden": shown.suppressed,
        "recoded": shown.recoded,
        "shown": shown.shown,
        "beside": names,
        "checks": [check(INTRUDER, complaints, tried)],
    }


def _protected(
    job: Job, given: EditionToProtect, others: Sequence[PublicState], folder: Path
) -> tuple[Recoding, Protection | None, int, list[str]]:
    """Return what is added up and suppressed, how many counts were tried, and complaints."""
    try:
        possible = possible_recoding(job.edition, given.figures, others)
        tables, protection = recode_and_protect(given, possible, others)
        recoding = possible.with_columns_of(tables)
        hidden = _own_ids(job, protection.suppressed)
        joint = with_public_names(protection.constraints, given.beside, _names(others))
        public = recoding.published(figures_of(job))
        write_public(job.year, folder, public, hidden, joint, zeros_shown=False)
        write_constraints(folder / JOINT, joint)
        own = _public_folder(job, folder, job.year, given.files)
        complaints, tried = _narrower(job, protection, own, others)
    except (ContradictionError, UndecidedError) as error:
        # The error may name a figure of the centre's own edition.
        log.warning("edition=%s partner=%s: %s", job.year, job.edition.home.kode, error)
        return Recoding(), None, 0, ["the suppressed figures cannot be checked"]
    return recoding, protection, tried, complaints


def _narrower(
    job: Job, protection: Protection, own: PublicFolder, others: Sequence[PublicState]
) -> tuple[list[str], int]:
    """Return a sentence if the two editions tell more of small counts than the centre's alone.

    What that alone narrows is not told by the partner's: it may be as narrow with both. With the
    sentence comes how many counts were asked for.
    """
    smallest = job.edition.center.mindste_celle
    small = protection.primary.union(*(primary_counts(o.figures, smallest) for o in others))
    public = [other.folder for other in others]

    def is_small(name: str) -> bool:
        return name.removeprefix(MERGED) in small

    narrow, tried = newly_narrow_counts([own, *public], own, is_small, smallest)
    if not narrow:
        return [], tried
    both = {_bare(cell.name): cell.values for cell in narrow}
    silent = without_figures(own)

    def is_narrow(name: str) -> bool:
        return _bare(name) in both

    alone, _ = narrow_counts([silent, *public], silent, is_narrow, smallest)
    before = {_bare(cell.name): cell.values for cell in alone}
    told = [name for name, values in both.items() if values < before.get(name, smallest)]
    if not told:
        return [], tried
    why = (
        f"{len(told)} small counts can be narrowed further with the centre's public edition"
        " than by that alone"
    )
    return [why], tried


def _bare(name: str) -> str:
    """Return the figure of a count that is added up, or latent."""
    return name.removeprefix(MERGED).removeprefix(LATENT)


def _names(others: Sequence[PublicState]) -> set[str]:
    """Return every name in what the others have published."""
    return {
        name for other in others for name in (*other.folder.values, *other.folder.constraints.names)
    }


def _own_ids(job: Job, names: frozenset[str]) -> list[str]:
    """Return the ids, in the partner's own edition, of suppressed figures."""
    return sorted(name.removeprefix(prefix_of(job.edition.home.kode)) for name in names)


def _given(job: Job) -> EditionToProtect:
    """Return the partner's figures as counts of the centre's slice, with the centre's beside."""
    rows = slicing.slice_of(job, *SOURCES, of=CENTRE)
    home = job.edition.home
    prefix = prefix_of(home.kode)
    measured = _prefixed(prefix, measured_of(job))
    return EditionToProtect(
        year=job.year,
        center=job.edition.center.whole,
        figures=among_the_centres(figures_of(job), home.kode, home.key),
        files=rows.files,
        frames=rows.frames,
        extract_dates={year: facts.udtrukket for year, facts in rows.udtraek.items()},
        persons={i: found.persons for i, found in measured.items()},
        rows={i: found.rows for i, found in measured.items()},
        sums=[_prefixed(prefix, terms) for terms in sums_of(job)],
        beside=read_figures(job.input(f"{CENTRE}figures") / DECLARATION),
        kode=home.kode,
    )


def _others(job: Job) -> Iterator[PublicState]:
    """Yield the public states of the centre and of the partner, of earlier years and releases."""
    home = job.edition.home
    for kind, year in job.versions:
        if kind not in ("public", f"{CENTRE}public"):
            continue
        folder = job.input(kind, year)
        if not (folder / FIGURES).is_file():
            continue
        files = verdict_of(folder)["files"]
        figures = read_figures(folder / DECLARATION)
        if kind == "public":
            public = _public_folder(job, folder, year, files)
            own = among_the_centres(figures, home.kode, home.key)
            yield PublicState(public, with_sums(own, public), files)
        else:
            read = replace(linked(read_public(folder), files), name=str(year))
            yield PublicState(read, with_sums(figures, read), files)
    yield from released_states(centre_out(job.register))
    yield from released_states(job.register, prefix_of(home.kode))


def _public_folder(job: Job, folder: Path, year: int, files: Mapping[str, str]) -> PublicFolder:
    """Return a partner's public figures as the intruder has them among the centre's."""
    prefix = prefix_of(job.edition.home.kode)
    read = read_public(folder)
    public = PublicFolder(
        name=f"{prefix}{year}",
        values=_prefixed(prefix, read.values),
        suppressed=frozenset(f"{prefix}{name}" for name in read.suppressed),
        units=_prefixed(prefix, read.units),
        constraints=read_constraints(folder / JOINT),
        zeros_shown=read.zeros_shown,
    )
    return linked(public, files)


def _prefixed(prefix: str, found: Mapping[str, T]) -> dict[str, T]:
    return {f"{prefix}{name}": value for name, value in found.items()}
