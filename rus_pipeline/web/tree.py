"""What a figure is composed of, as a tree that is opened in place, down to rows."""

from dataclasses import dataclass

from rus_pipeline.audit.scores import Row
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.report.origins import ROLES

_ROWS = 10  # of each counted figure; its own page has the rest
_LEAVES = 120  # so many counted figures have their rows in the tree


@dataclass(frozen=True)
class Node:
    """A component, its role, and its own components; a counted one has rows instead.

    ``by_file``: how many rows it has in each raw file. ``rows`` are the first of them. Both are
    None in a tree with too many counted figures.
    """

    role: str
    figure: Figure
    parts: tuple["Node", ...]
    by_file: dict[str, int] | None
    rows: tuple[Row, ...]


def tree_of(edition: StoredEdition, figure: Figure) -> tuple[Node, ...]:
    """Return the components of a figure, each with its own; none of a figure counted from rows."""
    if not figure.components:
        return ()
    leaves = [one for one in edition.counted_in(figure) if one.counted is not None]
    found = _first_rows(edition, leaves) if len(leaves) <= _LEAVES else {}

    def node(role: str, one: Figure) -> Node:
        parts = tuple(
            node(ROLES[part.role], edition.figures[part.figure_id]) for part in one.components
        )
        by_file, rows = found.get(one.figure_id, (None, ()))
        return Node(role, one, parts, by_file, rows)

    return node("", figure).parts


def _first_rows(
    edition: StoredEdition, leaves: list[Figure]
) -> dict[str, tuple[dict[str, int], tuple[Row, ...]]]:
    """Return, by id of a counted figure, its rows by file and the first of them.

    They are read together: a source is read once for all of its figures.
    """
    import polars as pl

    def rows(counted: Counted) -> "pl.LazyFrame":
        return edition.counted_rows(counted).select("file", "line")

    frames = [rows(one.counted) for one in leaves if one.counted is not None]
    asked = [frame.group_by("file").len().sort("file") for frame in frames]
    # The slice has each file's rows in order, so that the first found are the first.
    asked += [frame.head(_ROWS) for frame in frames]
    got = pl.collect_all(asked)
    return {
        one.figure_id: (dict(counts.rows()), tuple(sorted(first.rows())))
        for one, counts, first in zip(leaves, got[: len(leaves)], got[len(leaves) :], strict=True)
    }
