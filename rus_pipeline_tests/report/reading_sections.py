"""Parts of a page that are no table, read back: changes, panels, outcomes, main figures."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from rus_pipeline_tests.report.reading_back import SPACE, Figures, Known, danish, text
from rus_pipeline_tests.report.reading_tables import lines

_WORDS = {
    "forløb": ("flere", "færre"),
    "personer": ("flere", "færre"),
    "kr.": ("kr. højere", "kr. lavere"),
    "pct.": ("procentpoint højere", "procentpoint lavere"),
}


def wrong_changes(page: BeautifulSoup, figures: Figures) -> Iterator[str]:
    """Yield every change in the summary that is not the distance of the figures it names."""
    for item in page.select("#aaret-i-tal li"):
        now = figures[item.select_one("strong [data-figur]")["data-figur"]]
        said = item.small.get_text()
        before = item.small.select_one("[data-figur]:not([data-fra])")
        if before is None:
            if said != f"Der er ingen udgave for {int(now.edition) - 1}":
                yield f"{now.id} has no figure before it, and says {said!r}"
            continue
        earlier = figures[before["data-figur"]]
        if int(earlier.edition) != int(now.edition) - 1:
            yield f"{now.id} stands beside {earlier.id}"
        change = item.small.select_one("[data-fra]")
        if change is not None:
            yield from _wrong_change(change, now, earlier, said)
        elif said.startswith("Uændret") and now.value != earlier.value:
            yield f"{now.id} is said to be as {earlier.id}"
        elif (
            None not in (now.value, earlier.value)
            and not said.startswith("Uændret")
            and not said.endswith(", opgjort på en anden måde")
        ):
            yield f"{now.id} says nothing of its change: {said!r}"


def wrong_sentences(page: BeautifulSoup, figures: Figures) -> Iterator[str]:
    """Yield every change in a sentence that is not the distance of the figures it names."""
    for change in page.select(".saetninger [data-fra]"):
        now, before = figures[change["data-figur"]], figures[change["data-fra"]]
        distance = now.value - before.value
        if (change["value"], change.get_text()) != (str(distance), danish(abs(distance))):
            yield f"{now.id} less {before.id} is {distance}, shown {change}"
        way = str(change.next_sibling).split()
        if distance < 0 and not {"færre", "mindre"} & {*way[:2]}:
            yield f"{now.id} fell, and is said to be {way[:2]}"
        if distance > 0 and not {"flere", "mere"} & {*way[:2]}:
            yield f"{now.id} rose, and is said to be {way[:2]}"


def _wrong_change(shown: Tag, now: Known, earlier: Known, said: str) -> Iterator[str]:
    if (shown["data-figur"], shown["data-fra"]) != (now.id, earlier.id):
        yield f"{now.id} less {earlier.id} is marked {shown['data-figur']}, {shown['data-fra']}"
    change = now.value - earlier.value
    more, fewer = _WORDS[now.unit]
    kroner = f"{SPACE}kr." if now.unit == "kr." else ""
    expected = (
        f"{danish(abs(change))} {more if change > 0 else fewer} end i {earlier.edition}"
        f" ({earlier.in_words}{kroner})"
    )
    if (said, shown["value"]) != (expected, str(change)):
        yield f"{now.id} less {earlier.id} reads {expected!r}, shown {said!r}"


def wrong_panels(page: BeautifulSoup, table: str, edition: int, figures: Figures) -> Iterator[str]:
    """Yield how the panels of a table, one a figure, differ from its figures and their parts."""
    before = f"{edition}/{table}/"
    own = [id_ for id_ in figures if id_.startswith(before)]
    panels = page.select(".ophav[id]")
    if [before + panel["id"] for panel in panels] != own:
        yield f"{table}: panels of {[panel['id'] for panel in panels]}"
    for panel, figure in zip(panels, (figures[id_] for id_ in own), strict=False):
        title = f"{figure.row}, {figure.column}: {figure.with_unit}"
        if text(panel.h2) != title:
            yield f"{figure.id} is called {text(panel.h2)!r}"
        named = [figure.id, f"{edition - 1}/{table}/{panel['id']}"]
        if [d["data-figur"] for d in panel.select("data")] not in (named[:1], named):
            yield f"{figure.id} shows another figure"
        for part in panel.select("li"):
            of = figures[before + part.a["href"].removeprefix("#")]
            said = text(part).partition(": ")[2]
            if said != f"{of.row}, {of.column} ({of.with_unit})":
                yield f"{figure.id} rests on {of.id}, shown as {said!r}"


def wrong_claims(page: BeautifulSoup, reconciliation: Path) -> Iterator[str]:
    """Yield how the page of reconciliation differs from the verdicts as they were kept."""
    kept = json.loads(reconciliation.read_text(encoding="utf-8"))
    expected = Counter(
        (
            f"{claim['document']}, linje {claim['line']}",
            ", ".join(filter(None, (claim["table"], claim["row"], claim["column"]))),
            claim["printed"],
            _as_built(claim),
            claim["reason"],
        )
        for claim in kept
    )
    shown: Counter[tuple[str | None, ...]] = Counter()
    for row in page.select("table[id^=afstemning-]:has(td:nth-of-type(3)) tbody tr"):
        what, printed, built, *reason = row.select("td")
        figure = built.select_one("[data-figur]")
        shown[
            text(row.th),
            text(what),
            text(printed),
            text(built) if figure is None else figure["data-figur"],
            "".join(map(text, reason)),
        ] += 1
    yield from (f"not in the verdicts: {claim}" for claim in shown - expected)
    yield from (f"not on the page: {claim}" for claim in expected - shown)
    counts = [int(text(cell)) for cell in page.select("#afstemning-antal td")]
    if sum(counts) != len(kept):
        yield f"{len(kept)} claims, counted as {counts}"


def _as_built(claim: Mapping[str, str | None]) -> str:
    """Return the figure that a claim is set against, or its number where no one figure is it."""
    if claim["value"] is None or claim["figure_id"]:
        return claim["figure_id"] if claim["value"] is not None else ""
    return danish(int(claim["value"])) if int(claim["value"]) else "-"


def wrong_development(
    front: BeautifulSoup, reports: Mapping[int, BeautifulSoup], figures: Figures
) -> Iterator[str]:
    """Yield how the front page's main figures differ from each edition's own column of them."""
    expected = {}
    for year, report in reports.items():
        years, *rows = lines(report, "hovedtal", figures)
        for label, *cells in rows:
            own = dict(zip(years[1:], cells, strict=True))[str(year)]
            if isinstance(own, Known):
                expected[label, str(year)] = own.id
    years, *rows = lines(front, "hovedtal", figures)
    shown = {
        (row[0], year): cell.id
        for row in rows
        for year, cell in zip(years[1:], row[1:], strict=True)
        if isinstance(cell, Known)
    }
    for at in sorted(shown.keys() | expected.keys()):
        if shown.get(at) != expected.get(at):
            yield f"{at} is {expected.get(at)}, shown {shown.get(at)}"
