"""A real browser, and editions built once for it to open."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from rus_pipeline_tests.building import RAW, build_drawn, made_once
from rus_pipeline_tests.raw import CENTER, csv_text, forloeb, raw_folder
from rus_pipeline_tests.reconciliation.reports import claims_csv
from rus_pipeline_tests.servers import installed

QUIET = (
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PAGES = {
    "front": "index.html",
    "report": "202[1-4]/report/index.html",
    "chapters": "202[34]/report/[kudm]*.html",
    "public": "202[1-4]/public/report/[ikum]*.html",
    "reconciliation": "202[1-4]/report/afstemning.html",
    "tables": "202[34]/report/tabeller/tabel-*.html",
    "origins": "202[34]/report/tal/tabel-0*.html",
}
"""What kinds of pages there are, and where. Of short pages that are made alike, those of some
editions and tables are enough."""

# The hard edition. -------------------------------------------------------------------------------

WORD = "langtordudenmellemrum" * 15  # more letters than any line has room for
TEXT = "Møder, kurser og tilsyn hele året, og aftaler, som stadig gælder. " * 60
UDTRAEK = f"""\
kilde = "Et journalsystem, hvis navn er meget længere, end nogen har tænkt sig det"
udtrukket = 2024-06-30
[[ikke_oplyst]]
tabel = "tabel-03"
kolonne = "alkohol"
grund = "{TEXT[:400].strip()}"
[[ikke_oplyst]]
tabel = "tabel-02"
kolonne = "paaroerende"
grund = "{WORD}"
"""
HARD = {
    "2024/udtraek.toml": UDTRAEK,
    "2024/forloeb.csv": forloeb(
        {"indskrivningsdato": "01-03-2024"},
        {"indskrivningsdato": "01-04-2024", "henvendelsesdato": "i går"},
        {"indskrivningsdato": "01-03-2024", "kommune": "Andeby"},
        {"indskrivningsdato": "engang i foråret"},
    ),
    "2024/tvaergaaende.csv": csv_text(
        "tvaergaaende",
        {"tekst": TEXT},
        {"omraade": WORD, "tekst": "Kort"},
        {"type": "Fokus", "tekst": WORD},
    ),
    "published/own.csv": claims_csv(
        ("Tabel 1", "Faxe", "Alkohol", "129"), ("Tabel 2", WORD, "I alt", TEXT[:300]), year=2024
    ),
}


# The fixtures. -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Built:
    """Two output folders: of two of the project's own editions, and of one hard to show well.

    ``hard`` is a draft with rows put out, fields emptied, figures not known, text without end and
    words without spaces, made of an extract of only two files.
    """

    usual: Path
    hard: Path

    def pages(self, kind):
        """Return the pages of a kind. Fails where a folder has none, so that none is no success."""
        found = [sorted(out.glob(PAGES[kind])) for out in (self.usual, self.hard)]
        assert all(found), f"no {kind} to look at"
        return [page for pages in found for page in pages]

    def of(self, page):
        """Return the output folder that the page is in."""
        return next(out for out in (self.usual, self.hard) if page.is_relative_to(out))


@pytest.fixture(scope="session")
def chromium():
    """Where Chromium is."""
    found = installed.chromium()
    assert found, installed.complaint()
    return found


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The editions whose reports were printed, and the hard one, without a PDF.

    Where there is none, no page may offer one.
    """

    def build(folder):
        build_drawn(RAW, folder / "usual", 2021, 2023)
        build_drawn(raw_folder(folder, HARD, center=CENTER), folder / "hard", 2024)

    folder = made_once(tmp_path_factory, "browsed", build)
    return Built(folder / "usual", folder / "hard")


# Not for the session: while Playwright runs there is an event loop, and no test outside this
# package could start its own.
@pytest.fixture(scope="package")
def browser(chromium):
    """Chromium, started once."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def opened(browser):
    """Open a page in a window of a width; every page of a test in the same window."""
    windows = {}

    def open_page(path, width):
        if width not in windows:
            windows[width] = browser.new_page(viewport={"width": width, "height": 720})
        windows[width].goto(path.as_uri())
        return windows[width]

    yield open_page
    for page in windows.values():
        page.close()


def unfold(page):
    """Unfold the list of contents."""
    page.evaluate("document.querySelectorAll('details').forEach(list => { list.open = true })")
