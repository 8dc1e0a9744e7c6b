"""The pictures of README.md: ``make pictures``.

``asset-graph.svg`` is drawn from the pipeline's list of steps. ``report.png`` and ``figure.png``
are screenshots of the newest edition in ``data/marts``, which ``make report`` builds.
"""
# ruff: noqa: INP001

import argparse
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from rus_pipeline.pipeline.steps import assets, raw_names

DOCS = Path(__file__).parent
GRAPH, REPORT, FIGURE = DOCS / "asset-graph.svg", DOCS / "report.png", DOCS / "figure.png"

# The asset graph. --------------------------------------------------------------------------------

GROUPS = {
    "raw": "delivered files, center.toml",
    "staging": "validated rows, quarantine",
    "slice": "rows with derived variables",
    "claims": "numbers printed before",
    "mart": "a table's figures, checked",
    "documents": "transcribed tables",
    "figures": "all figures of the edition",
    "releases": "register of releases",
    "snapshot": "a table as HTML",
    "reconciliation": "figures beside claims",
    "public": "protected figures, audited",
    "report": "pages, PDF, downloads",
    "public_report": "the same, for everybody",
    "edition": "the swap: what readers see",
    "database": "rus.duckdb",
    "front_page": "index.html",
}
OVER_EDITIONS = ("database", "front_page")
"""Written from every current edition, after any of them is swapped in; no step of an edition."""

YEARS = tuple(range(2018, 2024))
COLUMNS = (125, 385, 645)  # the middle of a box, in pixels
WIDTH, BOX, HEIGHT, PITCH = 770, 230, 62, 102


def _counts() -> dict[str, int]:
    """Return the groups that there are, in the order of GROUPS, with their numbers of assets."""
    counts = dict.fromkeys(GROUPS, 0)
    for name in (*raw_names(), *assets(), *OVER_EDITIONS):
        counts[name.partition("/")[0]] += 1
    return {group: count for group, count in counts.items() if count}


def _edges(groups: Iterable[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return each group's inputs in its own edition, and those in earlier editions."""
    own: dict[str, set[str]] = {group: set() for group in groups}
    earlier: dict[str, set[str]] = {group: set() for group in groups}
    for asset in assets().values():
        for name, year in asset.reads(YEARS[-1], YEARS):
            group = name.partition("/")[0]
            (own if year == YEARS[-1] else earlier)[asset.group].add(group)
    for group in OVER_EDITIONS:
        own[group].add("edition")
    return {group: found - {group} for group, found in own.items()}, earlier


def _reduced(inputs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the arrows without those that follow from others."""

    def behind(group: str) -> set[str]:
        return inputs[group].union(*(behind(one) for one in inputs[group]))

    return {
        group: {one for one in found if not any(one in behind(other) for other in found)}
        for group, found in inputs.items()
    }


def _rows(inputs: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups from top to bottom, each just above the first that reads it."""
    readers: dict[str, set[str]] = {group: set() for group in inputs}
    for group, found in inputs.items():
        for one in found:
            readers[one].add(group)

    def depth(group: str) -> int:
        return 1 + max((depth(reader) for reader in readers[group]), default=-1)

    rows: list[list[str]] = [[] for _ in range(max(map(depth, inputs)) + 1)]
    for group in inputs:
        rows[-1 - depth(group)].append(group)
    return rows


def _box(group: str, x: int, y: int, count: int, earlier: set[str]) -> Iterator[str]:
    """Yield a box: the group's name, number of assets, contents, and inputs of earlier years."""
    yield (
        f'<rect x="{x - BOX // 2}" y="{y}" width="{BOX}" height="{HEIGHT}" rx="6"'
        ' fill="#f2f5f8" stroke="#143f63"/>'
    )
    many = f' <tspan font-weight="400">× {count}</tspan>' if count > 1 else ""
    yield f'<text x="{x}" y="{y + 20}" font-weight="600" fill="#143f63">{group}{many}</text>'
    yield f'<text x="{x}" y="{y + 37}" font-size="13">{escape(GROUPS[group])}</text>'
    if earlier:
        told = f"earlier years: {', '.join(sorted(earlier))}"
        yield f'<text x="{x}" y="{y + 53}" font-size="11" fill="#8a4500">{told}</text>'


def _top(nr: int) -> int:
    return 10 + nr * PITCH


def _path(source: tuple[int, int], target: tuple[int, int], taken: set[tuple[int, int]]) -> str:
    """Return an arrow from box to box, each given by column and row; none leads through a box."""
    (column, nr), (to_column, to_nr) = source, target
    x, bottom, to_x, to_top = COLUMNS[column], _top(nr) + HEIGHT, COLUMNS[to_column], _top(to_nr)
    if to_nr == nr + 1:
        middle = (bottom + to_top) // 2
        return f"M{x} {bottom} C{x} {middle} {to_x} {middle} {to_x} {to_top - 8}"
    step = 1 if to_column > column else -1
    corner = {(between, nr) for between in range(column + step, to_column + step, step)}
    corner |= {(to_column, between) for between in range(nr, to_nr)}
    if column != to_column and not corner & taken:
        return f"M{x} {bottom - HEIGHT // 2} H{to_x} V{to_top - 8}"
    between = to_x - (COLUMNS[1] - COLUMNS[0]) // 2  # two columns
    return f"M{x} {bottom} V{bottom + 12} H{between} V{to_top - 20} H{to_x - 40} V{to_top - 8}"


def graph() -> str:
    """Return the asset graph as SVG: a box for each group, an arrow for what it is made from."""
    counts = _counts()
    own, earlier = _edges(counts)
    arrows = _reduced(own)
    rows = _rows(arrows)
    at = {
        group: (place if len(row) == len(COLUMNS) else place + 1, nr)
        for nr, row in enumerate(rows)
        for place, group in enumerate(row)
    }
    lines: list[str] = []
    boxes: list[str] = []
    for group, (column, nr) in at.items():
        boxes += _box(group, COLUMNS[column], _top(nr), counts[group], earlier[group])
        for one in sorted(arrows[group]):
            path = _path(at[one], (column, nr), set(at.values()))
            lines.append(f'<path d="{path}" marker-end="url(#head)"/>')
    height = 20 + len(rows) * PITCH - (PITCH - HEIGHT)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}"'
            f' viewBox="0 0 {WIDTH} {height}" font-size="15"'
            ' font-family="Helvetica, Arial, sans-serif" text-anchor="middle">',
            "<title>The assets of an edition, from raw files to the report</title>",
            '<defs><marker id="head" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="6"'
            ' markerHeight="6" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#4a5a67"/>'
            "</marker></defs>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            '<g fill="none" stroke="#4a5a67" stroke-width="1.5">',
            *lines,
            "</g>",
            '<g fill="#1d2a35">',
            *boxes,
            "</g>",
            "</svg>",
            "",
        ]
    )


# Screenshots. ------------------------------------------------------------------------------------


def screenshots(out: Path) -> None:
    """Take the top of the newest report, and one panel of the page where its figures come from."""
    from playwright.sync_api import sync_playwright

    reports = sorted(out.glob("[0-9]*/report"))
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not reports:
        sys.exit(f"{out}: no report; run `make report` first")
    if browser is None:
        sys.exit("no browser; run `apt-get install chromium`")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        page = started.new_page(viewport={"width": 1200, "height": 1300}, device_scale_factor=0.75)
        page.goto((reports[-1] / "index.html").absolute().as_uri())
        page.screenshot(path=REPORT)
        page = started.new_page(viewport={"width": 900, "height": 520})
        page.goto((reports[-1] / "tal" / "tabel-10.html").absolute().as_uri() + "#udeblevet/andel")
        page.screenshot(path=FIGURE)
        started.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Draw the pictures of README.md.")
    parser.add_argument("what", nargs="+", choices=("graph", "screenshots"))
    parser.add_argument("--out", type=Path, default=DOCS.parent / "data" / "marts")
    arguments = parser.parse_args()
    if "graph" in arguments.what:
        GRAPH.write_text(graph(), encoding="utf-8")
    if "screenshots" in arguments.what:
        screenshots(arguments.out)
