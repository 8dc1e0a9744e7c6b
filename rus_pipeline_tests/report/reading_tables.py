"""A table in a page read back: which figure stands where."""

from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from rus_pipeline_tests.report.reading_back import Figures, Known, text

NO_STUB = "Række"
"""How a download heads the labels of rows that no page has a heading for."""


def wrong_places(page: BeautifulSoup, table: str, edition: int, figures: Figures) -> Iterator[str]:
    """Yield every figure of a table that is not shown once in it, under its own labels."""
    own = {
        id_: figure
        for id_, figure in figures.items()
        if (figure.edition, figure.table) == (str(edition), table)
    }
    drawn = page.select_one(f"#afsnit-{table} table#{table}")
    if drawn is None:
        yield f"{table} is not shown"
        return
    columns = _columns(drawn)
    shown: Counter[str] = Counter()
    for row in drawn.select("tbody tr"):
        for cell, above in zip(row.select("td"), columns[1:], strict=True):
            if cell["headers"] != [row.th["id"], *(heading["id"] for heading in above)]:
                yield f"{table}: a cell of {text(row.th)} is said to be of {cell['headers']}"
            for figure in (own.get(mark["data-figur"]) for mark in cell.select("[data-figur]")):
                if figure is None:
                    yield f"{table} shows a figure of another table: {cell}"
                    continue
                shown[figure.id] += 1
                if (text(row.th), _label(above)) != (figure.row, figure.column):
                    yield f"{figure.id} stands at {text(row.th)}, {_label(above)}"
    if shown != Counter(list(own)):
        yield f"{table}: not shown once: {sorted(own.keys() ^ {i for i in shown if shown[i] == 1})}"


def _columns(drawn: Tag) -> list[list[Tag]]:
    """Return the headings over each column of a table, from the top down."""
    lines = drawn.select("thead tr")
    above: list[dict[int, Tag]] = [{} for _ in lines]
    for depth, line in enumerate(lines):
        for heading in line.select("th"):
            place = next(n for n in range(100) if n not in above[depth])
            for n in range(place, place + int(heading["colspan"])):
                for under in range(depth, depth + int(heading["rowspan"])):
                    above[under][n] = heading
    return [
        list(dict.fromkeys(line[n] for line in above)) for n in range(len(above[0]) if above else 0)
    ]


def _label(above: list[Tag]) -> str:
    """Return the label of a column by its headings: a short one stands under a spanner."""
    match [text(heading) for heading in above]:
        case [label]:
            return label
        case ["Stof", short]:
            return f"Stof – {short[:1].lower()}{short[1:]}"
        case [kommune, omraade]:
            return f"{omraade} {kommune}"
    raise ValueError(above)


def lines(page: BeautifulSoup, table: str, figures: Figures) -> list[list[str | Known]]:
    """Return a table as a page shows it, line by line: labels, and figures or text."""
    drawn = page.select_one(f"table#{table}")
    if drawn is None:
        return []
    stub, *headings = [text(above[-1]) for above in _columns(drawn)]
    found: list[list[str | Known]] = [[stub or NO_STUB, *headings]]
    for row in drawn.select("tbody tr"):
        cells = [
            figures[cell.data["data-figur"]]
            if cell.data and text(cell) == text(cell.data)
            else text(cell)
            for cell in row.select("td")
        ]
        found.append([text(row.th), *cells])
    return found
