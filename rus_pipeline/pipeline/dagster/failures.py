"""What a step fails with: one line for the one who corrects the cause, with no personal number."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from rus_pipeline.core.errors import InputError, mask

# What is said by the libraries that write, too, each in an exception of its own.
_UNWRITABLE = tuple(os.strerror(n) for n in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS))


@contextmanager
def as_failure(out: Path | str) -> Iterator[None]:
    """Let no exception through whose text may hold a personal number."""
    try:
        yield
    except dg.Failure:
        raise
    except InputError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    except OSError as error:
        what = mask(f"{error.filename or out}: {error.strerror or error}")
        raise dg.Failure(what, allow_retries=False) from None
    except Exception as error:  # noqa: BLE001 - raised again, masked
        why = next((why for why in _UNWRITABLE if why in str(error)), None)
        if why is not None:
            raise dg.Failure(mask(f"{out}: {why}"), allow_retries=False) from None
        kind = type(error).__name__
        raise RuntimeError(f"{kind}: {mask(str(error))}").with_traceback(
            error.__traceback__
        ) from None
