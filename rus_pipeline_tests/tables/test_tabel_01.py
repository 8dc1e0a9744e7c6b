"""Table 1: active; distinct persons in each cell; i-alt is the sum of the printed figures."""

from rus_pipeline_tests.tables.figures_of import figures_of


def test_the_cells_of_a_small_extract(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person         | indsats   | kommune | ind        | ud
        a              | Alkohol   | 0320    | 01-03-2023 |
        b 01-01-2010   | Stof      | 0320    | 01-03-2023 |
        c              | Stof      | 0336    | 01-03-2023 | 01-04-2023
        d              | Pårørende | 0336    | 01-03-2023 |
        e              | Stof      | 0370    | 01-03-2023 |
        f              | Alkohol   | Køge    | 01-03-2022 |
        """,
    )
    assert figures.table("tabel-01") == {
        "faxe/alkohol": 1,
        "faxe/stof-voksne": 0,
        "faxe/stof-unge": 1,
        "faxe/paaroerende": 0,
        "faxe/i-alt": 2,
        "stevns/alkohol": 0,
        "stevns/stof-voksne": 1,
        "stevns/stof-unge": 0,
        "stevns/paaroerende": 1,
        "stevns/i-alt": 2,
        "andre-kommuner/alkohol": 1,
        "andre-kommuner/stof-voksne": 1,
        "andre-kommuner/stof-unge": 0,
        "andre-kommuner/paaroerende": 0,
        "andre-kommuner/i-alt": 2,
        "samarbejde/i-alt": 4,
    }


def test_zero_is_an_observed_value(tmp_path):
    assert figures_of(tmp_path, {}).status("tabel-01/faxe/alkohol") == "observed"


def test_admission_on_the_last_day_of_the_year_is_active(tmp_path):
    figures = figures_of(tmp_path, "ind\n31-12-2023\n01-01-2024")
    assert figures["tabel-01/faxe/alkohol"] == 1


def test_discharge_on_the_first_day_of_the_year_is_active(tmp_path):
    figures = figures_of(tmp_path, "ind | ud\n01-03-2022 | 01-01-2023\n01-03-2022 | 31-12-2022")
    assert figures["tabel-01/faxe/alkohol"] == 1


def test_a_waiting_course_is_not_active(tmp_path):
    figures = figures_of(tmp_path, "kontakt | ind\n01-06-2023 |")
    assert figures["tabel-01/faxe/i-alt"] == 0


def test_a_person_in_two_columns_counts_in_both_and_twice_in_the_total(tmp_path):
    figures = figures_of(tmp_path, "person | indsats\na | Alkohol\na | Stof")
    assert figures.row("tabel-01/faxe") == {
        "alkohol": 1,
        "stof-voksne": 1,
        "stof-unge": 0,
        "paaroerende": 0,
        "i-alt": 2,
    }


def test_two_courses_in_one_cell_are_one_person(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person | ind        | ud
        a      | 01-03-2023 | 01-04-2023
        a      | 01-06-2023 |
        """,
    )
    assert figures["tabel-01/faxe/alkohol"] == 1


def test_a_person_who_moved_counts_in_both_rows(tmp_path):
    figures = figures_of(tmp_path, "person | kommune\na | 0320\na | 0336")
    assert figures.column("tabel-01", "alkohol") == {"faxe": 1, "stevns": 1, "andre-kommuner": 0}
    assert figures["tabel-01/samarbejde/i-alt"] == 2


def test_each_anonymous_course_is_a_person_of_its_own_and_an_adult(tmp_path):
    figures = figures_of(tmp_path, "person | indsats\n- | Stof\n- | Stof")
    assert figures["tabel-01/faxe/stof-voksne"] == 2


def test_18_on_the_first_of_january_is_adult_in_a_course_from_the_year_before(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person       | indsats | ind
        a 01-01-2005 | Stof    | 01-03-2022
        b 02-01-2005 | Stof    | 01-03-2022
        """,
    )
    assert figures["tabel-01/faxe/stof-voksne"] == 1
    assert figures["tabel-01/faxe/stof-unge"] == 1


def test_18_on_the_day_of_admission_in_the_year_is_adult(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person       | indsats | ind
        a 15-06-2005 | Stof    | 15-06-2023
        b 16-06-2005 | Stof    | 15-06-2023
        """,
    )
    assert figures["tabel-01/faxe/stof-voksne"] == 1
    assert figures["tabel-01/faxe/stof-unge"] == 1


def test_one_born_on_a_leap_day_is_a_year_older_from_1_march(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person         | indsats | ind
        a 29-02-2004 m | Stof    | 28-02-2022
        b 29-02-2004   | Stof    | 01-03-2022
        """,
        edition=2022,
    )
    assert figures["tabel-01/faxe/stof-unge"] == 1
    assert figures["tabel-01/faxe/stof-voksne"] == 1


def test_who_turns_18_between_two_courses_counts_as_young_and_as_adult(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person       | indsats | ind        | ud
        a 01-06-2005 | Stof    | 01-03-2023 | 01-04-2023
        a 01-06-2005 | Stof    | 01-07-2023 |
        """,
    )
    assert figures["tabel-01/faxe/stof-unge"] == 1
    assert figures["tabel-01/faxe/stof-voksne"] == 1


def test_the_unknown_row_exists_where_anyone_is_in_it(tmp_path):
    figures = figures_of(tmp_path, "kommune | indsats\n | Stof\n999 | Stof\nUdland | Alkohol")
    assert figures.row("tabel-01/uoplyst") == {
        "alkohol": 1,
        "stof-voksne": 2,
        "stof-unge": 0,
        "paaroerende": 0,
        "i-alt": 3,
    }


def test_there_is_no_unknown_row_where_nobody_active_is_in_it(tmp_path):
    figures = figures_of(tmp_path, "kommune | ind | ud\n | 01-03-2021 | 01-03-2022")
    assert figures.row("tabel-01/uoplyst") == {}


def test_relatives_have_no_column_until_2022(tmp_path):
    figures = figures_of(
        tmp_path, "indsats | ind\nPårørende | 01-03-2022\nAlkohol | 01-03-2022", edition=2022
    )
    assert figures.row("tabel-01/faxe") == {
        "alkohol": 1,
        "stof-voksne": 0,
        "stof-unge": 0,
        "i-alt": 1,
    }


def test_a_relative_of_unknown_municipality_makes_no_unknown_row_until_2022(tmp_path):
    figures = figures_of(
        tmp_path, "indsats | kommune | ind\nPårørende | | 01-03-2022", edition=2022
    )
    assert figures.row("tabel-01/uoplyst") == {}


def test_two_partners_are_rows_in_the_order_of_the_center(tmp_path):
    center = 'navn = "C"\nhjemkommune = "0320"\nsamarbejdskommuner = ["0370", "0336"]\n'
    figures = figures_of(tmp_path, "kommune\n0370\n0336\n0360", center=center)
    assert figures.column("tabel-01", "i-alt") == {
        "faxe": 0,
        "naestved": 1,
        "stevns": 1,
        "andre-kommuner": 1,
        "samarbejde": 2,
    }


def test_a_center_without_partners_is_its_home_alone(tmp_path):
    center = 'navn = "C"\nhjemkommune = "0320"\n'
    figures = figures_of(tmp_path, "kommune\n0320\n0336", center=center)
    assert figures.column("tabel-01", "i-alt") == {"faxe": 1, "andre-kommuner": 1, "samarbejde": 1}
