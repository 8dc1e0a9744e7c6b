"""A real browser, and a real server of the small output folder."""

import threading
import time

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from rus_pipeline.web.app import application
from rus_pipeline.web.archive import Archive
from rus_pipeline_tests.report.browser.conftest import QUIET
from rus_pipeline_tests.servers import installed


@pytest.fixture(scope="package")
def address(once):
    """Serve the pages, and return where."""
    app = application(Archive(once.raw, once.out), ["127.0.0.1"])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="package")
def browser():
    found = installed.chromium()
    assert found, installed.complaint()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def opened(browser, address):
    """Open a page without scripts in a window of a width."""
    pages = []

    def open_page(path, width=1280, **context):
        page = browser.new_page(viewport={"width": width, "height": 900}, **context)
        pages.append(page)
        page.goto(f"{address}{path}")
        return page

    yield open_page
    for page in pages:
        page.close()
