"""How many others than the home municipality's a table leaves out. Rules, Quality standard.

They are no figures: they stand in a note under the internal report's table, and are recounted by
SQL as its figures are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rus_pipeline.core.danish import number_of
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.conditions import Value
from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.offered import is_shown, population_of
from rus_pipeline.slices.variables import OTHER_KOMMUNER, UNKNOWN

if TYPE_CHECKING:
    from rus_pipeline.figures.declaration import Context, Table

HOME = "hjemme"
_ROW = "udeladt"


@dataclass(frozen=True)
class LeftOut:
    """Courses or persons of other municipalities, and of unknown ones, that would else count."""

    other: int
    unknown: int
    persons: bool

    def said(self, edition: Edition) -> str:
        """Return the note, in Danish."""
        home = edition.home.whole_name
        counted = [
            f"{self._number(count)} {where}"
            for count, where in (
                (self.other, f"uden for {home}"),
                (self.unknown, "med uoplyst kommune"),
            )
            if count
        ]
        if not counted:
            return f"Ingen borgere uden for {home} er holdt ude."
        return f"Ikke talt med: {' og '.join(counted)}."

    def _number(self, count: int) -> str:
        if self.persons:
            return number_of(count, "borger", "borgere")
        return number_of(count, "forløb for en borger", "forløb for borgere")

    def by_id(self, edition: int, table: str) -> Mapping[str, int]:
        """Return the numbers as the recount names them."""
        found = {OTHER_KOMMUNER: self.other, UNKNOWN: self.unknown}
        return {f"{edition}/{table}/{_ROW}/{kommune}": n for kommune, n in found.items()}


def left_out(table: "Table", context: "Context") -> LeftOut | None:
    """Return how many the table leaves out; None where it does not say so."""
    if not table.says_left_out or not is_shown(table, context.edition):
        return None
    others = {**population_of(table, context.edition), HOME: False}
    rows = context.slice.frames[table.source].filter(_met(n, v, context) for n, v in others.items())
    persons = table.measure.unit is Unit.PERSONS
    unknown = pl.col("raekke") == UNKNOWN

    def counted(found: pl.DataFrame) -> int:
        return found["person"].n_unique() if persons else found.height

    return LeftOut(counted(rows.filter(~unknown)), counted(rows.filter(unknown)), persons)


def _met(name: str, value: Value, context: "Context") -> pl.Expr:
    if not isinstance(value, tuple):
        return pl.col(name) == value
    return pl.col(name).is_in([v for v in value if context.edition.center.tilbud.offers(v)])
