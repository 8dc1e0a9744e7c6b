"""Table 5: outpatient drug treatment elsewhere, kroner."""

from rus_pipeline_tests.tables.figures_of import figures_of


def test_ambulant_drug_treatment_alone(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2023/posteringer": """
            omraade | form     | art     | beloeb
            Stof    | Ambulant | Udgift  | 1.000,00
            Stof    | Ambulant | Indtægt | 1.250,50
            Stof    | Døgn     | Udgift  | 9.000,00
            Alkohol | Ambulant | Udgift  | 7.000,00
            """
        },
    )
    assert figures.column("tabel-05", "2023") == {
        "udgift": 1000,
        "indtaegt": 1251,
        "aarets-resultat": 251,
    }


def test_without_the_file_no_year_is_available(tmp_path):
    figures = figures_of(tmp_path, {})
    assert len(figures.table("tabel-05")) == 18
    assert set(figures.table("tabel-05").values()) == {None}


def test_the_unit_is_kroner(tmp_path):
    assert figures_of(tmp_path, {}).figure("tabel-05/udgift/2023").unit == "kr."
