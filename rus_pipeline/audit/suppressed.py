"""Whether a figure is suppressed in the edition's public folder, and why, for the internal auditor.

A public reader never learns which of the reasons it is. Source: audit contract, The public edition.
"""

from collections.abc import Mapping
from enum import StrEnum

from rus_pipeline.audit.rows_behind import RowsBehind
from rus_pipeline.disclosure.protect import MONEY
from rus_pipeline.disclosure.public_state import FIGURES, FOLDER, SUPPRESSED, primary_counts
from rus_pipeline.disclosure.quantiles import few_to_rank
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.stored_edition import StoredEdition


class Publicity(StrEnum):
    """What is public of a figure; the last four are reasons why it is suppressed.

    ``ADDED_UP``: it is shown in a sum with others alone.
    """

    NO_PUBLIC_EDITION = "no-public-edition"
    SHOWN = "shown"
    ADDED_UP = "added-up"
    SMALL = "small"
    FEW_PERSONS = "few-persons"
    FEW_TO_RANK = "few-to-rank"
    PROTECTS_OTHERS = "protects-others"


def public_statuses(edition: StoredEdition) -> Mapping[str, str] | None:
    """Return figure → its status in an edition's public folder; None where it has none."""
    import polars as pl

    path = edition.folder / FOLDER / FIGURES
    if not path.is_file():
        return None
    return dict(pl.read_parquet(path, columns=["figure_id", "status"], glob=False).rows())


def publicity(
    figure: Figure, public: Mapping[str, str] | None, behind: RowsBehind, smallest: int
) -> Publicity:
    """Return what is public of a figure, given the edition's ``public_statuses``.

    ``smallest`` is the smallest count that a public edition shows.
    """
    only = {figure.figure_id: figure}
    if public is None:
        return Publicity.NO_PUBLIC_EDITION
    if figure.figure_id not in public:
        return Publicity.ADDED_UP
    if public[figure.figure_id] != SUPPRESSED:
        return Publicity.SHOWN
    if primary_counts(only, smallest):
        return Publicity.SMALL
    if figure.unit == MONEY and 0 < (behind.persons or 0) < smallest:
        return Publicity.FEW_PERSONS
    if few_to_rank(only, {figure.figure_id: behind.rows}):
        return Publicity.FEW_TO_RANK
    return Publicity.PROTECTS_OTHERS
