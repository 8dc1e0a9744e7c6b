"""The downloads as the programs of their readers open them, and the JSON held to its schema."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

OFFICE = shutil.which("soffice")
TABLES = ("tabel-01", "tabel-03", "tabel-10", "tabel-13")

_DANISH = "Text - txt - csv (StarCalc):59,34,76,1,,1030,false,true"
"""As a Danish spreadsheet opens a file of text: semicolons, UTF-8, Danish numbers told apart."""


_WITH_PANDAS = """
import json, sys, pandas
words = {"sep": ";", "encoding": "utf-8-sig", "dtype": str}
tables = [pandas.read_csv(path, **words).fillna("") for path in sys.argv[1:]]
print(json.dumps([table.to_dict(orient="split", index=False) for table in tables]))
"""


@pytest.fixture(scope="module")
def report(editions):
    return editions / "2023" / "report"


def fields(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def read_with_pandas(paths):
    """Return the columns and rows of tables as pandas reads them, in a process that has it."""
    command = [sys.executable, "-c", _WITH_PANDAS, *map(str, paths)]
    apart = {**os.environ, "PYTHONPATH": str(Path(sys.prefix) / "pandas")}
    return json.loads(subprocess.run(command, check=True, capture_output=True, env=apart).stdout)


def as_number(text):
    return float(text) if text.lstrip("-").isdecimal() else text


@pytest.fixture
def converted(tmp_path):
    """Open files with LibreOffice, and return the cells of each as it has saved them."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not here")

    def cells(paths, *options):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        words = [*options, "--convert-to", "ods", "--outdir", str(tmp_path), *map(str, paths)]
        command = [OFFICE, profile, "--headless", *words]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        saved = (tmp_path / f"{path.stem}.ods" for path in paths)
        return [CalamineWorkbook.from_path(p).get_sheet_by_index(0).to_python() for p in saved]

    return cells


@pytest.mark.system
def test_libreoffice_in_danish_finds_every_number_and_text_of_a_table(report, converted):
    paths = [report / "tabeller" / f"{table}.csv" for table in TABLES]
    for path, opened in zip(paths, converted(paths, f"--infilter={_DANISH}"), strict=True):
        expected = [[as_number(field) for field in line] for line in fields(path)]
        assert [line[: len(expected[0])] for line in opened] == expected


@pytest.mark.system
def test_libreoffice_finds_the_same_in_a_workbook(report, converted):
    path = report / "tabeller" / "tabel-01.xlsx"
    (opened,) = converted([path])
    original = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [line for line in opened if any(line)] == [line for line in original if any(line)]


@pytest.mark.slow
def test_polars_and_pandas_read_the_same_tables(report):
    paths = [report / "tabeller" / f"{table}.csv" for table in TABLES]
    for path, with_pandas in zip(paths, read_with_pandas(paths), strict=True):
        polars = pl.read_csv(path, separator=";", infer_schema=False).fill_null("")
        assert polars.columns == with_pandas["columns"] == fields(path)[0]
        assert list(map(list, polars.rows())) == with_pandas["data"] == fields(path)[1:]


@pytest.mark.slow
@pytest.mark.parametrize("place", ["2023/report", "2023/public/report"])
def test_the_json_follows_its_schema_and_has_every_figure_and_table(editions, place):
    folder = editions / place
    found = json.loads((folder / "tal.json").read_text(encoding="utf-8"))
    schema = json.loads((folder / found["$schema"]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema, jsonschema.Draft202012Validator)
    figures = pl.read_parquet(folder / "figures.parquet")
    assert [(f["figure_id"], f["value"]) for f in found["figures"]] == figures.select(
        "figure_id", "value"
    ).rows()
    assert [table["id"] for table in found["tables"]] != []
    shown = {
        figure
        for table in found["tables"]
        for row in table["rows"]
        for cell in filter(None, row["cells"])
        for figure in cell["figures"]
    }
    assert {f["figure_id"] for f in found["figures"]} <= shown
