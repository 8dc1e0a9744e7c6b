"""Stored figures made by hand, with what a test says nothing of filled in."""

from rus_pipeline.figures.figure import Component, Counted, Figure

FILE = "2023/forloeb.csv"


def figure(name, *, value="7", unit="forløb", rule="counted", parts=(), counted=None, closed=()):
    """Return a figure; ``parts`` are (name, role)."""
    table, row, column = f"{name}//".split("/")[1:4]
    return Figure(
        figure_id=name,
        table_id=table,
        row_key=row,
        column_key=column,
        row_label=row,
        column_label=column,
        title="",
        definition="",
        words="",
        unit=unit,
        value=value,
        exact=value,
        status="observed",
        reason=None,
        rule=rule,
        counted=counted,
        components=tuple(Component(part, role) for part, role in parts),
        closed=tuple(closed),
    )


def rows(name, source="forloeb", **where):
    """Return a count of rows that meet conditions."""
    return figure(name, counted=Counted(source, "rows", (), where, (FILE,)))


def persons(name, over=("person",), source="forloeb", **where):
    """Return a count of distinct ``over`` (persons) among the rows that meet conditions."""
    return figure(name, unit="personer", counted=Counted(source, "distinct", over, where, (FILE,)))


def by_id(*figures):
    return {one.figure_id: one for one in figures}
