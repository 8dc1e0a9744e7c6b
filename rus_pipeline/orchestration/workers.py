"""Editions built by several workers: planned, each proved by any of them, and published by one.

What is public of an edition depends on what is public of the others, so that is done in order, by
one step. Steps tell each other nothing but what lies in the output folder, so that any of them can
be done again by another worker. What belongs here: these steps. What does not: which engine runs
them (``on_workers``), or the work itself. See ``docs/decisions``.
"""

import shutil
from collections.abc import Iterator
from uuid import uuid4

import dagster as dg
from pydantic import Field

from rus_pipeline.across import NOTE, is_behind, write_across
from rus_pipeline.audit.kept import MANIFEST, standing
from rus_pipeline.build import publish_editions
from rus_pipeline.built import BuiltEdition
from rus_pipeline.center import read_center
from rus_pipeline.database import DATABASE
from rus_pipeline.errors import RawFolderError
from rus_pipeline.handover import (
    OUTCOME,
    PLAN,
    PROVED,
    hand_over,
    place,
    plan_of,
    read_plan,
    take_over,
    write_plan,
)
from rus_pipeline.mirror import Shared
from rus_pipeline.orchestration.assets import waiting
from rus_pipeline.orchestration.events import across_materializations, materializations
from rus_pipeline.orchestration.outcome import Outcome, told
from rus_pipeline.orchestration.resources import Folders, delivered, judged_by
from rus_pipeline.place import writing
from rus_pipeline.proving import begin
from rus_pipeline.report.front_page import FRONT_PAGE
from rus_pipeline.staleness import REFUSED, MadeOf, judge

_TRIES = 3
_NOTHING = dg.Out(dg.Nothing)


class Asked(dg.Config):
    """The editions to build; none is: those that are stale."""

    editions: list[int] = Field(default_factory=list)


@dg.op(out=dg.DynamicOut(dg.Nothing), description="Hvilke udgaver der skal bygges, og af hvad.")
def plan(
    context: dg.OpExecutionContext, config: Asked, folders: Folders
) -> Iterator[dg.DynamicOutput[None]]:
    """Note what each edition is to be made of, and ask for each to be proved."""
    with told(folders.out), folders.at_hand(delivered, _stands_or_planned) as (raw, out):
        _clear(context, out)
        run = begin(raw.folder, out.folder, context.run_id)
        run.raw.refuse_real_numbers()
        stale = [item.year for item in judge(raw.folder, out.folder) if item.stale]
        years = sorted(set(config.editions)) or stale
        context.log.info("editions: %s", ", ".join(map(str, years)) or "none is stale")
        write_plan(out.folder, context.run_id, {year: run.inputs.of(year) for year in years})
        out.bring(plan_of(context.run_id))
    for year in years:
        yield dg.DynamicOutput(None, mapping_key=str(year))


@dg.op(ins={"planned": dg.In(dg.Nothing)}, out=_NOTHING, description="Udgaven til og med prøverne.")
def prove(context: dg.OpExecutionContext, folders: Folders) -> None:
    """Prove an edition and hand it over."""
    year, run_id = int(context.get_mapping_key() or 0), context.run_id
    needed = (plan_of(run_id), f"{place(run_id)}/{year}")
    with told(folders.out), folders.at_hand(_nothing, lambda n: n.startswith(needed)) as (_, out):
        _count_try(out, run_id, str(year))
        if (out.folder / place(run_id) / str(year) / OUTCOME).is_file():
            return
        planned = read_plan(out.folder, run_id)[year]
        with folders.at_hand(planned.files.__contains__, _nothing) as (raw, _):
            run = begin(raw.folder, out.folder, run_id)
            _refuse_other(run.inputs.of(year), planned, year)
            hand_over(run, year)
        out.bring(f"{place(run_id)}/{year}", last=OUTCOME)


@dg.op(ins={"proved": dg.In(dg.Nothing)}, out=_NOTHING, description="Det, alle udgaver har del i.")
def publish(
    context: dg.OpExecutionContext, folders: Folders
) -> Iterator[dg.AssetMaterialization | dg.AssetCheckEvaluation]:
    """Publish what was proved, in order; fail at the end where an edition could not be built."""
    run_id, done = context.run_id, Outcome()
    own = f"{place(run_id)}/"
    with (
        told(folders.out),
        folders.at_hand(delivered, lambda n: n.startswith(own) or not n.startswith(PROVED)) as (
            raw,
            out,
        ),
        writing(out.folder, f"run {run_id}", waiting),
    ):
        if not (out.folder / plan_of(run_id)).is_file():
            context.log.info("another worker, which was thought lost, has published it meanwhile")
            return
        _count_try(out, run_id, "publish")
        made_of = read_plan(out.folder, run_id)
        put = {k.year for k in standing(out.folder) if k.manifest["run_id"] == run_id}
        run = begin(raw.folder, out.folder, run_id)
        for year, planned in made_of.items():
            _refuse_other(run.inputs.of(year), planned, year)
        proved = (take_over(run, year) for year in made_of if year not in put)
        for result in publish_editions(run, made_of, proved):
            done.add(result)
            out.bring(REFUSED)
            if isinstance(result, BuiltEdition):
                out.bring(str(result.edition.year), last=MANIFEST)
                yield from materializations(result)
        if is_behind(out.folder):
            across = write_across(out.folder, read_center(raw.folder))
            for name in (DATABASE, FRONT_PAGE, NOTE):
                out.bring(name)
            yield from across_materializations(done.years, across)
        shutil.rmtree(out.folder / place(run_id))
        out.bring(place(run_id))
    for check in done.checks():
        yield _evaluation(check)
    done.raise_for_failed()


@dg.graph(name="editions", description="Bygger udgaver på flere maskiner.")
def editions_on_workers() -> None:
    """Plan, prove each edition anywhere, publish all of them in order."""
    publish(plan().map(prove).collect())


def _stands_or_planned(name: str) -> bool:
    return judged_by(name) or (name.startswith(PROVED) and name.endswith(PLAN))


def _nothing(_name: str) -> bool:
    return False


def _refuse_other(now: MadeOf, planned: MadeOf, year: int) -> None:
    changes = "; ".join(now.changes(planned))
    if changes:
        raise RawFolderError(
            f"{year}: er ikke længere, hvad kørslen blev planlagt efter ({changes}); byg igen. Alle"
            " maskiner skal have samme version af programmet og samme nøgle"
        )


def _count_try(out: Shared, run_id: str, what: str) -> None:
    """Note that a step is begun; refuse it where it has taken several workers with it.

    An engine gives a step whose worker was lost to the next, and to the next again.
    """
    tries = out.folder / place(run_id) / f"{what}.tries"
    if tries.is_dir() and len(list(tries.iterdir())) >= _TRIES:
        raise dg.Failure(
            f"{what}: {_TRIES} workers were lost while they did it; see whether they had memory"
            " enough (journalctl -k | grep -i oom)",
            allow_retries=False,
        )
    tries.mkdir(parents=True, exist_ok=True)
    name = uuid4().hex
    (tries / name).touch()
    out.bring(f"{place(run_id)}/{what}.tries/{name}")


def _clear(context: dg.OpExecutionContext, out: Shared) -> None:
    """Remove what was handed over in runs that have ended since."""
    for left in sorted((out.folder / PROVED).glob("*")):
        run: dg.DagsterRun | None = context.instance.get_run_by_id(left.name)
        if run is None or run.is_finished:
            shutil.rmtree(left)
            out.bring(f"{PROVED}/{left.name}")


def _evaluation(check: dg.AssetCheckResult) -> dg.AssetCheckEvaluation:
    assert check.asset_key is not None
    return dg.AssetCheckEvaluation(
        asset_key=check.asset_key,
        check_name=check.check_name or "",
        passed=check.passed,
        metadata=check.metadata,
        severity=check.severity,
    )
