"""``rus trace`` in all its forms, on small extracts."""

import hashlib
import json
import shutil

import pytest
from typer.testing import CliRunner

from rus_pipeline.cli.app import app
from rus_pipeline_tests.audit.editions import edit
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.raw import csv_text, fictitious_cpr, forloeb, raw_folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """2022 and 2023: three alcohol courses, one drug course, one row in quarantine."""
    folder = tmp_path_factory.mktemp("trace")
    raw = raw_folder(
        folder,
        {
            "2022/forloeb.csv": forloeb({"indskrivningsdato": "01-03-2022"}),
            "2023/forloeb.csv": forloeb(
                {}, {}, {"kommune": "0336"}, {"indsats": "Stof"}, {"kommune": "Andeby"}
            ),
            "2023/posteringer.csv": csv_text(
                "posteringer", {"beloeb": "100,25"}, {"art": "Indtægt", "beloeb": "40,50"}
            ),
            "2023/tilskud.csv": csv_text(
                "tilskud", {"pulje": "A-B"}, {"pulje": "A & B"}, {"pulje": "I-alt"}
            ),
        },
    )
    build_light(raw, folder / "out", 2022, 2023)
    return folder


@pytest.fixture
def small(made, tmp_path):
    """Return copies, which a test may alter."""
    shutil.copytree(made / "raw", tmp_path / "raw")
    shutil.copytree(made / "out", tmp_path / "out")
    return tmp_path / "raw", tmp_path / "out"


def rus(small, *words):
    raw, out = small
    return CliRunner().invoke(app, ["trace", *words, "--raw", str(raw), "--out", str(out)])


def trace(small, *words):
    result = rus(small, *words, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def lines(answer):
    return [row["line"] for row in answer["rows"]]


def test_a_counted_figure_names_exactly_its_rows(small):
    answer = trace(small, "2023/tabel-01/faxe/alkohol")
    assert (answer["value"], lines(answer)) == ("2", [2, 3])
    assert {row["file"] for row in answer["rows"]} == {"2023/forloeb.csv"}


def test_an_answer_has_the_keys_of_the_contract(small):
    assert list(trace(small, "2023/tabel-01/faxe/alkohol")) == [
        "figure_id",
        "edition",
        "value",
        "unit",
        "status",
        "reason",
        "title",
        "definition",
        "components",
        "rows",
        "files",
        "extract",
        "built",
        "other_editions",
    ]


def test_a_row_has_the_digest_of_its_bytes(small):
    raw, _ = small
    second = raw.joinpath("2023/forloeb.csv").read_bytes().split(b"\n")[1]
    answer = trace(small, "2023/tabel-01/faxe/alkohol")
    assert answer["rows"][0]["row_sha256"] == hashlib.sha256(second).hexdigest()


def test_the_files_behind_a_figure_have_their_digest(small):
    raw, _ = small
    digest = hashlib.sha256(raw.joinpath("2023/forloeb.csv").read_bytes()).hexdigest()
    answer = trace(small, "2023/tabel-01/faxe/alkohol")
    assert answer["files"] == [{"file": "2023/forloeb.csv", "sha256": digest}]


def test_a_total_has_the_rows_of_its_components_each_once(small):
    answer = trace(small, "2023/tabel-01/samarbejde/i-alt")
    assert answer["components"] == [
        {"figure_id": "2023/tabel-01/faxe/i-alt", "role": "addend"},
        {"figure_id": "2023/tabel-01/stevns/i-alt", "role": "addend"},
    ]
    assert lines(answer) == [2, 3, 4, 5]


def test_a_difference_names_minuend_and_subtrahend(small):
    answer = trace(small, "2023/tabel-04/aarets-resultat/2023")
    assert [part["role"] for part in answer["components"]] == ["minuend", "subtrahend"]
    assert (answer["value"], lines(answer)) == ("-60", [2, 3])


def test_a_share_names_numerator_and_denominators(small):
    answer = trace(small, "2023/tabel-11/kvinder/andel")
    roles = [part["role"] for part in answer["components"]]
    assert roles == ["numerator", "denominator", "denominator"]
    assert (answer["value"], lines(answer)) == ("100", [2, 3, 4, 5])


def test_a_figure_that_is_not_available_has_a_reason_and_no_rows(small):
    answer = trace(small, "2023/tabel-03/faxe/alkohol")
    assert (answer["value"], answer["status"], answer["rows"]) == (None, "not_available", [])
    assert "eksterne_forloeb.csv er ikke leveret" in answer["reason"]


def test_a_development_is_traced_to_the_edition_of_its_year(small):
    answer = trace(small, "2023/udvikling-forloeb/2022/alkohol")
    assert [(row["file"], row["line"]) for row in answer["rows"]] == [("2022/forloeb.csv", 2)]
    assert [extract["edition"] for extract in answer["extract"]] == [2022]


def test_the_same_figure_in_other_editions_is_named(small):
    (other,) = trace(small, "2023/tabel-01/faxe/alkohol")["other_editions"]
    assert other == {
        "figure_id": "2022/tabel-01/faxe/alkohol",
        "value": "1",
        "status": "observed",
        "source": "udgave 2022",
    }


def test_a_row_is_traced_to_every_figure_of_every_edition_in_which_it_counts(small):
    figures = trace(small, "--row", "2022/forloeb.csv:2")["figures"]
    assert "2022/tabel-01/faxe/alkohol" in figures
    assert "2022/tabel-01/samarbejde/i-alt" in figures
    assert "2023/udvikling-forloeb/2022/alkohol" in figures
    assert "2023/tabel-01/faxe/alkohol" not in figures


def test_a_quarantined_row_has_its_rule_and_no_figures(small):
    answer = trace(small, "--row", "2023/forloeb.csv:6")
    assert (answer["quarantined"], answer["figures"]) == (["kommune_ukendt"], [])


@pytest.mark.parametrize(("grant", "line"), [("a-b", 3), ("a-b-2", 2), ("i-alt-2", 4)])
def test_a_grant_is_traced_by_a_key_that_was_numbered(small, grant, line):
    answer = trace(small, f"2023/tabel-06-tilskud/{grant}/2023")
    assert lines(answer) == [line]
    why = ["--why-not", "2023/tilskud.csv:2"]
    told = trace(small, f"2023/tabel-06-tilskud/{grant}/2023", *why)
    assert told["counts"] == (line == 2)
    assert f'id="{grant}/2023"' in (small[1] / "2023/report/tal/tabel-06-tilskud.html").read_text()


def test_why_not_lists_each_condition(small):
    answer = trace(small, "2023/tabel-01/faxe/alkohol", "--why-not", "2023/forloeb.csv:4")
    met = {condition["column"]: condition["met"] for condition in answer["conditions"]}
    assert answer["counts"] is False
    assert met == {"aktiv": True, "kolonne": True, "raekke": False}


def test_why_not_says_that_a_row_is_quarantined(small):
    answer = trace(small, "2023/tabel-01/faxe/alkohol", "--why-not", "2023/forloeb.csv:6")
    assert answer["outside"] == "The row is in quarantine, and counts nowhere"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2023/tabel-01/faxe/alkohl"], "Nearest: 2023/tabel-01/faxe/alkohol"),
        (["1999/tabel-01/faxe/alkohol"], "Nearest: 2023/tabel-01/faxe/alkohol"),
        (["--row", "2023/forloeb.csv:99"], "Nearest: 2023/forloeb.csv:6"),
        (["--row", "2023/forloeb.csv:1"], "the header stands on this line"),
        (["--row", "2023/forlob.csv:2"], "Nearest: 2023/forloeb.csv"),
        (["--row", "2023/forloeb.csv"], "expected FILE:LINE"),
        (["2023/tabel-01/faxe/alkohol", "--why-not", "2023/forloeb.csv:99"], "no row starts"),
        ([], "give a figure"),
    ],
)
def test_an_unknown_figure_or_row_is_a_one_line_error_that_names_the_nearest(small, words, said):
    result = rus(small, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_changed_raw_file_is_an_error_with_both_digests(small):
    raw, _ = small
    path = raw / "2023/forloeb.csv"
    then = hashlib.sha256(path.read_bytes()).hexdigest()
    edit(path, "Stof", "Stoff")
    now = hashlib.sha256(path.read_bytes()).hexdigest()
    result = rus(small, "2023/tabel-01/faxe/alkohol")
    assert result.exit_code == 1
    assert then in result.stderr
    assert now in result.stderr
    assert "forloeb.csv:2" not in result.stdout


def test_a_missing_raw_file_is_an_error(small):
    raw, _ = small
    (raw / "2023/forloeb.csv").unlink()
    result = rus(small, "2023/tabel-01/faxe/alkohol")
    assert (result.exit_code, "the file is gone" in result.stderr) == (1, True)


def test_a_figure_of_unchanged_files_can_still_be_traced(small):
    raw, _ = small
    edit(raw / "2023/forloeb.csv", "Stof", "Stoff")
    assert trace(small, "2023/tabel-04/udgift/2023")["value"] == "100"


def test_no_answer_has_a_personal_number(small):
    for words in (
        ["2023/tabel-01/samarbejde/i-alt"],
        ["--row", "2023/forloeb.csv:2"],
        ["2023/tabel-01/faxe/alkohol", "--why-not", "2023/forloeb.csv:4"],
    ):
        said = rus(small, *words).output
        assert fictitious_cpr()[:6] not in said
        assert "person" not in {word for word in said.split() if word.isdigit()}


def test_an_answer_as_text(small):
    said = rus(small, "2023/tabel-01/faxe/alkohol").stdout.splitlines()
    assert said[0] == "2023/tabel-01/faxe/alkohol: 2 personer (observed)"
    assert "Rows: 2" in said


def test_a_trace_imports_neither_dagster_nor_pandera(small):
    import subprocess
    import sys

    raw, out = small
    code = (
        "import sys; from pathlib import Path; from rus_pipeline.audit.trace import trace;"
        f"trace(Path({str(raw)!r}), Path({str(out)!r}), '2023/tabel-01/faxe/alkohol');"
        "print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not {"dagster", "pandera", "duckdb", "vl_convert"} & set(loaded.stdout.split())


def test_a_quantile_names_all_its_rows_and_the_one_that_has_the_value(tmp_path):
    ends = ["21-03-2023", "11-03-2023", "31-03-2023", "21-03-2023"]
    ended = [
        {
            "udskrivningsdato": day,
            "afslutningsaarsag": "Udeblevet",
            "indskrivningsdato": "01-03-2023",
        }
        for day in ends
    ]
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb(*ended, {})})
    build_light(raw, tmp_path / "out", 2023)
    small = (raw, tmp_path / "out")
    answer = trace(small, "2023/laengde/alkohol/median")
    assert (answer["value"], answer["unit"], lines(answer)) == ("20", "dage", [2, 3, 4, 5])
    assert answer["ranked"] == {"number": 2, "of": 4, "file": "2023/forloeb.csv", "line": 2}
    assert "number 2 of 4 in order" in rus(small, "2023/laengde/alkohol/median").stdout
    assert trace(small, "--row", "2023/forloeb.csv:5")["figures"].count("2023/laengde/i-alt/median")
    why = trace(small, "2023/laengde/alkohol/median", "--why-not", "2023/forloeb.csv:6")
    assert why["counts"] is False
    assert [c["column"] for c in why["conditions"] if not c["met"]] == ["udskrevet"]
