"""The SQL and the engine agree, and a fault seeded in the engine is reported by figure."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rus_pipeline
from rus_pipeline.audit import recount as recounting
from rus_pipeline.audit.recount import disagreements, recount, statements
from rus_pipeline.core.codes import kommuner
from rus_pipeline.figures import counting
from rus_pipeline.figures import left_out as figures_left_out
from rus_pipeline.figures.axes import ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG, treatment_columns
from rus_pipeline.figures.declaration import (
    COURSES,
    TOTAL,
    Table,
    VariableItem,
    fixed,
    share_column,
)
from rus_pipeline.figures.left_out import left_out
from rus_pipeline.ingest.udtraek import Udtraek
from rus_pipeline.ingest.values.identity import age_on
from rus_pipeline.slices.variables import VARIABLES, courses, quality
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.audit.staged import staged
from rus_pipeline_tests.figures.random_extracts import deliveries
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.tables.figures_of import context_of, raw_of

RAW = Path(__file__).parents[2] / "data" / "raw"
PACKAGE = Path(rus_pipeline.__file__).parent
SQL = {path.stem: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.sql")}
TABLES = {table.id: table for table in counted_tables()}


def recounted(raw, year: int) -> Mapping[str, Decimal | None]:
    context = context_of(raw, year)
    with tempfile.TemporaryDirectory() as folder:
        at_hand = staged({at: raw.extract(at) for at in raw.editions}, Path(folder))
        return recount(context.edition, at_hand, context.printed)


def differing(raw, year: int, *changed: Table, opinion=None) -> list[str]:
    """Return the disagreements if the engine has other declarations of some tables.

    ``opinion`` is what the SQL counts, where it is known.
    """
    context = context_of(raw, year)
    tables = TABLES | {table.id: table for table in changed}
    counted = [figure for table in tables.values() for figure in counting.figures(table, context)]
    outside = {
        id_: count
        for table in tables.values()
        if (found := left_out(table, context)) is not None
        for id_, count in found.by_id(year, table.id).items()
    }
    return disagreements(counted, opinion or recounted(raw, year), outside)


@pytest.fixture(scope="module")
def delivered():
    return opened(RAW)


@pytest.mark.parametrize("year", range(2018, 2024))
def test_every_edition_of_the_raw_folder(delivered, year):
    assert differing(delivered, year) == []


def check(delivery):
    with tempfile.TemporaryDirectory() as folder:
        raw = opened(raw_folder(Path(folder), delivery.files, center=delivery.center))
        for year in delivery.years:
            assert differing(raw, year) == []


SOME = settings(
    deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)


OTHER_CENTRES = st.builds(
    "\n[tilbud]\nindsatser = {}\nunge = {}\n"
    "[frister]\nbehandlingsgaranti_dage = {}\nopfoelgning_mdr = {}\n"
    "fastholdelse_dage = {}\n{}".format,
    st.lists(st.sampled_from(["Alkohol", "Stof", "Pårørende"]), min_size=1, unique=True),
    st.sampled_from(["true", "false"]),
    st.sampled_from([7, 14, 30]),
    st.sampled_from([[1, 6], [1, 3], [3, 12]]),
    st.sampled_from([28, 84, 90]),
    st.sampled_from(["", "[udgaver]\nsom = 2021\n", "[udgaver]\nsom = 2023\n"]),
)


@pytest.mark.slow
@settings(SOME, max_examples=6)
@given(deliveries(), OTHER_CENTRES)
def test_random_extracts_of_other_centres(delivery, sections):
    delivery.center += sections
    check(delivery)


@pytest.mark.sample
@settings(SOME, max_examples=24)
@given(deliveries())
def test_many_random_extracts(delivery):
    check(delivery)


def test_engine_and_sql_make_the_same_keys_of_names(tmp_path):
    grants = ["pulje", "Ældre på Ø", "Café – År 1/2", "Bedre² liv", "Unge & børn", "+++", "-x-"]
    grants += [
        "A & B",
        "A-B",
        "a & b",
        "A\u00a0&\tB",
        "A-B-2",
        "A+B",
        "B-2",
        "B",
        "b.",
        "Liv™",
        "Liv TM",
    ]
    grants += [
        "Bedre2 liv",
        "***",
        "Uden navn",
        "I-alt",
        "i+alt",
        "I-alt-2",
        "Uoplyst",
        "A\u030ar",
        "År",
    ]
    everywhere = ["kommune", *kommuner(date(2023, 12, 31))]
    given = {"2023/tilskud": "\n".join(grants), "2023/forloeb": "\n".join(everywhere)}
    assert differing(raw_of(tmp_path, given), 2023) == []


Seed = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Fault:
    """A fault in the engine, rows that show it, and what is said: a sentence, and which tables."""

    rows: str | Mapping[str, str]
    said: str
    tables: str
    seed: Seed = lambda _patch: None
    changed: tuple[Table, ...] = ()


def patched(module, name: str, wrong) -> Seed:
    return lambda patch: patch.setattr(module, name, wrong)


def varied(name: str, expression) -> Seed:
    wrong = replace(VARIABLES["forloeb"][name], expression=expression)
    return lambda patch: patch.setitem(VARIABLES["forloeb"], name, wrong)


def without(table: str, *conditions: str) -> tuple[Table]:
    """The table with conditions lost."""
    population = {
        year: {name: value for name, value in where.items() if name not in conditions}
        for year, where in TABLES[table].population.items()
    }
    assert population != TABLES[table].population
    return altered(table, population=population)


def altered(table: str, **fields) -> tuple[Table]:
    return (replace(TABLES[table], **fields),)


ADMITTED = pl.col("indskrivningsdato")
ACTIVE = "tabel-01 tabel-02 tabel-11 tabel-12 udvikling-forloeb"
DRAWN_EARLY = "udtrukket = 2023-11-15\n"
NOT_TOLD = '[[ikke_oplyst]]\ntabel = "tabel-02"\nkolonne = "stof-unge"\ngrund = "?"\n'
LATE = "\n01-03-2023 | 20-03-2023" * 7


def followed_up_in_months_of_31_days(done: str, months: int):
    due = pl.col("udskrivningsdato").dt.offset_by(f"{31 * months}d")
    return quality._outcome(done, due, quality.FOLLOWED_UP, quality.FOLLOWED_UP_LATE)


def _turned(name: str, value) -> pl.Expr:
    """The condition of the one left out, with the home municipality's among them."""
    among = pl.col(name).is_in(value) if isinstance(value, tuple) else pl.col(name) == value
    return pl.lit(value=True) if name == figures_left_out.HOME else among


def each_rounded(counts):
    return [Decimal(round(100 * count / sum(counts))) for count in counts]


FAULTS = {
    "active: admitted before 31 December": Fault(
        "ind\n31-12-2023",
        "2023/tabel-02/forloeb/alkohol: the engine counts 0, the SQL counts 1",
        ACTIVE,
        varied("aktiv", lambda edition: courses.aktiv(edition) & (edition.last > ADMITTED)),
    ),
    "age: a year older the day before the birthday": Fault(
        {"2022/forloeb": "person | indsats | ind\na 29-02-2004 | Stof | 28-02-2022"},
        "2022/tabel-07/forloeb/stof-unge: the engine counts 0, the SQL counts 1",
        "tabel-01 tabel-07 tabel-11 tabel-12",
        patched(courses, "age_on", lambda born, day: age_on(born.dt.offset_by("-1d"), day)),
    ),
    "age: on 1 January where it is on admission": Fault(
        "person | indsats | ind\na 01-12-2004 | Stof | 01-06-2022",
        "2023/tabel-11/kvinder/stof-unge: the engine counts 0, the SQL counts 1",
        "tabel-11",
        changed=altered(
            "tabel-11",
            columns=fixed(
                *treatment_columns(ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG), share_column(TOTAL)
            ),
        ),
    ),
    "in time: a day short": Fault(
        "kontakt | ind\n01-03-2023 | 15-03-2023",
        "2023/kvalitet-behandlingsgaranti/alkohol/andel: the engine counts 0, the SQL counts 100",
        "kvalitet-behandlingsgaranti",
        patched(quality, "_guaranteed_days", lambda _edition: 13),
    ),
    "the time is out: before it is": Fault(
        {"2023/forloeb": "kontakt | ind\n01-11-2023 |", "2023/udtraek.toml": DRAWN_EARLY},
        "2023/kvalitet-behandlingsgaranti/alkohol/afventer: the engine counts 0, the SQL counts 1",
        "kvalitet-behandlingsgaranti",
        varied("behandlingsgaranti", lambda e: pl.lit(quality.late(e))),
    ),
    "a calendar month: 31 days": Fault(
        "indsats | ind | ud | 1md\nStof | 01-01-2023 | 31-01-2023 | 03-03-2023",
        "2023/kvalitet-opfoelgning/1-md/forsinket: the engine counts 0, the SQL counts 1",
        "kvalitet-opfoelgning",
        patched(quality, "_followed_up", followed_up_in_months_of_31_days),
    ),
    "a condition lost: home and partners to 2022": Fault(
        {"2022/forloeb": "kommune | ind | ud\n0370 | 01-03-2022 | 01-04-2022"},
        "2022/tabel-08/forloeb/alkohol: the engine counts 1, the SQL counts 0",
        "tabel-08",
        changed=without("tabel-08", "samarbejde"),
    ),
    "a condition lost: not anonymous": Fault(
        "person | kontakt | ind\n- | 01-03-2023 | 02-03-2023",
        "2023/kvalitet-behandlingsgaranti/alkohol/andel:"
        " the engine counts 100, the SQL says that it is not available",
        "kvalitet-behandlingsgaranti",
        changed=without("kvalitet-behandlingsgaranti", "anonym"),
    ),
    "a condition lost: of the home municipality": Fault(
        "kommune | kontakt | ind\n0370 | 01-03-2023 | 02-03-2023",
        "2023/kvalitet-behandlingsgaranti/alkohol/i-alt: the engine counts 1, the SQL counts 0",
        "kvalitet-behandlingsgaranti",
        changed=without("kvalitet-behandlingsgaranti", "hjemme"),
    ),
    "left out: the home municipality's too": Fault(
        "kontakt | ind\n01-03-2023 | 02-03-2023",
        "2023/kvalitet-behandlingsgaranti/udeladt/andre-kommuner:"
        " the engine counts 1, the SQL counts 0",
        "kvalitet-behandlingsgaranti ventetid",
        patched(figures_left_out, "_met", lambda name, value, _context: _turned(name, value)),
    ),
    "persons: counted as courses": Fault(
        "person | ind\na | 01-03-2023\na | 01-04-2023",
        "2023/tabel-01/faxe/alkohol: the engine counts 2, the SQL counts 1",
        "tabel-01",
        changed=altered("tabel-01", measure=COURSES),
    ),
    "columns: called by each other's name": Fault(
        "ind | ud\n01-03-2023 | 01-04-2023",
        "2023/tabel-09/03/indskrivninger: the engine counts 0, the SQL counts 1",
        "tabel-09",
        changed=altered(
            "tabel-09",
            columns=fixed(
                VariableItem("indskrivninger", "", "udskrivningsmaaned"),
                VariableItem("udskrivninger", "", "indskrivningsmaaned"),
            ),
        ),
    ),
    "not told: counted all the same": Fault(
        {"2023/udtraek.toml": DRAWN_EARLY + NOT_TOLD, "2023/forloeb": "ind"},
        "2023/tabel-02/forloeb/stof-unge:"
        " the engine counts 0, the SQL says that it is not available",
        "tabel-02",
        patched(Udtraek, "not_reported", lambda *_cell: None),
    ),
    "rounding: half to even": Fault(
        {"2023/posteringer": "beloeb\n0,50"},
        "2023/tabel-04/udgift/2023: the engine counts 0, the SQL counts 1",
        "tabel-04",
        patched(counting, "half_away", lambda exact: exact.quantize(Decimal(1), ROUND_HALF_EVEN)),
    ),
    "shares: each rounded": Fault(
        "ind | ud | aarsag\n01-03-2023 | 01-04-2023 | Andet\n01-03-2023 | 01-04-2023 | Død\n"
        "01-03-2023 | 01-04-2023 | Udeblevet",
        "2023/tabel-10/udeblevet/andel: the engine counts 33, the SQL counts 34",
        "tabel-10",
        patched(counting, "per_cents_to_100", each_rounded),
    ),
    "per cent: cut off": Fault(
        f"kontakt | ind\n01-03-2023 | 02-03-2023{LATE}",
        "2023/kvalitet-behandlingsgaranti/alkohol/andel: the engine counts 12, the SQL counts 13",
        "kvalitet-behandlingsgaranti",
        patched(counting, "per_cent", lambda part, whole: 100 * part // whole),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_seeded_fault_is_reported_by_figure(tmp_path, monkeypatch, fault):
    rows = {"2023/forloeb": fault.rows} if isinstance(fault.rows, str) else fault.rows
    raw = raw_of(tmp_path, rows)
    (year,) = raw.editions
    opinion = recounted(raw, year)
    assert differing(raw, year, opinion=opinion) == []
    fault.seed(monkeypatch)
    said = differing(raw, year, *fault.changed, opinion=opinion)
    assert fault.said in said
    assert {sentence.split("/")[1] for sentence in said} == set(fault.tables.split())


def test_each_disagreement_names_the_figure_and_both_values(delivered):
    counted = counting.figures(TABLES["tabel-09"], context_of(delivered, 2021))
    opinion = {figure.figure_id: figure.value for figure in counted}
    del opinion["2021/tabel-09/01/indskrivninger"]
    opinion |= {"2021/tabel-09/02/indskrivninger": None, "2021/tabel-09/13/x": Decimal(2)}
    first, second, third = disagreements(counted, opinion, {})
    assert re.fullmatch(r"\S+/01/\S+: the engine counts \d+, the SQL has no such figure", first)
    assert second.endswith("the SQL says that it is not available")
    assert third == "2021/tabel-09/13/x: the engine has no such figure, the SQL counts 2"


def test_an_edition_without_its_own_extract_cannot_be_recounted(delivered, tmp_path):
    context = context_of(delivered, 2021)
    with pytest.raises(KeyError):
        recount(context.edition, staged({2020: delivered.extract(2020)}, tmp_path), {})


def test_a_statement_that_fails_leaves_nothing_behind(delivered, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(recounting, "statements", lambda: {"tabel-01": "SELECT no_such_column"})
        with pytest.raises(duckdb.Error, match="no_such_column"):
            recounted(delivered, 2021)
    assert differing(delivered, 2021) == []


def test_rows_are_found_in_a_folder_whose_name_is_a_pattern_or_has_a_quote(delivered, tmp_path):
    edition = context_of(delivered, 2021).edition
    plain, odd = tmp_path / "plain", tmp_path / "[a-z]*'s?"
    plain.mkdir()
    odd.mkdir()
    own = {2021: delivered.extract(2021)}
    assert recount(edition, staged(own, odd), {}) == recount(edition, staged(own, plain), {})


def test_each_counted_table_has_a_statement_and_no_other():
    assert statements().keys() == TABLES.keys()


@pytest.mark.parametrize("table", TABLES)
def test_a_statement_names_its_rule_and_is_one_select(table):
    comment, body = re.fullmatch(r"((?:--.*\n)+)([\s\S]*)", statements()[table]).groups()
    assert "Counting rules, " in comment
    assert table in comment
    assert body.startswith(("WITH ", "SELECT "))
    assert body.find(";") == len(body.strip()) - 1


@pytest.mark.parametrize("text", SQL.values(), ids=SQL)
def test_no_statement_uses_binary_floating_point(text):
    counted = re.sub("--.*", "", text)
    assert not re.search(r"\b(DOUBLE|FLOAT|REAL|avg)\b|[^/]/[^/]", counted)


def test_the_recount_imports_nothing_of_the_engine():
    code = "import rus_pipeline.audit.recount, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    engine = {f"rus_pipeline.{name}" for name in ("tables", "slices")}
    assert not {"duckdb", "polars", *engine} & set(loaded)
