"""Documents in a run: what is drawn, what is refused, and what a changed one makes stale."""

import pytest

from rus_pipeline.pipeline.plan import Inputs
from rus_pipeline.pipeline.run import Run, StepError
from rus_pipeline.pipeline.status import editions_status
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.building import build_data
from rus_pipeline_tests.pipeline.current_store import make_current, put, store_of
from rus_pipeline_tests.raw import forloeb, raw_folder
from rus_pipeline_tests.reconciliation.reports import claims_csv

DOCUMENT = """\
dokument = "plan.txt"
dato = "2020"
[[tabel]]
id = "planens-tal"
titel = "Planens tal"
trykt_tabel = "Plan"
definition = "Som trykt."
forspalte = "Mål"
[loefter]
id = "planens-loefter"
titel = "Løfter i {aar}"
definition = "Som trykt."
[[loefter.punkt]]
ord = "Flere i behandling"
trykt = [{ tabel = "Plan", raekke = "I behandling", kolonne = "antal" }]
maalt = [{ navn = "Alkohol", tabel = "tabel-01", raekke = "faxe", kolonne = "alkohol" }]
"""
UNPRINTED = """\
[[tabel]]
id = "planens-ord"
titel = "Planens ord"
trykt_tabel = "Planens ord"
definition = "Som trykt."
forspalte = "Ord"
[loefter]
"""
PRINTED = claims_csv(("Plan", "I behandling", "antal", "17"), document="plan.txt")


def run_of(tmp_path, files):
    """Return a run on a raw folder with these files."""
    raw = raw_folder(tmp_path, files)
    out = tmp_path / "out"
    out.mkdir(exist_ok=True)
    return Run(raw, out, Store(configured_store(out)), "test")


@pytest.mark.slow
def test_what_a_centre_s_own_document_shows_is_drawn(tmp_path):
    document = DOCUMENT.replace("[loefter]", UNPRINTED)
    files = {"dokumenter/plan.toml": document, "published/plan.csv": PRINTED}
    run = run_of(tmp_path, {"2023/forloeb.csv": forloeb({}, {}), **files})
    build_data(run.raw, run.out)
    run.make(2023, assets()["documents"])
    drawn = run.make(2023, assets()["snapshot/dokumenter"]).result
    pages = {path.stem: path.read_text("utf-8") for path in run.store.files(drawn).glob("*.html")}
    assert set(pages) == {"planens-tal", "planens-loefter", "planens-ord"}
    assert "17" in pages["planens-loefter"]
    assert "2023/tabel-01/faxe/alkohol" in pages["planens-loefter"]
    assert "**Planens tal** (2020)" in drawn.facts["preview"]
    assert drawn.facts["warnings"] == [
        "dokumenter/plan.toml: planens-ord viser Planens ord, som ikke findes i published for"
        " dokumentet plan.txt"
    ]


def documents_of(tmp_path, files):
    return run_of(tmp_path, files).make(2023, assets()["documents"]).result


def test_a_centre_without_documents_shows_none(tmp_path):
    assert documents_of(tmp_path, {}).facts["dagster/row_count"] == 0


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ('"tabel-01"', '"tabel-99"', 'linje 16: loefter.punkt.maalt nævner tabellen "tabel-99"'),
        ('"planens-tal"', '"tabel-13"', 'id = "tabel-13" er en af rapportens egne tabeller'),
        ("dato", "date", "linje 2: date kendes ikke"),
    ],
)
def test_a_broken_document_fails_the_edition_and_says_why(tmp_path, now, then, said):
    with pytest.raises(StepError, match=r"dokumenter/plan\.toml") as refused:
        documents_of(tmp_path, {"dokumenter/plan.toml": DOCUMENT.replace(now, then)})
    assert said in str(refused.value)


@pytest.fixture
def current(tmp_path):
    """A raw folder with a document, and an output folder in which everything is current."""
    raw = raw_folder(tmp_path, {"dokumenter/plan.toml": DOCUMENT})
    (tmp_path / "out").mkdir()
    make_current(raw, tmp_path / "out", [2023])
    return raw, tmp_path / "out"


def stale(raw, out):
    (edition,) = editions_status(Inputs(raw, out), store_of(out))
    return {state.asset for state in edition.stale}


def test_a_changed_document_makes_what_shows_and_measures_it_stale_and_nothing_else(current):
    raw, out = current
    assert stale(raw, out) == set()
    (raw / "dokumenter/plan.toml").write_text(f"{DOCUMENT}# Rettet\n", encoding="utf-8")
    assert stale(raw, out) == {"documents"}
    put(raw, out, "documents", 2023, "read anew")
    expected = {"reconciliation", "snapshot/dokumenter", "report", "public_report"}
    assert stale(raw, out) == expected


def test_a_document_more_or_less_makes_the_documents_stale(current):
    raw, out = current
    (raw / "dokumenter/more.toml").write_text(DOCUMENT, encoding="utf-8")
    assert stale(raw, out) == {"documents"}
    (raw / "dokumenter/more.toml").unlink()
    (raw / "dokumenter/plan.toml").rename(raw / "dokumenter/plan.txt")
    assert stale(raw, out) == {"documents"}
