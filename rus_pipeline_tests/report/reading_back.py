"""A report's pages and downloads read back, and how they can differ from its figures.

What belongs here: reading what a reader sees, and complaints of it; no complaint is a sound page.
What does not: anything of the report package. How a number reads is written here a second time, so
that a fault in the first is seen.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from bs4 import BeautifulSoup, Tag
from python_calamine import CalamineWorkbook

MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"

SPACE = "\N{NO-BREAK SPACE}"

DAY = re.compile(rf"\b(?:(?:\d{{1,2}}\. (?:{MONTHS}) )?20\d\d|1\. januar)\b(?![.,]\d)")
"""A year, or a day of one: no figure has four digits without a point between them."""

FONT = "Source Sans 3"

OTHER_NUMBERS = {
    "style, svg, figcaption": "no text, or a picture's, which wrong_pictures reads",
    "[data-figur]": "figures, which wrong_figures reads",
    "h1, .undertitel, h2, h3, th, nav, .sti": "headings and labels, which declarations hold",
    ".noter": "definitions and notes, which declarations hold, and reasons, from udtraek.toml",
    ".hovedtal > li > a > span": "what a main figure is called, which its declaration holds",
    "#tabel-13 td, #tabel-14 td": "the centre's own words, as delivered",
    "#register-afslutningsaarsager td, table[id^=ansoegning-] td": "as another document prints it",
    "#politik-maal td": "as another document prints it, and what follows of that",
    "#kvalitetsstandard-loefter td:nth-of-type(1)": "Trykt: as another document prints it",
    "table[id^=afstemning-] td:not(:nth-of-type(3))": "all but Bygget, which wrong_claims reads",
    "#kolofon td": "records, days and hashes of delivered files, and what the gates tried",
    "#indhold:has(.ophav) > p:first-child": "a table's definition, which its declaration holds",
    ".ophav": "what lies behind a figure; those that it names, wrong_panels reads",
}
"""Where a page has numbers, and what they are; everywhere else there is none."""

NO_STUB = "Række"
"""How a download heads the labels of rows that no page has a heading for."""

_WORDS = {
    "forløb": ("flere", "færre"),
    "personer": ("flere", "færre"),
    "kr.": ("kr. højere", "kr. lavere"),
    "pct.": ("procentpoint højere", "procentpoint lavere"),
}


@dataclass(frozen=True)
class Known:
    """A figure as the edition's data hold it: ``row`` and ``column`` are its labels."""

    id: str
    row: str
    column: str
    value: int | None
    unit: str

    @property
    def edition(self) -> str:
        return self.id.split("/")[0]

    @property
    def table(self) -> str:
        return self.id.split("/")[1]

    @property
    def bare(self) -> str:
        return "" if self.value is None else str(self.value)

    @property
    def in_table(self) -> str:
        if self.value is None:
            return "?"
        return self.in_words if self.value else "-"

    @property
    def in_words(self) -> str:
        if self.value is None:
            return "?"
        return danish(self.value) + (f"{SPACE}%" if self.unit == "pct." else "")

    @property
    def with_unit(self) -> str:
        bare = self.value is None or self.unit == "pct."
        return self.in_words if bare else f"{self.in_words} {self.unit}"


Figures = Mapping[str, Known]


def danish(value: int) -> str:
    return f"{value:,}".replace(",", ".").replace("-", "\N{MINUS SIGN}")


def figures_under(out: Path) -> dict[str, Known]:
    """Return the figures of every edition under ``out``, by id."""
    found: dict[str, Known] = {}
    for path in sorted(out.glob("*/figures.parquet")):
        labels = pl.concat(pl.read_parquet(mart) for mart in path.parent.glob("marts/*.parquet"))
        at = {row["figure_id"]: row for row in labels.iter_rows(named=True)}
        for row in pl.read_parquet(path).iter_rows(named=True):
            mart = at[row["figure_id"]]
            value = None if row["value"] is None else int(row["value"])
            found[row["figure_id"]] = Known(
                row["figure_id"], mart["row_label"], mart["column_label"], value, row["unit"]
            )
    return found


def read(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def text(tag: Tag) -> str:
    """Return what a tag says, without the letters of its reasons."""
    own = copy(tag)
    for mark in own.select("sup"):
        mark.decompose()
    return own.get_text().strip()


def wrong_figures(page: BeautifulSoup, figures: Figures) -> Iterator[str]:
    """Yield every element that names a figure and does not show what its edition has."""
    for shown in page.select("[data-figur]:not([data-fra])"):
        figure = figures.get(shown["data-figur"])
        if figure is None:
            yield f"{shown['data-figur']} is no figure"
            continue
        if shown["value"] != figure.bare:
            yield f"{figure.id} is {figure.bare!r}, marked {shown['value']!r}"
        said, expected = shown.get_text(), [figure.in_table]
        if shown.find_parent(class_="ophav") is not None:
            expected = [figure.with_unit]
        elif shown.find_parent("table") is None:
            expected = [figure.in_words] if figure.value is not None else ["?", "ikke oplyst"]
            kroner = str(shown.next_sibling or "").startswith(f"{SPACE}kr.")
            if kroner != (figure.unit == "kr." and figure.value is not None):
                yield f"{figure.id} is in {figure.unit}, shown {said!r} without or with kr."
        if said not in expected:
            yield f"{figure.id} reads {expected[0]!r}, shown {said!r}"


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


def wrong_places(page: BeautifulSoup, table: str, edition: int, figures: Figures) -> Iterator[str]:
    """Yield every figure of a table that is not shown once in it, under its own labels."""
    own = {
        id_: figure
        for id_, figure in figures.items()
        if (figure.edition, figure.table) == (str(edition), table)
    }
    drawn = page.select_one(f"#afsnit-{table} table#{table}")
    if drawn is None:
        yield f"{table} is not shown"
        return
    columns = _columns(drawn)
    shown: Counter[str] = Counter()
    for row in drawn.select("tbody tr"):
        for cell, above in zip(row.select("td"), columns[1:], strict=True):
            if cell["headers"] != [row.th["id"], *(heading["id"] for heading in above)]:
                yield f"{table}: a cell of {text(row.th)} is told to be of {cell['headers']}"
            for figure in (own.get(mark["data-figur"]) for mark in cell.select("[data-figur]")):
                if figure is None:
                    yield f"{table} shows a figure of another table: {cell}"
                    continue
                shown[figure.id] += 1
                if (text(row.th), _label(above)) != (figure.row, figure.column):
                    yield f"{figure.id} stands at {text(row.th)}, {_label(above)}"
    if shown != Counter(list(own)):
        yield f"{table}: not shown once: {sorted(own.keys() ^ {i for i in shown if shown[i] == 1})}"


def _columns(drawn: Tag) -> list[list[Tag]]:
    """Return the headings over each column of a table, from the top down."""
    lines = drawn.select("thead tr")
    above: list[dict[int, Tag]] = [{} for _ in lines]
    for depth, line in enumerate(lines):
        for heading in line.select("th"):
            place = next(n for n in range(100) if n not in above[depth])
            for n in range(place, place + int(heading["colspan"])):
                for under in range(depth, depth + int(heading["rowspan"])):
                    above[under][n] = heading
    return [
        list(dict.fromkeys(line[n] for line in above)) for n in range(len(above[0]) if above else 0)
    ]


def _label(above: list[Tag]) -> str:
    """Return the label of a column by its headings: a short one stands under a spanner."""
    match [text(heading) for heading in above]:
        case [label]:
            return label
        case ["Stof", short]:
            return f"Stof – {short[:1].lower()}{short[1:]}"
        case [kommune, omraade]:
            return f"{omraade} {kommune}"
    raise ValueError(above)


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
                yield f"{figure.id} rests on {of.id}, told as {said!r}"


def wrong_pictures(page: BeautifulSoup, figures: Figures) -> Iterator[str]:
    """Yield every picture that shows anything but its figures and their labels."""
    for picture in page.select("figure.billede"):
        own = [figures.get(id_) for id_ in picture["data-figurer"].split()]
        if None in own or not own:
            yield f"a picture of no figure: {picture['data-figurer']}"
            continue
        name = f"{own[0].id} and on"
        labels = {label for f in own for label in (f.row, f.column, f.edition)}
        forms = Counter(figure.in_table for figure in own)
        drawn = Counter(mark.get_text() for mark in picture.select("svg text"))
        if forms - drawn:
            yield f"{name}: not drawn: {[*(forms - drawn)]}"
        if (drawn - forms).keys() - labels:
            yield f"{name}: drawn, but no figure: {[*((drawn - forms).keys() - labels)]}"
        told = picture.figcaption.get_text()
        if picture.svg.desc.get_text() != told:
            yield f"{name}: told in two ways"
        labels.add(picture.svg.title.get_text())  # one series is called as the picture
        for label in sorted(labels, key=len, reverse=True):
            told = re.sub(rf"(?<![\w.]){re.escape(label)}(?![\w.]\w)", "", told)
        kroner = " kr." if own[0].unit == "kr." else ""
        words = {f"({figure.in_words}{kroner})" for figure in own}
        others = [found for found in re.findall(r"\([^)]*\)", told) if found not in words]
        if others or re.search(r"\d", re.sub(r"\([^)]*\)", "", told)):
            yield f"{name}: told, but no figure: {others or told}"


def other_numbers(page: BeautifulSoup) -> Iterator[str]:
    """Yield every number in a page that is no figure and has no business there."""
    rest = copy(page)
    for selector in OTHER_NUMBERS:
        for known in rest.select(selector):
            known.decompose()
    for words in rest.body.find_all(string=re.compile(r"\d")):
        said = words if words.find_parent("td") else DAY.sub("", words.replace(FONT, ""))
        if re.search(r"\d", said):
            yield f"a number that is no figure: {words.strip()!r}"


def wrong_claims(page: BeautifulSoup, reconciliation: Path) -> Iterator[str]:
    """Yield how the page of reconciliation differs from the verdicts as they were kept."""
    kept = json.loads(reconciliation.read_text(encoding="utf-8"))
    expected = Counter(
        (
            f"{claim['document']}, linje {claim['line']}",
            ", ".join(filter(None, (claim["table"], claim["row"], claim["column"]))),
            claim["printed"],
            claim["figure_id"] if claim["value"] is not None else None,
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
            None if figure is None else figure["data-figur"],
            "".join(map(text, reason)),
        ] += 1
    yield from (f"not in the verdicts: {claim}" for claim in shown - expected)
    yield from (f"not on the page: {claim}" for claim in expected - shown)
    counts = [int(text(cell)) for cell in page.select("#afstemning-antal td")]
    if sum(counts) != len(kept):
        yield f"{len(kept)} claims, counted as {counts}"


def lines(page: BeautifulSoup, table: str, figures: Figures) -> list[list[str | Known]]:
    """Return a table as a page shows it, line by line: labels, and figures or text."""
    drawn = page.select_one(f"table#{table}")
    if drawn is None:
        return []
    stub, *headings = [text(above[-1]) for above in _columns(drawn)]
    found: list[list[str | Known]] = [[stub or NO_STUB, *headings]]
    for row in drawn.select("tbody tr"):
        cells = [
            figures[cell.data["data-figur"]]
            if cell.data and text(cell) == text(cell.data)
            else text(cell)
            for cell in row.select("td")
        ]
        found.append([text(row.th), *cells])
    return found


def wrong_csv(path: Path, shown: list[list[str | Known]]) -> Iterator[str]:
    """Yield each line of a table's CSV that differs from the table as ``lines`` returns it."""
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))[1:]
    expected = [
        [(c.bare or "?") if isinstance(c, Known) else c for c in line] for line in shown[1:]
    ]
    yield from _differing(path, found, expected)


def wrong_xlsx(path: Path, shown: list[list[str | Known]]) -> Iterator[str]:
    """Yield each line of a table's workbook that differs from the table as it is shown."""
    found = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    expected = [[_in_workbook(cell) for cell in line] for line in shown]
    if not expected:
        return
    wide = len(expected[0])
    first = next((n for n, line in enumerate(found) if line[:wide] == expected[0]), None)
    if first is None:
        yield f"{path.name}: no headings {expected[0]}"
        return
    table = [line[:wide] for line in found[first : first + len(expected)]]
    yield from _differing(path, table, expected)


def _in_workbook(cell: str | Known) -> str | int:
    if isinstance(cell, str):
        return cell
    return "?" if cell.value is None else cell.value


def _differing(path: Path, found: list[list], expected: list[list]) -> Iterator[str]:
    if len(found) != len(expected):
        yield f"{path.name}: {len(found)} lines, {len(expected)} in the table"
    for line, other in zip(found, expected, strict=False):
        if line != other:
            yield f"{path.name}: {line}, in the table {other}"


def wrong_figures_csv(edition: Path) -> Iterator[str]:
    """Yield each line of an edition's ``figures.csv`` that differs from its figures."""
    path = edition / "report" / "figures.csv"
    found = pl.read_csv(path, infer_schema=False).fill_null("")
    marts = pl.concat(pl.read_parquet(mart) for mart in edition.glob("marts/*.parquet"))
    labels = marts.select("figure_id", "row_label", "column_label")
    figures = pl.read_parquet(edition / "figures.parquet").join(
        labels, on="figure_id", maintain_order="left"
    )
    expected = figures.select(pl.col(found.columns).cast(pl.String).fill_null(""))
    yield from _differing(path, list(map(list, found.rows())), list(map(list, expected.rows())))


def wrong_marts(edition: Path) -> Iterator[str]:
    """Yield each table whose mart is not its part of the edition's figures."""
    figures = pl.read_parquet(edition / "figures.parquet")
    for path in edition.glob("marts/*.parquet"):
        if not pl.read_parquet(path, columns=figures.columns).equals(
            figures.filter(pl.col("table_id") == path.stem)
        ):
            yield f"{path.name} is not as in figures.parquet"


def wrong_development(
    front: BeautifulSoup, reports: Mapping[int, BeautifulSoup], figures: Figures
) -> Iterator[str]:
    """Yield how the front page's main figures differ from those of each report's own summary."""
    expected = {}
    for year, report in reports.items():
        for item in report.select("#aaret-i-tal li"):
            label = item.select_one("a > span").get_text()
            own = item.select_one("strong [data-figur]")["data-figur"]
            expected[label[:1].upper() + label[1:], str(year)] = own
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
