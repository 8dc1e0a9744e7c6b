# ruff: noqa: S608 - the statements are of our own names and of escaped values
"""SQL over ``rus.duckdb`` that counts one figure again, for an auditor to copy.

It is written from the stored declaration: the conditions on the rows, and how a figure is composed
of others. It is no independent recount (``recount`` is), but anybody can run it.
Source: audit contract, The auditor's pages; counting rules, Words, andel and money.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from rus_pipeline.figures.figure import Counted, Figure


def figure_sql(figures: Mapping[str, Figure], figure_id: str) -> str | None:
    """Return a statement that returns a figure's value in one row with one column.

    ``figures`` are those of its edition, by id. None where the figure is counted from no rows.
    """
    written = _Statement(figures, figures[figure_id])
    return written.text() if written.counts_rows else None


class _Statement:
    """A common table expression for each figure behind one, each with its exact ``v``."""

    def __init__(self, figures: Mapping[str, Figure], figure: Figure) -> None:
        self._figures = figures
        self._figure = figure
        self._edition = figure.figure_id.partition("/")[0]
        self._names: dict[str, str] = {}
        self._parts: list[str] = []
        self._add(figure)
        self.counts_rows = any(figures[one].counted is not None for one in self._names)

    def text(self) -> str:
        """Return the whole statement."""
        last = self._names[self._figure.figure_id]
        parts = ",\n".join(self._parts)
        return f"WITH {parts}\nSELECT round(v, 0)::BIGINT AS value FROM {last};"  # our own names

    def _add(self, figure: Figure) -> str:
        """Add a figure and those that it is composed of; return its name in the statement."""
        known = self._names.get(figure.figure_id)
        if known is not None:
            return known
        components = [
            (part.role, self._add(self._figures[part.figure_id])) for part in figure.components
        ]
        name = self._names[figure.figure_id] = f"f{len(self._names) + 1}"
        if figure.counted is not None:
            body = self._counted(figure.counted)
        else:
            body = "\n".join(_composed(figure, components))
        self._parts.append(f"{name} AS ( -- {figure.figure_id}\n{_indented(body)}\n)")
        return name

    def _counted(self, counted: Counted) -> str:
        rows = f"FROM slice_{counted.source}\nWHERE edition = {self._edition}" + "".join(
            f"\n  AND {condition}" for condition in _conditions(counted)
        )
        over = ", ".join(map(_name, counted.over))
        match counted.aggregate:
            case "rows":
                return f"SELECT count(*) AS v\n{rows}"
            case "sum":
                return f"SELECT coalesce(sum({over}), 0) AS v\n{rows}"
            case "quantile":
                numbered = (
                    f"SELECT {over}, row_number() OVER (ORDER BY {over}) AS nr,"
                    f" count(*) OVER () AS antal\n{rows}\n  AND {over} IS NOT NULL"
                )
                rank = f"(antal * {counted.per_cent} + 99) // 100"
                return (
                    f"SELECT max({over}) AS v FROM (\n{_indented(numbered)}\n)\nWHERE nr = {rank}"
                )
            case _:
                return (
                    f"SELECT count(*) AS v FROM (\n  SELECT DISTINCT {over}\n{_indented(rows)}\n)"
                )


def _composed(figure: Figure, components: Sequence[tuple[str, str]]) -> Iterator[str]:
    def of(role: str) -> list[str]:
        return [name for one, name in components if one == role]

    match figure.rule:
        case "total":
            yield f"SELECT sum(v) AS v FROM ({_union(of('addend'))})"
        case "difference":
            (minuend,), (subtrahend,) = of("minuend"), of("subtrahend")
            yield f"SELECT {minuend}.v - {subtrahend}.v AS v FROM {minuend}, {subtrahend}"
        case "share":
            whole = f"(SELECT sum(v) FROM ({_union(of('denominator'))}))"
            (part,) = of("numerator")
            yield f"SELECT round(100 * v / nullif({whole}, 0), 0) AS v FROM {part}"
        case "share-to-100":
            yield from _share_to_100(of("numerator")[0], of("denominator"))
        case _:
            yield f"SELECT {_literal(figure.exact)} AS v -- taget fra en trykt rapport"


def _share_to_100(numerator: str, denominators: list[str]) -> Iterator[str]:
    """Yield the lines of a share by largest remainder; ties go to the larger, then the earlier."""
    named = [f"SELECT {nr} AS nr, v FROM {name}" for nr, name in enumerate(denominators)]
    asked = denominators.index(numerator)
    yield "SELECT hele + CASE WHEN row_number() OVER (ORDER BY rest DESC, v DESC, nr)"
    yield "         <= 100 - sum(hele) OVER () THEN 1 ELSE 0 END AS v"
    yield "FROM ("
    yield "  SELECT nr, v, (100 * v) // sum(v) OVER () AS hele,"
    yield "    (100 * v) % sum(v) OVER () AS rest"
    yield f"  FROM ({' UNION ALL '.join(named)})"
    yield "  WHERE v IS NOT NULL"
    yield ")"
    yield f"QUALIFY nr = {asked}"


def _union(names: list[str]) -> str:
    return " UNION ALL ".join(f"SELECT v FROM {name}" for name in names)


def _conditions(counted: Counted) -> Iterator[str]:
    for name, wanted in counted.where.items():
        match wanted:
            case bool():
                yield _name(name) if wanted else f"{_name(name)} = false"
            case list():
                yield f"{_name(name)} IN ({', '.join(map(_text, wanted))})"
            case _:
                yield f"{_name(name)} = {_text(wanted)}"


def _name(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _literal(value: Decimal | None) -> str:
    return "NULL" if value is None else f"{value:f}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
