"""Recoding: which rows and columns a public edition adds up before anything is suppressed.

Source: report contract, Public edition. How they are added up is in ``figures.merging``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rus_pipeline.core.danish import listed, number_of
from rus_pipeline.core.edition import Edition
from rus_pipeline.disclosure.constraints import LATENT, MERGED, Constraint
from rus_pipeline.disclosure.public_state import COUNTS, PublicState, primary_counts
from rus_pipeline.figures.axes import LABELS, coarser_columns
from rus_pipeline.figures.figure import Figure, Rule, Unit, by_table
from rus_pipeline.figures.merging import Merge, merged_figures
from rus_pipeline.figures.presentation import Axes
from rus_pipeline.tables.tabel_01_kommuner import TABLE as KOMMUNER

OTHERS = "oevrige-kommuner"


@dataclass(frozen=True)
class Recoding:
    """What an edition adds up.

    The sums of rows are of counts below ``smallest`` each; ``not_below`` are the ids of the counts
    that are in no such sum because they are not.
    """

    merges: tuple[Merge, ...] = ()
    smallest: int = 0
    not_below: tuple[str, ...] = ()

    def published(self, figures: Mapping[str, Figure]) -> dict[str, Figure]:
        """Return the edition's figures (by id) as its public tables have them, by id."""
        return {f.figure_id: f for f in merged_figures(figures.values(), self.merges)}

    def sums(self, figures: Mapping[str, Figure]) -> dict[str, Figure]:
        """Return the sums that stand in the place of others of the figures, by id."""
        return {one.figure_id: one for one, _, _ in self._sums(figures)}

    def sum_of(self, figures: Mapping[str, Figure]) -> dict[str, str]:
        """Return the id of a figure that is added up → that of the sum."""
        return {p.figure_id: one.figure_id for one, parts, _ in self._sums(figures) for p in parts}

    def public_names(self, figures: Mapping[str, Figure]) -> dict[str, str]:
        """Return the id of a figure that is added up → what the public constraints call it.

        That is its id, but where it is of a row: that a municipality has a row is not told.
        """
        return {
            part.figure_id: f"{MERGED}{part.figure_id}" if named else f"{LATENT}{one.figure_id}/{n}"
            for one, parts, named in self._sums(figures)
            for n, part in enumerate(parts, 1)
        }

    def constraints(self, figures: Mapping[str, Figure]) -> Iterator[Constraint]:
        """Yield the published facts on each municipality: whether it is below ``smallest``."""
        for name in self.not_below:
            yield Constraint({name: 1}, equal=False, least=self.smallest)
        for one, parts, named in self._sums(figures):
            if not named:
                yield from self._of_small(one.figure_id, [part.figure_id for part in parts])

    def in_sums(self, figures: Mapping[str, Figure]) -> Callable[[Constraint], Constraint]:
        """Return how a constraint on all rows of a sum is written as one on the sum itself."""
        sums = {
            one.figure_id: {part.figure_id for part in parts}
            for one, parts, named in self._sums(figures)
            if not named
        }

        def written(one: Constraint) -> Constraint:
            for name, parts in sums.items():
                factors = {one.terms.get(part) for part in parts}
                if len(factors) == 1 and None not in factors:
                    rest = {n: factor for n, factor in one.terms.items() if n not in parts}
                    factor = one.terms[next(iter(parts))]
                    one = replace(one, terms={**rest, name: factor})
            return one

        return written

    def _of_small(self, name: str, parts: Sequence[str]) -> Iterator[Constraint]:
        """Yield the published facts on the parts of a sum of rows, and on any one of them.

        Each part is at least one and below ``smallest``. The one is protected as a small count. It
        stands for each municipality without a row of its own, which may have nobody, too, for
        nobody is told which ones are in the sum. So it may be ``smallest`` here instead of none.
        """
        one, others, below = f"{MERGED}{name}/en", len(parts) - 1, self.smallest - 1
        if not others:
            yield Constraint({name: 1, one: -1})
        elif below > 1:
            yield Constraint({name: 1, one: -1}, equal=False, least=others)
            yield Constraint({name: -1, one: 1}, equal=False, least=-others * below)
        if not others or below > 1:
            yield Constraint({one: 1}, equal=False, least=1)
            yield Constraint({one: -1}, equal=False, least=-self.smallest)
        for part in parts if others else ():
            yield Constraint({part: 1}, equal=False, least=1)
            yield Constraint({part: -1}, equal=False, least=-below)

    def _sums(
        self, figures: Mapping[str, Figure]
    ) -> Iterator[tuple[Figure, tuple[Figure, ...], bool]]:
        """Yield each sum, its parts, and whether readers know of which parts it is."""
        for merge in self.merges:
            for one, parts in merge.sums(figures.values()):
                yield one, parts, merge.axis is Axes.COLUMNS


@dataclass(frozen=True)
class PossibleRecoding:
    """What an edition adds up in any case (``always``), and by table the columns it may add up."""

    always: Recoding
    columns: Mapping[str, tuple[Merge, ...]]

    def with_columns_of(self, tables: Iterable[str]) -> Recoding:
        """Return the recoding that adds up the columns of these tables."""
        columns = (merge for table in tables for merge in self.columns[table])
        return replace(self.always, merges=(*self.always.merges, *columns))


def possible_recoding(
    edition: Edition, figures: Mapping[str, Figure], others: Sequence[PublicState]
) -> PossibleRecoding:
    """Return what an edition may add up of its figures, given what is public of ``others``."""
    tables = by_table(figures.values())
    columns = {
        table: found
        for table, own in tables.items()
        if (found := tuple(_columns(table, own, coarser_columns(edition))))
    }
    smallest = edition.center.mindste_celle
    return PossibleRecoding(_small_rows(tables.get(KOMMUNER.id, []), smallest, others), columns)


def _small_rows(
    figures: Sequence[Figure], smallest: int, others: Sequence[PublicState]
) -> Recoding:
    """Return the sum of the municipalities below ``smallest``, where there are several.

    One alone keeps its row and is suppressed there: as a sum of one it would be told to be small,
    and so would be what it is all of in other tables. A public table that names one of them, its
    number suppressed, stays as it is: that it is in the sum, and others are not, would tell of each
    whether it is small.
    """
    counts = [figure for figure in figures if figure.value is not None]
    below = [figure for figure in counts if primary_counts({"": figure}, smallest)]
    named = {name.rpartition(":")[2] for other in others for name in other.folder.suppressed}
    if len(below) == 1 or any(figure.figure_id in named for figure in below):
        return Recoding()
    rest = tuple(figure.figure_id for figure in counts if figure not in below)
    if not below:
        return Recoding((), smallest, rest)
    many = number_of(len(below), "kommune", "kommuner")
    merge = Merge(
        table=KOMMUNER.id,
        axis=Axes.ROWS,
        key=OTHERS,
        label=f"Øvrige kommuner ({many})",
        of=tuple(figure.row_key for figure in below),
        reason=f"Summen af {many} med færre end {smallest} personer hver",
        note=(
            f"I den offentlige udgave er kommuner med færre end {smallest} personer lagt sammen i"
            " rækken Øvrige kommuner."
        ),
    )
    return Recoding((merge,), smallest, rest)


def _columns(table: str, figures: Sequence[Figure], coarser: Mapping[str, str]) -> Iterator[Merge]:
    """Yield the sum of each two or more columns of counts that are parts of the same one.

    Columns that shares are of stay apart.
    """
    parts = [figure for figure in figures if figure.column_key in coarser]
    shared = {part.figure_id for f in figures if f.unit == Unit.PER_CENT for part in f.components}
    if any(part.unit not in COUNTS or part.figure_id in shared for part in parts):
        return
    labels: dict[str, dict[str, str]] = {}
    for part in parts:
        labels.setdefault(coarser[part.column_key], {})[part.column_key] = part.column_label
    for key, found in labels.items():
        if len(found) > 1:
            names = listed(list(found.values()))
            yield Merge(
                table=table,
                axis=Axes.COLUMNS,
                key=key,
                label=LABELS[key],
                of=tuple(found),
                reason=f"Summen af {names}",
                note=(
                    f"I den offentlige udgave er {names} lagt sammen: mere end halvdelen af"
                    " tabellens tal måtte ellers skjules."
                ),
            )


def mostly_suppressed(
    figures: Mapping[str, Figure], suppressed: frozenset[str], tables: Iterable[str]
) -> list[str]:
    """Return those of ``tables`` in which more than half of the inner cells are suppressed."""
    inner: dict[str, list[bool]] = {}
    for figure in figures.values():
        if figure.unit in COUNTS and figure.rule == Rule.COUNTED and figure.value is not None:
            inner.setdefault(figure.table_id, []).append(figure.figure_id in suppressed)
    return [table for table in tables if 2 * sum(inner.get(table, ())) > len(inner.get(table, ()))]
