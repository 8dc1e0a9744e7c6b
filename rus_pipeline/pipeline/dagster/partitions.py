"""The partitions: one for each edition that has a folder in the raw folder.

Partition mappings are listed year by year from the steps themselves, so that the graph shows what
is read.
"""

import os
from functools import cache
from pathlib import Path

import dagster as dg

from rus_pipeline.core.center import edition_folders, editions_among
from rus_pipeline.pipeline.steps import Asset
from rus_pipeline.storage.remote import RemoteFolder, is_url

RAW = "RUS_RAW"
_DEFAULT = "data/raw"


@cache
def known_editions() -> tuple[int, ...]:
    """Return the editions that had a folder when the code was loaded."""
    raw = os.environ.get(RAW, _DEFAULT)
    if is_url(raw):
        names = {name.partition("/")[0] for name in RemoteFolder(raw).listed() if "/" in name}
        return editions_among(names)[0]
    return edition_folders(Path(raw))[0] if Path(raw).is_dir() else ()


EDITIONS = dg.StaticPartitionsDefinition([str(year) for year in known_editions()])


def mapping(asset: Asset, reads: str) -> dg.PartitionMapping | None:
    """Return which editions of ``reads`` an asset reads, or None if only its own edition."""
    known = known_editions()
    read = {year: [of for name, of in asset.reads(year, known) if name == reads] for year in known}
    if all(years == [year] for year, years in read.items()):
        return None
    return dg.StaticPartitionMapping(
        {str(of): {str(year) for year, years in read.items() if of in years} for of in known}
    )
