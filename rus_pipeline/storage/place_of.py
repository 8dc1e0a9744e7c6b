"""Where the store of an output folder lies."""

import os
from pathlib import Path

STORE = "RUS_STORE"


def configured_store(out: Path) -> Path:
    """Return the folder named by ``RUS_STORE``, or else one beside the output folder.

    Not in it: what a web server serves holds no store.
    """
    given = os.environ.get(STORE)
    return Path(given) if given else out.absolute().parent / f".{out.absolute().name}.store"
