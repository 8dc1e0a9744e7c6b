"""An edition whose centre has accounts, signs and lines of services: what is set aside is told."""

import csv
import json
import re
import shutil

import duckdb
import pytest
from rich.console import Console
from typer.testing import CliRunner

from rus_pipeline.audit.aside import joined_with, why_aside
from rus_pipeline.cli import running
from rus_pipeline.cli.app import app
from rus_pipeline.ingest.corrections import correction_list, print_causes
from rus_pipeline.ingest.rows import delivery
from rus_pipeline.ingest.values import accounts
from rus_pipeline.pipeline.dagster import events
from rus_pipeline.pipeline.editions import EditionRun, Outcome
from rus_pipeline.pipeline.run import CheckError
from rus_pipeline.pipeline.stages import marts
from rus_pipeline.pipeline.stages.staging import NOTHING_LOST
from rus_pipeline.report.database import write_database
from rus_pipeline_tests.building import Built, build_data, build_light
from rus_pipeline_tests.raw import ANY_AGE, CENTER, opened, raw_folder

pytestmark = pytest.mark.slow

RULES = f"""{CENTER}
[konti]
"5.38.44.*" = {{ omraade = "Alkohol", form = "Ambulant", art = "Udgift" }}
"5.38.44.*.9" = {{ omraade = "Alkohol", form = "Ambulant", art = "Indtægt" }}
"5.38.10.*" = "ikke med"
[fortegn]
posteringer = "finans"
[saml.forloeb]
ens = ["forloeb_id"]
{ANY_AGE}"""

SERVICES = """\
forloeb_id;cpr;indsats;kommune;indskrivningsdato;udskrivningsdato;afslutningsaarsag
F1;610180-0001;Alkohol;0320;01-03-2023;;
F2;610180-0002;Alkohol;0320;01-03-2023;;
F1;;;0320;;01-06-2023;Andet
F1;610180-0001;;;;;
F3;610180-0004;Stof;Andeby;01-03-2023;;
"""
LEDGER = """\
bogfoeringsdato;konto;beloeb
01-03-2023;5.38.44.1;800,00
01-03-2023;5.38.44.1.9;-300,00
01-04-2023;5.38.44.1.9;50,00
01-04-2023;5.38.10.2;9.999,00
01-05-2023;5.38.99;1,00
"""


def raw_of(folder):
    files = {"2023/forloeb.csv": SERVICES, "2023/posteringer.csv": LEDGER}
    return raw_folder(folder, files, center=RULES)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("aside")
    build_light(raw_of(folder), folder / "out", 2023)
    return folder


def trace(made, *words, form="json"):
    at = ["--raw", str(made / "raw"), "--out", str(made / "out"), "--format", form]
    result = CliRunner().invoke(app, ["trace", *words, *at])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if form == "json" else result.stdout.splitlines()


def test_every_gate_holds_and_the_figures_are_of_joined_and_turned_rows(tmp_path):
    built = build_data(raw_of(tmp_path), tmp_path / "out")
    checks = {check["name"]: check for check in built.checks if check["tried"]}
    assert all(check["passed"] for check in built.checks)
    assert {NOTHING_LOST, marts.RECOUNT} <= checks.keys()
    values = {f.figure_id: f.value for found in built.figures.values() for f in found}
    assert values["2023/tabel-01/faxe/alkohol"] == 2
    assert values["2023/tabel-10/andet/antal"] == 1
    assert values["2023/tabel-04/udgift/2023"] == 800
    assert values["2023/tabel-04/indtaegt/2023"] == 250


@pytest.mark.parametrize("kind", ["left out", "joined"])
def test_a_row_set_aside_that_vanishes_is_caught_by_nothing_lost(tmp_path, monkeypatch, kind):
    if kind == "left out":
        honest = accounts.told_by_account

        def losing(*given):
            text, left_out = honest(*given)
            return text, left_out.clear()

        monkeypatch.setattr(delivery.accounts, "told_by_account", losing)
        lost = "posteringer.csv holds 5 records, of which 4 were"
    else:
        from rus_pipeline.ingest.rows import validation

        honest = validation.set_aside
        monkeypatch.setattr(
            validation, "set_aside", lambda left_out, joined: honest(left_out, joined[1:])
        )
        lost = "forloeb.csv holds 5 records, of which 4 were"
    with pytest.raises(CheckError, match=lost):
        build_data(raw_of(tmp_path), tmp_path / "out")


def test_they_are_counted_beside_the_quarantined(made):
    manifest = json.loads((made / "out/2023/manifest.json").read_text())
    counts = ("records", "rows_out", "udeladt", "samlet")
    assert {
        file: tuple(found[name] for name in counts) for file, found in manifest["delivered"].items()
    } == {"2023/forloeb.csv": (5, 1, 0, 2), "2023/posteringer.csv": (5, 1, 1, 0)}


def test_the_assets_and_the_run_tell_them(made, capsys):
    built = Built(made / "raw", made / "out", 2023)
    ledger, edition = (built.result(name).facts for name in ("staging/posteringer", "edition"))
    asked = ("records", "rows_out", "udeladt", "samlet")
    assert [ledger[name] for name in asked] == [5, 1, 1, 0]
    assert set(asked) <= set(events._SHOWN_AS_TEXT)
    done = EditionRun(2023, made=1, facts=edition)
    running._show(Outcome([done], ()), made / "out")
    heading, row, *rest = capsys.readouterr().out.splitlines()
    shown = dict(zip(re.split(r"  +", heading.strip()), row.split(), strict=True))
    assert {name: shown[name] for name in ("Rows read", "Quarantined", "Left out", "Joined")} == {
        "Rows read": "10",
        "Quarantined": "2",
        "Left out": "1",
        "Joined": "2",
    }
    assert [re.split(r"  +", line.strip()) for line in rest[:2]] == [
        ["Public edition", "Shown", "Recoded", "Suppressed", "Persons in shown"],
        [
            "2023",
            *(str(edition["public"][name]) for name in ("shown", "recoded", "suppressed")),
            f"{done.public.per_cent} %",
        ],
    ]


def test_they_are_listed_by_file_and_line(made):
    with (made / "out/2023/set_aside.csv").open(encoding="utf-8", newline="") as lines:
        assert [tuple(row.values()) for row in csv.DictReader(lines)] == [
            ("2023/forloeb.csv", "4", "samlet", "", "2"),
            ("2023/forloeb.csv", "5", "samlet", "", "2"),
            ("2023/posteringer.csv", "5", "udeladt", "5.38.10.2", ""),
        ]


def test_the_database_has_them(made):
    with duckdb.connect(str(made / "out/rus.duckdb"), read_only=True) as database:
        found = database.sql("FROM set_aside ORDER BY file, line").fetchall()
    assert found == [
        (2023, "2023/forloeb.csv", 4, "samlet", None, 2),
        (2023, "2023/forloeb.csv", 5, "samlet", None, 2),
        (2023, "2023/posteringer.csv", 5, "udeladt", "5.38.10.2", None),
    ]


def test_an_edition_of_an_earlier_version_has_none(made, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(made / "out", out)
    (out / "2023/set_aside.csv").unlink()
    with duckdb.connect(str(write_database(out)), read_only=True) as database:
        assert database.sql("FROM set_aside").fetchall() == []
    assert why_aside(out, "2023/forloeb.csv", 4) is None
    assert joined_with(out, [("2023/forloeb.csv", 2)]) == {}


def test_a_joined_course_is_traced_to_its_line_and_the_others_are_named(made):
    rows = trace(made, "2023/tabel-01/faxe/alkohol")["rows"]
    assert [(row["line"], [one["line"] for one in row.get("joined", [])]) for row in rows] == [
        (2, [4, 5]),
        (3, []),
    ]
    assert len({one["row_sha256"] for row in rows for one in (row, *row.get("joined", []))}) == 4
    said = trace(made, "2023/tabel-01/faxe/alkohol", form="text")
    assert [line.partition("  sha256")[0].strip() for line in said if " sha256 " in line][:4] == [
        "2023/forloeb.csv:2",
        "joined with line 4",
        "joined with line 5",
        "2023/forloeb.csv:3",
    ]


def test_a_row_is_traced_to_what_is_joined_with_it(made):
    course, other = (trace(made, "--row", f"2023/forloeb.csv:{line}") for line in (2, 4))
    assert (course["joined"], course["set_aside"]) == ([4, 5], None)
    assert "2023/tabel-01/faxe/alkohol" in course["figures"]
    assert (other["joined"], other["figures"]) == ([], [])
    assert other["set_aside"].startswith(
        "The row is joined (samlet) with line 2 of the same course"
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2023/forloeb.csv:5", "The row is joined (samlet) with line 2 of the same course"),
        ("2023/posteringer.csv:5", "The row is left out (udeladt): its account 5.38.10.2 is"),
        ("2023/posteringer.csv:6", "The row is in quarantine, and counts nowhere"),
    ],
)
def test_why_not_says_what_became_of_a_row(made, row, said):
    answer = trace(made, "2023/tabel-04/udgift/2023", "--why-not", row)
    assert (answer["counts"], answer["outside"].startswith(said)) == (False, True)


def test_check_counts_them_without_asking_for_corrections(made):
    console = Console(width=400)
    with console.capture() as capture:
        print_causes(console, [correction_list(opened(made / "raw"), 2023)])
    said = capture.get()
    assert "2023/forloeb.csv: 2 rækker samlet: " in said
    assert "2023/posteringer.csv: 1 række udeladt: " in said
    assert said.startswith("2023: 2 ting at rette")
    assert 'Skriv fx "5.38.99" = { omraade = "Alkohol", form = "Ambulant", art = ' in said


def test_receive_counts_them(made, tmp_path):
    raw = raw_folder(tmp_path, center=RULES)
    at = ["--raw", str(raw), "--out", str(tmp_path / "out")]
    taken = CliRunner().invoke(app, ["receive", str(made / "raw/2023"), "--edition", "2023", *at])
    assert taken.exit_code == 0, taken.output
    assert "As center.toml says, 1 row left out (udeladt) and 2 joined (samlet)" in taken.stdout
