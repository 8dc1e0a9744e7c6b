"""Reports delivered files to Dagster: external assets, observed when they change."""

from collections.abc import Sequence

import dagster as dg

from rus_pipeline.pipeline.dagster.partitions import EDITIONS
from rus_pipeline.pipeline.dagster.specs import key_of
from rus_pipeline.pipeline.plan import ABSENT, EDITION, Inputs
from rus_pipeline.storage.layout import MANIFEST

_VERSION, _CODE = "dagster/data_version", "dagster/code_version"


def observe(instance: dg.DagsterInstance, inputs: Inputs, years: Sequence[int]) -> int:
    """Report each external input of the editions that has changed, and return how many.

    An edition that is gone from the output folder is reported as well, and is then stale.
    """
    known = set(EDITIONS.get_partition_keys())
    reported = 0
    for year in years:
        if str(year) not in known:
            continue
        for name, version in inputs.all(year).items():
            if _last(instance, name, year) != version:
                instance.report_runless_asset_event(
                    dg.AssetObservation(key_of(name), partition=str(year), tags={_VERSION: version})
                )
                reported += 1
        if not (inputs.out / str(year) / MANIFEST).is_file():
            reported += _report_gone(instance, year)
    return reported


def _report_gone(instance: dg.DagsterInstance, year: int) -> int:
    """Report an edition as gone if Dagster has it as current, and return how many (0 or 1)."""
    asked = dg.AssetRecordsFilter(asset_key=key_of(EDITION), asset_partitions=[str(year)])
    for record in instance.fetch_materializations(asked, limit=1).records:
        made = record.asset_materialization
        if made is not None and (made.tags or {}).get(_VERSION) != ABSENT:
            instance.report_runless_asset_event(
                dg.AssetMaterialization(
                    key_of(EDITION),
                    description="Udgaven står ikke længere i outputmappen.",
                    partition=str(year),
                    tags={_VERSION: ABSENT, _CODE: ABSENT},
                )
            )
            return 1
    return 0


def _last(instance: dg.DagsterInstance, name: str, year: int) -> str | None:
    """Return the version that was observed last, or None."""
    asked = dg.AssetRecordsFilter(asset_key=key_of(name), asset_partitions=[str(year)])
    for record in instance.fetch_observations(asked, limit=1).records:
        observed = record.asset_observation
        return observed.tags.get(_VERSION) if observed is not None else None
    return None
