"""A chart read back: its marks are as long as its figures, and its numbers and words are theirs."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from bs4 import BeautifulSoup, Tag

from rus_pipeline.figures.presentation import Flow, Money, Multiples, OverTime, Parts, Ranked
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.report.reading_back import MONTHS, SPACE, Figures, Known, danish
from rus_pipeline_tests.report.reading_words import wrong_words

KINDS = {table.id: table.chart for table in counted_tables() if table.chart is not None}
WORDS = {"brud", "tusind kr.", "Primo", "+ indskrevet", "\N{MINUS SIGN} udskrevet", "Ultimo"}
CLOSE = 0.02  # of a pixel

Rectangle = tuple[float, float, float, float]


def wrong_charts(page: BeautifulSoup, figures: Figures) -> Iterator[str]:
    """Yield every chart that shows anything but its figures, each by its own mark, and labels."""
    for chart in page.select("figure.billede"):
        own = [figures.get(id_) for id_ in chart["data-figurer"].split()]
        if None in own or not own:
            yield f"a chart of no figure: {chart['data-figurer']}"
            continue
        kind = kind_of(own)
        name = f"{own[0].id} and on"
        yield from (f"{name}: {wrong}" for wrong in _wrong(chart, own, kind))
        described = chart.figcaption.get_text()
        if chart.svg.desc.get_text() != described:
            yield f"{name}: described in two ways"
        yield from wrong_words(described, own, kind)


def kind_of(own: list[Known]) -> object:
    """Return the chart that the figures' table declares."""
    return KINDS[own[0].table]


def _wrong(chart: Tag, own: list[Known], kind: object) -> Iterator[str]:
    yield from CHECKS[type(kind)](chart, own, kind)
    labels = {short for f in own for label in (f.row, f.column) for short in _written(label)}
    labels |= WORDS | {f.edition for f in own}
    others = [mark.get_text() for mark in chart.select("svg text")]
    for number in texts(chart, "tal"):
        others.remove(number)
    strange = sorted({word for word in others if word not in labels})
    if strange:
        yield f"drawn, but no label: {strange}"


def _written(label: str) -> set[str]:
    """Return how a label may be written: a month is cut, words may stand under each other."""
    short = {label[:3].lower()} if label.lower() in MONTHS.split("|") else set()
    return {label, label.removesuffix(" (brud)"), label.replace(" ", ""), *short}


def texts(chart: Tag, name: str) -> list[str]:
    """Return what stands in the layers of a name, in the order in which it is drawn."""
    return [mark.get_text() for mark in chart.select(f'svg [class*=" {name}"] text')]


def rectangles(chart: Tag) -> list[Rectangle]:
    """Return each mark as (left, top, width, height)."""
    found = []
    for path in chart.select('svg [class*="mark-rect role-mark maerker"] path'):
        shape = re.match(r"M([^,]+),([^h]+)h([^v]+)v([^h]+)h", path["d"])
        left, top, wide, high = map(float, shape.groups())
        found.append((min(left, left + wide), min(top, top + high), abs(wide), abs(high)))
    return found


def places(chart: Tag, name: str) -> list[tuple[float, float]]:
    """Return where the marks of a layer stand, as (x, y)."""
    marks = chart.select(f'svg [class*=" {name}_marks"] > *')
    return [tuple(map(float, re.findall(r"-?[\d.]+", mark["transform"])[:2])) for mark in marks]


def alike(one: Iterable[float], other: Iterable[float]) -> bool:
    """Return whether lengths are in the same ratio to each other, whatever the scale."""
    one, other = list(one), list(other)
    if len(one) != len(other):
        return False
    scale = max(map(abs, one), default=0) / max([*map(abs, other), 1e-9])
    return all(abs(a - b * scale) < CLOSE for a, b in zip(one, other, strict=True))


def _wrong_years(chart: Tag, own: list[Known], kind: OverTime) -> Iterator[str]:
    series = series_of(own, kind)
    if len(series) == 1:
        yield from _wrong_columns(chart, own, texts(chart, "tal"))
    else:
        yield from _wrong_lines(chart, series, texts(chart, "tal"))


def _wrong_order(chart: Tag, own: list[Known], kind: Ranked) -> Iterator[str]:
    known = [f.value for f in own if f.value is not None]
    if kind.by_size and [f.value for f in own][: len(known)] != sorted(known, reverse=True):
        yield "not by size, what is not known last"
    yield from _wrong_panels(chart, own, kind)


def _wrong_panels(chart: Tag, own: list[Known], _kind: object) -> Iterator[str]:
    yield from _wrong_bars(chart, own, [0] * len(own))


def _wrong_steps(chart: Tag, own: list[Known], _kind: Flow) -> Iterator[str]:
    begins = [begin for n in range(0, len(own), 4) for begin in steps(own[n : n + 4])]
    yield from _wrong_bars(chart, own, begins)


def _wrong_bars(chart: Tag, own: list[Known], begins: list[int | None]) -> Iterator[str]:
    numbers = texts(chart, "tal")
    if numbers != [f.in_table for f in own]:
        yield f"{[f.in_table for f in own]} is drawn as {numbers}"
    drawn = [(f, b) for f, b in zip(own, begins, strict=True) if f.value is not None]
    drawn = [(f.value, begin) for f, begin in drawn if begin is not None]
    bars = rectangles(chart)
    if not alike([wide for _, _, wide, _ in bars], [abs(value) for value, _ in drawn]):
        yield "bars are not as long as their figures"
    elif not alike(
        [*(left for left, *_ in bars), *(wide for _, _, wide, _ in bars)],
        [*(min(b, b + v) for v, b in drawn), *(abs(v) for v, _ in drawn)],
    ):
        yield "bars do not begin where they should"


def steps(own: list[Known]) -> list[int | None]:
    """Return where each step begins: on what there was, and down to what is left."""
    start, came, went, _ = (f.value for f in own)
    if None in [f.value for f in own]:
        return [0, None, None, 0]
    return [0, start, start + came - went, 0]


def _wrong_columns(chart: Tag, own: list[Known], numbers: list[str]) -> Iterator[str]:
    below = [f for f in own if f.value is not None and f.value < 0]
    expected = [f.in_table for f in own if f not in below] + [f.in_table for f in below]
    if numbers != expected:
        yield f"{expected} is drawn as {numbers}"
    known = [f.value for f in own if f.value is not None]
    columns = rectangles(chart)
    if not alike([high for *_, high in columns], map(abs, known)):
        yield "columns are not as high as their figures"
    if [left for left, *_ in columns] != sorted(left for left, *_ in columns):
        yield "columns do not stand in the order of their times"


def series_of(own: list[Known], kind: object) -> dict[str, list[Known]]:
    """Return the figures of each series, in the order of time."""
    by_row = isinstance(kind, Money) or kind.along == "columns"
    found: dict[str, list[Known]] = {}
    for f in own:
        found.setdefault(f.row if by_row else f.column, []).append(f)
    return found


def _wrong_lines(chart: Tag, series: dict[str, list[Known]], numbers: list[str]) -> Iterator[str]:
    every = [(n, f) for own in series.values() for n, f in enumerate(own)]
    left = list(numbers)
    must = [f.in_table for n, f in every if f.value is None]
    must += [own[-1].in_table for own in series.values() if own[-1].value is not None]
    may = [f.in_table for own in series.values() for f in own[:-1] if f.value is not None]
    for number in must:
        if number not in left:
            yield f"{must} and some of {may} is drawn as {numbers}"
            return
        left.remove(number)
    if any(left.count(number) > may.count(number) for number in left):
        yield f"{must} and some of {may} is drawn as {numbers}"
    ((_, zero),) = places(chart, "nul")
    points, known = places(chart, "maerker"), [(n, f) for n, f in every if f.value is not None]
    if not alike([zero - y for _, y in points], [f.value for _, f in known]):
        yield "points are not as high as their figures"
    elif not alike([x - points[0][0] for x, _ in points], [n - known[0][0] for n, _ in known]):
        yield "points do not stand at their times"
    drawn = {*points}
    for number, (x, y) in [
        *zip(texts(chart, "tal_over"), places(chart, "tal_over"), strict=True),
        *zip(texts(chart, "tal_under"), places(chart, "tal_under"), strict=True),
    ]:
        near = min(drawn, key=lambda point: (abs(point[0] - x) > CLOSE, abs(point[1] - y)))
        values = [f.in_table for at, (_, f) in zip(points, known, strict=True) if at == near]
        if number not in values:
            yield f"{number} stands at {values}"


def _wrong_money(chart: Tag, own: list[Known], kind: Money) -> Iterator[str]:
    series, numbers = list(series_of(own, kind).values()), texts(chart, "tal")
    expected = [f.in_table if not f.value else thousands(f) for own in series for f in own]
    if numbers != expected:
        yield f"{expected} is drawn as {numbers}"
    *columns, results = series
    ((_, zero),) = places(chart, "nul")
    known = [f.value for own in columns for f in own if f.value is not None]
    lengths = [high for *_, high in rectangles(chart)]
    lengths += [zero - y for _, y in places(chart, "resultater")]
    if not alike(lengths, [*known, *(f.value for f in results if f.value is not None)]):
        yield "columns and line are not as high as their figures"


def thousands(figure: Known) -> str:
    """Return kroner as thousands, half away from zero."""
    whole, rest = divmod(abs(figure.value), 1000)
    return danish((whole + (rest >= 500)) * (1 if figure.value > 0 else -1))


def parts_of(own: list[Known], kind: Parts) -> list[list[Known]]:
    """Return the figures of each group."""
    found: dict[str, list[Known]] = {}
    for f in own:
        found.setdefault(f.row if kind.along == "rows" else f.column, []).append(f)
    return list(found.values())


def _wrong_parts(chart: Tag, every: list[Known], kind: Parts) -> Iterator[str]:
    groups, numbers = parts_of(every, kind), texts(chart, "tal")
    whole = [own for own in groups if all(f.value is not None for f in own)]
    expected = [
        number
        for own in groups
        for number in (
            ["?"]
            if own not in whole
            else [f.in_table + (f" ({share(f, own)})" if f.value else "") for f in own]
            if any(f.value for f in own)
            else ["-"]
        )
    ]
    if numbers != expected:
        yield f"{expected} is drawn as {numbers}"
    bars = rectangles(chart)
    for own in whole:
        known = [f.value for f in own if f.value]
        drawn, bars = bars[: len(known)], bars[len(known) :]
        if not alike([high for *_, high in drawn], known):
            yield "parts are not as long as their figures"
    if bars:
        yield "a part of no figure"


def share(figure: Known, of: list[Known]) -> str:
    """Return a figure's whole per cent of those that are known, half away from zero."""
    exact = Fraction(100 * figure.value, sum(f.value for f in of))
    return f"{int(exact + Fraction(1, 2))}{SPACE}%"


CHECKS = {
    OverTime: _wrong_years,
    Money: _wrong_money,
    Ranked: _wrong_order,
    Multiples: _wrong_panels,
    Flow: _wrong_steps,
    Parts: _wrong_parts,
}
"""What checks a chart, by its kind."""
