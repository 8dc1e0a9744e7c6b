"""Waiting time: days from contact to admission, of the home municipality."""

from rus_pipeline_tests.raw import CENTER
from rus_pipeline_tests.tables.figures_of import figures_of, without

ADMITTED = ["0-3", "4-7", "8-14", "15-21", "22-og-derover"]


def test_the_bands_begin_and_end_on_their_days(tmp_path):
    days = [1, 4, 5, 8, 9, 15, 16, 22, 23]
    lines = [f"01-03-2023 | {day:02}-03-2023" for day in days]
    figures = figures_of(tmp_path, "\n".join(["kontakt | ind", *lines]))
    assert figures.row("ventetid/alkohol") == {
        "0-3": 2,
        "4-7": 2,
        "8-14": 2,
        "15-21": 2,
        "22-og-derover": 1,
        "afventer": 0,
        "overskredet": 0,
        "i-alt": 9,
        "median": 8,
        "p90": 22,
    }


def test_those_not_admitted_wait_until_the_time_is_out_and_have_no_days(tmp_path):
    figures = figures_of(
        tmp_path,
        "kontakt | ind\n01-12-2023 |\n02-12-2023 |\n02-12-2023 | 05-12-2023",
        udtraek="udtrukket = 2023-12-16\n",
    )
    assert figures.row("ventetid/alkohol") == dict.fromkeys(ADMITTED, 0) | {
        "0-3": 1,
        "afventer": 1,
        "overskredet": 1,
        "i-alt": 3,
        "median": 3,
        "p90": 3,
    }


def test_of_those_who_still_wait_there_is_no_median(tmp_path):
    figures = figures_of(tmp_path, "kontakt | ind\n01-12-2023 |")
    assert figures["ventetid/alkohol/overskredet"] == 1
    assert figures["ventetid/alkohol/median"] is None
    assert figures["ventetid/stof/p90"] is None


def test_the_home_municipality_alone_not_anonymous_and_no_relatives(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person | indsats   | kommune | kontakt    | ind
        a      | Alkohol   | 0320    | 01-03-2023 | 02-03-2023
        b      | Alkohol   | 0336    | 01-03-2023 | 02-03-2023
        c      | Alkohol   | 0370    | 01-03-2023 | 02-03-2023
        d      | Alkohol   |         | 01-03-2023 | 02-03-2023
        -      | Alkohol   | 0320    | 01-03-2023 | 02-03-2023
        e      | Pårørende | 0320    | 01-03-2023 | 02-03-2023
        """,
    )
    assert figures.column("ventetid", "i-alt") == {"alkohol": 1, "stof": 0}
    # b and c; d.
    assert figures.left_out("ventetid") == figures.left_out("kvalitet-behandlingsgaranti") == (2, 1)


def test_the_contact_is_in_the_year_whenever_the_admission(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        kontakt    | ind
        31-12-2022 | 02-01-2023
        31-12-2023 | 14-01-2024
        01-01-2024 | 14-01-2024
                   | 01-03-2023
        """,
    )
    assert figures["ventetid/alkohol/i-alt"] == 1
    assert figures["ventetid/alkohol/8-14"] == 1


def test_the_time_is_the_centres_own_and_the_bands_are_everyones(tmp_path):
    figures = figures_of(
        tmp_path,
        "kontakt | ind\n01-12-2023 |\n02-12-2023 |",
        center=f"{CENTER}[frister]\nbehandlingsgaranti_dage = 30\n",
        udtraek="udtrukket = 2024-01-01\n",
    )
    assert figures["ventetid/alkohol/overskredet"] == 1
    assert figures["ventetid/alkohol/afventer"] == 1
    assert figures["ventetid/alkohol/8-14"] == 0


def test_without_the_contact_nothing_is_available(tmp_path):
    text = without("forloeb", "ind\n01-03-2023", "henvendelsesdato")
    figures = figures_of(tmp_path, {"2023/forloeb.csv": text})
    assert set(figures.table("ventetid").values()) == {None}
    assert "henvendelsesdato" in figures.reason("ventetid/alkohol/median")
