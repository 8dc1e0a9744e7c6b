"""Builds editions as a program of its own, so that a test can end it; run with ``-m``.

``RAW OUT KILL_AT COPY_AT ...``: says ``ready`` once all is imported, and from then on counts the
steps, which are what is done with files of the output folder and of the store, the removal of any
file, and the exchange of two folders. Ends itself by SIGKILL before the KILL_AT-th step; 0 is
never. Before each COPY_AT-th step it copies output folder and store to ``OUT-at-COPY_AT``: what a
kill there would leave. Says in the end how many steps there were, and which were the exchanges.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from rus_pipeline.ingest import corrections as mending  # noqa: F401 - before any step
from rus_pipeline.pipeline.overview import is_behind, write_overview
from rus_pipeline.pipeline.run import Run
from rus_pipeline.pipeline.stages import assembling, claims, snapshots  # noqa: F401
from rus_pipeline.report import (  # noqa: F401
    charts,
    database,
    front_page,
    pdf,
    tables,
)
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.locks import exclusive_writer
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.conditions import build_lightly

_REMOVED = ("os.remove", "os.rmdir")  # named within their folder where a tree is removed


def main(raw: str, out: str, kill_at: str, *copy_at: str) -> None:
    counted, exchanges, copying = 0, [], False
    places = (out, str(configured_store(Path(out))))

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal counted, copying
        if copying:
            return
        exchanging = event == "ctypes.dlsym" and args[1] == "renameat2"
        on_file = event.startswith(("open", "os.", "shutil.")) and bool(args)
        if exchanging or event in _REMOVED or (on_file and str(args[0]).startswith(places)):
            counted += 1
            exchanges.extend([counted] if exchanging else [])
            if counted == int(kill_at):
                os.kill(os.getpid(), signal.SIGKILL)
            if str(counted) in copy_at:
                copying = True
                copied(Path(out), Path(f"{out}-at-{counted}"))
                copying = False

    build_lightly(setattr)
    _say("ready")
    sys.addaudithook(hook)
    build(Path(raw), Path(out))
    _say(" ".join(map(str, (counted, *exchanges))))


def copied(out: Path, target: Path) -> Path:
    """Copy an output folder with its store."""
    if configured_store(out).exists():
        shutil.copytree(configured_store(out), configured_store(target))
    return shutil.copytree(out, target)


def build(raw: Path, out: Path) -> None:
    """Do what ``rus run`` does. Raises what keeps an edition from being built."""
    out.mkdir(exist_ok=True)
    store = Store(configured_store(out))
    with store.alone("the builder", _waiting):
        run = Run(raw, out, store, "run")
        for year in run.inputs.known:
            for _made in run.edition(year):
                pass
        if is_behind(out):
            with exclusive_writer(out, "the builder", _waiting):
                write_overview(out, raw)
        store.purge()


def _waiting(other: str) -> None:
    _say(f"waiting for {other}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
