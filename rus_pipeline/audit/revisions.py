"""Revisions of figures between two releases, split into data revision and method revision.

Two rows of the same bytes are the same row, whatever their lines; in a figure that rests on scores,
a course is the same if its first and last score are, too. Between two such rows, the other rows of
both files are paired in order: a pair is a changed row, and a row without a partner came or went.
The data revision is the change under the old definition if rows that came, went or changed count as
they do now and all other rows as they did then. The rest is the method revision.
Source: audit contract, Release and verify.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rus_pipeline.audit.measures import composed, rounded
from rus_pipeline.audit.scores import Row, rests_on_scores, scores_of
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.rounding import nearest_rank
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.ingest.files.raw_rows import ROWS

if TYPE_CHECKING:
    import polars as pl


class Fate(StrEnum):
    """The change of a row, or of its counting, since the release before."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"
    COUNTS = "counts-now"
    NO_LONGER = "counts-no-longer"


@dataclass(frozen=True)
class RevisedRow:
    """A row behind a revision; ``line`` is that of the newer release, or the old one if it went."""

    file: str
    line: int
    fate: Fate


@dataclass(frozen=True)
class Revision:
    """A figure that was revised, or has the same value though its rows changed.

    ``by_data`` (data revision) and ``by_definition`` (method revision) add up to the difference;
    both are None if one of the values is not a number.
    """

    figure_id: str
    before: Decimal | None
    after: Decimal | None
    by_data: Decimal | None
    by_definition: Decimal | None
    rows: tuple[RevisedRow, ...]


def revisions_between(
    before: StoredEdition, after: StoredEdition, rows_after: "pl.DataFrame | None" = None
) -> list[Revision]:
    """Return the figures whose value or rows changed, in the order of the newer release.

    ``rows_after`` lists the rows of ``after`` (as ``ROWS``) if it is no release.
    """
    rows = _RowsOf(before, after, rows_after)
    ids = dict.fromkeys([*after.figures, *before.figures])
    counted = {i: rows.compared(before.figures.get(i), after.figures.get(i)) for i in ids}
    middle = composed(before.figures, {i: found.middle for i, found in counted.items()})
    touched = _rows_behind(before, after, counted)
    return [
        revision
        for figure_id in ids
        if (revision := _revision(figure_id, before, after, middle, touched[figure_id])) is not None
    ]


def as_json(revision: Revision) -> dict[str, Any]:
    """Return a revision as it stands in a release's list of them."""

    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "figure_id": revision.figure_id,
        "before": text(revision.before),
        "after": text(revision.after),
        "by_data": text(revision.by_data),
        "by_definition": text(revision.by_definition),
        "rows": [
            {"file": row.file, "line": row.line, "fate": row.fate.value} for row in revision.rows
        ],
    }


@dataclass(frozen=True)
class _Compared:
    """A counted figure: its value by the old definition on new data, and its revised rows."""

    middle: Decimal | None
    rows: tuple[RevisedRow, ...]


def _revision(
    figure_id: str,
    before: StoredEdition,
    after: StoredEdition,
    middle: Mapping[str, Decimal | None],
    rows: tuple[RevisedRow, ...],
) -> Revision | None:
    old, new = _value(before, figure_id), _value(after, figure_id)
    if old == new and not rows:
        return None
    by_data = by_definition = None
    if old is not None and new is not None:
        with_new_data = rounded(middle.get(figure_id))
        with_new_data = old if with_new_data is None else with_new_data
        by_data, by_definition = with_new_data - old, new - with_new_data
    return Revision(figure_id, old, new, by_data, by_definition, rows)


def _value(edition: StoredEdition, figure_id: str) -> Decimal | None:
    figure = edition.figures.get(figure_id)
    return None if figure is None else figure.value


def _rows_behind(
    before: StoredEdition, after: StoredEdition, counted: Mapping[str, _Compared]
) -> dict[str, tuple[RevisedRow, ...]]:
    """Return each figure's revised rows: those of the counted figures behind it, each once."""
    found: dict[str, tuple[RevisedRow, ...]] = {}
    for figure_id in counted:
        behind: dict[str, None] = {}
        for edition in (before, after):
            if figure_id in edition.figures:
                for one in edition.counted_in(edition.figures[figure_id]):
                    behind[one.figure_id] = None
        rows = {row for one in behind for row in counted[one].rows}
        found[figure_id] = tuple(sorted(rows, key=lambda row: (row.file, row.line, row.fate)))
    return found


class _RowsOf:
    """The rows of two releases, matched with each other."""

    def __init__(
        self, before: StoredEdition, after: StoredEdition, rows_after: "pl.DataFrame | None"
    ) -> None:
        import polars as pl

        self._before, self._after = before, after
        old = pl.read_parquet(before.folder / ROWS).rows()
        new = (pl.read_parquet(after.folder / ROWS) if rows_after is None else rows_after).rows()
        self._now: dict[Row, Row] = {}  # old position of a row → new, changed or not
        self._changed: set[Row] = set()  # new positions of changed rows
        for file in sorted({row[0] for row in (*old, *new)}):
            for then, now, same in paired(
                [(line, digest) for name, line, digest in old if name == file],
                [(line, digest) for name, line, digest in new if name == file],
            ):
                self._now[file, then] = (file, now)
                if not same:
                    self._changed.add((file, now))
        self._then = {now: then for then, now in self._now.items()}
        self._digests_then = {(file, line): digest for file, line, digest in old}
        self._digests_now = {(file, line): digest for file, line, digest in new}

    def compared(self, old: Figure | None, new: Figure | None) -> _Compared:
        """Compare the rows of a counted figure that both releases have."""
        if old is None or new is None or old.counted is None or new.counted is None:
            return _Compared(None, ())
        then = self._counted(self._before, old.counted)
        now = self._counted(self._after, new.counted)
        scored = rests_on_scores(old.counted) or rests_on_scores(new.counted)
        changed = self._changed | self._rescored if scored else self._changed
        same = [row for row in then if (at := self._now.get(row)) is not None and at not in changed]
        fresh = [row for row in now if row not in self._then or row in changed]
        values = [then[row] for row in same] + [now[row] for row in fresh]
        rows = tuple(self._revised_rows(then, now, changed))
        return _Compared(_measure(old.counted, values), rows)

    @cached_property
    def _rescored(self) -> set[Row]:
        """The new positions of courses whose first or last score is not as it was."""
        before = _as_digests(scores_of(self._before), self._digests_then)
        after = _as_digests(scores_of(self._after), self._digests_now)
        return {now for then, now in self._now.items() if before.get(then) != after.get(now)}

    def _revised_rows(
        self, then: Iterable[Row], now: Iterable[Row], changed: AbstractSet[Row]
    ) -> Iterator[RevisedRow]:
        counted_then, counted_now = set(then), set(now)
        for row in counted_now:
            was = self._then.get(row)
            if was is None:
                yield RevisedRow(*row, Fate.CAME)
            elif row in changed:
                yield RevisedRow(*row, Fate.CHANGED)
            elif was not in counted_then:
                yield RevisedRow(*row, Fate.COUNTS)
        for row in counted_then:
            newer = self._now.get(row)
            if newer is None:
                yield RevisedRow(*row, Fate.WENT)
            elif newer not in counted_now:
                yield RevisedRow(*newer, Fate.CHANGED if newer in changed else Fate.NO_LONGER)

    @staticmethod
    def _counted(edition: StoredEdition, counted: Counted) -> dict[Row, tuple[object, ...]]:
        """Return the rows that count, each with the values that are aggregated."""
        rows: pl.DataFrame = (
            edition.counted_rows(counted).select("file", "line", *counted.over).collect()
        )
        return {(file, line): tuple(values) for file, line, *values in rows.iter_rows()}


def _as_digests(
    scores: Mapping[Row, Sequence[Row]], digests: Mapping[Row, str]
) -> dict[Row, list[str | None]]:
    """Return course → the digests of its scores."""
    return {course: [digests.get(row) for row in rows] for course, rows in scores.items()}


def _measure(counted: Counted, values: Sequence[tuple[Any, ...]]) -> Decimal | None:
    match counted.aggregate:
        case "rows":
            return Decimal(len(values))
        case "sum":
            return sum((Decimal(str(value)) for (value,) in values), Decimal(0))
        case "quantile":
            known = sorted(value for (value,) in values if value is not None)
            rank = nearest_rank(len(known), counted.per_cent or 0)
            return Decimal(known[rank - 1]) if known else None
        case _:
            return Decimal(len(set(values)))


def paired(
    old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]
) -> Iterator[tuple[int, int, bool]]:
    """Yield the rows that are in both files: old line, new line, and whether they are the same.

    ``old`` and ``new`` are (line, digest) of one file, in order. Rows of the same bytes are the
    same; between two such rows the others are paired in order, as changed rows.
    """
    positions: dict[str, list[int]] = {}
    for at, (_, digest) in enumerate(new):
        positions.setdefault(digest, []).append(at)
    anchors: list[tuple[int, int]] = []
    for at, (_, digest) in enumerate(old):
        found = positions.get(digest)
        if found:
            anchors.append((at, found.pop(0)))
    taken = {at for _, at in anchors}
    for i, j in anchors:
        yield old[i][0], new[j][0], True
    in_order = _rising(anchors)
    gone = set(range(len(old))) - {i for i, _ in anchors}
    edges = [(-1, -1), *in_order, (len(old), len(new))]
    for (i, j), (i_end, j_end) in itertools.pairwise(edges):
        left = [k for k in range(i + 1, i_end) if k in gone]
        right = [k for k in range(j + 1, j_end) if k not in taken]
        for k, m in zip(left, right, strict=False):
            yield old[k][0], new[m][0], False


def _rising(anchors: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the anchors whose positions rise in both files, so that gaps between them match."""
    rising: list[tuple[int, int]] = []
    highest = -1
    for i, j in anchors:
        if j > highest:
            rising.append((i, j))
            highest = j
    return rising
