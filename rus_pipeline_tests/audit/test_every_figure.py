"""Every figure of every edition, traced and then measured on the lines of the raw files.

It reads ``data/raw`` as it is.
"""

import csv
import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest

from rus_pipeline.audit.measures import measures
from rus_pipeline.audit.trace import figures_of_row, rows_of, trace, trace_row
from rus_pipeline.figures.stored_edition import current_editions
from rus_pipeline_tests.building import RAW

pytestmark = pytest.mark.slow

# Between which days the days are.
DAYS = {
    "ventedage": ("henvendelsesdato", "indskrivningsdato"),
    "forloebsdage": ("indskrivningsdato", "udskrivningsdato"),
}


@pytest.fixture(scope="module")
def out(editions):
    return editions


@pytest.fixture(scope="module")
def traced(out):
    """Every figure of every edition → its rows."""
    return {
        (edition.year, figure_id): rows_of(edition, edition.counted_in(figure))
        for edition in current_editions(out)
        for figure_id, figure in edition.figures.items()
    }


@pytest.fixture(scope="module")
def raw_lines():
    """(file, line) → the row's cells by heading, read here by the csv module alone."""
    found = {}
    for path in RAW.glob("[0-9]*/*.csv"):
        text = path.read_bytes()
        try:
            decoded = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            decoded = text.decode("cp1252")
        reader = csv.reader(decoded.splitlines(keepends=True), delimiter=";")
        header = [heading.strip().lower() for heading in next(reader)]
        start = reader.line_num + 1
        for cells in reader:
            name = path.relative_to(RAW).as_posix()
            found[name, start] = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            start = reader.line_num + 1
    return found


def person(row):
    """Return who the row is of: the CPR's digits, or the course itself where it is anonymous."""
    digits = re.sub(r"\D", "", row.get("cpr", "")).zfill(10)
    return digits if row.get("cpr") else ("anonymous", row["forloeb_id"])


def amount(row):
    return Decimal(row["beloeb"].replace(".", "").replace(",", "."))


def day(text):
    form = "%d-%m-%Y" if re.match(r"\d{1,2}-", text) else "%Y-%m-%d"
    return datetime.strptime(text, form).date()  # noqa: DTZ007


def kolonne(row, year):
    """Return the column of a course: by age on the later of its beginning and 1 January."""
    indsats = row["indsats"].lower()
    if indsats != "stof" or not row.get("cpr"):
        return indsats if indsats != "stof" else "stof-voksne"
    digits = re.sub(r"\D", "", row["cpr"]).zfill(10)
    born_day, month, two = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    seventh = int(digits[6])
    if seventh <= 3 or (seventh in (4, 9) and two >= 37):
        century = 1900
    else:
        century = 2000 if seventh in (4, 9) or two < 58 else 1800
    born = (century + two, month, born_day - 60 if born_day > 60 else born_day)
    on = max(day(row.get("indskrivningsdato") or row["startdato"]), date(year, 1, 1))
    age = on.year - born[0] - ((on.month, on.day) < born[1:])
    return "stof-unge" if age < 18 else "stof-voksne"


def measured(figure, rows, raw_lines):
    """Return what a counted figure's rows say."""
    found = [(file, raw_lines[file, line]) for file, line in rows]
    match figure.counted.aggregate, figure.counted.over:
        case "rows", _:
            return Decimal(len(found))
        case "sum", _:
            return sum((amount(row) for _, row in found), Decimal(0))
        case "distinct", ("person",):
            return Decimal(len({person(row) for _, row in found}))
        case "distinct", ("person", "kolonne"):
            return Decimal(len({(person(r), kolonne(r, int(f[:4]))) for f, r in found}))
        case "quantile", (name,):
            first, last = DAYS[name]
            days = sorted((day(row[last]) - day(row[first])).days for _, row in found)
            number = -(-len(days) * figure.counted.per_cent // 100)
            return Decimal(days[number - 1])
    raise AssertionError(figure.counted)


def half_away(value):
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def largest_remainder(counts):
    whole = sum(counts)
    exact = [100 * count / whole for count in counts]
    shares = [int(share) for share in exact]
    order = sorted(range(len(counts)), key=lambda i: (shares[i] - exact[i], -counts[i], i))
    for i in order[: 100 - sum(shares)]:
        shares[i] += 1
    return [Decimal(share) for share in shares]


def composed(rule, parts):
    """Return what components, by role and then by id, make."""
    match rule:
        case "total":
            return sum(parts["addend"].values(), Decimal(0))
        case "difference":
            return sum(parts["minuend"].values()) - sum(parts["subtrahend"].values())
        case "share":
            (part,) = parts["numerator"].values()
            return half_away(100 * part / sum(parts["denominator"].values()))
        case "share-to-100":
            (own,) = parts["numerator"]
            at = list(parts["denominator"]).index(own)
            return largest_remainder(list(parts["denominator"].values()))[at]
    raise AssertionError(rule)


def taken_again(edition, figure_id, traced, raw_lines, known):
    """Return a figure's exact value from raw lines, or from its components' taken again."""
    if figure_id not in known:
        figure = edition.figures[figure_id]
        if figure.rule == "counted":
            value = measured(figure, traced[edition.year, figure_id], raw_lines)
        elif figure.rule in ("published", "not-available"):
            value = None if figure.exact is None else Decimal(figure.exact)
        else:
            parts = {}
            for part in figure.components:
                one = taken_again(edition, part.figure_id, traced, raw_lines, known)
                if one is not None:
                    parts.setdefault(part.role, {})[part.figure_id] = one
            value = composed(figure.rule, parts)
        known[figure_id] = value
    return known[figure_id]


def test_every_figure_is_the_measure_of_its_raw_lines(out, traced, raw_lines):
    wrong = []
    tried = 0
    for edition in current_editions(out):
        known = {}
        for figure_id, figure in edition.figures.items():
            value = taken_again(edition, figure_id, traced, raw_lines, known)
            shown = None if value is None else half_away(value)
            tried += 1
            if shown != figure.value:
                wrong.append((figure_id, figure.value, shown))
    assert wrong == []
    assert tried > 1400


def test_measured_and_traced_rows_are_equally_many(out, traced):
    found = {
        (edition.year, figure_id): of.rows
        for edition in current_editions(out)
        for figure_id, of in measures(edition).items()
    }
    assert found == {at: len(rows) for at, rows in traced.items()}


def test_tracing_figures_and_tracing_rows_agree(out, traced):
    """Two editions suffice: before and after the report's tables became others."""
    editions = [edition for edition in current_editions(out) if edition.year in (2022, 2023)]
    backward = {}
    for (year, figure_id), rows in traced.items():
        for row in rows if year in (2022, 2023) else ():
            backward.setdefault(row, set()).add(figure_id)
    forward = {}
    for edition in editions:
        sources = {path.stem for path in (edition.folder / "slice").glob("*.parquet")}
        rows = {}
        for source in sources:
            for row in edition.source(source).collect().iter_rows(named=True):
                rows.setdefault((row["file"], row["line"]), {})[source] = row
        for at, found in rows.items():
            forward.setdefault(at, set()).update(figures_of_row(edition, found))
    assert {at: ids for at, ids in forward.items() if ids} == backward
    assert len(backward) > 3000


def test_the_command_gives_the_same_traces(out, traced):
    every = sorted(traced)
    for year, figure_id in every[:: len(every) // 15]:
        answer = trace(RAW, out, figure_id)
        assert [(row["file"], row["line"]) for row in answer["rows"]] == traced[year, figure_id]
        assert all(row["row_sha256"] for row in answer["rows"])
    rows = sorted({row for found in traced.values() for row in found})
    for file, line in rows[:: len(rows) // 15]:
        expected = {i for (_, i), found in traced.items() if (file, line) in found}
        assert set(trace_row(RAW, out, file, line)["figures"]) == expected
