"""A small output folder with two editions and two releases, and the pages that show it."""

import shutil
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from rus_pipeline.audit.release import release
from rus_pipeline.web.app import application
from rus_pipeline.web.archive import Archive
from rus_pipeline_tests.building import build_light, made_once
from rus_pipeline_tests.raw import csv_text, fictitious_cpr, forloeb, raw_folder
from rus_pipeline_tests.reconciliation.reports import claims_csv

ALLOWED = ["fictitious", "quarantined"]
UDTRAEK = """\
kilde = "Journalen"
udtrukket = 2024-01-31
[[accepteret]]
hvad = "flere_raekker"
grund = "Lederen har set på det"
"""
ALCOHOL = "2023/tabel-01/faxe/alkohol"
TOTAL = "2023/tabel-01/faxe/i-alt"

# Lines 2 to 8 count as alcohol in Faxe, 9 to 15 as drugs, 16 is in quarantine; 17 and 18 come.
ROWS = (*[{}] * 7, *[{"indsats": "Stof"}] * 7, {"kommune": "Andeby"})


@dataclass(frozen=True)
class Folders:
    """The raw folder and the output folder."""

    raw: object
    out: object


@dataclass(frozen=True)
class Shown:
    """A page as a reader sees it."""

    status: int
    text: str
    html: BeautifulSoup


class Pages:
    """The pages of an output folder, asked without a server."""

    def __init__(self, folders, **made):
        self.archive = Archive(folders.raw, folders.out)
        app = application(self.archive, ["testserver"], **made)
        self.client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)

    def shown(self, path):
        answer = self.client.get(path)
        html = BeautifulSoup(answer.text, "html.parser")
        return Shown(answer.status_code, " ".join(html.get_text(" ").split()), html)

    def text(self, path):
        shown = self.shown(path)
        assert shown.status == 200, shown.text
        return shown.text

    def json(self, path):
        return self.client.get(f"{path}{'&' if '?' in path else '?'}format=json").json()


def deliver(raw, *rows):
    (raw / "2023/forloeb.csv").write_text(forloeb(*rows), encoding="utf-8")


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """2022 and 2023, and two releases of 2023: between them a row came.

    After the second another came, and the edition was built again.
    """
    folder = made_once(tmp_path_factory, "web", _build)
    return Folders(folder / "raw", folder / "out")


def _build(folder):
    raw = raw_folder(
        folder,
        {
            "2022/forloeb.csv": forloeb({"indskrivningsdato": "01-03-2022"}),
            "2023/udtraek.toml": UDTRAEK,
            "2023/forloeb.csv": forloeb(*ROWS),
            "2023/posteringer.csv": csv_text("posteringer", {"beloeb": "1234,25"}),
            "published/own.csv": claims_csv(("Tabel 1", "Faxe", "Alkohol", "7"), year=2023),
        },
        udtraek='kilde = "Journalen"\nudtrukket = 2023-01-31\n',
    )
    out = folder / "out"
    build_light(raw, out, 2022, 2023)
    release(raw, out, 2023, ALLOWED)
    for more in (1, 2):
        extra = [{"cpr": fictitious_cpr(number=50 + n)} for n in range(more)]
        deliver(raw, *ROWS, *extra)
        build_light(raw, out, 2023)
        if more == 1:
            release(raw, out, 2023, ALLOWED)


@pytest.fixture(scope="session")
def pages(once):
    """The pages of the folder, which no test may change."""
    return Pages(once)


@pytest.fixture
def copied(once, tmp_path):
    """Copies, which a test may change."""
    store = once.out.with_name(f".{once.out.name}.store")
    shutil.copytree(once.raw, tmp_path / "raw")
    shutil.copytree(once.out, tmp_path / "out")
    shutil.copytree(store, tmp_path / ".out.store")
    return Folders(tmp_path / "raw", tmp_path / "out")
