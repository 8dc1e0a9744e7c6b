"""A figure of the internal report links to its page where ``center.toml`` names the address."""

import re

import pytest

from rus_pipeline_tests.building import build_drawn, build_light
from rus_pipeline_tests.raw import CENTER, forloeb, raw_folder

pytestmark = pytest.mark.slow
ADDRESS = "https://rus.example.dk/revision"


@pytest.fixture(scope="module", params=["", f'revision = "{ADDRESS}"\n'], ids=["without", "with"])
def report(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("linked")
    raw = raw_folder(folder, {"2023/forloeb.csv": forloeb({}, {})}, center=CENTER + request.param)
    build = build_drawn if request.param else build_light
    build(raw, folder / "out", 2023)
    return bool(request.param), folder / "out/2023"


def test_each_figure_links_to_its_page_or_names_the_command(report):
    configured, folder = report
    page = (folder / "report/tal/tabel-01.html").read_text(encoding="utf-8")
    figures = set(re.findall(r'<h2>[^<]*<data value="[^"]*" data-figur="([^"]+)"', page))
    linked = set(re.findall(rf'href="{ADDRESS}/tal/([^"]+)"', page))
    assert linked == (figures if configured else set())
    assert figures
    assert ("rus trace" in page) is not configured


def test_the_public_report_never_names_it(report):
    _, folder = report
    pages = (folder / "public").rglob("*.html")
    assert [page for page in pages if ADDRESS in page.read_text(encoding="utf-8")] == []
