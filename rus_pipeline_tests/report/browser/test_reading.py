"""What a reader needs of every page: it fits the window, every link leads somewhere, the keyboard
reaches all of it, and its parts have names.
"""

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from rus_pipeline_tests.report.browser.conftest import PAGES, unfold

pytestmark = pytest.mark.system

# Every page, read once. --------------------------------------------------------------------------

READ = """() => {
    const all = selector => [...document.querySelectorAll(selector)];
    const attributes = all("*").flatMap(one => one.getAttributeNames());
    return {
        title: document.title,
        language: document.documentElement.lang,
        headings: all("h1, h2, h3, h4, h5, h6").map(heading => Number(heading.localName[1])),
        scripts: all("script, [href^='javascript:']").length,
        handlers: attributes.filter(name => name.startsWith("on")),
        links: all("[href]").map(one => new URL(one.getAttribute("href"), document.baseURI).href),
        tables: all("table").length,
        charts: all("svg:not([aria-hidden]), img").length,
    };
}"""


@dataclass(frozen=True)
class ReadPage:
    """A page as the browser read it.

    ``asked`` are the addresses that it asked for. ``named_tables`` and ``named_charts`` are the
    name and the description of each, as a screen reader says them.
    """

    path: Path
    out: Path
    asked: list[str]
    title: str
    language: str
    headings: list[int]
    scripts: int
    handlers: list[str]
    links: list[str]
    tables: int
    charts: int
    named_tables: list[tuple[str, str]]
    named_charts: list[tuple[str, str]]


@pytest.fixture(scope="package")
def pages(built, browser):
    """Every page, read."""
    window = browser.new_page()
    yield [read(window, path, built.of(path)) for kind in PAGES for path in built.pages(kind)]
    window.close()


def read(window, path, out):
    """Return the page as the browser reads it."""
    asked = []

    def ask(request):
        asked.append(request.url)

    window.on("request", ask)
    window.goto(path.as_uri())
    window.evaluate("document.fonts.ready.then(() => true)")
    window.remove_listener("request", ask)
    tables, charts = announced(window, "table", "image")
    return ReadPage(
        path, out, asked, named_tables=tables, named_charts=charts, **window.evaluate(READ)
    )


def announced(window, *roles):
    """Return for each role the name and description of everything that a screen reader hears of."""
    session = window.context.new_cdp_session(window)
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    for role in roles:
        found = session.send("Accessibility.queryAXTree", {"nodeId": root, "role": role})["nodes"]
        yield [
            tuple(node.get(part, {}).get("value", "") for part in ("name", "description"))
            for node in found
        ]
    session.detach()


def place(address):
    """Return the file that an address names, and the place in it."""
    parts = urlsplit(address)
    return Path(unquote(parts.path)), unquote(parts.fragment)


@cache
def places(path):
    """Return the places that can be linked to in a page."""
    return {unescape(found) for found in re.findall(r'\bid="([^"]*)"', path.read_text("utf-8"))}


def leads(address, out):
    """Return whether the address is a file, or a place in a page, of the output folder."""
    path, fragment = place(address)
    return (
        urlsplit(address).scheme == "file"
        and path.is_relative_to(out)
        and path.is_file()
        and (not fragment or fragment in places(path))
    )


# What is asked for and where links lead. ---------------------------------------------------------


def test_a_page_asks_for_nothing_but_files_beside_it(pages):
    astray = [(page.path, url) for page in pages for url in page.asked if not leads(url, page.out)]
    assert astray == []


def test_a_page_brings_its_own_letters(pages):
    fonts = [[url for url in page.asked if url.endswith(".woff2")] for page in pages]
    found = zip(pages, fonts, strict=True)
    assert [page.path for page, asked in found if len(asked) != 2] == []


def test_no_page_weighs_more_than_half_a_megabyte_with_all_that_it_asks_for(pages):
    heavy = {
        page.path: weight
        for page in pages
        if (weight := sum(place(url)[0].stat().st_size for url in {*page.asked})) > 500_000
    }
    assert heavy == {}


def test_every_link_leads_to_a_place_in_the_output_folder(pages):
    astray = [(page.path, url) for page in pages for url in page.links if not leads(url, page.out)]
    assert astray == []


def test_no_page_has_a_script(pages):
    assert [page.path for page in pages if page.scripts] == []


def test_nothing_in_a_page_waits_for_an_event(pages):
    assert [(page.path, page.handlers) for page in pages if page.handlers] == []


# What a page says of itself and its parts. -------------------------------------------------------


def test_every_page_is_in_danish(pages):
    assert {page.language for page in pages} == {"da"}


def test_no_two_pages_have_the_same_title(pages):
    titles = [(page.out, page.title) for page in pages]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_every_page_has_one_heading_of_all(pages):
    assert [page.path for page in pages if page.headings.count(1) != 1] == []


def test_no_heading_skips_a_level(pages):
    assert [
        page.path
        for page in pages
        if any(below > above + 1 for above, below in pairwise([0, *page.headings]))
    ] == []


def test_every_table_has_a_name(pages):
    named = [[name for name, _ in page.named_tables if name] for page in pages]
    found = zip(pages, named, strict=True)
    assert [page.path for page, names in found if len(names) != page.tables] == []


def test_every_chart_has_a_name_and_is_described(pages):
    described = [
        [name for name, words in page.named_charts if name and words not in ("", name)]
        for page in pages
    ]
    found = zip(pages, described, strict=True)
    assert [page.path for page, these in found if len(these) != page.charts] == []


# The window. -------------------------------------------------------------------------------------

AS_WRITTEN = "* { }"
# What a reader may set without losing anything. Source: WCAG 1.4.12.
SPACED_OUT = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""


@pytest.mark.parametrize("style", [AS_WRITTEN, SPACED_OUT], ids=["as written", "spaced out"])
@pytest.mark.parametrize("width", [320, 640])
@pytest.mark.parametrize("kind", PAGES)
def test_no_page_scrolls_sideways(built, opened, kind, width, style):
    too_wide = {}
    for path in built.pages(kind):
        page = opened(path, width)
        unfold(page)
        page.add_style_tag(content=style)
        needed = page.evaluate("document.scrollingElement.scrollWidth")
        if needed > width:
            too_wide[path] = needed
    assert too_wide == {}


SCROLLS = """() => {
    const table = document.querySelector(".rulle");
    return table.scrollWidth > table.clientWidth;
}"""


@pytest.mark.parametrize("table", ["tabel-13", "tabel-14"])
def test_free_text_is_read_without_scrolling_sideways(built, opened, table):
    paths = [path for path in built.pages("tables") if path.stem == table]
    assert [path for path in paths if opened(path, 320).evaluate(SCROLLS)] == []


# The keyboard. -----------------------------------------------------------------------------------

FOCUSED = "document.activeElement"


@pytest.mark.parametrize("kind", PAGES)
def test_the_first_stop_shows_a_way_past_the_top(built, opened, kind):
    page = opened(built.pages(kind)[0], 1280)
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.textContent") == "Spring til indholdet"
    at = page.evaluate(f"{FOCUSED}.getBoundingClientRect().toJSON()")
    assert at["left"] >= 0
    assert at["right"] <= 1280
    assert at["top"] >= 0


@pytest.mark.parametrize("kind", PAGES)
def test_the_way_past_the_top_is_not_in_the_way_of_others(built, opened, kind):
    page = opened(built.pages(kind)[0], 1280)
    assert page.evaluate("document.querySelector('.spring').getBoundingClientRect().right") <= 0


@pytest.mark.parametrize("kind", PAGES)
def test_the_way_past_the_top_leads_to_the_content(built, opened, kind):
    page = opened(built.pages(kind)[0], 1280)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').localName") == "main"


def test_the_stop_after_the_way_past_the_top_is_in_the_content(built, opened):
    page = opened(built.usual / "2023/report/index.html", 1280)
    for key in ("Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate(f"{FOCUSED}.closest('main') !== null")


TO_REACH = """() => {
    window.reached = new Set();
    document.addEventListener("focusin", event => window.reached.add(event.target));
    window.toReach = [...document.querySelectorAll("a[href], summary, [tabindex]")].filter(
        one => one.tabIndex >= 0 && one.checkVisibility()
    );
    return window.toReach.length;
}"""
NOT_REACHED = """() => [...window.toReach, ...document.querySelectorAll("nav a")]
    .filter(one => !window.reached.has(one)).map(one => one.outerHTML)"""


@pytest.mark.parametrize("width", [1280, 320])
def test_the_keyboard_reaches_everything_in_a_report_and_is_let_go(built, opened, width):
    page = opened(built.usual / "2023/report/index.html", width)
    if width == 320:
        unfold(page)
    for _ in range(page.evaluate(TO_REACH)):
        page.keyboard.press("Tab")
    assert page.evaluate(NOT_REACHED) == []
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED} === document.body")


def test_the_keyboard_unfolds_the_list_of_contents(built, opened):
    page = opened(built.usual / "2023/report/index.html", 320)
    page.evaluate("document.querySelector('summary').focus()")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.textContent") == "Kort fortalt"
