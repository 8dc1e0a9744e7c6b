"""When editions are built by themselves: at night, and when the raw folder changes.

Both ask what is stale and start one run for all of it; a run builds of its editions those that are
still stale when its turn comes, so that two runs never do the same. What belongs here: when, and
what is said of it. What does not: what stale is (``staleness``), or building.
"""

from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten

import dagster as dg

from rus_pipeline.across import is_behind
from rus_pipeline.errors import InputError
from rus_pipeline.orchestration.assets import STALE_ALONE
from rus_pipeline.orchestration.partitions import EDITIONS, range_tags
from rus_pipeline.orchestration.resources import Folders, delivered, judged_by
from rus_pipeline.staleness import Inputs, Judged, judge, together

WHY = "rus/why"
"""The tag of a run that says why it was asked for."""

TIME_ZONE = "Europe/Copenhagen"
_EVERY_SECONDS = 30
_LONGEST = 600

_JOB = "editions"

editions_job = dg.define_asset_job(
    _JOB,
    selection=dg.AssetSelection.all(),
    description="Bygger udgaver: hver for sig, eller en række af dem i én kørsel.",
)


@dg.schedule(
    job_name=_JOB,
    cron_schedule="0 2 * * *",
    execution_timezone=TIME_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Hver nat kl. 2: bygger de udgaver, der ikke står, som de ville blive nu.",
)
def nightly(
    _context: dg.ScheduleEvaluationContext, folders: Folders
) -> dg.RunRequest | dg.SkipReason:
    """Ask for a run over the stale editions; without any, say that there are none.

    Where the raw folder cannot be used, a run is asked for all the same: it fails with what is to
    be mended, and runs that fail are told of.
    """
    try:
        with folders.at_hand(delivered, judged_by) as (raw, out):
            return _asked(raw.folder, out.folder)
    except InputError as error:
        newest = EDITIONS.get_partition_keys()[-1:]
        return dg.RunRequest(tags={**range_tags(newest), WHY: _short(str(error))})


@dg.sensor(
    job_name=_JOB,
    minimum_interval_seconds=_EVERY_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Ser efter i råmappen: en levering, der er kommet helt på plads, bygges straks.",
)
def raw_folder(
    context: dg.SensorEvaluationContext, folders: Folders
) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run when the raw folder has changed, and has then been still for one look.

    The cursor holds the folder's signature at the last look, and ``!`` after it once it has been
    dealt with.
    """
    try:
        return _looked(folders, context.cursor)
    except InputError as error:
        return dg.SkipReason(str(error))


def _looked(folders: Folders, cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    signature = Inputs(folders.raw_path).signature
    if cursor == f"{signature}!":
        return dg.SkipReason("the raw folder is as it was")
    if cursor != signature:
        return dg.SensorResult(
            skip_reason=dg.SkipReason("the raw folder has changed; waiting for it to be still"),
            cursor=signature,
        )
    asked = _asked(folders.raw_path, folders.out_path)
    if isinstance(asked, dg.SkipReason):
        return dg.SensorResult(skip_reason=asked, cursor=f"{signature}!")
    return dg.SensorResult(run_requests=[asked], cursor=f"{signature}!")


def _asked(raw: Path, out: Path) -> dg.RunRequest | dg.SkipReason:
    """Return a run over what is stale, or why there is none.

    Raises RawFolderError where the raw folder, or the key, is unusable.
    """
    judged = judge(raw, out)
    known = EDITIONS.get_partition_keys()
    stale = [item for item in judged if item.stale and str(item.year) in known]
    if stale:
        return _run(stale)
    if judged and is_behind(out):
        return _run(judged[-1:])
    return dg.SkipReason(together(judged))


def _run(editions: Sequence[Judged]) -> dg.RunRequest:
    years = [str(item.year) for item in editions]
    why = "; ".join(f"{item.year}: {', '.join(item.stale[:3])}" for item in editions)
    return dg.RunRequest(tags={**range_tags(years), STALE_ALONE: ",".join(years), WHY: _short(why)})


def _short(why: str) -> str:
    # PostgreSQL keeps tags in an index, which has no room for more than some 2,700 bytes.
    return shorten(why, _LONGEST, placeholder=" …")
