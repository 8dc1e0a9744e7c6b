"""A second process that makes results before the run of their edition asks for them.

The command line has Dagster make one edition after another in one process. The second process makes
the same results, and each run takes from the store what it finds there, or waits for what is on its
way. Nothing depends on it but time. Source: stages contract, What it costs.
"""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rus_pipeline.core.errors import InputError
from rus_pipeline.pipeline.plan import EDITION
from rus_pipeline.pipeline.run import Run

_LARGE = 100_000_000
"""Bytes of an edition's delivered files of which two processes would hold the rows twice."""
_PUBLIC = "public"


@contextmanager
def made_ahead(run: Run, run_ids: Mapping[int, str]) -> Iterator[None]:
    """Let a second process make the results of these editions while the block runs.

    ``run_ids`` are the ids of the runs that will ask for them, by edition.
    """
    one_core = (os.cpu_count() or 1) < 2
    if one_core or not run_ids or any(_delivered(run.raw / str(y)) > _LARGE for y in run_ids):
        yield
        return
    beside = multiprocessing.get_context("spawn").Process(
        target=_work,
        args=(run, dict(run_ids), gc.get_threshold()),
        daemon=True,
    )
    beside.start()
    try:
        yield
    finally:
        beside.terminate()
        beside.join()


def _delivered(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _work(run: Run, run_ids: Mapping[int, str], collections: tuple[int, int, int]) -> None:
    gc.set_threshold(*collections)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends, and then ends this one
    _make(run, run_ids)


def _make(run: Run, run_ids: Mapping[int, str]) -> None:
    """Make all but the last step of these editions.

    What publication needs comes first, from the oldest edition on: each waits for the one before.
    The rest comes from the newest edition back, since the runs come from the oldest one.
    """
    done = set[tuple[int, str]]()
    years = sorted(run_ids)
    rest = [name for name in run.inputs.assets if name != EDITION]
    for year, names in [*((y, [_PUBLIC]) for y in years), *((y, rest) for y in reversed(years))]:
        for of, wanted in run.steps_behind(year, names):
            if of not in run_ids:
                continue
            new = [asset for asset in wanted if (of, asset.name) not in done]
            run.run_id = run_ids[of]
            try:
                for made in run.step(of, new):
                    done.add((of, made.asset))
                    _end_with_the_first()
            except InputError:  # the edition's own run fails likewise, and tells why
                break


def _end_with_the_first() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        sys.exit()
