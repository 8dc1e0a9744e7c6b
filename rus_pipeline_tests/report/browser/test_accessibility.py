"""Every kind of page, wide, narrow and on paper, passes axe-core's rules of WCAG 2.1 AA."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from rus_pipeline_tests.report.browser.conftest import PAGES, unfold

pytestmark = pytest.mark.system

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
OPTIONS = {"runOnly": WCAG, "resultTypes": ["violations"]}


def violations(page):
    """Return what is wrong with the page as it stands, each with its rule, place and remedy.

    A wide window shows the list of contents folded or not, by a pseudo-element; axe does not know
    that, and would pass over the links of a folded one.
    """
    unfold(page)
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{violation['id']} at {node['target']} and {len(others)} other places:"
        f" {' '.join(node['failureSummary'].split())}"
        for violation in found
        for node, *others in [violation["nodes"]]
    ]


def accept(found):
    """Fail where anything is wrong with a page; ``found`` maps pages to what is."""
    complaints = [f"{path}: {fault}" for path, faults in found.items() for fault in faults]
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_has_no_barrier(built, opened, kind, width):
    accept({path: violations(opened(path, width)) for path in built.pages(kind)})


def test_a_report_to_be_printed_has_no_barrier(built, opened):
    found = {}
    for path in built.pages("report"):
        page = opened(path, 1280)
        page.emulate_media(media="print")
        found[path] = violations(page)
    accept(found)


# A test of these tests: axe is there, reads the page, and what it finds comes out.
FAULTS = {
    "html-has-lang": ["document.documentElement.removeAttribute('lang')"],
    "document-title": ["document.title = ''"],
    "color-contrast": [
        "document.querySelector('.noter p').style.color = '#b0b0b0'",
        "document.querySelector('nav li a').style.color = '#b0b0b0'",
    ],
    "svg-img-alt": [
        "document.querySelector('figure svg').removeAttribute('aria-labelledby')",
        "document.querySelector('figure svg > title').remove()",
    ],
    "link-name": ["document.querySelector('.hent a').textContent = ''"],
    "aria-valid-attr": ["document.querySelector('main').setAttribute('aria-labled', 'x')"],
}


def test_barriers_are_seen(built, opened):
    page = opened(built.usual / "2023/report/index.html", 1280)
    for fault in (each for faults in FAULTS.values() for each in faults):
        page.evaluate(fault)
    found = {line.partition(" at ")[0]: line for line in violations(page)}
    assert sorted(found) == sorted(FAULTS)
    assert " and 1 other places: " in found["color-contrast"]
