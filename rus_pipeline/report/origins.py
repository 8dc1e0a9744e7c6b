"""Where each figure comes from: a page for each table, with a panel for each of its figures.

No person and no text of a row is shown. Rows are read with ``rus trace``, by those who may.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rus_pipeline.core.danish import number_of
from rus_pipeline.figures.figure import Figure
from rus_pipeline.report.cells import cell, with_unit
from rus_pipeline.report.sheets import Sheet

FOLDER = "tal"

ROLES = {
    "addend": "lægges til",
    "minuend": "trækkes fra i",
    "subtrahend": "trækkes fra",
    "numerator": "tæller",
    "denominator": "nævner",
}


@dataclass(frozen=True)
class Printed:
    """A number as printed, and where it stands."""

    text: str
    place: str


@dataclass(frozen=True)
class Origin:
    """How a figure was counted.

    ``words`` say what is counted; ``components`` are (role, figure id); ``rows`` and ``persons``
    how many lie behind it, ``persons`` None where they are of no persons; ``files`` maps each raw
    file behind it to its sha256; ``printed`` are printed numbers of the same.
    """

    words: str
    components: tuple[tuple[str, str], ...]
    rows: int
    persons: int | None
    files: Mapping[str, str]
    printed: tuple[Printed, ...]

    @property
    def counted(self) -> str:
        """Return in words how many rows and persons lie behind the figure."""
        rows = number_of(self.rows, "række", "rækker")
        if self.persons is None or not self.rows:
            return rows
        return f"{rows}, {number_of(self.persons, 'person', 'personer')}"


@dataclass(frozen=True)
class Panel:
    """What is shown of one figure."""

    figure: Figure
    origin: Origin
    before: Figure | None
    parts: tuple[tuple[str, Figure], ...]

    @property
    def anchor(self) -> str:
        """Return the panel's name in links."""
        return anchor(self.figure)

    @property
    def title(self) -> str:
        """Return which figure it is."""
        return f"{self.figure.row_label}, {self.figure.column_label}"

    @property
    def value(self) -> str:
        """Return the figure with its unit."""
        return value_with_unit(self.figure)

    @property
    def value_before(self) -> str:
        """Return the same figure of the year before with its unit."""
        return "" if self.before is None else value_with_unit(self.before)


def anchor(figure: Figure) -> str:
    """Return a figure's name in links within its table's page."""
    return "/".join(figure.at)


def link(figure: Figure) -> str:
    """Return the address of a figure's panel, seen from the report's folder."""
    return f"{FOLDER}/{figure.table_id}.html#{anchor(figure)}"


def value_with_unit(figure: Figure) -> str:
    """Return a figure with its unit, or its mark where it is not known."""
    if figure.value is None:
        return cell(figure)
    unit = figure.unit.value
    return with_unit(figure) if unit == "pct." else f"{with_unit(figure)} {unit}"


def panels(
    sheet: Sheet,
    origins: Mapping[str, Origin],
    figures: Mapping[str, Figure],
    before: Mapping[str, Figure],
) -> Iterator[Panel]:
    """Yield the panels of the figures of a table, row by row; all maps are by figure id."""
    for figure in sheet.figures:
        origin = origins[figure.figure_id]
        edition, _, place = figure.figure_id.partition("/")
        yield Panel(
            figure,
            origin,
            before.get(f"{int(edition) - 1}/{place}"),
            tuple((ROLES[role], figures[part]) for role, part in origin.components),
        )


def files_of(found: Sequence[Panel]) -> dict[str, str]:
    """Return every raw file behind the panels with its sha256, in order."""
    files = {file: sha for panel in found for file, sha in panel.origin.files.items()}
    return dict(sorted(files.items()))
