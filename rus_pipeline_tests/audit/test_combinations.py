"""Rows grouped by the columns of conditions, compared with a plain loop over each row."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as some

from rus_pipeline.audit.combinations import Combinations
from rus_pipeline.figures.figure import Counted

COLUMNS = {"indsats": pl.String, "ung": pl.Boolean, "person": pl.UInt64, "beloeb": pl.Int64}


def counted(aggregate, over=(), **where):
    return Counted("forloeb", aggregate, over, where, ())


def of(rows, *asked):
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    return Combinations(frame.lazy(), asked)


COURSES = [
    ("stof", True, 1, 10),
    ("stof", False, 1, 20),
    ("stof", True, 2, 30),
    ("alkohol", False, 1, 40),
    (None, None, None, 50),
]


def test_rows_that_meet_every_condition_are_counted():
    young = counted("rows", indsats="stof", ung=True)
    found = of(COURSES, young)
    (mask,) = found.meeting({"young": [young]}).values()
    assert found.rows(mask) == 2


def test_without_conditions_every_row_is_counted():
    every = counted("rows")
    found = of(COURSES, every)
    (mask,) = found.meeting({"every": [every]}).values()
    assert found.rows(mask) == 5


def test_a_person_in_several_combinations_is_one_person():
    drugs = counted("rows", indsats="stof")
    found = of(COURSES, drugs, counted("rows", ung=True))
    (mask,) = found.meeting({"drugs": [drugs]}).values()
    assert found.persons(mask) == 2


def test_a_person_is_counted_once_for_each_distinct_value():
    apart = counted("distinct", ("person", "indsats"), indsats=["alkohol", "stof"])
    found = of(COURSES, apart)
    (mask,) = found.meeting({"apart": [apart]}).values()
    assert found.value(apart, mask) == 3


def test_amounts_of_rows_that_meet_the_condition_are_summed():
    spent = counted("sum", ("beloeb",), indsats="stof")
    found = of(COURSES, spent)
    (mask,) = found.meeting({"spent": [spent]}).values()
    assert found.value(spent, mask) == 60


def test_one_of_several_conditions_is_enough():
    young, alcohol = counted("rows", ung=True), counted("rows", indsats="alkohol")
    found = of(COURSES, young, alcohol)
    (mask,) = found.meeting({"either": [young, alcohol]}).values()
    assert (found.rows(mask), found.persons(mask)) == (3, 2)


def test_no_rows_have_no_combinations():
    every = counted("distinct", ("person",))
    found = of([], every)
    (mask,) = found.meeting({"every": [every]}).values()
    assert (found.rows(mask), found.value(every, mask)) == (0, 0)


def plain(rows, asked):
    """Count by a loop over the rows."""
    met = [
        row
        for row in (dict(zip(COLUMNS, row, strict=True)) for row in rows)
        if all(row[n] in v if isinstance(v, list) else row[n] == v for n, v in asked.where.items())
    ]
    match asked.aggregate:
        case "rows":
            return len(met)
        case "sum":
            return sum(row[asked.over[0]] or 0 for row in met)
    return len({tuple(row[name] for name in asked.over) for row in met})


rows = some.lists(
    some.tuples(
        some.sampled_from(["alkohol", "stof", None]),
        some.sampled_from([True, False, None]),
        some.sampled_from([1, 2, 3, None]),
        some.integers(-5, 5) | some.none(),
    ),
    max_size=12,
)
wheres = some.fixed_dictionaries(
    {},
    optional={
        "indsats": some.sampled_from(["alkohol", "stof", ["alkohol", "stof"]]),
        "ung": some.booleans(),
    },
)
measures = some.sampled_from(
    [
        ("rows", ()),
        ("sum", ("beloeb",)),
        ("distinct", ("person",)),
        ("distinct", ("person", "indsats")),
        ("distinct", ("indsats",)),
    ]
)


@given(rows, some.lists(some.tuples(measures, wheres), min_size=1, max_size=4))
def test_combinations_count_as_a_loop_over_rows(rows, asked):
    counts = [counted(*measure, **where) for measure, where in asked]
    found = of(rows, *counts)
    met = found.meeting({str(n): [one] for n, one in enumerate(counts)})
    values = [found.value(one, met[str(n)]) for n, one in enumerate(counts)]
    assert values == [Decimal(plain(rows, one)) for one in counts]


def test_a_quantile_is_the_value_whose_number_is_the_share_rounded_up():
    half = replace(counted("quantile", ("beloeb",)), per_cent=50)
    most = replace(counted("quantile", ("beloeb",), indsats="stof"), per_cent=90)
    none = replace(counted("quantile", ("beloeb",), indsats="ukendt"), per_cent=50)
    found = of(COURSES, half, most, none)
    met = found.meeting({"half": [half], "most": [most], "none": [none]})
    assert found.value(half, met["half"]) == 30
    assert found.value(most, met["most"]) == 30
    assert found.value(none, met["none"]) is None
