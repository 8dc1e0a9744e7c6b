"""What a centre offers and promises, in its tables. Source: extract contract, The raw folder."""

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.layout import layout
from rus_pipeline.tables import counted_tables, shown_tables
from rus_pipeline_tests.raw import CENTER, raw_folder
from rus_pipeline_tests.tables.figures_of import context_of, figures_of, raw_of


def offering(indsatser='["Alkohol", "Stof", "Pårørende"]', unge="true"):
    return f"{CENTER}\n[tilbud]\nindsatser = {indsatser}\nunge = {unge}\n"


ALL_FOUR = """
person       | indsats   | ind        | ud
a            | Alkohol   | 01-03-2023 | 01-09-2023
b            | Stof      | 01-03-2023 |
c 01-12-2008 | Stof      | 01-03-2023 |
d            | Pårørende | 01-03-2023 |
"""


def columns(found, table):
    return list(dict.fromkeys(name.rpartition("/")[2] for name in found.table(table)))


# What is not offered. ----------------------------------------------------------------------------


def test_a_column_of_what_is_not_offered_is_left_out_and_sums_are_of_the_others(tmp_path):
    rows = "\n".join(line for line in ALL_FOUR.splitlines() if "Pårørende" not in line)
    found = figures_of(tmp_path, rows.strip(), center=offering('["Alkohol", "Stof"]'))
    assert found.table("tabel-02") == {
        "forloeb/alkohol": 1,
        "forloeb/stof-voksne": 1,
        "forloeb/stof-unge": 1,
        "forloeb/i-alt": 3,
    }
    for table in ("tabel-01", "tabel-07", "tabel-08", "udvikling-forloeb"):
        assert "paaroerende" not in columns(found, table)


def test_a_row_of_what_is_not_offered_is_left_out(tmp_path):
    found = figures_of(tmp_path, "ind\n01-03-2023", center=offering('["Alkohol"]'))
    garanti = found.table("kvalitet-behandlingsgaranti")
    assert {name.partition("/")[0] for name in garanti} == {"alkohol"}


@pytest.mark.parametrize(
    ("indsatser", "missing"),
    [
        (
            '["Alkohol", "Pårørende"]',
            "tabel-05 kvalitet-behandlingsplan kvalitet-effekt kvalitet-laegesamtale"
            " kvalitet-opfoelgning kvalitet-tilbagevenden",
        ),
        ('["Stof", "Pårørende"]', "tabel-04"),
        ('["Alkohol", "Stof"]', ""),
        (
            '["Pårørende"]',
            "tabel-03 tabel-03-udvikling tabel-04 tabel-05 tabel-06 tabel-11 tabel-12 effekt-ors"
            " fastholdelse kvalitet-behandlingsgaranti kvalitet-behandlingsplan kvalitet-effekt"
            " kvalitet-laegesamtale kvalitet-opfoelgning kvalitet-tilbagevenden nye-tilbage"
            " ventetid",
        ),
    ],
)
def test_a_table_of_what_is_not_offered_is_left_out(tmp_path, indsatser, missing):
    raw = raw_of(tmp_path, {"2023/forloeb": "ind"}, center=offering(indsatser))
    context = context_of(raw, 2023)
    shown = {table.id for table in shown_tables(context.edition)}
    left_out = {table.id for table in counted_tables()} - shown
    assert left_out == set(missing.split())
    for table in counted_tables():
        found = figures(table, context)
        assert table.id not in left_out or found == []


def test_a_table_without_a_column_for_what_is_offered_is_left_out(tmp_path):
    text = offering('["Pårørende"]') + "[udgaver]\nsom = 2021\n"
    edition = Edition(2023, read_center(raw_folder(tmp_path, center=text)))
    left_out = {"tabel-01", "tabel-01-kommuner", "tabel-08"}
    assert not left_out & {table.id for table in shown_tables(edition)}


def test_rows_of_what_is_not_offered_are_listed_as_an_unknown_code(tmp_path):
    files = {
        "2023/forloeb": ALL_FOUR.strip(),
        "2023/eksterne_forloeb": "indsats\nAlkohol\nStof",
        "2023/doegnophold": "omraade\nStof",
    }
    raw = raw_of(tmp_path, files, center=offering('["Alkohol"]'))
    listed = raw.inspect(2023).listed
    assert listed.select("file", "line", "column", "rule", "action", "value").rows() == [
        ("2023/doegnophold.csv", 2, "omraade", "kode_ukendt", "raekke_ude", "Stof"),
        ("2023/eksterne_forloeb.csv", 3, "indsats", "kode_ukendt", "raekke_ude", "Stof"),
        ("2023/forloeb.csv", 3, "indsats", "kode_ukendt", "raekke_ude", "Stof"),
        ("2023/forloeb.csv", 4, "indsats", "kode_ukendt", "raekke_ude", "Stof"),
        ("2023/forloeb.csv", 5, "indsats", "kode_ukendt", "raekke_ude", "Pårørende"),
    ]


# No treatment of the young. ----------------------------------------------------------------------


def test_without_treatment_of_the_young_age_divides_nothing_and_nobody_is_lost(tmp_path):
    found = figures_of(tmp_path, ALL_FOUR.strip(), center=offering(unge="false"))
    assert found.table("tabel-02") == {
        "forloeb/alkohol": 1,
        "forloeb/stof-voksne": 2,
        "forloeb/paaroerende": 1,
        "forloeb/i-alt": 4,
    }
    assert found.row("tabel-11/kvinder")["stof-voksne"] == 2


def test_the_one_column_is_headed_stof_under_no_spanner(tmp_path):
    raw = raw_of(tmp_path, {"2023/forloeb": "ind"}, center=offering(unge="false"))
    context = context_of(raw, 2023)
    table = next(table for table in counted_tables() if table.id == "tabel-02")
    shown = layout(table, context, figures(table, context)).columns
    headings = [(line.key, line.label, line.spanner, line.short) for line in shown]
    assert headings[1] == ("stof-voksne", "Stof", "", "")


@pytest.mark.parametrize(
    ("rows", "young"),
    [
        ("person | ind\na 01-01-1980 | 01-03-2023", None),
        ("person | ind\na 01-12-2008 | 01-03-2023", 1),
        ("person | kommune | ind\na 01-12-2008 | 0370 | 01-03-2023", None),
    ],
)
def test_the_young_are_a_row_of_table_12_where_there_are_any(tmp_path, rows, young):
    found = figures_of(tmp_path, rows, center=offering(unge="false"))
    assert found.table("tabel-12").get("0-17/i-alt") == young
    assert "0-17/i-alt" in figures_of(tmp_path / "usual", rows).table("tabel-12")


# The standard's terms. ---------------------------------------------------------------------------

SEVEN = f"{CENTER}\n[frister]\nbehandlingsgaranti_dage = 7\nopfoelgning_mdr = [3, 12]\n"


def test_the_guarantee_is_of_the_centre_s_own_days(tmp_path):
    rows = "kontakt | ind\n01-03-2023 | 08-03-2023\n01-03-2023 | 09-03-2023"
    found = figures_of(tmp_path, rows, center=SEVEN)
    assert found.row("kvalitet-behandlingsgaranti/alkohol") == {
        "inden-for-7-dage": 1,
        "efter-7-dage": 1,
        "afventer": 0,
        "i-alt": 2,
        "andel": 50,
    }


def test_so_are_plan_and_talk(tmp_path):
    rows = (
        "indsats | kontakt | ind | plan | oensket | samtale\n"
        "Stof | 01-03-2023 | 02-03-2023 | 08-03-2023 | J | 09-03-2023"
    )
    found = figures_of(tmp_path, rows, center=SEVEN)
    assert found["kvalitet-behandlingsplan/antal/inden-for-7-dage"] == 1
    assert found["kvalitet-behandlingsplan/andel/inden-for-7-dage"] == 100
    assert found["kvalitet-laegesamtale/antal/efter-7-dage"] == 1


def test_follow_ups_are_due_in_the_centre_s_own_months(tmp_path):
    rows = (
        "indsats | ind | ud | 1md | 6md\n"
        "Stof | 01-01-2023 | 30-11-2023 | 29-01-2024 | \n"
        "Stof | 01-01-2023 | 31-01-2023 | 01-05-2023 | 31-01-2024"
    )
    found = figures_of(tmp_path, rows, center=SEVEN)
    assert found.row("kvalitet-opfoelgning/3-md") == {
        "rettidig": 1,  # by 29 February
        "forsinket": 1,  # later than 30 April
        "afventer": 0,
        "i-alt": 2,
    }
    assert found.row("kvalitet-opfoelgning/12-md")["rettidig"] == 1


def test_texts_name_the_centre_s_own_terms(tmp_path):
    raw = raw_of(tmp_path, {"2023/forloeb": "kontakt | ind\n01-03-2023 | 08-03-2023"}, center=SEVEN)
    context = context_of(raw, 2023)
    by_id = {table.id: table for table in counted_tables()}
    garanti = figures(by_id["kvalitet-behandlingsgaranti"], context)[0]
    assert garanti.title == "Behandlingsgaranti: i behandling inden for 7 dage"
    assert "senest 7 dage efter den første henvendelse" in garanti.definition
    assert "indskrevet inden for 7 dage (behandlingsgaranti) er inden-for-7-dage" in garanti.words
    assert garanti.column_label == "Inden for 7 dage"
    main = by_id["kvalitet-behandlingsgaranti"].main[0]
    assert main.name(context.edition) == "i alkoholbehandling inden for 7 dage"
    opfoelgning = figures(by_id["kvalitet-opfoelgning"], context)[0]
    assert opfoelgning.row_label == "Efter 3 måneder"
    assert "senest 3, henholdsvis 12, kalendermåneder" in opfoelgning.definition


# The layout. -------------------------------------------------------------------------------------

AS_2023 = f"{CENTER}\n[udgaver]\nsom = 2023\n"
DISCHARGED = "kommune | ind | ud\n0370 | 01-03-2021 | 01-09-2021"


def test_every_edition_follows_the_layout_that_the_centre_names(tmp_path):
    as_printed = figures_of(tmp_path / "printed", DISCHARGED, 2021)
    as_2023 = figures_of(tmp_path / "as-2023", DISCHARGED, 2021, center=AS_2023)
    assert columns(as_printed, "tabel-02") == ["alkohol", "stof", "paaroerende", "i-alt"]
    assert columns(as_2023, "tabel-02") == [
        *("alkohol", "stof-voksne", "stof-unge", "paaroerende", "i-alt")
    ]
    assert (as_printed["tabel-08/forloeb/i-alt"], as_2023["tabel-08/forloeb/i-alt"]) == (0, 1)
    assert "paaroerende" not in columns(as_printed, "tabel-01")
    assert "paaroerende" in columns(as_2023, "tabel-01")


def test_without_history_treatment_elsewhere_begins_with_the_first_extract(tmp_path):
    files = {"2021/eksterne_forloeb": "startdato\n01-03-2021", "2023/forloeb": "ind"}
    found = figures_of(tmp_path, files, center=AS_2023)
    assert found.table("tabel-03-udvikling") == {
        "faxe/2021": 1,
        "faxe/2022": None,
        "faxe/2023": None,
    }


def test_a_break_of_the_report_s_history_is_told_of_no_other_centre(tmp_path):
    (table,) = (table for table in counted_tables() if table.id == "tabel-08")
    of = {
        text: Edition(2023, read_center(raw_folder(tmp_path / text, center=center)))
        for text, center in (("own", CENTER), ("as", AS_2023), ("old", AS_2023.replace("23", "21")))
    }
    assert table.said_under(of["own"]) == [
        "Til og med 2022 kun borgere fra hjemkommunen og samarbejdskommunerne og uden"
        " pårørendeforløb; fra 2023 alle."
    ]
    assert table.said_under(of["as"]) == []
    assert table.said_under(of["old"]) == [
        "Kun borgere fra hjemkommunen og samarbejdskommunerne og uden pårørendeforløb."
    ]


# Partners. ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("partners", "label", "main"),
    [
        ([], "Faxe i alt", "personer fra Faxe i behandling"),
        (["0336"], "Faxe og Stevns i alt", "personer fra Faxe og Stevns i behandling"),
        (
            ["0336", "0259"],
            "Centrets kommuner i alt",
            "personer fra centrets kommuner i behandling",
        ),
    ],
)
def test_more_than_two_municipalities_are_the_centre_s_together(tmp_path, partners, label, main):
    text = f'navn = "A"\nhjemkommune = "0320"\nsamarbejdskommuner = {partners}\n'
    raw = raw_of(tmp_path, {"2023/forloeb": "ind"}, center=text)
    context = context_of(raw, 2023)
    (table,) = (table for table in counted_tables() if table.id == "tabel-01")
    assert figures(table, context)[-1].row_label == label
    assert table.main[0].name(context.edition) == main


@pytest.mark.parametrize(
    ("home", "name"),
    [
        ("0370", "Næstved Kommune"),
        ("0101", "Københavns Kommune"),
        ("0400", "Bornholms Regionskommune"),
    ],
)
def test_a_title_has_the_home_municipality_s_whole_name(tmp_path, home, name):
    text = f'navn = "A"\nhjemkommune = "{home}"\n'
    edition = Edition(2023, read_center(raw_folder(tmp_path, center=text)))
    (table,) = (table for table in counted_tables() if table.id == "tabel-06")
    assert table.headline(edition) == f"Døgnophold for borgere fra {name} i 2023"


def test_a_centre_alone_is_not_said_to_have_partners(tmp_path):
    text = 'navn = "A"\nhjemkommune = "0320"\n'
    edition = Edition(2023, read_center(raw_folder(tmp_path, center=text)))
    for table in counted_tables():
        said = [table.described(edition), *table.said_under(edition)]
        assert "samarbejdskommune" not in " ".join(said).casefold()
