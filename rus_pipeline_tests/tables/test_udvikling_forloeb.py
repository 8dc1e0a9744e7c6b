"""The development of courses: each of the last six editions by its own extract."""

from rus_pipeline_tests.tables.figures_of import figures_of


def untold(year: int, kolonne: str) -> str:
    return (
        f'udtrukket = {year + 1}-01-31\n[[ikke_oplyst]]\ntabel = "tabel-02"\n'
        f'kolonne = "{kolonne}"\ngrund = "Journalskift"\n'
    )


COURSES_2022 = """
person       | indsats   | ind
a            | Alkohol   | 01-03-2022
b            | Stof      | 01-03-2022
c 01-01-2010 | Stof      | 01-03-2022
d            | Pårørende | 01-03-2022
"""


def test_a_row_for_each_edition_with_an_extract(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2017/forloeb": "ind",
            "2018/forloeb": "ind",
            "2021/forloeb": "ind",
            "2024/forloeb": "ind",
        },
    )
    assert list(figures.column("udvikling-forloeb", "i-alt")) == ["2018", "2021", "2023"]


def test_each_year_is_counted_in_its_own_extract(tmp_path):
    figures = figures_of(
        tmp_path,
        {"2022/forloeb": COURSES_2022, "2023/forloeb": "indsats | ind\nStof | 01-03-2022"},
    )
    assert figures.table("udvikling-forloeb") == {
        "2022/alkohol": 1,
        "2022/stof": 2,
        "2022/paaroerende": 1,
        "2022/i-alt": 4,
        "2023/alkohol": 0,
        "2023/stof": 1,
        "2023/paaroerende": 0,
        "2023/i-alt": 1,
    }


def test_only_the_active_courses_of_each_year(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/forloeb": "ind | ud\n01-03-2021 | 31-12-2021\n01-03-2021 | 01-01-2022",
            "2023/forloeb": "ind | ud\n01-03-2021 | 31-12-2022\n31-12-2023 |",
        },
    )
    assert figures.column("udvikling-forloeb", "alkohol") == {"2022": 1, "2023": 1}


def test_what_an_earlier_extract_cannot_tell_is_not_available_here_either(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/forloeb": COURSES_2022,
            "2022/udtraek.toml": untold(2022, "alkohol"),
            "2023/forloeb": "ind",
        },
    )
    assert figures["udvikling-forloeb/2022/alkohol"] is None
    assert figures.reason("udvikling-forloeb/2022/alkohol") == "Journalskift"
    assert figures["udvikling-forloeb/2022/i-alt"] == 3
    assert "Alkohol" in figures.reason("udvikling-forloeb/2022/i-alt")


def test_the_drug_courses_that_an_extract_from_2023_cannot_tell_are_left_out_by_name(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2023/forloeb": "person | indsats\na 01-01-2010 | Stof\nb | Stof",
            "2023/udtraek.toml": untold(2023, "stof-unge"),
        },
    )
    assert figures["udvikling-forloeb/2023/stof"] == 1
    assert "unge" in figures.reason("udvikling-forloeb/2023/stof")
    assert "Journalskift" in figures.reason("udvikling-forloeb/2023/i-alt")


def test_a_total_that_an_earlier_extract_cannot_tell_is_not_available(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/forloeb": COURSES_2022,
            "2022/udtraek.toml": untold(2022, "i-alt"),
            "2023/forloeb": "ind",
        },
    )
    assert figures["udvikling-forloeb/2022/i-alt"] is None
    assert figures["udvikling-forloeb/2022/alkohol"] == 1


def test_what_one_extract_cannot_tell_says_nothing_of_the_other_years(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/forloeb": COURSES_2022,
            "2023/forloeb": "ind\n01-03-2023",
            "2023/udtraek.toml": untold(2023, "alkohol"),
        },
    )
    assert figures.column("udvikling-forloeb", "alkohol") == {"2022": 1, "2023": None}
