"""A chart read back: the numbers at its bars, its labels, and its words."""

import re
from collections.abc import Iterable, Iterator, Mapping

from bs4 import BeautifulSoup

from rus_pipeline_tests.report.reading_back import Figures, Known

_EXTREMES = {
    "forløb": ("flest", "færrest"),
    "personer": ("flest", "færrest"),
    "kr.": ("størst", "mindst"),
    "pct.": ("højest", "lavest"),
}


def wrong_charts(page: BeautifulSoup, figures: Figures) -> Iterator[str]:
    """Yield every chart that shows anything but its figures, each at its own bar, and labels."""
    for chart in page.select("figure.billede"):
        own = [figures.get(id_) for id_ in chart["data-figurer"].split()]
        if None in own or not own:
            yield f"a chart of no figure: {chart['data-figurer']}"
            continue
        name = f"{own[0].id} and on"
        # Numbers are drawn bar by bar, those that go left of zero after the others.
        expected = [f.in_table for below in (False, True) for f in own if _below(f) is below]
        numbers = [mark.get_text() for mark in chart.select("svg .role-mark text")]
        if numbers != expected:
            yield f"{name}: {expected} is drawn as {numbers}"
        labels = {label for f in own for label in (f.row, f.column, f.edition)}
        others = {mark.get_text() for mark in chart.select("svg text")} - {*numbers} - labels
        if others:
            yield f"{name}: drawn, but no label: {sorted(others)}"
        description = chart.figcaption.get_text()
        if chart.svg.desc.get_text() != description:
            yield f"{name}: described in two ways"
        yield from _wrong_words(description, own, chart.svg.title.get_text())


def _below(figure: Known) -> bool:
    return figure.value is not None and figure.value < 0


def _wrong_words(description: str, own: list[Known], title: str) -> Iterator[str]:
    """Yield every sentence that does not say of its series what its figures are.

    A series bears a label of its figures; one alone, over editions, bears the chart's title.
    """
    series = sorted({title, *(label for f in own for label in (f.row, f.column))}, key=len)
    *sentences, last = re.split(r"(?<=\.) ", description)
    left = list(own)
    for sentence in sentences:
        label = next((s for s in reversed(series) if sentence.startswith(f"{s} – ")), "")
        of_series = (f for f in own if label in (f.row, f.column, title))
        groups = {f.edition if label == title else _group(f, label): f for f in of_series}
        left = [f for f in left if f not in groups.values()]
        expected = f"{label} – {_in_words(groups)}."
        if sentence != expected:
            yield f"{expected!r} is described as {sentence!r}"
    if left or last != "Alle tal står i tabellen.":
        yield f"description of {own[0].id} and on: {description!r}"


def _group(figure: Known, series: str) -> str:
    """Return the label of the bars that the figure stands among, beside its series."""
    return figure.row if series == figure.column else figure.column


def _in_words(groups: Mapping[str, Known]) -> str:
    known = {label: f for label, f in groups.items() if f.value is not None}
    if not known:
        return "ikke oplyst"
    values = sorted({f.value for f in known.values()}, reverse=True)
    words = _EXTREMES[next(iter(known.values())).unit] if len(values) > 1 else ("alle",)
    parts = []
    for word, value in zip(words, (values[0], values[-1]), strict=False):
        alike = {label: f for label, f in known.items() if f.value == value}
        one = next(iter(alike.values()))
        kroner = " kr." if one.unit == "kr." else ""
        parts.append(f"{word}: {_listed(alike)} ({one.in_words}{kroner})")
    if len(known) < len(groups):
        parts.append(f"ikke oplyst: {_listed(label for label in groups if label not in known)}")
    return "; ".join(parts)


def _listed(words: Iterable[str]) -> str:
    return " og ".join(", ".join(words).rsplit(", ", 1))
