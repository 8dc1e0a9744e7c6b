"""What journal staff get to mend: in Danish, every fault of an edition included."""

from python_calamine import CalamineWorkbook
from rich.console import Console
from typer.testing import CliRunner

from rus_pipeline.cli.app import app
from rus_pipeline.ingest.corrections import (
    causes,
    correction_list,
    print_causes,
    print_rows,
    write_workbook,
)
from rus_pipeline.ingest.rows.quarantine import EXPLANATIONS
from rus_pipeline_tests.raw import CENTER, forloeb, opened, raw_folder

RULES = {
    "feltantal",
    "mangler",
    "dato_ugyldig",
    "beloeb_ugyldig",
    "cpr_ugyldig",
    "kode_ukendt",
    "konto_ukendt",
    "kommune_ukendt",
    "score_ugyldig",
    "forloeb_ukendt",
    "id_dublet",
    "dato_raekkefoelge",
    "dato_fremtid",
    "dato_udenfor",
    "alder_urimelig",
    "overskrift_gentaget",
    "sumraekke",
    "felt_uventet",
}


def found(tmp_path, files):
    return correction_list(opened(raw_folder(tmp_path, files)), 2023)


def printed(lists, how=print_rows):
    console = Console(width=240)
    with console.capture() as capture:
        how(console, lists)
    return capture.get()


def check(raw, *options):
    return CliRunner().invoke(app, ["check", "--raw", str(raw), *options])


def test_every_rule_is_explained():
    assert set(EXPLANATIONS) == RULES


def test_each_entry_says_where_and_what_was_done(tmp_path):
    rows = forloeb({"kommune": "Atlantis", "henvendelsesdato": "x"})
    items = found(tmp_path, {"2023/forloeb.csv": rows}).items
    assert [(item.line, item.column, item.value, item.consequence) for item in items] == [
        (2, "henvendelsesdato", "x", "feltet er tømt, rækken tæller med"),
        (2, "kommune", "Atlantis", "rækken tæller ikke med"),
    ]


def test_a_fault_does_not_hide_what_other_files_need(tmp_path):
    files = {"2023/forloeb.csv": forloeb({"kommune": "Atlantis"}), "2023/tilskud.csv": "x"}
    listed = found(tmp_path, files)
    assert [item.value for item in listed.items] == ["Atlantis"]
    assert [error.partition(",")[0] for error in listed.errors] == ["2023/tilskud.csv"]


def test_a_workbook_cell_is_never_a_formula(tmp_path):
    listed = found(tmp_path, {"2023/forloeb.csv": forloeb({"kommune": "=1+1"})})
    path = tmp_path / "out" / "mend.xlsx"
    write_workbook(path, [listed])
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows[1][:4] + rows[1][5:6] == [
        2023.0,
        "2023/forloeb.csv",
        2.0,
        "kommune",
        "=1+1",
    ]


def test_check_exits_0_where_every_edition_can_be_built(tmp_path):
    result = check(raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({"kommune": "Atlantis"})}))
    assert result.exit_code == 0
    assert "Atlantis" in result.output


def test_check_exits_1_where_an_edition_cannot_be_built(tmp_path):
    result = check(raw_folder(tmp_path, {"2023/tilskud.csv": "x"}))
    assert result.exit_code == 1
    assert "2023/tilskud.csv" in result.output


def test_check_looks_at_the_editions_asked_for(tmp_path):
    raw = raw_folder(tmp_path, {"2022/tilskud.csv": "x", "2023/forloeb.csv": forloeb({})})
    assert check(raw, "--edition", "2023").exit_code == 0


def test_check_refuses_real_numbers_without_a_key(tmp_path):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({"cpr": "010180-0001"})})
    path = tmp_path / "mend.xlsx"
    result = check(raw, "--xlsx", str(path))
    assert (result.exit_code, path.exists()) == (1, False)
    assert "010180" not in result.output


def test_check_writes_nothing_where_no_workbook_is_asked_for(tmp_path):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({})})
    before = sorted(tmp_path.rglob("*"))
    check(raw)
    assert sorted(tmp_path.rglob("*")) == before


def test_square_brackets_of_a_value_are_printed_as_they_are(tmp_path):
    listed = found(tmp_path, {"2023/forloeb.csv": forloeb({"kommune": "[red]Atlantis[/red]"})})
    assert "[red]Atlantis[/red]" in printed([listed])


ALCOHOL = [{"indsats": "Amb. alkohol"}] * 3


def test_rows_with_the_same_to_correct_are_one_line_with_the_nearest_word(tmp_path):
    rows = forloeb({"kommune": "Atlantis"}, *ALCOHOL, {"kommune": "Fakse"})
    items = found(tmp_path, {"2023/forloeb.csv": rows}).items
    assert [
        (one.rows, one.first.line, one.first.value, one.hint) for one in causes(items, 2023)
    ] == [
        (
            3,
            3,
            "Amb. alkohol",
            "Mente du Alkohol? Skriv i center.toml under [koder.indsats]:"
            ' "Amb. alkohol" = "Alkohol"',
        ),
        (1, 2, "Atlantis", ""),
        (
            1,
            6,
            "Fakse",
            'Mente du Faxe? Skriv i center.toml under [koder.kommune]: "Fakse" = "Faxe"',
        ),
    ]


def test_what_the_hint_says_to_write_is_read(tmp_path):
    files = {"2023/forloeb.csv": forloeb(*ALCOHOL)}
    (cause,) = causes(found(tmp_path / "before", files).items, 2023)
    written = cause.hint.partition("under ")[2].replace("]:", "]\n")
    raw = raw_folder(tmp_path / "after", files, center=f"{CENTER}{written}\n")
    assert correction_list(opened(raw), 2023).items == ()


def test_numbers_of_persons_are_one_cause(tmp_path):
    rows = forloeb({"cpr": "010180-000"}, {"cpr": "020280-000"})
    (cause,) = causes(found(tmp_path, {"2023/forloeb.csv": rows}).items, 2023)
    assert (cause.rows, cause.first.value, cause.hint) == (2, "******-****", "")


def test_check_lists_causes_and_with_all_each_row(tmp_path):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb(*ALCOHOL)})
    assert check(raw).stdout.count("Amb. alkohol") < check(raw, "--all").stdout.count("Amb.")


def test_a_line_of_a_cause_says_how_many_rows_and_which_is_first(tmp_path):
    listed = found(tmp_path, {"2023/forloeb.csv": forloeb(*ALCOHOL)})
    (line,) = [one for one in printed([listed], print_causes).splitlines() if "Mente du" in one]
    assert line.split()[:3] == ["3", "2", "indsats"]
