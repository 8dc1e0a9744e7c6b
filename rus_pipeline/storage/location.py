"""Which folder is the store of an output folder."""

import os
from pathlib import Path

from rus_pipeline.core.errors import InputError
from rus_pipeline.storage.remote import is_url

STORE = "RUS_STORE"


def configured_store(out: Path) -> Path:
    """Return the folder named by ``RUS_STORE``, else ``.<name>.store`` next to the output folder.

    It is not in the output folder, which a web server serves. Raises InputError for a URL, which
    only Dagster's steps can use.
    """
    given = os.environ.get(STORE)
    if given and is_url(given):
        raise InputError(f"{STORE}={given}: expected a folder at a path; only Dagster takes a URL")
    return Path(given) if given else out.absolute().parent / f".{out.absolute().name}.store"
