"""Table 3's development: by each edition's own extract, else as printed, else not available."""

from rus_pipeline_tests.tables.figures_of import figures_of, without

HEADINGS = (
    "source_file,line,report_year,table,row_label,column_label,value_as_printed,numeric_value,note"
)
PLACE = "Tekst: behandling uden for Faxe Kommune,Faxe-borgere"


def claims(*lines: str) -> str:
    return "\n".join([HEADINGS, *lines]) + "\n"


def untold(year: int, kolonne: str, tabel: str = "tabel-03") -> str:
    return (
        f"udtrukket = {year + 1}-01-31\n[[ikke_oplyst]]\n"
        f'tabel = "{tabel}"\nkolonne = "{kolonne}"\ngrund = "Betales af regionen"\n'
    )


EXTERNAL_2022 = "indsats | start\nAlkohol | 01-03-2022\nStof | 01-03-2022\nStof | 01-04-2022"


def test_one_column_for_each_year_since_2017(tmp_path):
    figures = figures_of(tmp_path, {})
    assert list(figures.row("tabel-03-udvikling/faxe")) == [str(y) for y in range(2017, 2024)]


def test_a_year_with_an_extract_is_counted_as_its_own_edition_counts_it(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/eksterne_forloeb": "start | slut\n01-03-2022 | 01-02-2023",
            "2023/eksterne_forloeb": "indsats\nAlkohol\nStof",
        },
    )
    assert figures["tabel-03-udvikling/faxe/2022"] == 1
    assert figures["tabel-03-udvikling/faxe/2023"] == 2
    assert figures.status("tabel-03-udvikling/faxe/2022") == "observed"


def test_it_is_the_sum_of_table_3s_columns_not_a_fresh_distinct_count(tmp_path):
    figures = figures_of(
        tmp_path, {"2023/eksterne_forloeb": "person | indsats\na | Alkohol\na | Stof\na | Stof"}
    )
    assert figures["tabel-03-udvikling/faxe/2023"] == 2


def test_a_year_without_an_extract_takes_the_printed_count(tmp_path):
    printed = claims(f"aarsrapport-2021.txt,74,2021,{PLACE},2019,50,50,")
    figures = figures_of(tmp_path, {"published/figures.csv": printed})
    assert figures["tabel-03-udvikling/faxe/2019"] == 50
    assert figures.status("tabel-03-udvikling/faxe/2019") == "published"
    assert figures.reason("tabel-03-udvikling/faxe/2019") == (
        "Trykt i aarsrapport-2021.txt, linje 74"
    )


def test_a_year_with_neither_is_not_available(tmp_path):
    figures = figures_of(tmp_path, {})
    assert figures["tabel-03-udvikling/faxe/2018"] is None
    assert "2018" in figures.reason("tabel-03-udvikling/faxe/2018")


def test_a_printed_count_of_another_place_is_not_taken(tmp_path):
    other = claims("r.txt,1,2021,Tekst: behandling uden for Stevns Kommune,Borgere,2019,9,9,")
    figures = figures_of(tmp_path, {"published/figures.csv": other})
    assert figures["tabel-03-udvikling/faxe/2019"] is None


def test_the_newest_report_up_to_the_edition_is_taken(tmp_path):
    printed = claims(
        f"r2024.txt,1,2024,{PLACE},2019,7,7,",
        f"r2021.txt,1,2021,{PLACE},2019,5,5,",
        f"r2022.txt,1,2022,{PLACE},2019,6,6,",
    )
    figures = figures_of(tmp_path, {"published/figures.csv": printed})
    assert figures["tabel-03-udvikling/faxe/2019"] == 6


def test_a_year_with_an_extract_never_takes_the_printed_count(tmp_path):
    printed = claims(f"r.txt,1,2023,{PLACE},2022,44,44,")
    figures = figures_of(
        tmp_path,
        {"2022/udtraek.toml": "udtrukket = 2023-01-31\n", "published/figures.csv": printed},
    )
    assert figures["tabel-03-udvikling/faxe/2022"] is None
    assert "2022/eksterne_forloeb.csv" in figures.reason("tabel-03-udvikling/faxe/2022")


def test_an_earlier_extract_that_cannot_tell_the_total_leaves_it_not_available(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/udtraek.toml": untold(2022, "i-alt"),
            "2022/eksterne_forloeb": EXTERNAL_2022,
            "2023/forloeb": "ind",
        },
    )
    assert figures["tabel-03-udvikling/faxe/2022"] is None
    assert figures.reason("tabel-03-udvikling/faxe/2022") == "Betales af regionen"


def test_an_earlier_extract_that_cannot_tell_a_column_leaves_the_sum_of_the_others(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/udtraek.toml": untold(2022, "alkohol"),
            "2022/eksterne_forloeb": EXTERNAL_2022,
            "2023/forloeb": "ind",
        },
    )
    assert figures["tabel-03-udvikling/faxe/2022"] == 2
    assert "alkohol" in figures.reason("tabel-03-udvikling/faxe/2022").lower()
    assert "Betales af regionen" in figures.reason("tabel-03-udvikling/faxe/2022")


def test_an_earlier_extract_that_cannot_tell_the_cell_itself_leaves_it_not_available(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/udtraek.toml": untold(2022, "2022", "tabel-03-udvikling"),
            "2022/eksterne_forloeb": EXTERNAL_2022,
            "2023/forloeb": "ind",
        },
    )
    assert figures["tabel-03-udvikling/faxe/2022"] is None


def test_a_printed_count_is_not_shown_where_the_editions_own_extract_cannot_tell_it(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2023/udtraek.toml": untold(2023, "2019", "tabel-03-udvikling"),
            "published/figures.csv": claims(f"r.txt,1,2021,{PLACE},2019,50,50,"),
        },
    )
    assert figures["tabel-03-udvikling/faxe/2019"] is None


def test_an_earlier_file_without_a_needed_column_leaves_that_year_not_available(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/eksterne_forloeb.csv": without("eksterne_forloeb", EXTERNAL_2022, "kommune"),
            "2023/eksterne_forloeb": "indsats\nStof",
        },
    )
    assert figures["tabel-03-udvikling/faxe/2022"] is None
    assert figures["tabel-03-udvikling/faxe/2023"] == 1


def labels(figures) -> list[str]:
    return [f.column_label for key, f in figures.figures("tabel-03-udvikling").items()]


def test_a_year_whose_basis_is_not_that_of_the_year_before_is_marked_as_a_break(tmp_path):
    # Printed, printed, counted, counted, counted without alcohol, unknown, counted in full again.
    figures = figures_of(
        tmp_path,
        {
            "published/figures.csv": claims(
                f"r.txt,1,2021,{PLACE},2017,21,21,", f"r.txt,1,2021,{PLACE},2018,30,30,"
            ),
            "2019/eksterne_forloeb": "indsats | start\nStof | 01-03-2019",
            "2020/eksterne_forloeb": "indsats | start\nStof | 01-03-2020",
            "2021/eksterne_forloeb": "indsats | start\nStof | 01-03-2021",
            "2021/udtraek.toml": untold(2021, "alkohol"),
            "2023/eksterne_forloeb": "indsats | start\nStof | 01-03-2023",
        },
    )
    assert labels(figures) == [
        "2017",
        "2018",
        "2019 (brud)",
        "2020",
        "2021 (brud)",
        "2022",
        "2023 (brud)",
    ]


def test_a_year_that_nothing_tells_breaks_nothing(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2020/eksterne_forloeb": "indsats | start\nStof | 01-03-2020",
            "2021/forloeb": "ind",
            "2022/eksterne_forloeb": "indsats | start\nStof | 01-03-2022",
            "2022/udtraek.toml": untold(2022, "i-alt"),
            "2023/eksterne_forloeb": "indsats | start\nStof | 01-03-2023",
        },
    )
    assert labels(figures) == [str(year) for year in range(2017, 2024)]
