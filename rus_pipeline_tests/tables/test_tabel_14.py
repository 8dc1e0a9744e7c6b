"""Table 14: the narrative rows on what comes next."""

from rus_pipeline.tables.tabel_14 import TABLE
from rus_pipeline_tests.tables.figures_of import narrative_of


def test_the_rows_of_its_kind_alone(tmp_path):
    rows = """
    type    | omraade | tekst
    Indsats | Skole   | Møder
    Fokus   | Psyk    | Aftaler
    """
    assert narrative_of(tmp_path, rows, TABLE) == [("Psyk", "Aftaler")]
