"""A fault seeded in the engine is reported by figure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest

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
from rus_pipeline.ingest.udtraek import Udtraek
from rus_pipeline.ingest.values.identity import age_on
from rus_pipeline.slices.variables import VARIABLES, courses, quality
from rus_pipeline_tests.audit.recounting import TABLES, differing, recounted
from rus_pipeline_tests.tables.figures_of import raw_of

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
