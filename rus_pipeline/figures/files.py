"""Figures written to files, and read back: ``declaration.json``, and the frame in the marts."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rus_pipeline.figures.figure import Component, Counted, Figure, Role, Rule, Status, Unit

if TYPE_CHECKING:
    import polars as pl

FILE = "declaration.json"


def write_figures(path: Path, figures: Iterable[Figure]) -> None:
    """Write the figures as JSON, one a line, in their order."""
    lines = ",\n".join(json.dumps(as_json(figure), ensure_ascii=False) for figure in figures)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read_figures(path: Path) -> dict[str, Figure]:
    """Return the figures that ``write_figures`` wrote, by id, in their order."""
    found = (_figure(item) for item in json.loads(path.read_text(encoding="utf-8")))
    return {figure.figure_id: figure for figure in found}


def as_json(figure: Figure) -> dict[str, Any]:
    """Return a figure as the JSON object that stands in ``declaration.json``; numbers are text."""
    return {**asdict(figure), "value": _text(figure.value), "exact": _text(figure.exact)}


def figures_schema() -> "pl.Schema":
    """Return the columns of ``figures.parquet``. Source: counting rules."""
    import polars as pl

    return pl.Schema(
        {  # type: ignore[arg-type] # a Decimal with its scale beside plain type classes
            "figure_id": pl.String,
            "edition": pl.Int32,
            "table_id": pl.String,
            "row_key": pl.String,
            "column_key": pl.String,
            "value": pl.Decimal(18, 0),
            "unit": pl.String,
            "status": pl.String,
            "reason": pl.String,
        }
    )


def as_frame(edition: int, figures: Sequence[Figure]) -> "pl.DataFrame":
    """Return figures as a frame (``figures_schema``), in the order given."""
    import polars as pl

    return pl.DataFrame(
        [
            (f.figure_id, edition, f.table_id, *f.at, f.value, f.unit, f.status, f.reason)
            for f in figures
        ],
        schema=figures_schema(),
        orient="row",
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _figure(item: dict[str, Any]) -> Figure:
    typed = {
        "unit": Unit(item["unit"]),
        "value": _number(item["value"]),
        "exact": _number(item["exact"]),
        "status": Status(item["status"]),
        "rule": Rule(item["rule"]),
        "counted": None if item["counted"] is None else _counted(item["counted"]),
        "components": tuple(
            Component(part["figure_id"], Role(part["role"])) for part in item["components"]
        ),
        "closed": tuple(item.get("closed", ())),  # editions of before have none
    }
    return Figure(**{**item, **typed})


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _counted(item: dict[str, Any]) -> Counted:
    return Counted(**{**item, "over": tuple(item["over"]), "files": tuple(item["files"])})
