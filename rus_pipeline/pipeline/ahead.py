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
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from rus_pipeline.core.errors import InputError
from rus_pipeline.pipeline.plan import EDITION, state
from rus_pipeline.pipeline.run import Run

_LARGE = 100_000_000
"""Bytes of an edition's delivered files of which two processes would hold the rows twice."""
_PUBLIC, _PUBLIC_REPORT = "public", "public_report"

Ahead: TypeAlias = Callable[[Run, Mapping[int, str]], None]
"""Have a second process make results of a run: of these editions, with the ids of their runs."""


@contextmanager
def second_process(raw: Path, years: Sequence[int]) -> Iterator[Ahead]:
    """Start a second process, and yield what tells it which editions of ``years`` to make.

    It loads its code while the first looks what is stale, makes in turn what it is told, and ends
    with the block. With one processor, with a large edition and without ``years`` there is none.
    """
    one_core = (os.cpu_count() or 1) < 2
    if one_core or not years or any(_delivered(raw / str(year)) > _LARGE for year in years):
        yield lambda _run, _run_ids: None
        return
    context = multiprocessing.get_context("spawn")
    told, telling = context.Pipe(duplex=False)

    def tell(run: Run, run_ids: Mapping[int, str]) -> None:
        with suppress(BrokenPipeError):  # it has died, and the runs make everything
            telling.send((run, dict(run_ids)))

    with TemporaryDirectory(prefix="rus-") as temporary:  # it is ended in the midst of its work
        beside = context.Process(
            target=_work, args=(told, temporary, gc.get_threshold()), daemon=True
        )
        beside.start()
        told.close()
        try:
            yield tell
        finally:
            beside.terminate()
            beside.join()
            telling.close()


def _delivered(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _work(told: Connection, temporary: str, collections: tuple[int, int, int]) -> None:
    tempfile.tempdir = temporary
    gc.set_threshold(*collections)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends, and then ends this one
    with suppress(EOFError):  # the first process was killed
        while True:
            _make(*told.recv())


def _make(run: Run, run_ids: Mapping[int, str]) -> None:
    """Make what is stale of these editions, but for the last step.

    What publication needs comes first, from the oldest edition on: each waits for the one before.
    The rest comes from the newest edition back, since the runs come from the oldest one; of each,
    the public report first, since the runs come to it last.
    """
    done = set[tuple[int, str]]()
    years = sorted(run_ids)
    rest = [name for name in run.inputs.assets if name != EDITION]
    late = [(year, names) for year in reversed(years) for names in ([_PUBLIC_REPORT], rest)]
    for year, names in [*((year, [_PUBLIC]) for year in years), *late]:
        for of, wanted in run.steps_behind(year, names):
            if of not in run_ids:
                continue
            left = [asset for asset in wanted if (of, asset.name) not in done]
            stale = [asset for asset in left if state(asset, of, run.inputs, run.store).why]
            # What is current stays so: all that it reads comes before it.
            done.update((of, asset.name) for asset in left if asset not in stale)
            run.run_id = run_ids[of]
            try:
                for made in run.step(of, stale):
                    done.add((of, made.asset))
                    _end_with_the_first()
            except InputError:  # the edition's own run fails likewise, and tells why
                break


def _end_with_the_first() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        sys.exit()
