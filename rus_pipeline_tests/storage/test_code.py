"""Digests of code: what a module imports counts, and nothing else."""

import shutil

import pytest

from rus_pipeline.storage import code

TABLES = ("rus_pipeline.tables.tabel_10", "rus_pipeline.tables.tabel_11")
ENGINE = "rus_pipeline.figures.counting"
REPORT = "rus_pipeline.report.edition"


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Return a copy of the package to change, and a function that digests it as it is now."""
    package = tmp_path / "rus_pipeline"
    shutil.copytree(code.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(code, "PACKAGE", package)

    def forget():
        for cached in (
            code.code_digest,
            code._path,
            code._imported,
            code._data_files,
            code._digest,
        ):
            cached.cache_clear()

    def digests(*modules):
        forget()
        return {module: code.code_digest(module) for module in modules}

    yield package, digests
    forget()


def changed(copied, path, *modules):
    """Return the modules whose digest changes if a line is added to a file of the package."""
    package, digests = copied
    before = digests(*modules)
    mark = b"/* */\n" if path.endswith((".css", ".html")) else b"# \n"
    (package / path).write_bytes((package / path).read_bytes() + mark)
    after = digests(*modules)
    return {module for module in modules if before[module] != after[module]}


def test_a_line_in_a_table_changes_that_table_alone(copied):
    assert changed(copied, "tables/tabel_10.py", *TABLES, ENGINE, REPORT) == {TABLES[0]}


def test_a_line_in_the_engine_changes_the_marts_alone(copied):
    marts, staging = (f"rus_pipeline.pipeline.stages.{name}" for name in ("marts", "staging"))
    assert changed(copied, "figures/counting.py", marts, staging) == {marts}


def test_a_template_changes_the_report_alone(copied):
    reports, marts = (f"rus_pipeline.pipeline.stages.{name}" for name in ("reports", "marts"))
    assert changed(copied, "report/templates/frame.html", reports, marts) == {reports}


def test_sql_and_code_lists_change_the_modules_that_read_them(copied):
    marts = "rus_pipeline.pipeline.stages.marts"
    assert changed(copied, "audit/recount_shared.sql", marts) == {marts}
    assert changed(copied, "core/codes/kommuner.csv", marts) == {marts}


def test_a_tables_sql_has_a_digest_of_its_own(copied):
    own, other = f"{TABLES[0]}:sql", f"{TABLES[1]}:sql"
    assert changed(copied, "tables/tabel_10.sql", *TABLES, own, other) == {own}


def test_the_dagster_room_changes_no_step(copied):
    stages = [
        f"rus_pipeline.pipeline.stages.{name}"
        for name in ("staging", "slicing", "marts", "snapshots", "publishing", "reports")
    ]
    assert changed(copied, "pipeline/dagster/events.py", *stages) == set()


def test_line_endings_do_not_count(copied):
    package, digests = copied
    before = digests(ENGINE)
    path = package / "figures" / "counting.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digests(ENGINE) == before


def test_an_unknown_module_is_an_error():
    with pytest.raises(ModuleNotFoundError):
        code.code_digest("rus_pipeline.nowhere")
