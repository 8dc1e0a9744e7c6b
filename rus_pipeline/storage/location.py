"""Where the store of an output folder lies."""

import os
from pathlib import Path

from rus_pipeline.core.errors import InputError
from rus_pipeline.storage.remote import is_url

STORE = "RUS_STORE"


def configured_store(out: Path) -> Path:
    """Return the folder named by ``RUS_STORE``, or else one beside the output folder.

    Not in it: what a web server serves holds no store. Raises InputError where it is at a URL,
    which the steps alone can be given.
    """
    given = os.environ.get(STORE)
    if given and is_url(given):
        raise InputError(f"{STORE}={given}: expected a folder at a path; only Dagster takes a URL")
    return Path(given) if given else out.absolute().parent / f".{out.absolute().name}.store"
