"""Table 6: residential stays of the home municipality's citizens that overlap the year."""

from rus_pipeline_tests.tables.figures_of import figures_of, without


def stays(tmp_path, text):
    return figures_of(tmp_path, {"2023/doegnophold": text})


def test_distinct_persons_and_the_sum_of_their_stays(tmp_path):
    figures = stays(
        tmp_path,
        """
        person | omraade | beloeb
        a      | Alkohol | 100.000,25
        a      | Alkohol | 50.000,25
        b      | Alkohol | 1.000,00
        c      | Stof    | 71.272,50
        """,
    )
    assert figures.table("tabel-06") == {
        "alkohol/antal": 2,
        "alkohol/beloeb": 151001,
        "stof/antal": 1,
        "stof/beloeb": 71273,
    }


def test_the_whole_amount_counts_also_of_what_lies_outside_the_year(tmp_path):
    figures = stays(tmp_path, "start | slut | beloeb\n01-11-2022 | 01-01-2023 | 90.000,00")
    assert figures["tabel-06/alkohol/beloeb"] == 90000


def test_a_stay_overlaps_by_its_first_and_last_day(tmp_path):
    figures = stays(
        tmp_path,
        """
        start      | slut       | beloeb
        01-06-2022 | 31-12-2022 | 1,00
        01-06-2022 | 01-01-2023 | 20,00
        31-12-2023 | 01-06-2024 | 300,00
        01-06-2022 |            | 4000,00
        01-01-2024 |            | 50000,00
        """,
    )
    assert figures["tabel-06/alkohol/antal"] == 3
    assert figures["tabel-06/alkohol/beloeb"] == 4320


def test_only_the_home_municipality(tmp_path):
    figures = stays(tmp_path, "kommune | beloeb\n0320 | 1,00\n0336 | 20,00\n | 300,00")
    assert figures["tabel-06/alkohol/beloeb"] == 1


def test_without_the_file_nothing_is_available_and_the_reason_names_it(tmp_path):
    figures = figures_of(tmp_path, {})
    assert set(figures.table("tabel-06").values()) == {None}
    assert "2023/doegnophold.csv" in figures.reason("tabel-06/stof/beloeb")


def test_without_the_column_kommune_nothing_is_available_and_the_reason_names_it(tmp_path):
    text = without("doegnophold", "beloeb\n1,00", "kommune")
    figures = figures_of(tmp_path, {"2023/doegnophold.csv": text})
    assert set(figures.table("tabel-06").values()) == {None}
    assert "kommune" in figures.reason("tabel-06/alkohol/antal")
