"""Table 3: persons of the home municipality in treatment elsewhere."""

from rus_pipeline_tests.tables.figures_of import figures_of, without

UDTRAEK = 'udtrukket = 2024-01-31\n[[ikke_oplyst]]\ntabel = "tabel-03"\n'


def external(tmp_path, text, **more):
    return figures_of(tmp_path, {"2023/eksterne_forloeb": text, **more})


def test_distinct_persons_of_the_home_municipality_without_relatives(tmp_path):
    figures = external(
        tmp_path,
        """
        person       | indsats   | kommune
        a            | Alkohol   | 0320
        a            | Alkohol   | Haslev
        b 01-01-2010 | Stof      | 0320
        c            | Stof      | 0336
        d            | Stof      |
        e            | Pårørende | 0320
        """,
    )
    assert figures.table("tabel-03") == {
        "faxe/alkohol": 1,
        "faxe/stof-voksne": 0,
        "faxe/stof-unge": 1,
        "faxe/i-alt": 2,
    }


def test_active_by_start_and_end(tmp_path):
    figures = external(
        tmp_path,
        """
        indsats | start      | slut
        Alkohol | 01-03-2022 | 01-01-2023
        Alkohol | 01-03-2022 | 31-12-2022
        Alkohol | 31-12-2023 | 01-06-2024
        Alkohol | 01-01-2024 |
        """,
    )
    assert figures["tabel-03/faxe/alkohol"] == 2


def test_the_age_is_that_on_the_later_of_start_and_1_january(tmp_path):
    figures = external(
        tmp_path,
        """
        person       | indsats | start
        a 01-01-2005 | Stof    | 01-03-2022
        b 02-03-2005 | Stof    | 01-03-2023
        """,
    )
    assert figures["tabel-03/faxe/stof-voksne"] == 1
    assert figures["tabel-03/faxe/stof-unge"] == 1


def test_the_total_is_the_sum_of_what_is_reported_and_names_what_is_not(tmp_path):
    untold = f'{UDTRAEK}kolonne = "alkohol"\ngrund = "Betales af regionen"\n'
    figures = external(tmp_path, "indsats\nAlkohol\nAlkohol\nStof", **{"2023/udtraek.toml": untold})
    assert figures["tabel-03/faxe/alkohol"] is None
    assert figures.reason("tabel-03/faxe/alkohol") == "Betales af regionen"
    assert figures["tabel-03/faxe/i-alt"] == 1
    assert "Alkohol" in figures.reason("tabel-03/faxe/i-alt")
    assert "Betales af regionen" in figures.reason("tabel-03/faxe/i-alt")


def test_a_total_that_is_not_reported_itself_is_not_available(tmp_path):
    untold = f'{UDTRAEK}kolonne = "i-alt"\nraekke = "faxe"\ngrund = "Overlap"\n'
    figures = external(tmp_path, "indsats\nStof", **{"2023/udtraek.toml": untold})
    assert figures["tabel-03/faxe/i-alt"] is None
    assert figures["tabel-03/faxe/stof-voksne"] == 1


def test_another_row_that_is_not_reported_takes_nothing_from_this_one(tmp_path):
    untold = f'{UDTRAEK}kolonne = "alkohol"\nraekke = "stevns"\ngrund = "?"\n'
    figures = external(tmp_path, "indsats\nAlkohol", **{"2023/udtraek.toml": untold})
    assert figures["tabel-03/faxe/alkohol"] == 1


def test_without_the_file_everything_is_not_available_and_the_reason_names_it(tmp_path):
    figures = figures_of(tmp_path, {})
    assert set(figures.table("tabel-03").values()) == {None}
    assert "eksterne_forloeb" in figures.reason("tabel-03/faxe/i-alt")


def test_an_empty_file_is_zero(tmp_path):
    figures = external(tmp_path, "indsats")
    assert set(figures.table("tabel-03").values()) == {0}


def test_without_the_column_slutdato_nothing_is_available_and_the_reason_names_it(tmp_path):
    text = without("eksterne_forloeb", "indsats\nStof", "slutdato")
    figures = figures_of(tmp_path, {"2023/eksterne_forloeb.csv": text})
    assert set(figures.table("tabel-03").values()) == {None}
    assert "slutdato" in figures.reason("tabel-03/faxe/stof-voksne")


def test_without_a_column_it_does_not_need_it_is_counted(tmp_path):
    text = without("eksterne_forloeb", "indsats\nStof", "leverandoer", "leverandoertype")
    figures = figures_of(tmp_path, {"2023/eksterne_forloeb.csv": text})
    assert figures["tabel-03/faxe/stof-voksne"] == 1
