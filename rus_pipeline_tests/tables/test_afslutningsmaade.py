"""How courses ended, in five ways."""

from rus_pipeline_tests.tables.figures_of import figures_of

REASONS = {
    "Færdigbehandlet": "planlagt",
    "Afsluttet med vejledning": "vejledning",
    "Afsluttet efter eget ønske": "afbrudt",
    "Udeblevet": "afbrudt",
    "Udskrevet til anden institution": "overfoert",
    "Udskrevet til egen læge": "overfoert",
    "Udskrevet til hospital": "overfoert",
    "Fraflyttet": "andet",
    "Død": "andet",
    "Andet": "andet",
}


def test_each_closing_reason_is_in_one_way(tmp_path):
    for number, (reason, way) in enumerate(REASONS.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        figures = figures_of(folder, f"ud | aarsag\n01-06-2023 | {reason}")
        counted = figures.column("afslutningsmaade", "i-alt")
        assert {row for row, count in counted.items() if count} == {way, "i-alt"}, reason


def test_counts_by_treatment_and_shares_of_all(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats   | kommune | ind        | ud         | aarsag
        Alkohol   | 0320    | 01-03-2022 | 01-01-2023 | Færdigbehandlet
        Stof      | 0370    | 01-03-2022 | 31-12-2023 | Færdigbehandlet
        Pårørende |         | 01-03-2022 | 01-06-2023 | Udeblevet
        Stof      | 0320    | 01-03-2022 | 31-12-2022 | Død
        """,
    )
    assert figures.row("afslutningsmaade/planlagt") == {
        "alkohol": 1,
        "stof": 1,
        "paaroerende": 0,
        "i-alt": 2,
        "andel": 67,
    }
    assert figures["afslutningsmaade/afbrudt/andel"] == 33
    assert figures["afslutningsmaade/andet/andel"] == 0
    assert figures.row("afslutningsmaade/i-alt") == {
        "alkohol": 1,
        "stof": 1,
        "paaroerende": 1,
        "i-alt": 3,
    }


def test_shares_add_to_100(tmp_path):
    text = "ud | aarsag\n01-06-2023 | Udeblevet\n01-06-2023 | Død\n01-06-2023 | Færdigbehandlet"
    shares = figures_of(tmp_path, text).column("afslutningsmaade", "andel")
    assert shares == {"planlagt": 34, "vejledning": 0, "afbrudt": 33, "overfoert": 0, "andet": 33}
