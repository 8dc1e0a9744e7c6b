"""Table 8: courses discharged in the year; until 2022 of home and partners, without relatives."""

from rus_pipeline_tests.tables.figures_of import figures_of

DISCHARGED = """
person       | indsats   | kommune | ind        | ud
a            | Alkohol   | 0320    | 01-03-2021 | 01-06-YYYY
b 01-01-2010 | Stof      | 0336    | 01-03-2021 | 01-06-YYYY
c            | Stof      | 0370    | 01-03-2021 | 01-06-YYYY
d            | Stof      |         | 01-03-2021 | 01-06-YYYY
e            | Pårørende | 0320    | 01-03-2021 | 01-06-YYYY
f            | Alkohol   | 0320    | 01-03-2021 |
"""


def test_until_2022_home_and_partners_alone(tmp_path):
    figures = figures_of(tmp_path, DISCHARGED.replace("YYYY", "2022"), edition=2022)
    assert figures.table("tabel-08") == {
        "forloeb/alkohol": 1,
        "forloeb/stof": 1,
        "forloeb/i-alt": 2,
    }


def test_from_2023_everyone(tmp_path):
    figures = figures_of(tmp_path, DISCHARGED.replace("YYYY", "2023"))
    assert figures.table("tabel-08") == {
        "forloeb/alkohol": 1,
        "forloeb/stof-voksne": 2,
        "forloeb/stof-unge": 1,
        "forloeb/paaroerende": 1,
        "forloeb/i-alt": 5,
    }


def test_from_the_first_day_of_the_year_to_the_last(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        ind        | ud
        01-03-2022 | 31-12-2022
        01-03-2022 | 01-01-2023
        01-03-2022 | 31-12-2023
        01-03-2022 | 01-01-2024
        """,
    )
    assert figures["tabel-08/forloeb/alkohol"] == 2


def test_who_was_young_when_the_year_began_is_young_though_discharged_at_18(tmp_path):
    figures = figures_of(
        tmp_path,
        "person | indsats | ind | ud\na 01-06-2005 | Stof | 01-03-2022 | 01-07-2023",
    )
    assert figures["tabel-08/forloeb/stof-unge"] == 1
