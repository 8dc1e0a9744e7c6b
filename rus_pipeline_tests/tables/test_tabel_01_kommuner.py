"""Table 1's note: the row andre-kommuner by municipality, summed over its columns."""

from rus_pipeline_tests.tables.figures_of import figures_of


def test_only_municipalities_that_are_present_have_a_row(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person | indsats   | kommune
        a      | Alkohol   | 0370
        b      | Stof      | 0370
        c      | Pårørende | Høje-Taastrup
        d      | Stof      | Køge
        e      | Stof      | 0320
        f      | Stof      | 0336
        """,
    )
    assert figures.table("tabel-01-kommuner") == {
        "hoeje-taastrup/antal": 1,
        "koege/antal": 1,
        "naestved/antal": 2,
    }


def test_a_person_in_two_columns_counts_in_both(tmp_path):
    figures = figures_of(
        tmp_path, "person | indsats | kommune\na | Alkohol | 0370\na | Stof | 0370"
    )
    assert figures.table("tabel-01-kommuner") == {"naestved/antal": 2}


def test_two_courses_in_one_column_are_one_person(tmp_path):
    figures = figures_of(tmp_path, "person | kommune\na | 0370\na | 0370")
    assert figures.table("tabel-01-kommuner") == {"naestved/antal": 1}


def test_a_person_who_moved_between_two_of_them_counts_in_both_though_once_in_the_row(tmp_path):
    figures = figures_of(tmp_path, "person | kommune\na | 0370\na | 0360")
    assert figures.table("tabel-01-kommuner") == {"lolland/antal": 1, "naestved/antal": 1}
    assert figures["tabel-01/andre-kommuner/alkohol"] == 1


def test_unknown_municipality_and_courses_outside_the_year_have_no_row(tmp_path):
    figures = figures_of(
        tmp_path, "kommune | ind | ud\n | 01-03-2023 |\n0370 | 01-03-2021 | 01-03-2022"
    )
    assert figures.table("tabel-01-kommuner") == {}


def test_relatives_are_not_in_it_until_2022(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person | indsats   | kommune | ind
        a      | Pårørende | 0370    | 01-03-2022
        b      | Stof      | 0360    | 01-03-2022
        """,
        edition=2022,
    )
    assert figures.table("tabel-01-kommuner") == {"lolland/antal": 1}


def test_a_partner_is_not_another_municipality(tmp_path):
    center = 'navn = "C"\nhjemkommune = "0370"\nsamarbejdskommuner = ["0360"]\n'
    figures = figures_of(tmp_path, "kommune\n0320\n0360\n0370", center=center)
    assert figures.table("tabel-01-kommuner") == {"faxe/antal": 1}
