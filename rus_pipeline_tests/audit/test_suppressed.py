"""Whether a figure is public, and why not: what the internal auditor is told."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rus_pipeline.audit.rows_behind import RowsBehind
from rus_pipeline.audit.suppressed import Publicity, public_statuses, publicity
from rus_pipeline.figures.figure import Figure, Rule, Status, Unit
from rus_pipeline.figures.stored_edition import edition_of

ID = "2023/tabel-01/faxe/alkohol"
ONE = Figure(
    *(ID, "tabel-01", "faxe", "alkohol", "Faxe", "Alkohol", "Titel", "Definition.", "Ord."),
    *(Unit.PERSONS, Decimal(3), Decimal(3), Status.OBSERVED, None, Rule.COUNTED, None, ()),
)
HIDDEN, SHOWN = {ID: "suppressed"}, {ID: "observed"}


@pytest.mark.parametrize(
    ("unit", "value", "public", "rows", "persons", "told"),
    [
        (Unit.PERSONS, 3, None, 3, 3, Publicity.NO_PUBLIC_EDITION),
        (Unit.PERSONS, 3, SHOWN, 3, 3, Publicity.SHOWN),
        (Unit.PERSONS, 3, {}, 3, 3, Publicity.ADDED_UP),
        (Unit.PERSONS, 4, HIDDEN, 4, 4, Publicity.SMALL),
        (Unit.PERSONS, 5, HIDDEN, 5, 5, Publicity.PROTECTS_OTHERS),
        (Unit.PERSONS, 0, HIDDEN, 0, 0, Publicity.PROTECTS_OTHERS),
        (Unit.PER_CENT, 3, HIDDEN, 3, 3, Publicity.PROTECTS_OTHERS),
        (Unit.KRONER, 9000, HIDDEN, 9, 4, Publicity.FEW_PERSONS),
        (Unit.KRONER, 9000, HIDDEN, 9, 5, Publicity.PROTECTS_OTHERS),
        (Unit.KRONER, 9000, HIDDEN, 9, None, Publicity.PROTECTS_OTHERS),
        (Unit.DAYS, 40, HIDDEN, 9, 9, Publicity.FEW_TO_RANK),
        (Unit.DAYS, 40, HIDDEN, 10, 10, Publicity.PROTECTS_OTHERS),
    ],
)
def test_the_reason_is_the_first_that_holds(unit, value, public, rows, persons, told):
    figure = replace(ONE, unit=unit, value=Decimal(value))
    behind = RowsBehind({"2023/forloeb.csv": rows}, persons)
    assert publicity(figure, public, behind, 5) is told


@pytest.mark.slow
def test_what_is_suppressed_or_added_up_is_what_the_public_folder_does_not_show(editions):
    edition = edition_of(editions, 2023)
    public = public_statuses(edition)
    hidden = [status for status in public.values() if status == "suppressed"]
    assert len(hidden) == edition.manifest["public"]["hidden"] > 0
    small = edition.figures.keys() - public.keys()
    assert {figure.rpartition("/")[0].rpartition("/")[0] for figure in small} == {
        "2023/tabel-01-kommuner"
    }
