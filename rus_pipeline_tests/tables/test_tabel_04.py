"""Table 4: outpatient alcohol treatment elsewhere, kroner, the edition's year and five before."""

from rus_pipeline_tests.tables.figures_of import figures_of

COVERS_ALL = "udtrukket = 2024-01-31\nregnskabsaar = [2018, 2019, 2020, 2021, 2022, 2023]\n"
COVERS_2023 = "udtrukket = 2024-01-31\n"


def ledger(tmp_path, text, udtraek=COVERS_2023, **more):
    return figures_of(tmp_path, {"2023/posteringer": text, "2023/udtraek.toml": udtraek, **more})


def test_expense_income_and_result_of_ambulant_alcohol_alone(tmp_path):
    figures = ledger(
        tmp_path,
        """
        omraade | form     | art     | beloeb
        Alkohol | Ambulant | Udgift  | 1.000,00
        Alkohol | Ambulant | Udgift  | 500,00
        Alkohol | Ambulant | Indtægt | 300,00
        Alkohol | Døgn     | Udgift  | 9.000,00
        Stof    | Ambulant | Udgift  | 7.000,00
        """,
    )
    assert figures.column("tabel-04", "2023") == {
        "udgift": 1500,
        "indtaegt": 300,
        "aarets-resultat": -1200,
    }


def test_the_difference_is_taken_to_the_oere_and_rounded_last(tmp_path):
    figures = ledger(tmp_path, "art | beloeb\nIndtægt | 309.456,60\nUdgift | 417.397,40")
    assert figures.column("tabel-04", "2023") == {
        "udgift": 417397,
        "indtaegt": 309457,
        "aarets-resultat": -107941,
    }


def test_halves_are_rounded_away_from_zero_on_both_sides(tmp_path):
    figures = ledger(tmp_path, "art | beloeb\nIndtægt | 2,50\nUdgift | 5,00")
    assert figures["tabel-04/indtaegt/2023"] == 3
    assert figures["tabel-04/aarets-resultat/2023"] == -3


def test_amounts_are_summed_to_the_oere_before_they_are_rounded(tmp_path):
    figures = ledger(tmp_path, "beloeb\n0,40\n0,40\n0,40")
    assert figures["tabel-04/udgift/2023"] == 1


def test_alike_lines_of_one_voucher_all_count_and_a_correction_is_taken_away(tmp_path):
    figures = ledger(tmp_path, "bilagsnr | beloeb\n7 | 100,00\n7 | 100,00\n7 | -30,00")
    assert figures["tabel-04/udgift/2023"] == 170


def test_there_are_six_years(tmp_path):
    figures = ledger(tmp_path, "beloeb", COVERS_ALL)
    assert list(figures.row("tabel-04/udgift")) == ["2018", "2019", "2020", "2021", "2022", "2023"]


def test_a_covered_year_without_postings_is_zero(tmp_path):
    figures = ledger(tmp_path, "bogfoert\n01-03-2023", COVERS_ALL)
    assert figures.column("tabel-04", "2019") == {"udgift": 0, "indtaegt": 0, "aarets-resultat": 0}


def test_a_year_that_no_extract_names_is_not_available(tmp_path):
    figures = ledger(tmp_path, "bogfoert\n01-03-2023")
    assert figures.column("tabel-04", "2022") == {
        "udgift": None,
        "indtaegt": None,
        "aarets-resultat": None,
    }
    assert "2022" in figures.reason("tabel-04/udgift/2022")


def test_a_year_is_booked_from_its_first_to_its_last_day(tmp_path):
    figures = ledger(
        tmp_path,
        "bogfoert | beloeb\n31-12-2022 | 1,00\n01-01-2023 | 20,00\n31-12-2023 | 300,00",
        COVERS_ALL,
    )
    assert figures["tabel-04/udgift/2022"] == 1
    assert figures["tabel-04/udgift/2023"] == 320


def test_the_newest_folder_that_names_the_year_is_used_alone(tmp_path):
    figures = ledger(
        tmp_path,
        "bogfoert | beloeb\n01-03-2022 | 200,00",
        COVERS_ALL,
        **{"2022/posteringer": "bogfoert | beloeb\n01-03-2022 | 150,00\n01-04-2022 | 30,00"},
    )
    assert figures["tabel-04/udgift/2022"] == 200


def test_an_older_folder_is_used_for_a_year_that_the_newer_does_not_name(tmp_path):
    figures = ledger(
        tmp_path,
        "bogfoert | beloeb\n01-03-2023 | 200,00",
        **{"2022/posteringer": "bogfoert | beloeb\n01-03-2022 | 150,00"},
    )
    assert figures["tabel-04/udgift/2022"] == 150


def test_a_newer_folder_without_the_file_names_nothing(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2022/posteringer": "bogfoert | beloeb\n01-03-2022 | 150,00",
            "2023/udtraek.toml": COVERS_ALL,
        },
    )
    assert figures["tabel-04/udgift/2022"] == 150
    assert figures["tabel-04/udgift/2023"] is None


def test_a_later_folder_than_the_edition_is_not_read(tmp_path):
    figures = figures_of(
        tmp_path,
        {
            "2023/posteringer": "beloeb\n100,00",
            "2024/udtraek.toml": "udtrukket = 2025-01-31\nregnskabsaar = [2023, 2024]\n",
            "2024/posteringer": "beloeb\n999,00",
        },
    )
    assert figures["tabel-04/udgift/2023"] == 100


def test_a_folder_from_before_the_six_years_may_name_one_of_them(tmp_path):
    older = "udtrukket = 2020-01-31\nregnskabsaar = [2019]\n"
    figures = figures_of(
        tmp_path,
        {
            "2012/udtraek.toml": older,
            "2012/posteringer": "bogfoert | beloeb\n01-03-2019 | 70,00",
        },
    )
    assert figures["tabel-04/udgift/2019"] == 70


def test_a_difference_with_a_missing_side_is_not_available(tmp_path):
    untold = (
        f'{COVERS_2023}[[ikke_oplyst]]\ntabel = "tabel-04"\nkolonne = "2023"\n'
        'raekke = "indtaegt"\ngrund = "Bogført samlet"\n'
    )
    figures = ledger(tmp_path, "beloeb\n100,00", untold)
    assert figures.column("tabel-04", "2023") == {
        "udgift": 100,
        "indtaegt": None,
        "aarets-resultat": None,
    }
    assert figures.reason("tabel-04/aarets-resultat/2023") == "Bogført samlet"


def test_what_the_folder_behind_a_year_cannot_tell_is_not_available_later_either(tmp_path):
    untold = (
        'udtrukket = 2023-01-31\n[[ikke_oplyst]]\ntabel = "tabel-04"\nkolonne = "2022"\n'
        'grund = "Bogført samlet"\n'
    )
    figures = ledger(
        tmp_path,
        "bogfoert\n01-03-2023",
        **{"2022/posteringer": "bogfoert\n01-03-2022", "2022/udtraek.toml": untold},
    )
    assert figures["tabel-04/udgift/2022"] is None
    assert figures.reason("tabel-04/udgift/2022") == "Bogført samlet"
    assert figures["tabel-04/udgift/2023"] == 100
