"""Downloads and marts read back, and how they can differ from a page's tables and the figures."""

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from rus_pipeline_tests.report.reading_back import Known


def wrong_csv(path: Path, shown: list[list[str | Known]]) -> Iterator[str]:
    """Yield each line of a table's CSV that differs from the table as ``lines`` returns it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=";"))[1:]
    expected = [
        [(c.bare or "?") if isinstance(c, Known) else c for c in line] for line in shown[1:]
    ]
    yield from _differing(path, found, expected)


def wrong_xlsx(path: Path, shown: list[list[str | Known]]) -> Iterator[str]:
    """Yield each line of a table's workbook that differs from the table as it is shown."""
    found = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    expected = [[_in_workbook(cell) for cell in line] for line in shown]
    if not expected:
        return
    wide = len(expected[0])
    first = next((n for n, line in enumerate(found) if line[:wide] == expected[0]), None)
    if first is None:
        yield f"{path.name}: no headings {expected[0]}"
        return
    table = [line[:wide] for line in found[first : first + len(expected)]]
    yield from _differing(path, table, expected)


def _in_workbook(cell: str | Known) -> str | int:
    if isinstance(cell, str):
        return cell
    return "?" if cell.value is None else cell.value


def _differing(path: Path, found: list[list], expected: list[list]) -> Iterator[str]:
    if len(found) != len(expected):
        yield f"{path.name}: {len(found)} lines, {len(expected)} in the table"
    for line, other in zip(found, expected, strict=False):
        if line != other:
            yield f"{path.name}: {line}, in the table {other}"


def wrong_figures_csv(edition: Path) -> Iterator[str]:
    """Yield each line of an edition's ``figures.csv`` that differs from its figures."""
    path = edition / "report" / "figures.csv"
    found = pl.read_csv(path, infer_schema=False, separator=";").fill_null("")
    marts = pl.concat(pl.read_parquet(mart) for mart in edition.glob("marts/*.parquet"))
    labels = marts.select("figure_id", "row_label", "column_label")
    figures = pl.read_parquet(edition / "figures.parquet").join(
        labels, on="figure_id", maintain_order="left"
    )
    expected = figures.select(pl.col(found.columns).cast(pl.String).fill_null(""))
    yield from _differing(path, list(map(list, found.rows())), list(map(list, expected.rows())))


def wrong_marts(edition: Path) -> Iterator[str]:
    """Yield each table whose mart is not its part of the edition's figures."""
    figures = pl.read_parquet(edition / "figures.parquet")
    for path in edition.glob("marts/*.parquet"):
        if not pl.read_parquet(path, columns=figures.columns).equals(
            figures.filter(pl.col("table_id") == path.stem)
        ):
            yield f"{path.name} is not as in figures.parquet"
