"""The one step of the pipeline: building editions.

An edition is built and moved into place whole, so all its assets are made by one step, whichever
of them were asked for; the events that it logs are per edition, so that one edition's failure is
not another's (see ``docs/decisions``). What belongs here: nothing but the step.
"""

from collections.abc import Iterator

import dagster as dg

from rus_pipeline.audit.gates import GateError, Verdict
from rus_pipeline.build import build_editions
from rus_pipeline.built import BuiltEdition
from rus_pipeline.database import write_database
from rus_pipeline.errors import InputError, mask
from rus_pipeline.orchestration.events import (
    attacker_result,
    check_results,
    database_materialization,
    front_page_materialization,
    gate_results,
    materializations,
)
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline.orchestration.specs import asset_specs, check_specs
from rus_pipeline.report.front_page import write_front_page
from rus_pipeline.slices import EditionError


@dg.multi_asset(
    name="yearly_report",
    specs=asset_specs(),
    check_specs=check_specs(),
    can_subset=True,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def yearly_report(
    context: dg.AssetExecutionContext, folders: Folders
) -> Iterator[dg.AssetCheckResult]:
    """Build the editions of the run; fail at its end where any of them could not be built."""
    built: list[BuiltEdition] = []
    failed: dict[str, str] = {}
    verdicts: dict[int, tuple[Verdict, ...]] = {}
    years = [int(key) for key in context.partition_keys]
    for result in _masked(
        build_editions(folders.raw_path, folders.out_path, years, context.run_id)
    ):
        if isinstance(result, GateError):
            verdicts[result.edition] = result.verdicts
        if isinstance(result, EditionError | GateError):
            failed[str(result.edition)] = str(result)
            continue
        built.append(result)
        verdicts[result.edition.year] = result.proof.verdicts if result.proof else ()
        for event in materializations(result):
            context.log_event(event)
    if built:
        database = write_database(folders.out_path)
        front_page = write_front_page(folders.out_path, built[-1].edition.center)
        for edition in built:
            context.log_event(database_materialization(edition.edition.year, database))
            context.log_event(front_page_materialization(edition.edition.year, front_page))
    wanted = context.selected_asset_check_keys
    for check in (*check_results(built), *gate_results(verdicts), *attacker_result(built)):
        if dg.AssetCheckKey(_asset(check), check.check_name or "") in wanted:
            yield check
    if failed:
        reasons = "\n".join(f"{edition}: {reason}" for edition, reason in failed.items())
        raise dg.Failure(reasons, metadata=failed, allow_retries=False)


def _asset(check: dg.AssetCheckResult) -> dg.AssetKey:
    assert check.asset_key is not None
    return check.asset_key


def _masked(
    results: Iterator[BuiltEdition | EditionError | GateError],
) -> Iterator[BuiltEdition | EditionError | GateError]:
    """Pass results on; let no exception through whose text may hold a personal number."""
    try:
        yield from results
    except InputError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    except OSError as error:
        what = mask(f"{error.filename}: {error.strerror}")
        raise dg.Failure(what, allow_retries=False) from None
    except Exception as error:  # noqa: BLE001 - raised again, masked
        kind = type(error).__name__
        raise RuntimeError(f"{kind}: {mask(str(error))}").with_traceback(
            error.__traceback__
        ) from None
