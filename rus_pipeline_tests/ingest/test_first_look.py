"""A centre's own files, looked at for the first time, and the raw folder that is made of them."""

from datetime import date

import pytest
from typer.testing import CliRunner

from rus_pipeline.cli.app import app
from rus_pipeline.core.errors import InputError
from rus_pipeline.ingest.corrections import correction_list
from rus_pipeline.ingest.first_look import look_at
from rus_pipeline.ingest.new_center import center_lines, start, udtraek_lines
from rus_pipeline_tests.raw import opened

TODAY = date(2024, 2, 1)
HEADER = "Sagsnr;Borger;Spor;Bopæl;Fra;Slut;Hvorfor\n"
COURSES = "".join(
    f"S{n};6{n}0180-000{n};{indsats};{kommune};0{n}-03-2023;0{n}-09-2023;{aarsag}\n"
    for n, (indsats, kommune, aarsag) in enumerate(
        [
            ("Amb. alkohol", "0370", "Udeblevet"),
            ("Amb. alkohol", "Næstved", "Andet"),
            ("Amb. alkohol", "370", "udeblevet"),
            ("Stof", "Lolland", "Død"),
        ],
        1,
    )
)
FILE = f"Udtræk af journalen\n{HEADER}{COURSES}"


def written(folder, name="Journal 2023.txt", text=FILE):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(text.encode("cp1252"))
    return path


def seen(tmp_path, text=FILE, name="forloeb.csv"):
    return look_at(written(tmp_path, name, text), TODAY)


def test_a_column_is_told_by_values_that_no_other_column_has(tmp_path):
    told = {one.text: (one.column, one.sure) for one in seen(tmp_path).headings}
    assert told == {
        "Borger": ("cpr", True),
        "Spor": ("indsats", False),
        "Bopæl": ("kommune", True),
        "Fra": ("", False),
        "Slut": ("udskrivningsdato", False),
        "Hvorfor": ("afslutningsaarsag", True),
    }


def test_what_is_missing_is_what_no_heading_is_sure_to_be(tmp_path):
    assert seen(tmp_path).missing == ("indsats", "indskrivningsdato", "udskrivningsdato")


def test_columns_of_the_same_values_are_not_told_apart(tmp_path):
    text = FILE.replace("Sagsnr", "Bopæl 2").replace(";S", ";").replace("\nS", "\n037")
    headings = seen(tmp_path, text).headings
    assert not any(one.sure for one in headings if one.text.startswith("Bopæl"))


def test_a_word_is_told_with_its_rows_and_the_one_that_it_may_mean(tmp_path):
    (word,) = seen(tmp_path).words
    assert (word.column, word.text, word.rows, word.meant, word.sure) == (
        "indsats",
        "Amb. alkohol",
        3,
        "Alkohol",
        False,
    )


@pytest.mark.parametrize("text", ["Jens Jensen", "610180-0001"])
def test_a_word_that_may_be_of_one_person_is_counted_alone(tmp_path, text):
    courses = COURSES.replace("Amb. alkohol", text, 2).replace("Amb. alkohol", "Stof")
    look = seen(tmp_path, HEADER.replace("Spor", "Indsats") + courses)
    assert (look.words, look.unlisted) == ((), {"indsats": 1})


def test_a_file_is_known_by_its_headings_where_its_name_says_nothing(tmp_path):
    text = "Kundenr;Beløb;Bogføringsdato;Område;Form;Art\n1;5;01-03-2023;Stof;Døgn;Udgift\n"
    assert seen(tmp_path, text, "udtræk.csv").stem == "posteringer"


def test_a_file_that_nothing_tells_of(tmp_path):
    with pytest.raises(InputError, match="neither its name nor its headings"):
        seen(tmp_path, "a;b\n1;2\n", "x.csv")


def test_the_lines_of_center_toml(tmp_path):
    assert list(center_lines([seen(tmp_path)], TODAY)) == [
        "# Skrevet ud fra filerne. Linjer med # foran er ikke sikre: ret dem, og slet #.",
        'navn = "Centrets navn"  # ret',
        'hjemkommune = "0370"  # Næstved, den hyppigste (3 rækker); ret, hvis forkert',
        '# samarbejdskommuner = ["0360"]  # fx blandt Lolland',
        "",
        "[kolonner.forloeb]  # overskrift i filen = kolonne",
        '"Borger" = "cpr"  # set af værdierne',
        '# "Spor" = "indsats"',
        '"Bopæl" = "kommune"  # set af værdierne',
        '# "Fra" = "…"  # datoer',
        '# "Slut" = "udskrivningsdato"  # datoer',
        '"Hvorfor" = "afslutningsaarsag"  # set af værdierne',
        "# Mangler endnu: indsats, indskrivningsdato, udskrivningsdato",
        "",
        "[koder.indsats]  # ord i filen = ord i kontrakten",
        '# "Amb. alkohol" = "Alkohol"  # 3 rækker',
    ]


def test_the_lines_of_udtraek_toml(tmp_path):
    text = "bogfoeringsdato;omraade;form;art;beloeb\n01-03-2023;Stof;Døgn;Udgift;5\n"
    looks = [seen(tmp_path, text, "posteringer.csv")]
    assert list(udtraek_lines(looks, TODAY))[1:] == [
        "udtrukket = 2023-03-01  # den nyeste dato i filerne; ret den til den dag, de blev trukket",
        "regnskabsaar = [2023]  # år med posteringer; slet dem, der ikke er hele",
    ]


def test_what_is_written_is_checked_once_it_is_filled_in(tmp_path):
    raw = tmp_path / "raw"
    start([written(tmp_path, "Forløb 2023.TXT")], raw, 2023, TODAY)
    (error,) = correction_list(opened(raw), 2023).errors
    assert "kolonnen indsats: kolonnen mangler" in error
    center = raw / "center.toml"
    filled = center.read_text().replace('# "Spor"', '"Spor"').replace('# "Amb', '"Amb')
    filled = filled.replace('# "Slut"', '"Slut"')
    filled = filled.replace('# "Fra" = "…"', '"Fra" = "indskrivningsdato"')
    center.write_text(filled)
    found = correction_list(opened(raw), 2023)
    assert (found.errors, found.items) == ((), ())


def test_nothing_of_a_person_is_in_what_is_written(tmp_path):
    raw = tmp_path / "raw"
    file = written(tmp_path, "forloeb.csv", FILE.replace("Sagsnr", "610180-0001"))
    start([file], raw, 2023, TODAY)
    text = (raw / "center.toml").read_text() + (raw / "2023/udtraek.toml").read_text()
    assert "0180" not in text


def test_a_folder_that_has_a_centre_is_left_alone(tmp_path):
    raw = tmp_path / "raw"
    file = written(tmp_path, "forloeb.csv")
    start([file], raw, 2023, TODAY)
    before = (raw / "center.toml").read_bytes()
    with pytest.raises(InputError, match="exists already"):
        start([file], raw, 2024, TODAY)
    assert ((raw / "center.toml").read_bytes(), (raw / "2024").exists()) == (before, False)


def test_two_files_of_one_kind(tmp_path):
    files = [written(tmp_path, name) for name in ("forloeb.csv", "Forløb 2.csv")]
    with pytest.raises(InputError, match="are both forloeb"):
        start(files, tmp_path / "raw", 2023, TODAY)


def test_the_command_says_what_each_file_is_and_what_is_next(tmp_path):
    file, raw = written(tmp_path), tmp_path / "raw"
    file = file.rename(tmp_path / "Forløb 2023.txt")
    done = CliRunner().invoke(app, ["init", str(file), "--edition", "2023", "--raw", str(raw)])
    assert done.exit_code == 0, done.output
    first, second, last = done.stdout.splitlines()
    assert first == f"{file}: forloeb"
    assert second == "  not found yet: indsats, indskrivningsdato, udskrivningsdato"
    assert last == f"Next: fill in {raw / 'center.toml'}, then: rus check --raw {raw}"


LEDGER = "Bogføringsdag;Konto-nr.;Beløb\n" + "".join(
    f"0{n}-03-2023;{account};1,00\n"
    for account, rows in (("5.38.1", 3), ("5.38.2", 4), ("5.38.9", 1))
    for n in range(1, rows + 1)
)


def test_the_accounts_of_a_ledger_are_there_to_fill_in(tmp_path):
    look = seen(tmp_path, LEDGER, "posteringer.csv")
    assert (dict(look.accounts), look.missing) == ({"5.38.2": 4, "5.38.1": 3}, ())
    lines = list(center_lines([look], TODAY))
    at = next(n for n, line in enumerate(lines) if line.startswith("[konti]"))
    told = 'omraade = "Alkohol", form = "Ambulant", art = "Udgift"'
    assert lines[at + 1 :] == [
        f'# "5.38.2" = {{ {told} }}  # 4 rækker',
        f'# "5.38.1" = {{ {told} }}  # 3 rækker',
    ]


def test_a_ledger_that_tells_itself_needs_no_accounts(tmp_path):
    text = "bogfoeringsdato;konto;omraade;form;art;beloeb\n" + "1-3-2023;5;Stof;Døgn;Udgift;1\n" * 3
    look = seen(tmp_path, text, "posteringer.csv")
    assert (dict(look.accounts), look.missing) == ({}, ())
