"""A second process that makes results before the run of their edition asks for them.

The command line has Dagster make one edition after another in one process. Most of an edition's
results need nothing but its own and earlier extracts: the second process makes those, from the
newest edition back, and each run takes from the store what it finds there. Nothing depends on it
but time. Source: stages contract, What it costs.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rus_pipeline.core.errors import InputError
from rus_pipeline.pipeline.run import Run
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.storage.store import Store

_WORTH_STARTING = 3
"""Of fewer editions, the process would have made little when the last run begins."""
_ANY = 2000  # an edition: all have the same assets


@contextmanager
def made_ahead(run: Run, run_ids: Mapping[int, str]) -> Iterator[None]:
    """Let a second process make the results of these editions while the block runs.

    ``run_ids`` are the ids of the runs that will ask for them, by edition.
    """
    if (os.cpu_count() or 1) < 2 or len(run_ids) < _WORTH_STARTING:
        yield
        return
    beside = multiprocessing.get_context("spawn").Process(
        target=_work, args=(run.raw, run.out, run.store.folder, dict(run_ids)), daemon=True
    )
    beside.start()
    try:
        yield
    finally:
        beside.terminate()
        beside.join()


def _work(raw: Path, out: Path, store: Path, run_ids: Mapping[int, str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends, and then ends this one
    _make(raw, out, store, run_ids)


def _make(raw: Path, out: Path, store: Path, run_ids: Mapping[int, str]) -> None:
    """Make what does not wait for earlier editions, the newest edition first."""
    parent = multiprocessing.parent_process()
    run = Run(raw, out, Store(store), "")
    names = _without_waiting()
    for year in sorted(run_ids, reverse=True):
        for of, wanted in run.steps_behind(year, names):
            if of not in run_ids:
                continue
            if parent is not None and not parent.is_alive():
                return
            run.run_id = run_ids[of]
            try:
                for _ in run.step(of, wanted):
                    pass
            except InputError:  # the edition's own run fails likewise, and tells why
                break


def _without_waiting() -> list[str]:
    """Return the assets that can be made before earlier editions are published."""
    late = {"public"}
    for asset in assets().values():
        if late & {name for name, _ in asset.reads(_ANY, (_ANY,))}:
            late.add(asset.name)
    return [name for name in assets() if name not in late]
