"""Whom a table of the home municipality alone leaves out, as it is said and kept."""

from dataclasses import replace

import pytest

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.layout import layout, read_layouts, write_layouts
from rus_pipeline.figures.left_out import LeftOut, left_out
from rus_pipeline.report.sheets import counted_sheet
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.tables.figures_of import context_of, raw_of

TABLES = {table.id: table for table in counted_tables()}
PLAN = TABLES["kvalitet-behandlingsplan"]
ROWS = "indsats | kommune | kontakt\nStof | 0320 | 01-03-2023\nStof | 0336 | 01-03-2023"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            LeftOut(38, 2, persons=False),
            "Ikke talt med: 38 forløb for borgere uden for Faxe Kommune og 2 forløb for borgere med"
            " uoplyst kommune.",
        ),
        (
            LeftOut(1, 0, persons=False),
            "Ikke talt med: 1 forløb for en borger uden for Faxe Kommune.",
        ),
        (LeftOut(0, 1, persons=True), "Ikke talt med: 1 borger med uoplyst kommune."),
        (LeftOut(0, 0, persons=True), "Ingen borgere uden for Faxe Kommune er holdt ude."),
    ],
)
def test_it_is_said_in_one_sentence(tmp_path, found, said):
    center = opened(raw_folder(tmp_path, {})).center
    assert found.said(Edition(2023, center)) == said


def test_the_quality_standard_and_waiting_time_say_it_and_no_other_table(tmp_path):
    context = context_of(raw_of(tmp_path, {"2023/forloeb": ROWS}), 2023)
    saying = {i for i, table in TABLES.items() if left_out(table, context) is not None}
    assert saying == {"ventetid", *(i for i in TABLES if i.startswith("kvalitet-"))}


def test_it_stands_under_the_table_but_not_where_nothing_is_known_nor_in_public(tmp_path):
    context = context_of(raw_of(tmp_path, {"2023/forloeb": ROWS}), 2023)
    own = figures(PLAN, context)
    laid_out = layout(PLAN, context, own)

    def notes(of, shown):
        found = counted_sheet(PLAN, context.edition, of, shown).notes
        return [note for note in found if note.startswith("Ikke talt med")]

    assert notes(laid_out, own) == ["Ikke talt med: 1 forløb for en borger uden for Faxe Kommune."]
    assert notes(laid_out, [replace(figure, value=None) for figure in own]) == []
    assert notes(replace(laid_out, left_out=None), own) == []


def test_it_is_kept_with_the_layout(tmp_path):
    context = context_of(raw_of(tmp_path, {"2023/forloeb": ROWS}), 2023)
    kept = {i: layout(table, context, figures(table, context)) for i, table in TABLES.items()}
    write_layouts(tmp_path / "layout.json", kept)
    assert read_layouts(tmp_path / "layout.json") == kept
    assert kept[PLAN.id].left_out == LeftOut(1, 0, persons=False)
