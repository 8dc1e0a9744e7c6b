"""Builds editions as a program of its own, so that a test can end it; run with ``-m``.

``RAW OUT KILL_AT``: says ``ready`` once all is imported, and from then on counts the steps, which
are what is done with files of the output folder, the removal of any file, and the exchange of two
folders. Ends itself by SIGKILL before the KILL_AT-th step; 0 is never. Says in the end how many
there were, and which were the exchanges. What belongs here: what the step of the pipeline does,
without Dagster. What does not: anything that is expected.
"""

import os
import signal
import sys
from pathlib import Path

from rus_pipeline import database, mending, outputs, publishing  # noqa: F401 - before any step
from rus_pipeline.across import is_behind, write_across
from rus_pipeline.build import build_editions
from rus_pipeline.center import edition_folders, read_center
from rus_pipeline.place import writing
from rus_pipeline.report import edition, front_page  # noqa: F401

_REMOVED = ("os.remove", "os.rmdir")  # named within their folder where a tree is removed


def main(raw: str, out: str, kill_at: str) -> None:
    counted, exchanges = 0, []

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal counted
        exchanging = event == "ctypes.dlsym" and args[1] == "renameat2"
        on_file = event.startswith(("open", "os.", "shutil.")) and bool(args)
        if exchanging or event in _REMOVED or (on_file and str(args[0]).startswith(out)):
            counted += 1
            exchanges.extend([counted] if exchanging else [])
            if counted == int(kill_at):
                os.kill(os.getpid(), signal.SIGKILL)

    _say("ready")
    sys.addaudithook(hook)
    build(Path(raw), Path(out))
    _say(" ".join(map(str, (counted, *exchanges))))


def build(raw: Path, out: Path) -> None:
    """Do what a run of the pipeline does."""
    with writing(out, "the builder", lambda other: _say(f"waiting for {other}")):
        for result in build_editions(raw, out, edition_folders(raw)[0], "run"):
            if isinstance(result, Exception):
                raise result
        if is_behind(out):
            write_across(out, read_center(raw))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
