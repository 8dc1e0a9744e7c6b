"""Releases: what may be released, their files, and the revisions since the release before."""

import hashlib
import json
import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from rus_pipeline.audit.release import ReleaseError, release
from rus_pipeline.audit.revisions import paired
from rus_pipeline.cli.app import app
from rus_pipeline.slices.variables import VARIABLES
from rus_pipeline.slices.variables.registry import Variable
from rus_pipeline_tests.audit.editions import build, edit, flip
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.conditions import build_lightly
from rus_pipeline_tests.raw import forloeb, raw_folder

ALLOWED = ["fictitious", "quarantined"]
STOF, RELATIVE = {"indsats": "Stof"}, {"indsats": "Pårørende"}
LAST_DAY = {"indskrivningsdato": "31-12-2023"}
FIRST = ({}, {}, STOF, RELATIVE, LAST_DAY)  # lines 2 to 6

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("_builds_lightly")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Five courses of 2023, built in ``built`` and released once in ``released``."""
    folder = tmp_path_factory.mktemp("release")
    raw = raw_folder(folder, {"2023/forloeb.csv": forloeb(*FIRST)})
    build_light(raw, folder / "built", 2023)
    shutil.copytree(folder / "built", folder / "released")
    return folder, release(raw, folder / "released", 2023, ALLOWED)


@pytest.fixture
def raw(made, tmp_path):
    return shutil.copytree(made[0] / "raw", tmp_path / "raw")


@pytest.fixture
def built(made, tmp_path):
    """Return a copy of an output folder with the edition."""
    return shutil.copytree(made[0] / "built", tmp_path / "out")


@pytest.fixture
def first(made, tmp_path):
    """Return a copy of an output folder with the edition and a release of it."""
    return shutil.copytree(made[0] / "released", tmp_path / "out")


def deliver(raw, *rows):
    (raw / "2023/forloeb.csv").write_text(forloeb(*rows))


def released(raw, out):
    build(raw, out)
    return release(raw, out, 2023, ALLOWED)


def moved(made):
    return {
        m.figure_id: (m.before, m.after, m.by_data, m.by_definition)
        for m in made.revisions
        if m.before != m.after
    }


def test_releases_are_numbered_copies_of_the_current_edition(made, raw, first):
    out = first
    assert [made[1].edition.name, release(raw, out, 2023, ALLOWED).edition.name] == [
        "2023-r1",
        "2023-r2",
    ]
    frozen = out / "releases/2023-r1"
    for name in ("figures.parquet", "declaration.json", "report/index.html", "rows.parquet"):
        assert (frozen / name).is_file()
    assert (frozen / "figures.parquet").read_bytes() == (out / "2023/figures.parquet").read_bytes()


def test_a_manifest_has_every_digest(made, raw, first):
    out = first
    second = release(raw, out, 2023, ALLOWED)
    manifest = json.loads((out / "releases/2023-r2/manifest.json").read_text())
    page = (out / "releases/2023-r2/report/index.html").read_bytes()
    assert manifest["outputs"]["report/index.html"] == hashlib.sha256(page).hexdigest()
    delivered = hashlib.sha256((raw / "2023/forloeb.csv").read_bytes()).hexdigest()
    assert manifest["files"] == {"2023/forloeb.csv": delivered}
    assert manifest["previous_manifest_sha256"] == made[1].manifest_sha256
    assert manifest["release"] == second.edition.release == 2
    assert len(manifest["lock_sha256"]) == 64
    assert manifest["allowed"] == ["fictitious"]


def test_a_release_lists_the_digest_of_each_rows_bytes(raw, first):
    rows = pl.read_parquet(first / "releases/2023-r1/rows.parquet")
    second = (raw / "2023/forloeb.csv").read_bytes().split(b"\n")[1]
    assert rows["line"].to_list() == [2, 3, 4, 5, 6]
    assert rows["row_sha256"][0] == hashlib.sha256(second).hexdigest()


def test_synthetic_data_are_released_only_if_allowed_by_name(raw, built):
    with pytest.raises(ReleaseError, match="--allow fictitious"):
        release(raw, built, 2023, [])
    assert not (built / "releases").exists()


def altered_as_built(out, name, change):
    """Alter a file of the edition, as if it had been built so."""
    edition = out / "2023"
    change(edition / name)
    manifest = json.loads((edition / "manifest.json").read_text())
    manifest["outputs"][name] = hashlib.sha256((edition / name).read_bytes()).hexdigest()
    (edition / "manifest.json").write_text(json.dumps(manifest))


def test_the_error_lists_everything_to_allow(raw, built):
    listed = "2023/forloeb.csv,3,kommune,kommune_ukendt,raekke_ude,Andeby\n"
    altered_as_built(built, "quarantine.csv", lambda path: path.open("a").write(listed))
    with pytest.raises(ReleaseError, match="--allow fictitious --allow quarantined"):
        release(raw, built, 2023, [])
    with pytest.raises(ReleaseError, match=r"1 of its rows.*: --allow quarantined$"):
        release(raw, built, 2023, ["fictitious"])


def test_a_failed_gate_is_released_only_if_allowed_by_name(raw, built):
    altered_as_built(
        built, "declaration.json", lambda path: edit(path, '"value": "2"', '"value": "3"')
    )
    with pytest.raises(ReleaseError, match="--allow trace-equality"):
        release(raw, built, 2023, ["fictitious"])


def test_an_edition_altered_since_it_was_built_is_not_released(raw, built):
    flip(built / "2023/figures.parquet")
    with pytest.raises(ReleaseError, match=r"figures.parquet was altered since it was built"):
        release(raw, built, 2023, ALLOWED)


def test_an_edition_of_other_raw_files_is_not_released(raw, built):
    deliver(raw, {})
    with pytest.raises(ReleaseError, match=r"forloeb.csv is not what the edition was built from"):
        release(raw, built, 2023, ALLOWED)


def test_a_release_cannot_be_written_to(made):
    for path in (made[0] / "released/releases/2023-r1").rglob("*"):
        assert path.is_dir() or not path.stat().st_mode & 0o222


@pytest.fixture(scope="module")
def second(made, tmp_path_factory):
    """The release after a delivery in which lines 3 and 5 are others, and line 7 is new."""
    folder = tmp_path_factory.mktemp("second")
    raw = shutil.copytree(made[0] / "raw", folder / "raw")
    out = shutil.copytree(made[0] / "released", folder / "out")
    earlier = RELATIVE | {"henvendelsesdato": "01-02-2023"}
    deliver(raw, {}, STOF, STOF, earlier, LAST_DAY, STOF)
    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        return released(raw, out)


def revision_of(made, figure_id):
    (found,) = (one for one in made.revisions if one.figure_id == figure_id)
    return found


def test_a_new_row_is_a_data_revision(second):
    assert moved(second)["2023/tabel-02/forloeb/stof-voksne"] == (1, 3, 2, 0)
    drugs = revision_of(second, "2023/tabel-02/forloeb/stof-voksne")
    assert [(row.line, row.fate) for row in drugs.rows] == [(3, "changed"), (7, "came")]
    assert "2023/tabel-02/forloeb/paaroerende" not in moved(second)


def test_a_changed_row_is_listed_with_its_line(second):
    alcohol = revision_of(second, "2023/tabel-02/forloeb/alkohol")
    assert [(row.line, row.fate) for row in alcohol.rows] == [(3, "changed")]
    assert (alcohol.by_data, alcohol.by_definition) == (-1, 0)


def test_a_figure_with_the_same_value_and_other_rows_is_listed(second):
    relatives = revision_of(second, "2023/tabel-02/forloeb/paaroerende")
    lines = [row.line for row in relatives.rows]
    assert (relatives.before, relatives.after, lines) == (1, 1, [5])


def test_another_definition_is_a_method_revision(raw, first, monkeypatch):
    honest = VARIABLES["forloeb"]["indskrevet"]

    def strictly(edition):
        return honest.expression(edition) & (pl.col("indskrivningsdato") < edition.last)

    fault = Variable("indskrevet", honest.needs, honest.description, strictly)
    monkeypatch.setitem(VARIABLES["forloeb"], "indskrevet", fault)
    monkeypatch.setattr("rus_pipeline.pipeline.stages.marts.disagreements", lambda *_: [])
    monkeypatch.setattr("rus_pipeline.pipeline.stages.marts.asked_of", lambda *_: [])
    deliver(raw, *FIRST, {})
    made = released(raw, first)
    admitted = revision_of(made, "2023/tabel-07/forloeb/alkohol")
    assert (admitted.before, admitted.after) == (3, 3)
    assert (admitted.by_data, admitted.by_definition) == (1, -1)
    assert [(row.line, row.fate) for row in admitted.rows] == [
        (6, "counts-no-longer"),
        (7, "came"),
    ]


def test_rows_on_other_lines_are_the_same_rows(raw, first):
    path = raw / "2023/forloeb.csv"
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, "", *rows[::-1]]) + "\n")
    assert released(raw, first).revisions == []


def test_the_revisions_are_stored_in_the_release(raw, first):
    deliver(raw, {}, {})
    released(raw, first)
    stored = json.loads((first / "releases/2023-r2/movements.json").read_text())
    (drugs,) = (m for m in stored if m["figure_id"] == "2023/tabel-02/forloeb/stof-voksne")
    assert (drugs["before"], drugs["after"], drugs["by_data"]) == ("1", "0", "-1")
    assert drugs["rows"] == [{"file": "2023/forloeb.csv", "line": 4, "fate": "went"}]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "abc", [(1, 1, True), (2, 2, True), (3, 3, True)]),
        ("abc", "axc", [(1, 1, True), (3, 3, True), (2, 2, False)]),
        ("abc", "ac", [(1, 1, True), (3, 2, True)]),
        ("ac", "abc", [(1, 1, True), (2, 3, True)]),
        ("ab", "ba", [(1, 2, True), (2, 1, True)]),
        ("aab", "ab", [(1, 1, True), (3, 2, True)]),
        ("xy", "pqr", [(1, 1, False), (2, 2, False)]),
    ],
)
def test_rows_are_paired_by_their_bytes_and_else_in_order(old, new, expected):
    numbered = [list(enumerate(text, 1)) for text in (old, new)]
    assert list(paired(*numbered)) == expected


def test_the_command_prints_the_release(raw, built):
    folders = ["--raw", str(raw), "--out", str(built)]
    refused = CliRunner().invoke(app, ["release", "2023", *folders])
    assert (refused.exit_code, "--allow fictitious" in refused.stderr) == (1, True)
    made = CliRunner().invoke(app, ["release", "2023", "--allow", "fictitious", *folders])
    assert made.exit_code == 0
    assert made.stdout.startswith("Released 2023-r1: ")
