"""Which tables and rows a partner municipality's report has, and why it has no others.

It follows from what a table is counted from and of whom: nothing lists them. Source: report
contract, A partner's report.
"""

from collections.abc import Mapping, Sequence

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Chapter, CountedItem, Item, Narrative, Table
from rus_pipeline.figures.figure import Figure
from rus_pipeline.slices import EXTERNAL, GRANTS, NARRATIVE, POSTINGS, STAYS, STEM_OF
from rus_pipeline.slices.variables import OTHER_KOMMUNER

KOMMUNE_ROW = "raekke"
"""The variable that says to which row by municipality a course belongs."""

_NO_ROW_IS_A_PARTNERS: Mapping[str, str] = {
    EXTERNAL: "Behandling hos andre er den, som {ejer} betaler for sine egne borgere.",
    STAYS: "Døgnophold er uden for samarbejdet.",
    POSTINGS: "Regnskabet er det, som {ejer} fører.",
    GRANTS: "Tilskuddene er bevilget til {ejer}.",
    NARRATIVE: "Centrets egen tekst er om hele dets arbejde.",
}
"""A delivered file that tells nothing of a partner → why."""

_A_PROMISE = "Kvalitetsstandarden er {ejer}s løfte til sine egne borgere."
_OF_OTHERS = "Tabellen er om borgere fra andre kommuner."


def why_not_a_partners(table: Table | Narrative, edition: Edition) -> str | None:
    """Return in Danish why a partner's report has no such table.

    None where it has it, and in the centre's own report.
    """
    if not edition.of_partner:
        return None
    stem = NARRATIVE if isinstance(table, Narrative) else STEM_OF.get(table.source, table.source)
    if stem in _NO_ROW_IS_A_PARTNERS:
        why = _NO_ROW_IS_A_PARTNERS[stem]
    elif table.chapter is Chapter.QUALITY:
        why = _A_PROMISE
    elif isinstance(table, Table) and _is_of_others(table):
        why = _OF_OTHERS
    else:
        return None
    return why.format(ejer=edition.owner.whole_name)


def without_other_kommuner(items: Sequence[Item], edition: Edition) -> list[Item]:
    """Return a table's rows, in a partner's edition without the row of other municipalities."""
    return [item for item in items if not (edition.of_partner and _is_others_row(item))]


def _is_of_others(table: Table) -> bool:
    return all(where.get(KOMMUNE_ROW) == OTHER_KOMMUNER for where in table.population.values())


def _is_others_row(item: Item) -> bool:
    return isinstance(item, CountedItem) and item.where.get(KOMMUNE_ROW) == OTHER_KOMMUNER


def printed_of(row: str, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return those of the centre's figures (by id) that are of one municipality alone.

    ``row`` is its key. They are counted under a condition on it, or composed of such alone.
    """
    found: dict[str, Figure] = {}
    for figure in figures.values():
        counted = figure.counted is not None and figure.counted.where.get(KOMMUNE_ROW) == row
        parts = [part.figure_id for part in figure.components]
        if counted or (parts and all(part in found for part in parts)):
            found[figure.figure_id] = figure
    return found
