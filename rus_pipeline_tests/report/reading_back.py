"""A report's pages read back, and how they can differ from its figures.

How a number reads is written here a second time, so that a fault in the first is seen.
"""

import json
import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from bs4 import BeautifulSoup, Tag

MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"

SPACE = "\N{NO-BREAK SPACE}"
DECLARED = "declaration.json"

DAY = re.compile(rf"\b(?:(?:\d{{1,2}}\. (?:{MONTHS}) )?20\d\d|1\. januar)\b(?![.,]\d)")
"""A year, or a day of one: no figure has four digits without a point between them."""

FONT = "Source Sans 3"

OTHER_NUMBERS = {
    "style, svg, figcaption": "no text, or a chart's, which wrong_charts reads",
    "[data-figur]": "figures, which wrong_figures reads",
    "h1, .undertitel, h2, h3, th, nav, .sti": "headings and labels, which declarations hold",
    ".noter": "definitions and notes, which declarations hold, and reasons, from udtraek.toml",
    ".hovedtal > li > a > span, .linjer span": "what a main figure is called, as declared",
    ".saetninger": "sentences: their figures wrong_figures reads, their words test_brief holds",
    ".tegn dt, #kontakt p": "symbols, and whom to ask",
    ".trykt-i": "the document that a table is of, and its date",
    "#metode-definitioner td": "definitions, which declarations hold",
    "#tabel-13 td, #tabel-14 td": "the centre's own words, as delivered",
    "#register-afslutningsaarsager td, table[id^=ansoegning-] td": "as another document prints it",
    "#politik-maal td": "as another document prints it, and what follows of that",
    "#kvalitetsstandard-loefter td:nth-of-type(1)": "Trykt: as another document prints it",
    "#politik-indsats td:nth-of-type(1)": "Trykt: as another document prints it",
    "table[id^=afstemning-] td": "verdicts, which wrong_claims reads",
    "#kolofon > p": "how much the public edition shows, which test_edition_status holds",
    "#kolofon td": "records, days and hashes of delivered files, and what the gates tried",
    "#indhold:has(.ophav) > p:first-child": "a table's definition, which its declaration holds",
    ".ophav": "what lies behind a figure; those that it names, wrong_panels reads",
}
"""Where a page has numbers, and what they are; everywhere else there is none."""


@dataclass(frozen=True)
class Known:
    """A figure as the edition's data hold it: ``row`` and ``column`` are its labels.

    ``half``: it is rounded to zero, and is more than nothing.
    """

    id: str
    row: str
    column: str
    value: int | None
    unit: str
    half: bool = False

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
        return self.in_words if self.value or self.half else "-"

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
        made = {one["figure_id"]: one for one in json.loads((path.parent / DECLARED).read_text())}
        labels = pl.concat(pl.read_parquet(mart) for mart in path.parent.glob("marts/*.parquet"))
        at = {row["figure_id"]: row for row in labels.iter_rows(named=True)}
        for row in pl.read_parquet(path).iter_rows(named=True):
            mart = at[row["figure_id"]]
            value = None if row["value"] is None else int(row["value"])
            found[row["figure_id"]] = Known(
                row["figure_id"],
                mart["row_label"],
                mart["column_label"],
                value,
                row["unit"],
                value == 0 and more_than_nothing(row["figure_id"], made),
            )
    return found


def more_than_nothing(figure_id: str, made: Mapping[str, dict]) -> bool:
    """Return whether a figure that is zero is rounded: an amount, or a share of something."""
    figure = made[figure_id]
    of = [part["figure_id"] for part in figure["components"] if part["role"] == "numerator"]
    return float(figure["exact"]) != 0 or any(int(made[one]["value"] or 0) > 0 for one in of)


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
