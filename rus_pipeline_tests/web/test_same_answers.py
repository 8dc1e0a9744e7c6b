"""With ``format=json`` a page gives what the command gives; a rebuilt edition shows at once."""

import json

import pytest
from typer.testing import CliRunner

from rus_pipeline.cli.app import app
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.web.conftest import ALCOHOL, ROWS, TOTAL, Pages, deliver

pytestmark = pytest.mark.slow


def rus(folders, *words):
    where = ["--raw", str(folders.raw), "--out", str(folders.out)]
    return json.loads(CliRunner().invoke(app, [*words, *where]).stdout)


JSON = ("--format", "json")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"/tal/{TOTAL}", ("trace", TOTAL, *JSON)),
        ("/raekke/2023/forloeb.csv:3", ("trace", "--row", "2023/forloeb.csv:3", *JSON)),
        (
            f"/tal/{ALCOHOL}/hvorfor?raekke=2023/forloeb.csv:9",
            ("trace", ALCOHOL, "--why-not", "2023/forloeb.csv:9", *JSON),
        ),
        ("/udgave/2023/afstemning", ("reconcile", "2023", *JSON)),
        ("/", ("status", "--json")),
    ],
)
def test_a_page_as_json_is_what_the_command_gives(pages, once, path, words):
    assert pages.json(path) == rus(once, *words)


def test_revisions_as_json_are_what_the_release_lists(pages, once):
    listed = (once.out / "releases/2023-r2/movements.json").read_text(encoding="utf-8")
    assert pages.json("/udgave/2023/aendringer?fra=r1&til=r2") == json.loads(listed)


def test_an_edition_built_again_shows_at_once(copied):
    pages = Pages(copied)
    assert "9 personer 2023/tabel-01" in pages.text(f"/tal/{ALCOHOL}")
    deliver(copied.raw, *ROWS)
    assert pages.shown(f"/tal/{ALCOHOL}").status == 409
    build_light(copied.raw, copied.out, 2023)
    assert "7 personer 2023/tabel-01" in pages.text(f"/tal/{ALCOHOL}")
    assert "aktuel" in pages.text("/udgave/2023")


def test_what_is_stale_is_said_with_why(copied):
    deliver(copied.raw, *ROWS)
    text = Pages(copied).text("/udgave/2023")
    assert "Status forældet" in text
    assert "2023/raw/forloeb er ændret" in text
    assert "Ændret siden bygningen: 2023/forloeb.csv" in text


@pytest.mark.usefixtures("_builds_lightly")
def test_a_server_without_the_key_takes_it_to_be_the_builders(copied, monkeypatch):
    monkeypatch.setenv("RUS_PSEUDONYM_KEY", "ab" * 32)
    build_light_with_key(copied)
    monkeypatch.delenv("RUS_PSEUDONYM_KEY")
    assert [one["state"] for one in Pages(copied).json("/")["editions"]] == ["fresh", "fresh"]


def build_light_with_key(folders):
    from rus_pipeline.pipeline.run import Run
    from rus_pipeline.storage.location import configured_store
    from rus_pipeline.storage.store import Store

    run = Run(folders.raw, folders.out, Store(configured_store(folders.out)), "keyed")
    for year in (2022, 2023):
        for _made in run.edition(year):
            pass
