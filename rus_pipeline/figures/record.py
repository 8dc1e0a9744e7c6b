"""A table's figures as a file, and back: what they are, their labels and how they are composed.

What they were counted from is in the declaration (``stored``).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from rus_pipeline.figures.counting import Figure, Status
from rus_pipeline.figures.declaration import (
    Difference,
    Formula,
    Item,
    Role,
    ShareOfColumn,
    ShareOfRow,
    Total,
    Unit,
)
from rus_pipeline.figures.plan import CellPlan, Component

FILE = "figures.json"

_FORMULAS: Mapping[str, type[Formula]] = {
    kind.__name__: kind for kind in (Total, Difference, ShareOfColumn, ShareOfRow)
}


def write_figures(path: Path, figures: Iterable[Figure]) -> None:
    """Write figures, one a line, in their order."""
    lines = ",\n".join(json.dumps(_as_json(figure), ensure_ascii=False) for figure in figures)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read_figures(path: Path) -> list[Figure]:
    """Return the figures of a file, in their order."""
    return [_figure(found) for found in json.loads(path.read_text(encoding="utf-8"))]


def by_table(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """Return table id → its figures, in their order."""
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.table_id, []).append(figure)
    return found


def _as_json(figure: Figure) -> dict[str, Any]:
    plan = figure.plan
    return {
        "id": figure.id,
        "table_id": figure.table_id,
        "exact": None if figure.exact is None else str(figure.exact),
        "status": figure.status,
        "reason": figure.reason,
        "unit": plan.unit,
        "source": plan.source,
        "row": _item_as_json(plan.row),
        "column": _item_as_json(plan.column),
        "formula": _formula_as_json(plan.formula),
        "components": [(part.row, part.column, part.role) for part in plan.components],
    }


def _item_as_json(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "label": item.label,
        "formula": _formula_as_json(item.formula),
        "unknown": item.unknown,
        "spanner": item.spanner,
        "short": item.short,
    }


def _formula_as_json(formula: Formula | None) -> dict[str, Any] | None:
    return None if formula is None else {"kind": type(formula).__name__, **asdict(formula)}


def _figure(found: Mapping[str, Any]) -> Figure:
    plan = CellPlan(
        row=_item(found["row"]),
        column=_item(found["column"]),
        unit=Unit(found["unit"]),
        source=found["source"],
        formula=_formula(found["formula"]),
        components=tuple(
            Component(row, column, Role(role)) for row, column, role in found["components"]
        ),
    )
    exact = None if found["exact"] is None else Decimal(found["exact"])
    status = Status(found["status"])
    return Figure(found["id"], found["table_id"], plan, exact, status, found["reason"])


def _item(found: Mapping[str, Any]) -> Item:
    return Item(**{**found, "formula": _formula(found["formula"])})


def _formula(found: Mapping[str, Any] | None) -> Formula | None:
    if found is None:
        return None
    fields = {name: _tuple(value) for name, value in found.items() if name != "kind"}
    return _FORMULAS[found["kind"]](**fields)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
