"""Table 13: the narrative rows on the year's work across services."""

from rus_pipeline.tables.tabel_13 import TABLE
from rus_pipeline_tests.tables.figures_of import narrative_of


def test_the_rows_of_its_kind_in_their_order(tmp_path):
    rows = """
    type    | omraade | tekst
    Indsats | Skole   | Møder
    Fokus   | Psyk    | Aftaler
    indsats | Job     | Samtaler
    """
    assert narrative_of(tmp_path, rows, TABLE) == [("Skole", "Møder"), ("Job", "Samtaler")]


def test_without_the_file_there_are_no_rows(tmp_path):
    assert narrative_of(tmp_path, None, TABLE) == []
