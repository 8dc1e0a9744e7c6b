"""An auditor gets "9" in a report and asks all fifteen questions, in a browser without scripts."""

import re

import pytest
from playwright.sync_api import expect

from rus_pipeline_tests.report.browser.test_accessibility import accept, violations
from rus_pipeline_tests.web.conftest import ALCOHOL, TOTAL

pytestmark = pytest.mark.system

PAGES = (
    "/",
    "/?q=faxe",
    "/?q=zzz",
    f"/tal/{TOTAL}",
    f"/tal/{ALCOHOL}",
    "/tal/2023/tabel-11/kvinder/andel",
    f"/tal/{ALCOHOL}/hvorfor?raekke=2023/forloeb.csv:9",
    f"/tal/{ALCOHOL}/hvorfor?raekke=2023/forloeb.csv:16",
    "/raekke/2023/forloeb.csv:3",
    "/raekke/2023/forloeb.csv:16",
    "/udgave/2023",
    "/udgave/2022",
    "/udgave/2023/aendringer?fra=r1&til=r2",
    "/udgave/2022/aendringer",
    "/udgave/2023/afstemning",
    "/tal/2023/no/such/figure",
)


def content(page):
    return " ".join(page.locator("main").inner_text().split())


def test_from_a_number_to_its_rows_in_a_minute(opened):
    page = opened("/", java_script_enabled=False)
    page.get_by_label("Søg efter et tal").fill("faxe alkohol")
    page.get_by_role("button", name="Søg").click()
    page.get_by_role("link", name="Faxe, Alkohol", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/tal/2023/tabel-01/faxe/alkohol$"))
    said = content(page)
    # What it counts, in which rows and files, drawn when, made by what code.
    assert "Antal forskellige personer" in said
    assert "9 rækker, 9 personer, 1 fil" in said
    assert "Journalen, udtrukket 31. januar 2024" in said
    assert "med kode" in said
    # Last year, as printed, and since the releases; what is public of it; how it is checked.
    assert "Udgave 2022" in said
    assert "aarsrapport-2023.txt, linje 1: 7" in said
    assert "Ændret siden: hvorfor?" in said
    assert "vises i den offentlige udgave" in said
    assert "er det samme" in said
    page.get_by_role("link", name="2023/forloeb.csv:3", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "2023/forloeb.csv:3"
    assert "Faxe, Alkohol" in content(page)


def test_a_total_is_opened_in_place_down_to_its_rows(opened):
    page = opened(f"/tal/{TOTAL}", java_script_enabled=False)
    row = page.locator(".trae").get_by_role("link", name="2023/forloeb.csv:17", exact=True)
    expect(row).to_be_hidden()
    page.get_by_text("Faxe, Alkohol = 9 personer").click()
    expect(row).to_be_visible()


def test_why_a_row_does_not_count(opened):
    page = opened(f"/tal/{ALCOHOL}", java_script_enabled=False)
    page.get_by_label("Rækkens fil og linje").fill("2023/forloeb.csv:9")
    page.get_by_role("button", name="Prøv hver betingelse").click()
    assert page.get_by_role("heading", level=1).inner_text() == "2023/forloeb.csv:9 tæller ikke"
    assert page.get_by_role("row", name=re.compile("^kolonne")).get_by_text("nej").is_visible()


def test_the_sql_is_opened_to_be_copied(opened):
    page = opened(f"/tal/{ALCOHOL}", java_script_enabled=False)
    page.get_by_text("Tæl det selv").click()
    assert "FROM slice_forloeb" in page.locator("#sql pre").inner_text()


def test_what_moved_since_the_release_and_why(opened):
    page = opened(f"/tal/{ALCOHOL}", java_script_enabled=False)
    page.get_by_role("link", name="Ændret siden: hvorfor?").last.click()
    row = page.get_by_role("row", name=re.compile("Faxe, Alkohol"))
    row.locator("summary").click()
    assert row.get_by_text("2023/forloeb.csv:18").is_visible()
    assert "kommet til" in row.inner_text()


def test_the_edition_is_it_final_accepted_checked_and_its_chain_whole(opened):
    page = opened("/udgave/2023", java_script_enabled=False)
    said = content(page)
    assert "Nej: den er bygget om, siden 2023-r2 blev frigivet" in said
    assert "Lederen har set på det" in said
    assert "2023/forloeb.csv:16 kommune_ukendt" in said
    assert "Kæden af frigivelser er ubrudt" in said
    page.get_by_role("link", name="Trykte tal og byggede").click()
    assert "1 trykte tal" in content(page)


def test_what_is_suppressed_says_why(opened):
    page = opened("/tal/2022/tabel-01/faxe/alkohol", java_script_enabled=False)
    assert "tallet er selv under 5" in content(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barrier_and_fits(opened, path, width):
    page = opened(path, width, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accept({path: violations(page)})


@pytest.mark.parametrize("path", PAGES)
def test_a_printed_page_has_no_barrier(opened, path):
    page = opened(path, bypass_csp=True)
    page.emulate_media(media="print")
    accept({path: violations(page)})


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_stops_nothing_that_a_page_needs(browser, address, path):
    page = browser.new_page()
    complaints, asked = [], []
    page.on("console", lambda one: complaints.append(one.text) if "Policy" in one.text else None)
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{address}{path}")
    page.evaluate("document.fonts.ready.then(() => true)")
    fonts = page.evaluate("[...document.fonts].filter(one => one.status === 'loaded').length")
    page.close()
    assert complaints == []
    assert fonts
    assert [one for one in asked if not one.startswith(address)] == []
