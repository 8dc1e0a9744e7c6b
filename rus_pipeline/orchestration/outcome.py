"""What has become of a run's editions, and how it is told.

What belongs here: what every step that builds editions says of them in the end, with no personal
number in it. What does not: the metadata of an event (``events``), or building.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from rus_pipeline.audit.gates import GateError, Verdict
from rus_pipeline.built import BuiltEdition
from rus_pipeline.errors import InputError, mask
from rus_pipeline.orchestration.events import attacker_result, check_results, gate_results
from rus_pipeline.slices import EditionError


@dataclass
class Outcome:
    """What has become of the run's editions."""

    built: list[BuiltEdition] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    refused: list[EditionError] = field(default_factory=list)
    verdicts: dict[int, tuple[Verdict, ...]] = field(default_factory=dict)

    @property
    def years(self) -> list[str]:
        """Return the editions that were built."""
        return [str(built.edition.year) for built in self.built]

    def add(self, result: BuiltEdition | EditionError | GateError) -> None:
        """Note what has become of an edition."""
        match result:
            case BuiltEdition():
                self.built.append(result)
                self.verdicts[result.edition.year] = result.proof.verdicts if result.proof else ()
            case GateError():
                self.verdicts[result.edition] = result.verdicts
                self.failed[str(result.edition)] = str(result)
            case EditionError():
                self.refused.append(result)
                self.failed[str(result.edition)] = str(result)

    def checks(self) -> Iterator[dg.AssetCheckResult]:
        """Yield every check of the editions, where there are any."""
        if self.built or self.failed:
            yield from check_results(self.built, self.refused)
            yield from gate_results(self.verdicts)
            yield from attacker_result(self.built)

    def raise_for_failed(self) -> None:
        """Raise Failure where an edition could not be built."""
        if self.failed:
            reasons = "\n".join(f"{edition}: {why}" for edition, why in self.failed.items())
            raise dg.Failure(reasons, metadata=self.failed, allow_retries=False)


# What is said by the libraries that write, too, each in an exception of its own.
_UNWRITABLE = tuple(os.strerror(n) for n in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS))


@contextmanager
def told(out: Path | str) -> Iterator[None]:
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
