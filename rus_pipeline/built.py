"""A built edition: what every room that shows, tells or keeps it needs to know of it.

What belongs here: the value and what is read off it. What does not: building it (``build``) or
writing it (``outputs``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rus_pipeline.audit.proof import Proof
from rus_pipeline.disclosure.attacker import Cell
from rus_pipeline.disclosure.protect import Protection
from rus_pipeline.edition import Edition
from rus_pipeline.extracts.folder import Extract
from rus_pipeline.figures.counting import Figure
from rus_pipeline.figures.declaration import Context
from rus_pipeline.published.claims import Claim
from rus_pipeline.published.reconciliation import Reconciliation
from rus_pipeline.slices import Slice

if TYPE_CHECKING:
    from rus_pipeline.report.sheets import Sheet


@dataclass(frozen=True)
class Publication:
    """What became of an edition's public folder.

    ``protection`` is None where nothing could be said of what is to be hidden; ``figures`` are
    those that may be published, by table; ``cells`` the hidden counts with what anybody can make of
    them, the narrowest first; ``complaints`` why there is no public folder; ``beside`` the editions
    and releases whose public figures were reckoned with.
    """

    protection: Protection | None
    figures: Mapping[str, Sequence[Figure]]
    cells: tuple[Cell, ...]
    complaints: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def hidden(self) -> int:
        """Return how many figures are hidden."""
        return len(self.protection.hidden) if self.protection else 0


@dataclass(frozen=True)
class BuiltEdition:
    """What was built: the extracts behind it, figures by table and the claims beside them.

    ``context`` is what they were counted in; ``before`` are the main figures of the year before, by
    id; ``proof`` is there once the gates hold, ``publication`` once its public edition is made;
    ``sheets`` are the report's tables as shown, by id.
    """

    edition: Edition
    extracts: Mapping[int, Extract]
    context: Context
    figures: Mapping[str, Sequence[Figure]]
    claims: Sequence[Claim]
    reconciliation: Reconciliation
    folder: Path
    before: Mapping[str, Figure]
    proof: Proof | None = None
    publication: Publication | None = None
    sheets: Mapping[str, "Sheet"] = field(default_factory=dict)

    @property
    def extract(self) -> Extract:
        """Return the edition's own extract."""
        return self.extracts[self.edition.year]

    @property
    def rows_by_file(self) -> dict[str, tuple[int, int]]:
        """Return each of its own raw files with how many rows were validated and put out."""
        files = self.extract.files.values()
        return {file.file: (file.frame.height, file.rows_out) for file in files}

    @property
    def slice(self) -> Slice:
        """Return the rows that the figures were counted from."""
        return self.context.slice

    @property
    def figure_count(self) -> int:
        """Return how many figures the edition has."""
        return sum(len(found) for found in self.figures.values())

    @property
    def rows_read(self) -> int:
        """Return how many records the edition's own extract holds."""
        return sum(file.records for file in self.extract.files.values())

    @property
    def rows_out(self) -> int:
        """Return how many of them are quarantined."""
        return sum(file.rows_out for file in self.extract.files.values())

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what the data team should know of the edition but need not mend."""
        return (*self.extract.warnings, *self._unknown_cells())

    def _unknown_cells(self) -> Iterator[str]:
        """Yield a warning for each cell that ``ikke_oplyst`` names and the edition has not."""
        cells = [(f.table_id, *f.plan.at) for found in self.figures.values() for f in found]
        for item in self.extract.udtraek.ikke_oplyst:
            if not any(
                (table, column) == (item.tabel, item.kolonne) and item.raekke in (None, row)
                for table, row, column in cells
            ):
                cell = " / ".join(filter(None, (item.tabel, item.raekke, item.kolonne)))
                yield f"{self.edition.year}/udtraek.toml: ikke_oplyst: {cell} findes ikke"

    @property
    def report(self) -> Path:
        """Return the edition's report."""
        return self.folder / "report" / "index.html"
