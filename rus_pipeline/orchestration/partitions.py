"""The yearly partitions, and which years of one asset another needs.

The keys are listed and the mappings spelled out year by year, so that what the graph shows is
exactly what the code reads (see ``docs/decisions``). Source: counting rules, Words, Edition.
"""

from collections.abc import Sequence
from datetime import date

import dagster as dg

from rus_pipeline.center import FIRST_EDITION
from rus_pipeline.slices import years_behind

# The year to come is among them, so that a server that is started this year knows it on New Year.
EDITIONS = dg.StaticPartitionsDefinition(
    [str(year) for year in range(FIRST_EDITION, date.today().year + 2)]
)


def range_tags(years: Sequence[str]) -> dict[str, str]:
    """Return the tags of one run over all editions from the first to the last of ``years``."""
    return {
        "dagster/asset_partition_range_start": years[0],
        "dagster/asset_partition_range_end": years[-1],
    }


def years_mapping(source: str) -> dg.PartitionMapping:
    """Return the mapping from the extracts' years to the editions whose ``source`` reads them."""
    keys = [int(key) for key in EDITIONS.get_partition_keys()]
    return dg.StaticPartitionMapping(
        {
            str(read): {str(year) for year in keys if read in years_behind(source, year)}
            for read in keys
        }
    )


def year_before_mapping() -> dg.PartitionMapping:
    """Return the mapping from an edition to itself and the one after, which is set beside it."""
    keys = EDITIONS.get_partition_keys()
    return dg.StaticPartitionMapping(
        {key: {key, str(int(key) + 1)} & set(keys) for key in keys},
    )
