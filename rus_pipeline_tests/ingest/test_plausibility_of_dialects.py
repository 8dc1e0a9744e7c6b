"""What is found in a delivery is the same, however it and the one before it are written."""

from io import BytesIO

import pytest
from xlsxwriter import Workbook

from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.plausibility import BuiltFrom
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline_tests.ingest.test_plausibility import DRAWN, STRICT, courses, rows
from rus_pipeline_tests.raw import opened, raw_folder


def cells(text):
    return [line.split(";") for line in text.splitlines()]


def workbook(text):
    content = BytesIO()
    with Workbook(content) as book:
        sheet = book.add_worksheet("Data")
        for number, line in enumerate([["Udtræk"], *cells(text)]):
            sheet.write_row(number, 0, line)
    return content.getvalue()


DIALECTS = {
    "as it is": ("forloeb.csv", lambda text: text),
    "commas and quotes": (
        "Forløb 2023.txt",
        lambda text: "\n".join(",".join(f'"{c}"' for c in line) for line in cells(text)),
    ),
    "tabs in UTF-16": ("forloeb.tsv", lambda text: text.replace(";", "\t").encode("utf-16-le")),
    "dates otherwise": ("forloeb.csv", lambda text: text.replace("-2023", ".2023 00:00")),
    "marks for empty": (
        "forloeb.csv",
        lambda text: text.replace(";;", ";NULL;").replace(";;", ";-;"),
    ),
    "title and synonyms": (
        "forloeb.csv",
        lambda text: f"Udtræk\n{text.replace('forloeb_id', 'Sags-id', 1)}",
    ),
    "a workbook": ("forloeb.xlsx", workbook),
}


def delivered(tmp_path, dialect, text):
    name, written = DIALECTS[dialect]
    files = {f"2023/{name}": written(text), "2023/udtraek.toml": DRAWN}
    raw = raw_folder(tmp_path, files, center=STRICT)
    if name != "forloeb.csv":
        (raw / "2023/forloeb.csv").unlink(missing_ok=True)
    return raw


def found(raw, current):
    folder = RawFolder(raw, PersonKeys.from_environment(), current)
    return [str(error).partition(": ")[2] for error in folder.inspect(2023).errors]


def what(tmp_path, before, now, first, second):
    """Return what is found in the delivery ``now`` of ``second`` that follows ``before``."""
    folder = opened(delivered(tmp_path / "before", before, first))
    current = {2023: BuiltFrom(folder.profile(2023), None)}
    return found(delivered(tmp_path / "now", now, second), current)


LAST, NEXT = courses(200), rows(courses(200, koen="K", laegesamtale_oensket="J"), 120)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_findings_are_the_same_in_every_dialect(tmp_path, dialect):
    plain = what(tmp_path / "plain", "as it is", "as it is", LAST, NEXT)
    assert len(plain) > 1
    assert what(tmp_path / "now", "as it is", dialect, LAST, NEXT) == plain
    assert what(tmp_path / "before", dialect, "as it is", LAST, NEXT) == plain


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nothing_is_found_between_two_dialects_of_one_delivery(tmp_path, dialect):
    assert what(tmp_path, "as it is", dialect, LAST, LAST) == []
