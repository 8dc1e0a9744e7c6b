"""What the steps are given: where the raw folder and the output folder are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from rus_pipeline.across import NOTE
from rus_pipeline.audit.kept import MANIFEST
from rus_pipeline.mirror import Shared, Wanted, shared
from rus_pipeline.staleness import REFUSED


def delivered(name: str) -> bool:
    """Return whether a file of the raw folder may be read, and is not kept from before."""
    return not any(part.startswith(".") for part in name.split("/"))


def judged_by(name: str) -> bool:
    """Return whether a file of the output folder says what stands and of what."""
    return name.endswith(MANIFEST) or name.startswith(f"{REFUSED}/") or name == NOTE


class Folders(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The raw folder and the output folder, relative to where Dagster was started.

    Steps on several machines share them at paths or at URLs; everything else has paths.
    """

    raw: str = "data/raw"
    out: str = "data/marts"

    @property
    def raw_path(self) -> Path:
        """Return the raw folder."""
        return Path(self.raw)

    @property
    def out_path(self) -> Path:
        """Return the output folder."""
        return Path(self.out)

    @contextmanager
    def at_hand(self, raw: Wanted, out: Wanted) -> Iterator[tuple[Shared, Shared]]:
        """Yield both folders as this machine has them; of one at a URL, the files wanted."""
        with shared(self.raw, raw) as here, shared(self.out, out) as there:
            yield here, there
