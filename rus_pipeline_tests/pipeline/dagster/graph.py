"""The asset graph as text, one asset a line; ``python -m`` this prints ``graph.txt``."""

import sys
from collections.abc import Iterator

import dagster as dg

from rus_pipeline.definitions import defs
from rus_pipeline.pipeline.dagster.partitions import EDITIONS

GRAPH = defs.resolve_asset_graph()
EDITION = "2023"


def lines() -> Iterator[str]:
    """Yield the graph; the years are those that edition 2023 reads."""
    folders: dict[str, set[str]] = {}
    for key in GRAPH.get_all_asset_keys():
        folders.setdefault(key.path[0], set()).add(key.to_user_string())
    for key in sorted(GRAPH.get_all_asset_keys()):
        node = GRAPH.get(key)
        parents: dict[str, set[str]] = {}
        for parent in sorted(node.parent_keys):
            parents.setdefault(upstream_years(key, parent), set()).add(parent.to_user_string())
        found = "; ".join(
            f"{', '.join(_short(names, folders))} of {years}" for years, names in parents.items()
        )
        checks = sorted(check.name for check in node.check_keys)
        told = f" [{', '.join(checks)}]" if checks else ""
        yield f"{key.to_user_string()}{told}{f' <- {found}' if found else ''}"
    yield ""
    whole = sorted(
        key.to_user_string()
        for key in GRAPH.get_all_asset_keys()
        if GRAPH.get(key).partitions_def is not EDITIONS
    )
    yield f"partitions: {', '.join(EDITIONS.get_partition_keys())}; without: {', '.join(whole)}"
    for job in defs.jobs or ():
        yield f"job {job.name}"
    for schedule in defs.schedules or ():
        yield f"schedule {schedule.name}: {schedule.cron_schedule} {schedule.execution_timezone}"
    for sensor in defs.sensors or ():
        yield f"sensor {sensor.name}"


def _short(names: set[str], folders: dict[str, set[str]]) -> Iterator[str]:
    """Yield names, ``mart/*`` for all of a folder."""
    for folder, inside in sorted(folders.items()):
        own = names & inside
        if own == inside and len(own) > 1:
            yield f"{folder}/*"
        else:
            yield from sorted(own)


def upstream_years(key: dg.AssetKey, parent: dg.AssetKey) -> str:
    """Return the years of a parent that edition 2023 of an asset reads."""
    mapping = GRAPH.get_partition_mapping(key, parent_asset_key=parent)
    subset = mapping.get_upstream_mapped_partitions_result_for_partitions(
        EDITIONS.subset_with_partition_keys([EDITION]), EDITIONS, EDITIONS
    ).partitions_subset
    years = sorted(subset.get_partition_keys())
    assert [int(year) for year in years] == list(range(int(years[0]), int(years[-1]) + 1))
    return years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
