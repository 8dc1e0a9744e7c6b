"""What README.md and the pages under ``docs/`` say of files, commands and rooms is so."""

import re
import tomllib
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "CHANGELOG.md", "deploy/README.md", "docs/*.md", "docs/decisions/*.md"]
TEXTS = {
    str(page.relative_to(ROOT)): page.read_text(encoding="utf-8")
    for pattern in PAGES
    for page in sorted(ROOT.glob(pattern))
}

LINK = re.compile(r"""(?:\]\(|src=")([^)"\s]+)[)"]""")
FENCED = re.compile(r"^ *```\w*\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(rus_pipeline|rus_pipeline_tests|docs|deploy)/[\w./-]*")

each_page = pytest.mark.parametrize("name", TEXTS)


def anchors(text):
    """Return the names that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(text):
    """Return what a page says to type: quoted words and lines of code."""
    lines = [line.strip() for block in FENCED.findall(text) for line in block.splitlines()]
    return [*QUOTED.findall(FENCED.sub("", text)), *lines]


@each_page
def test_every_link_leads_somewhere(name):
    broken = []
    for link in LINK.findall(FENCED.sub("", TEXTS[name])):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        found = target.exists() and (not anchor or anchor in anchors(target.read_text("utf-8")))
        broken += [] if found else [link]
    assert broken == []


@each_page
def test_every_path_that_is_named_exists(name):
    named = [word for word in QUOTED.findall(TEXTS[name]) if PATH.fullmatch(word)]
    assert [path for path in named if not (ROOT / path).exists()] == []


@each_page
def test_every_make_target_and_module_that_is_named_exists(name):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for command in commands(TEXTS[name]):
        if command.startswith("make "):
            words = command.partition("#")[0].split()[1:]
            assert {word for word in words if "=" not in word} <= targets, command
        for module in re.findall(r"python -m ([\w.]+)", command):
            assert find_spec(module), command


def test_the_readme_names_every_command_of_ci():
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    wanted = re.findall(r"^make [\w-]+$", run, re.MULTILINE)
    assert wanted
    assert set(wanted) <= set(QUOTED.findall(TEXTS["README.md"]))


def test_the_rooms_are_those_of_the_import_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = TEXTS["docs/architecture.md"].partition("## The rooms")[2]
    picture = FENCED.findall(rooms)[0].splitlines()
    assert [re.match(r"\w+( \| \w+)?", line)[0] for line in picture] == layers


def test_the_row_of_the_architecture_page_is_delivered():
    row = (ROOT / "data/raw/2023/forloeb.csv").read_text(encoding="utf-8").splitlines()[16]
    told = FENCED.findall(TEXTS["docs/architecture.md"])[1].strip()
    assert all(part.strip() in row for part in told.split("…"))


def test_the_asset_graph_is_drawn_from_the_steps():
    """Where it is not: ``make docs``."""
    spec = spec_from_file_location("pictures", ROOT / "docs" / "pictures.py")
    pictures = module_from_spec(spec)
    spec.loader.exec_module(pictures)
    assert pictures.GRAPH.read_text(encoding="utf-8") == pictures.graph()


@pytest.mark.parametrize("picture", ["report.png", "figure.png"])
def test_a_screenshot_is_small(picture):
    assert (ROOT / "docs" / picture).stat().st_size <= 200_000
