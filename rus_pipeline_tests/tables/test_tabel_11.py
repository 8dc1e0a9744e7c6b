"""Table 11: active courses by sex; the age is that at admission."""

from rus_pipeline_tests.tables.figures_of import figures_of, without

COURSES = """
person         | indsats   | kommune | koen | ind
a              | Alkohol   | 0320    |      | 01-03-2023
a              | Alkohol   | 0370    |      | 01-04-2023
b m            | Stof      |         |      | 01-03-2023
c 01-01-2010 m | Stof      | 0336    |      | 01-03-2023
d m            | Pårørende | 0320    |      | 01-03-2023
-              | Stof      | 0320    | K    | 01-03-2023
-              | Alkohol   | 0320    |      | 01-03-2023
"""


def test_courses_of_everyone_but_relatives(tmp_path):
    figures = figures_of(tmp_path, COURSES)
    assert figures.table("tabel-11") == {
        "kvinder/alkohol": 2,
        "kvinder/stof-voksne": 1,
        "kvinder/stof-unge": 0,
        "kvinder/i-alt": 3,
        "kvinder/andel": 60,
        "maend/alkohol": 0,
        "maend/stof-voksne": 1,
        "maend/stof-unge": 1,
        "maend/i-alt": 2,
        "maend/andel": 40,
        "uoplyst/alkohol": 1,
        "uoplyst/stof-voksne": 0,
        "uoplyst/stof-unge": 0,
        "uoplyst/i-alt": 1,
    }


def test_there_is_no_unknown_row_where_every_sex_is_known(tmp_path):
    assert figures_of(tmp_path, "person\na").row("tabel-11/uoplyst") == {}


def test_who_was_young_at_admission_is_young_here_though_an_adult_in_table_1(tmp_path):
    figures = figures_of(tmp_path, "person | indsats | ind\na 01-06-2004 | Stof | 01-03-2022")
    assert figures["tabel-11/kvinder/stof-unge"] == 1
    assert figures["tabel-01/faxe/stof-voksne"] == 1


def test_18_on_the_day_of_admission_is_adult(tmp_path):
    figures = figures_of(tmp_path, "person | indsats | ind\na 01-03-2005 | Stof | 01-03-2023")
    assert figures["tabel-11/kvinder/stof-voksne"] == 1


def test_the_cpr_tells_the_sex_whatever_is_delivered(tmp_path):
    figures = figures_of(tmp_path, "person | koen\na m | K")
    assert figures["tabel-11/maend/i-alt"] == 1


def test_without_the_column_koen_the_sex_of_the_anonymous_is_unknown(tmp_path):
    text = without("forloeb", COURSES, "koen")
    figures = figures_of(tmp_path, {"2023/forloeb.csv": text})
    assert figures.column("tabel-11", "i-alt") == {"kvinder": 2, "maend": 2, "uoplyst": 2}


def test_shares_of_nothing_are_not_available(tmp_path):
    figures = figures_of(tmp_path, "person | indsats\n- | Alkohol")
    assert figures.column("tabel-11", "andel") == {"kvinder": None, "maend": None}


def test_courses_outside_the_year_and_waiting_ones_do_not_count(tmp_path):
    figures = figures_of(
        tmp_path,
        "kontakt | ind | ud\n | 01-03-2022 | 31-12-2022\n | 01-01-2024 |\n01-06-2023 | |",
    )
    assert figures.column("tabel-11", "i-alt") == {"kvinder": 0, "maend": 0}


def test_a_column_that_is_not_reported_is_left_out_of_the_total_and_the_share_says_so(tmp_path):
    untold = (
        'udtrukket = 2024-01-31\n[[ikke_oplyst]]\ntabel = "tabel-11"\nkolonne = "alkohol"\n'
        'grund = "Ikke registreret"\n'
    )
    figures = figures_of(tmp_path, {"2023/forloeb": COURSES, "2023/udtraek.toml": untold})
    assert figures["tabel-11/kvinder/i-alt"] == 1
    assert "Alkohol" in figures.reason("tabel-11/kvinder/i-alt")
    assert "Alkohol" in figures.reason("tabel-11/kvinder/andel")
