"""The schedule and the sensors: editions are built at night and when the raw folder changes.

Both request one run for each stale edition, of its stale assets.
Source: stages contract, What holds, 5.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from rus_pipeline.core.errors import InputError
from rus_pipeline.pipeline.dagster.observing import observe
from rus_pipeline.pipeline.dagster.partitions import EDITIONS
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.pipeline.dagster.specs import DATABASE, FRONT_PAGE, key_of
from rus_pipeline.pipeline.overview import is_behind
from rus_pipeline.pipeline.plan import Inputs
from rus_pipeline.pipeline.status import EditionStatus, editions_status
from rus_pipeline.storage.layout import PARTNERS
from rus_pipeline.storage.store import Store

WHY = "rus/why"
"""The tag of a run with the reason of its request."""

PRIORITY = "dagster/priority"
"""Dagster's tag for the order of queued runs: earlier editions first, as later ones read them."""

# A tag of the run, not its partition key: a new edition is known only when the run loads the code.
_EDITION = "dagster/partition"
TIME_ZONE = "Europe/Copenhagen"
_EVERY_SECONDS = 30
_LONGEST = 600

EDITIONS_JOB, OVERVIEW_JOB = "editions", "overview_job"

editions_job = dg.define_asset_job(
    EDITIONS_JOB,
    selection=dg.AssetSelection.all()
    - dg.AssetSelection.assets(DATABASE, FRONT_PAGE)
    - dg.AssetSelection.groups(PARTNERS),
    description="Bygger en udgave: alle dens trin, eller dem, der vælges.",
)
overview_job = dg.define_asset_job(
    OVERVIEW_JOB,
    selection=dg.AssetSelection.assets(DATABASE, FRONT_PAGE),
    description="Skriver databasen og forsiden over de udgaver, der står.",
)


@dg.schedule(
    job_name=EDITIONS_JOB,
    cron_schedule="0 2 * * *",
    execution_timezone=TIME_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Hver nat kl. 2: bygger de udgaver, der ikke står, som de ville blive nu.",
)
def nightly(
    _context: dg.ScheduleEvaluationContext, folders: Folders
) -> list[dg.RunRequest] | dg.SkipReason:
    """Request a run for each stale edition, or skip if there is none.

    If the raw folder cannot be used, request a run all the same: it fails with what to correct, and
    failed runs are notified.
    """
    try:
        with folders.here() as here:
            asked = _asked(Inputs(here.raw, here.out), here.store)
    except InputError as error:
        newest = EDITIONS.get_partition_keys()[-1]
        asked = [dg.RunRequest(tags={_EDITION: newest, WHY: _short(str(error))})]
    if isinstance(asked, dg.SkipReason):
        return asked
    # Dagster starts one run for a key and a night, also where it was interrupted between two
    # requests and asks for all of them again.
    return [request.with_replaced_attrs(run_key=request.tags[_EDITION]) for request in asked]


@dg.sensor(
    job_name=EDITIONS_JOB,
    minimum_interval_seconds=_EVERY_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Ser efter i råmappen: en levering, der er kommet helt på plads, bygges straks.",
)
def raw_folder(
    context: dg.SensorEvaluationContext, folders: Folders
) -> dg.SensorResult | dg.SkipReason:
    """Request runs when the raw folder has changed, and is then unchanged at the next look.

    The cursor is the folder's signature at the last look, followed by ``!`` once its runs have been
    requested.
    """
    try:
        return _looked(context, folders)
    except InputError as error:
        return dg.SkipReason(str(error))


@dg.sensor(
    job_name=OVERVIEW_JOB,
    minimum_interval_seconds=_EVERY_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Skriver database og forside, når en udgave er skiftet.",
)
def editions_changed(
    context: dg.SensorEvaluationContext, folders: Folders
) -> dg.RunRequest | dg.SkipReason:
    """Request database and front page if they were written from other editions than the current."""
    with folders.current_editions() as out:
        if not is_behind(out):
            return dg.SkipReason("database and front page are of the current editions")
    running = context.instance.get_runs(
        dg.RunsFilter(
            job_name=OVERVIEW_JOB,
            statuses=[dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTED],
        )
    )
    return (
        dg.SkipReason("database and front page are being written") if running else dg.RunRequest()
    )


def _looked(
    context: dg.SensorEvaluationContext, folders: Folders
) -> dg.SensorResult | dg.SkipReason:
    signature, cursor = folders.delivered(), context.cursor
    if cursor == f"{signature}!":
        return dg.SkipReason("the raw folder has not changed")
    if cursor != signature:
        return dg.SensorResult(
            skip_reason=dg.SkipReason(
                "the raw folder has changed; waiting until it stops changing"
            ),
            cursor=signature,
        )
    with folders.here() as here:
        inputs = Inputs(here.raw, here.out)
        observe(context.instance, inputs, inputs.known)
        asked = _asked(inputs, here.store)
    if isinstance(asked, dg.SkipReason):
        return dg.SensorResult(skip_reason=asked, cursor=f"{signature}!")
    return dg.SensorResult(run_requests=asked, cursor=f"{signature}!")


def _asked(inputs: Inputs, store: Store) -> list[dg.RunRequest] | dg.SkipReason:
    """Return a run for each stale edition, or why there is none.

    Raises RawFolderError if the key cannot be used.
    """
    found = editions_status(inputs, store)
    wanted = [one for one in found if one.to_make and one.refused is None]
    return list(_requests(wanted)) if wanted else dg.SkipReason(nothing_to_build(found))


def _requests(wanted: Sequence[EditionStatus]) -> Iterator[dg.RunRequest]:
    for one in wanted:
        why = "; ".join(f"{state.asset}: {', '.join(state.why[:2])}" for state in one.stale[:4])
        tags = {WHY: _short(why or "an edition that it reads is built again")}
        yield dg.RunRequest(
            asset_selection=[key_of(name) for name in one.to_make],
            tags={_EDITION: str(one.edition), PRIORITY: str(-one.edition), **tags},
        )


def nothing_to_build(found: Sequence[EditionStatus]) -> str:
    """Return in one line why none of the editions is to be built."""
    refused = [f"{one.edition} ({one.refused})" for one in found if one.refused is not None]
    current = [str(one.edition) for one in found if one.refused is None]
    reasons = [f"{', '.join(current)} are current"] if current else []
    if refused:
        reasons.append(f"what could not be built has not changed: {'; '.join(refused)}")
    return "; ".join(reasons) or "there is no edition"


def _short(why: str) -> str:
    # PostgreSQL keeps tags in an index, which has no room for more than some 2,700 bytes.
    return why if len(why) <= _LONGEST else f"{why[: _LONGEST - 2]} …"
