"""Failures of steps: one line that says what to correct, without personal numbers."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from rus_pipeline.core.errors import InputError, mask

# Libraries that write raise exceptions of their own with these texts.
_UNWRITABLE = tuple(os.strerror(n) for n in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS))


@contextmanager
def as_failure(out: Path | str) -> Iterator[None]:
    """Turn every exception into one whose text is masked."""
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
