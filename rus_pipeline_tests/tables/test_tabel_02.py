"""Table 2: active courses."""

from rus_pipeline_tests.tables.figures_of import figures_of

COURSES = """
person       | indsats   | kommune | ind        | ud
a            | Alkohol   | 0320    | 01-03-2022 | 05-01-2023
a            | Alkohol   | 0320    | 01-02-2023 |
b 01-01-2010 | Stof      | 0370    | 01-03-2022 |
c            | Stof      |         | 01-03-2022 |
-            | Stof      | 0336    | 01-03-2022 |
d            | Pårørende | 0320    | 01-03-2022 |
e            | Stof      | 0320    | 01-03-2021 | 31-12-2021
"""


def test_from_2023_young_and_adult_apart_whatever_the_municipality(tmp_path):
    figures = figures_of(tmp_path, COURSES)
    assert figures.row("tabel-02/forloeb") == {
        "alkohol": 2,
        "stof-voksne": 2,
        "stof-unge": 1,
        "paaroerende": 1,
        "i-alt": 6,
    }


def test_until_2022_young_and_adult_together(tmp_path):
    early = COURSES.replace("a            | Alkohol   | 0320    | 01-02-2023 |\n", "")
    figures = figures_of(tmp_path, early.replace("05-01-2023", ""), edition=2022)
    assert figures.row("tabel-02/forloeb") == {
        "alkohol": 1,
        "stof": 3,
        "paaroerende": 1,
        "i-alt": 5,
    }


def test_two_courses_of_one_person_are_two(tmp_path):
    figures = figures_of(tmp_path, "person\na\na")
    assert figures["tabel-02/forloeb/alkohol"] == 2


def test_a_waiting_course_does_not_count(tmp_path):
    figures = figures_of(tmp_path, "kontakt | ind\n01-06-2023 |")
    assert figures["tabel-02/forloeb/i-alt"] == 0


def test_the_unit_is_courses(tmp_path):
    assert figures_of(tmp_path, {}).figure("tabel-02/forloeb/i-alt").unit == "forløb"
