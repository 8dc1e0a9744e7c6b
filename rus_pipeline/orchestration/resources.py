"""What the assets are given: where the raw folder and the output folder are."""

from pathlib import Path

import dagster as dg


class Folders(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The raw folder and the output folder, relative to where Dagster was started."""

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
