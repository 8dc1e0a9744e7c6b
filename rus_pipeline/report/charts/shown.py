"""What a chart shows of its table: figures by group and series."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from rus_pipeline.figures.figure import Figure, Status, Unit
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Axes

Json = dict[str, object]


@dataclass(frozen=True)
class Shown:
    """Figures over the same groups in one or more series; a cell that is not there has none."""

    unit: Unit
    groups: tuple[Line, ...]
    series: tuple[Line, ...]
    figures: Mapping[tuple[str, str], Figure]

    def each(self) -> Iterator[tuple[Line, Line, Figure]]:
        """Yield every figure with its group and its series, group by group."""
        for group in self.groups:
            for series in self.series:
                figure = self.at(group, series)
                if figure is not None:
                    yield group, series, figure

    def at(self, group: Line, series: Line) -> Figure | None:
        """Return the figure of a group in a series, if there is one."""
        return self.figures.get((group.key, series.key))

    def of(self, series: Line) -> list[tuple[Line, Figure]]:
        """Return a series' groups and figures."""
        found = ((group, self.at(group, series)) for group in self.groups)
        return [(group, figure) for group, figure in found if figure is not None]

    def known(self, series: Line) -> list[tuple[Line, Figure, Decimal]]:
        """Return a series' groups, figures and values, where the value is known."""
        return [(group, f, f.value) for group, f in self.of(series) if f.value is not None]


@dataclass(frozen=True)
class Picture:
    """A chart to draw: its Vega-Lite, what it says in words, and the figures that it shows."""

    spec: Json
    words: str
    figures: tuple[Figure, ...] = field(default=())


def shown(
    layout: Layout,
    figures: Sequence[Figure],
    along: Axes,
    series: Sequence[str] = (),
) -> Shown:
    """Return a table's figures over the counted items ``along`` an axis.

    ``series`` are items of the other axis; where there is none, every counted one.
    """
    by_row = along is Axes.ROWS
    lines = layout.rows, layout.columns
    groups, others = lines if by_row else lines[::-1]
    return Shown(
        figures[0].unit,
        tuple(item for item in groups if is_counted(item)),
        tuple(item for item in others if (item.key in series if series else is_counted(item))),
        {(f.at if by_row else f.at[::-1]): f for f in figures},
    )


def is_counted(item: Line) -> bool:
    """Return whether an item is neither a total, a share nor a quantile."""
    return item.formula is None and not item.ranked


_HIDDEN = "Skjulte tal (..) er ikke tegnet."
_UNKNOWN = "Ukendte tal (?) er ikke tegnet."
_REST = "Alle tal står i tabellen."


def with_rest(sentences: Sequence[str], figures: Sequence[Figure]) -> str:
    """Return a chart's sentences, and what it does not draw, without those numbers."""
    status = {figure.status for figure in figures}
    return " ".join(
        [
            *filter(None, sentences),
            *([_HIDDEN] if Status.SUPPRESSED in status else []),
            *([_UNKNOWN] if Status.NOT_AVAILABLE in status else []),
            _REST,
        ]
    )


def first_small(label: str) -> str:
    """Return a label as it stands within a sentence: ``Alkohol`` as ``alkohol``."""
    return label[:1].lower() + label[1:]


def first_large(sentence: str) -> str:
    """Return words as they begin a sentence."""
    return sentence[:1].upper() + sentence[1:]
