"""The same raw folder gives the same report wherever, whenever and by whomever it is built."""

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from rus_pipeline.core import danish
from rus_pipeline.report.downloads import write_xlsx
from rus_pipeline.report.pages import FONTS
from rus_pipeline.report.pdf import write_pdf
from rus_pipeline.report.sheets import text_sheet
from rus_pipeline_tests.building import RAW
from rus_pipeline_tests.raw import csv_text, forloeb, raw_folder
from rus_pipeline_tests.report.test_set_pdf import document

REPOSITORY = Path(__file__).parents[2]
BUILD = """
import sys
from pathlib import Path
from rus_pipeline.core.center import read_center
from rus_pipeline.report.front_page import write_front_page
from rus_pipeline_tests.building import build
raw, out = map(Path, sys.argv[1:])
(built,) = build(raw, out, 2023)
assert built.year == 2023, built
write_front_page(out, read_center(raw))
"""
KINDS = ("Alkohol", "Stof", "Pårørende")
COURSES = [
    {"indsats": KINDS[n % 3], "kommune": ("0320", "0336", "0370")[n % 4 % 3], "koen": "MK"[n % 2]}
    for n in range(60)
]
FILES = {
    "2022/forloeb.csv": forloeb({"indskrivningsdato": "01-03-2022"}),
    "2023/forloeb.csv": forloeb(*COURSES, {"kommune": "Andeby"}),
    **{
        f"2023/{stem}.csv": csv_text(stem, {}, {})
        for stem in ("eksterne_forloeb", "posteringer", "doegnophold", "tilskud", "tvaergaaende")
    },
}
TELLS_THE_TIME = "2023/manifest.json"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two output folders of one raw folder, built by two users on two hosts in two time zones.

    The raw folder has a file of every kind, and the centre's own printed numbers and documents.
    """
    folder = tmp_path_factory.mktemp("hos-anna-berg")
    raw = raw_folder(folder, FILES).rename(folder / "raa-mappen")
    for name in ("published", "dokumenter"):
        shutil.copytree(RAW / name, raw / name)
    here = _begin(folder / "her", raw, "1", "Pacific/Kiritimati", "C.UTF-8")
    there = _begin(folder / "langt" / "borte", Path("../../raa-mappen"), "2", "Etc/GMT+12", "C")
    for process in (here, there):
        _, said = process.communicate()
        assert process.returncode == 0, said
    return folder / "her" / "out", folder / "langt" / "borte" / "out"


def _begin(folder, raw, seed, zone, language):
    """Begin a build in ``folder``, by the user and on the host ``anna-<seed>``."""
    folder.mkdir(parents=True)
    name = f"anna-{seed}"
    own = folder / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text(
        "import getpass, platform, socket\n"
        f"getpass.getuser = platform.node = socket.gethostname = lambda: {name!r}\n"
    )
    environment = {
        "PYTHONHASHSEED": seed,
        "TZ": zone,
        "LC_ALL": language,
        "HOME": str(own),
        "USER": name,
    }
    path = os.pathsep.join([str(own), str(REPOSITORY)])
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(raw), "out"],
        cwd=folder,
        env={**os.environ, **environment, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
        text=True,
    )


def files(out):
    """Return every file that an edition and the front page leave, but what tells of the run."""
    found = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
    return {name: found[name] for name in sorted(found) if name not in (TELLS_THE_TIME, ".lock")}


def test_there_is_a_report_with_its_downloads_and_a_front_page(two):
    names = files(two[0]).keys()
    assert {
        "index.html",
        "2023/report/index.html",
        "2023/report/rapport.pdf",
        "2023/report/figures.csv",
        "2023/report/csv-metadata.json",
        "2023/report/tabeller/tabel-01.xlsx",
    } <= names


def test_two_builds_give_the_same_bytes(two):
    one, other = (
        {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files(out).items()}
        for out in two
    )
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_nothing_tells_where_or_when_or_by_whom_it_was_built(two):
    out = two[0]
    now = datetime.now(UTC)
    words = ["hos-anna-berg", "raa-mappen", "anna-1", str(REPOSITORY), sys.prefix]
    words += [f"{now:%Y-%m-%d}", f"{now:%Y%m%d}", danish.day(now.date())]
    wanted = [path for name, path in files(out).items() if not name.endswith(".parquet")]
    assert [(path.name, found) for path in wanted if (found := words_in(path, words))] == []


def words_in(path, words):
    """Return those of the words that a file holds, packed in it or not."""
    return [word for word in words if any(word.encode() in part for part in parts(path))]


def parts(path):
    """Return a file's bytes, and what is packed in them."""
    packed = [path.read_bytes()]
    if path.suffix == ".xlsx":
        with ZipFile(path) as book:
            packed += [book.read(name) for name in book.namelist()]
    if path.suffix == ".pdf":
        reader = PdfReader(path)
        objects = (reader.get_object(number) for number in range(1, reader.trailer["/Size"]))
        packed += [found.get_data() for found in objects if isinstance(found, StreamObject)]
    return packed


FONTS_AND_DIGEST = """
import hashlib, sys, typst
from pathlib import Path
from rus_pipeline.report.pdf import write_pdf
from rus_pipeline_tests.report.test_set_pdf import document
print(*[font.path for font in typst.Fonts().fonts()])
print(hashlib.sha256(write_pdf(Path(sys.argv[1]), document()).read_bytes()).hexdigest())
"""


def test_fonts_of_the_machine_make_no_difference_to_the_pdf(tmp_path):
    planted = tmp_path / ".fonts" / "font.ttf"
    planted.parent.mkdir()
    planted.write_bytes(_as_regular((FONTS / "rapport-sans-600.ttf").read_bytes()))
    lines = subprocess.run(
        [sys.executable, "-c", FONTS_AND_DIGEST, tmp_path],
        env={**os.environ, "HOME": str(tmp_path)},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    own = hashlib.sha256(write_pdf(tmp_path, document()).read_bytes()).hexdigest()
    assert str(planted) in lines[0]  # who asks for the machine's fonts is given it
    assert lines[1] == own


def _as_regular(font):
    """Return the report's semi-bold font with the weight of its regular one, and its name."""
    tables = {font[at : at + 4]: at for at in range(12, 12 + 16 * int.from_bytes(font[4:6]), 16)}
    weight = int.from_bytes(font[tables[b"OS/2"] + 8 :][:4]) + 4
    assert int.from_bytes(font[weight : weight + 2]) == 600
    return font[:weight] + (400).to_bytes(2) + font[weight + 2 :]


@pytest.mark.parametrize("suffix", ["txt", "xlsx", "pdf"])
def test_a_word_in_a_file_would_be_seen(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    if suffix == "txt":
        path.write_text("/home/anna/raa-mappen")
    elif suffix == "xlsx":
        write_xlsx(path, text_sheet("t", "Titel", {"Sti": ["/home/anna/raa-mappen"]}), [])
    else:
        write_pdf(tmp_path, document(title="raa-mappen")).rename(path)
    assert words_in(path, ["raa-mappen", "berta"]) == ["raa-mappen"]
