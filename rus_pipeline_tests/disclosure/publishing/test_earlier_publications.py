"""Earlier publications bind later ones: small editions, released and built again."""

import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from rus_pipeline.audit.release import release
from rus_pipeline.cli.app import app
from rus_pipeline.core.solver import UndecidedError
from rus_pipeline.disclosure.linear_program import LinearProgram
from rus_pipeline_tests import building
from rus_pipeline_tests.audit.editions import build
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.conditions import build_lightly
from rus_pipeline_tests.disclosure.publishing.small_editions import folder, shown

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("_builds_lightly")]

SMALL = ((9, "0320", "Alkohol"), (2, "0336", "Alkohol"), (8, "0320", "Stof"), (7, "0336", "Stof"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An edition that suppresses small counts, and its release."""
    tmp_path = tmp_path_factory.mktemp("suppressed")
    raw, out = folder(tmp_path, *SMALL), tmp_path / "out"
    build_light(raw, out, 2023)
    release(raw, out, 2023, ["fictitious"])
    return tmp_path


@pytest.fixture(scope="module")
def made_open(tmp_path_factory):
    """A release that shows everything, and a centre that has since raised ``mindste_celle``."""
    tmp_path = tmp_path_factory.mktemp("open")
    raw, out = folder(tmp_path, *SMALL, smallest=1), tmp_path / "out"
    build_light(raw, out, 2023)
    release(raw, out, 2023, ["fictitious"])
    center = (raw / "center.toml").read_text(encoding="utf-8")
    later = center.replace("mindste_celle = 1\n", "mindste_celle = 5\n")
    (raw / "center.toml").write_text(later, encoding="utf-8")
    return tmp_path


@pytest.fixture
def with_suppression(made, tmp_path):
    return copied(made, tmp_path)


def copied(made, tmp_path):
    """Return copies of a raw and an output folder, which a test may alter."""
    return tuple(shutil.copytree(made / name, tmp_path / name) for name in ("raw", "out"))


def test_a_small_count_is_suppressed_and_a_total_is_shown(made):
    assert shown(made / "out", "2023/tabel-01/stevns/alkohol") is None
    assert shown(made / "out", "2023/tabel-02/forloeb/i-alt") == 26


def test_with_a_smallest_count_of_one_nothing_is_suppressed(made_open):
    assert shown(made_open / "out", "2023/tabel-01/stevns/alkohol") == 2


def test_an_edition_built_again_suppresses_the_same(with_suppression):
    raw, out = with_suppression
    before = (out / "2023" / "public" / "figures.parquet").read_bytes()
    build(raw, out)
    assert (out / "2023" / "public" / "figures.parquet").read_bytes() == before


@pytest.fixture(scope="module")
def unprotected(made_open, tmp_path_factory):
    """The output folder of that centre, its edition built again, and what was built."""
    raw, out = copied(made_open, tmp_path_factory.mktemp("unprotected"))
    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        (built,) = building.build(raw, out, 2023)
    return out, built


def test_a_count_that_a_release_discloses_is_reported_with_the_release(unprotected):
    assert (
        "2023/tabel-01/stevns/alkohol cannot be protected: 2023-r1:2023/tabel-01/stevns/alkohol"
        " discloses it and is public already"
    ) in unprotected[1].publication.complaints


def test_an_edition_that_cannot_be_protected_has_no_public_folder(unprotected):
    edition = unprotected[0] / "2023"
    assert (edition / "report" / "index.html").is_file()
    assert not (edition / "public").exists()
    assert "../public/" not in (edition / "report" / "index.html").read_text(encoding="utf-8")


def test_the_release_is_unchanged(unprotected):
    assert shown(unprotected[0], "2023/tabel-01/stevns/alkohol", "releases/2023-r1") == 2


def test_the_command_says_so_and_exits_1(unprotected, tmp_path):
    shutil.copytree(unprotected[0].parent, tmp_path, dirs_exist_ok=True)
    raw, out = tmp_path / "raw", tmp_path / "out"
    shutil.rmtree(out / "2023")
    for _ in range(2):  # it is said again where nothing has changed
        result = CliRunner().invoke(app, ["run", "--raw", str(raw), "--out", str(out)])
        assert result.exit_code == 1
        assert "2023 has no public edition: 2023/tabel-01/" in result.stderr


def test_what_a_release_showed_stays_shown(with_suppression):
    """More small counts need more suppressions, but never of what is public already."""
    raw, out = with_suppression
    public = pl.read_parquet(out / "releases" / "2023-r1" / "public" / "figures.parquet")
    was = {i for i, value in public.select("figure_id", "value").rows() if value}
    text = (raw / "2023" / "forloeb.csv").read_text(encoding="utf-8").rstrip("\n").splitlines()
    more = text[1].split(";")
    more[0], more[1] = "F99", "7103701099"
    (raw / "2023" / "forloeb.csv").write_text("\n".join([*text, ";".join(more)]) + "\n")
    build(raw, out)
    now = pl.read_parquet(out / "2023" / "public" / "figures.parquet")
    then = dict(public.select("figure_id", "value").rows())
    values = dict(
        pl.read_parquet(out / "2023" / "figures.parquet").select("figure_id", "value").rows()
    )
    suppressed = set(now.filter(pl.col("status") == "suppressed")["figure_id"])
    assert {i for i in suppressed & was if values[i] == then[i]} == set()


def test_the_command_audits_what_is_public(made):
    result = CliRunner().invoke(app, ["audit-public", "--out", str(made / "out")])
    assert result.exit_code == 0
    assert result.stdout.startswith("Suppressed counts: ")
    assert "2023/tabel-01/stevns/alkohol: 1-" in result.stdout


def test_the_command_refuses_what_is_no_public_folder(tmp_path):
    result = CliRunner().invoke(app, ["audit-public", str(tmp_path)])
    assert result.exit_code == 1
    assert "no public folder, for it has no figures.parquet" in result.stderr


def test_an_edition_that_the_solver_cannot_decide_has_no_public_folder(tmp_path, monkeypatch):
    def never(program, cost):
        raise UndecidedError("the solver ended undecided")

    monkeypatch.setattr(LinearProgram, "minimise", never)
    raw, out = folder(tmp_path, *SMALL), tmp_path / "out"
    (built,) = building.build(raw, out, 2023)
    assert (out / "2023" / "report" / "index.html").is_file()
    assert not (out / "2023" / "public").exists()
    assert built.publication.complaints == (
        "the suppressed figures cannot be checked: the solver ended undecided",
    )
