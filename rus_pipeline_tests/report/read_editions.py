"""Whole editions as they were read back, and what their pages are called."""

from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup

from rus_pipeline_tests.report.reading_back import Figures, figures_under, read

YEARS = (2021, 2022, 2023)
PAGES = ("index", "kvalitet", "udvikling", "dokumenter", "metode", "afstemning")


@dataclass(frozen=True)
class Read:
    """What was built: the figures of all editions, and pages by their names.

    Of the years that were asked for all pages are there, of other editions the report alone.
    """

    out: Path
    figures: Figures
    pages: dict[str, BeautifulSoup]

    def edition(self, year: int) -> dict[str, BeautifulSoup]:
        return {name: page for name, page in self.pages.items() if name.startswith(f"{year}/")}

    def page_of(self, year: int, table: str) -> BeautifulSoup:
        """Return the page of the report on which a table stands."""
        names = [f"{year}/report/{name}.html" for name in PAGES]
        return next(
            self.pages[name]
            for name in names
            if name in self.pages and self.pages[name].select_one(f"#afsnit-{table}")
        )

    def tables(self, year: int) -> list[str]:
        """Return the tables that hold figures, each once."""
        own = (f.table for f in self.figures.values() if f.edition == str(year))
        return list(dict.fromkeys(own))


def read_all(out, years=YEARS):
    """Return the editions under a folder, and its front page, read back."""
    of_years = (path for year in years for path in out.glob(f"{year}/report/**/*.html"))
    paths = [out / "index.html", *sorted({*of_years, *out.glob("2*/report/udvikling.html")})]
    pages = {
        path.relative_to(out).as_posix(): read(path.read_text(encoding="utf-8")) for path in paths
    }
    return Read(out, figures_under(out), pages)


def index(year):
    return f"{year}/report/index.html"


def alone(year, table):
    return f"{year}/report/tabeller/{table}.html"


def panels(year, table):
    return f"{year}/report/tal/{table}.html"
