"""Takes a delivery in as a program of its own, so that a test can end it; run with ``-m``.

``DELIVERY RAW EDITION KILL_AT``: says ``ready`` once all is imported, and from then on counts the
steps, which are what is done with files and the exchange of two folders. Ends itself by SIGKILL
before the KILL_AT-th step; 0 is never. Says in the end how many there were, and which was the
exchange.
"""

import os
import signal
import sys
from pathlib import Path

from rus_pipeline.ingest.receiving import receive


def main(delivery: str, raw: str, edition: str, kill_at: str) -> None:
    counted = exchange = 0

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal counted, exchange
        exchanging = event == "ctypes.dlsym" and args[1] == "renameat2"
        on_file = event.startswith(("open", "os.", "shutil.")) and bool(args)
        if exchanging or (on_file and str(args[0]).startswith((raw, delivery))):
            counted += 1
            exchange = counted if exchanging else exchange
            if counted == int(kill_at):
                os.kill(os.getpid(), signal.SIGKILL)

    _say("ready")
    sys.addaudithook(hook)
    receive(Path(delivery), Path(raw), int(edition))
    _say(f"{counted} {exchange}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
