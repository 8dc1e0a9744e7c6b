"""Table 12: active courses of home and partners by age at admission."""

from rus_pipeline_tests.tables.figures_of import figures_of


def test_each_band_from_its_first_day_to_its_last(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person       | indsats | ind
        a 02-03-2005 | Stof    | 01-03-2023
        b 01-03-2005 | Stof    | 01-03-2023
        c 02-03-1993 | Stof    | 01-03-2023
        d 01-03-1993 | Stof    | 01-03-2023
        e 02-03-1973 | Stof    | 01-03-2023
        f 01-03-1973 | Stof    | 01-03-2023
        g 02-03-1953 | Stof    | 01-03-2023
        h 01-03-1953 | Stof    | 01-03-2023
        i 01-03-1920 | Stof    | 01-03-2023
        """,
    )
    assert figures.column("tabel-12", "stof-faxe") == {
        "0-17": 1,
        "18-29": 2,
        "30-49": 2,
        "50-69": 2,
        "70-99": 2,
    }


def test_kind_and_municipality_make_a_column(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person | indsats   | kommune
        a      | Alkohol   | 0320
        a      | Alkohol   | 0320
        b      | Stof      | 0336
        c      | Stof      | 0370
        d      | Alkohol   |
        e      | Pårørende | 0320
        """,
    )
    assert figures.row("tabel-12/30-49") == {
        "alkohol-faxe": 2,
        "stof-faxe": 0,
        "alkohol-stevns": 0,
        "stof-stevns": 1,
        "i-alt": 3,
        "andel": 100,
    }


def test_the_anonymous_are_of_unknown_age_and_have_no_share(tmp_path):
    figures = figures_of(tmp_path, "person | indsats\n- | Stof\na | Stof")
    assert figures.row("tabel-12/uoplyst") == {
        "alkohol-faxe": 0,
        "stof-faxe": 1,
        "alkohol-stevns": 0,
        "stof-stevns": 0,
        "i-alt": 1,
    }
    assert figures["tabel-12/30-49/andel"] == 100


def test_an_anonymous_course_from_elsewhere_makes_no_unknown_row(tmp_path):
    figures = figures_of(tmp_path, "person | indsats | kommune\n- | Stof | 0370")
    assert figures.row("tabel-12/uoplyst") == {}


def test_the_age_is_that_at_admission_not_on_1_january(tmp_path):
    figures = figures_of(tmp_path, "person | ind\na 01-06-1993 | 01-03-2022")
    assert figures["tabel-12/18-29/i-alt"] == 1


def test_one_born_on_a_leap_day_is_30_from_1_march(tmp_path):
    figures = figures_of(
        tmp_path, "person | ind\na 29-02-1992 | 28-02-2022\nb 29-02-1992 | 01-03-2022"
    )
    assert figures["tabel-12/18-29/i-alt"] == 1
    assert figures["tabel-12/30-49/i-alt"] == 1


def test_shares_add_to_100_by_largest_remainder(tmp_path):
    # 1, 2 and 4 of 7 are 14,29, 28,57 and 57,14.
    text = "\n".join(
        ["person | ind"]
        + [f"{letter} 01-01-1995 | 01-03-2023" for letter in "a"]
        + [f"{letter} 01-01-1980 | 01-03-2023" for letter in "bc"]
        + [f"{letter} 01-01-1960 | 01-03-2023" for letter in "defg"]
    )
    assert figures_of(tmp_path, text).column("tabel-12", "andel") == {
        "0-17": 0,
        "18-29": 14,
        "30-49": 29,
        "50-69": 57,
        "70-99": 0,
    }


def test_two_partners_have_two_columns_each(tmp_path):
    center = 'navn = "C"\nhjemkommune = "0320"\nsamarbejdskommuner = ["0336", "0370"]\n'
    figures = figures_of(tmp_path, "kommune\n0370", center=center)
    assert figures.row("tabel-12/30-49") == {
        "alkohol-faxe": 0,
        "stof-faxe": 0,
        "alkohol-stevns": 0,
        "stof-stevns": 0,
        "alkohol-naestved": 1,
        "stof-naestved": 0,
        "i-alt": 1,
        "andel": 100,
    }
