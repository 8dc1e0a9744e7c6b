"""What a public edition adds up before it suppresses, on small tables, and whether it protects."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.disclosure.constraints import LATENT, MERGED, Constraints
from rus_pipeline.disclosure.coverage import coverage
from rus_pipeline.disclosure.intruder import disclosure_audit
from rus_pipeline.disclosure.protect import EditionToProtect, recode_and_protect
from rus_pipeline.disclosure.public_state import PublicFolder, PublicState, with_sums
from rus_pipeline.disclosure.recoding import possible_recoding
from rus_pipeline_tests.disclosure.figures import by_id, figure
from rus_pipeline_tests.raw import raw_folder

SMALLEST = 3  # so that all worlds can be tried
OTHERS = "2023/tabel-01-kommuner/oevrige-kommuner/antal"
TOTAL = "2023/tabel-01/andre-kommuner/i-alt"


@pytest.fixture(scope="module")
def center(tmp_path_factory):
    return replace(
        read_center(raw_folder(tmp_path_factory.mktemp("raw"), {})), mindste_celle=SMALLEST
    )


def count(name, value, parts=()):
    rule = "total" if parts else "counted"
    found = figure(name, unit="personer", rule=rule, parts=[(part, "addend") for part in parts])
    return replace(found, value=Decimal(value), exact=Decimal(value))


def place(kommune):
    return f"2023/tabel-01-kommuner/{kommune}/antal"


def kommuner(*values):
    """Return municipalities a, b, ... with so many persons each, and table 1's row of them all."""
    present = {place(k): n for k, n in zip("abcdefgh", values, strict=False) if n}
    total = count(TOTAL, sum(values), tuple(present))
    return by_id(*(count(name, value) for name, value in present.items()), total)


def a_state(figures, suppressed, constraints, name="2023"):
    values = {
        i: None if i in suppressed or f.value is None else int(f.value) for i, f in figures.items()
    }
    units = {i: f.unit for i, f in figures.items()}
    return PublicFolder(name, values, frozenset(suppressed), units, constraints)


class Published:
    """Figures as they are published, given what others are."""

    def __init__(self, center, figures, others=()):
        self.internal = figures
        possible = possible_recoding(Edition(2023, center), figures, others)
        given = EditionToProtect(2023, center, figures, {}, {}, {}, {}, {})
        self.added_up, self.protection = recode_and_protect(given, possible, others)
        self.recoding = possible.with_columns_of(self.added_up)
        self.figures = self.recoding.published(figures)
        self.folder = a_state(self.figures, self.protection.suppressed, self.protection.constraints)

    @property
    def shown(self):
        """Return row and column of each public figure, without its table, and its value."""
        return {"/".join(i.split("/")[2:]): v for i, v in self.folder.values.items()}

    def narrowed(self):
        """Return the counts in a sum and the small counts that the audit narrows."""
        small = self.protection.primary
        return [
            cell.name
            for cell in disclosure_audit([self.folder])
            if cell.values < SMALLEST
            and (cell.name.removeprefix(MERGED) in small or "oevrige" in cell.name)
        ]


# Municipalities. ---------------------------------------------------------------------------------


def test_municipalities_below_the_smallest_count_are_one_row_the_last(center):
    published = Published(center, kommuner(1, 7, 2, 1, 2))
    assert published.shown == {
        "b/antal": 7,
        "oevrige-kommuner/antal": 6,
        "andre-kommuner/i-alt": 13,
    }
    row = published.figures[OTHERS]
    assert row.row_label == "Øvrige kommuner (4 kommuner)"
    assert row.status == "observed"
    assert row.reason == "Summen af 4 kommuner med færre end 3 personer hver"


def test_no_public_constraint_names_a_municipality_of_the_sum(center):
    published = Published(center, kommuner(1, 7, 2, 1, 2))
    names = published.protection.constraints.names
    assert {name for name in names if "/tabel-01-kommuner/" in name} == {
        place("b"),
        OTHERS,
        *(f"{LATENT}{OTHERS}/{n}" for n in (1, 2, 3, 4)),
        f"{MERGED}{OTHERS}/en",
    }


def test_without_a_small_municipality_there_is_no_such_row(center):
    assert Published(center, kommuner(3, 7)).shown == {
        "a/antal": 3,
        "b/antal": 7,
        "andre-kommuner/i-alt": 10,
    }


@pytest.mark.parametrize(
    "values",
    [
        pytest.param((1, 1, 1, 9, 8), id="each is one"),
        pytest.param((2, 2, 2, 9, 8), id="each is two"),
    ],
)
def test_a_sum_that_tells_what_each_of_its_municipalities_has_is_suppressed(center, values):
    published = Published(center, kommuner(*values))
    assert published.shown["oevrige-kommuner/antal"] is None
    assert list(published.shown.values()).count(None) >= 2
    assert published.protection.disclosed == {}
    assert published.narrowed() == []


def test_a_small_municipality_alone_keeps_its_row_and_is_suppressed_there(center):
    figures = kommuner(2, 9, 8)
    published = Published(center, figures)
    assert published.figures.keys() == figures.keys()
    assert published.shown["a/antal"] is None
    assert published.protection.disclosed == {}
    assert published.narrowed() == []


def test_a_table_that_a_release_names_the_small_ones_in_stays_as_it_is(center):
    figures = kommuner(1, 7, 2, 1, 2)
    names = [i for i in figures if i not in {place("b"), TOTAL}]
    before = {f"r1:{i}": f for i, f in figures.items()}
    release = a_state(before, [f"r1:{i}" for i in names], Constraints((), ()), "r1")
    published = Published(center, figures, [PublicState(release, before, {})])
    assert published.figures.keys() == figures.keys()
    assert set(names) <= published.protection.suppressed


def test_a_municipality_that_a_release_shows_cannot_be_added_up(center):
    figures = kommuner(2, 7, 2, 1, 2)
    before = {f"r1:{i}": f for i, f in figures.items()}
    release = a_state(before, [], Constraints((), ()), "r1")
    published = Published(center, figures, [PublicState(release, before, {})])
    assert f"r1:{place('a')}" in published.protection.disclosed[place("a")]


def test_the_sum_of_an_earlier_public_folder_is_computed_from_what_it_does_not_name(center):
    published = Published(center, kommuner(1, 1, 7, 9))
    assert published.folder.values[OTHERS] is None
    assert with_sums(published.internal, published.folder)[OTHERS].value == 2


def worlds(many, greatest):
    """Return every way that so many municipalities can have up to so many persons."""
    return np.array(list(product(range(greatest + 1), repeat=many)))


GREATEST = 7
EVERY = worlds(6, GREATEST)


def possible_values(published, named):
    """Return, for a municipality without a row, each number that it can have: by trying all worlds.

    ``named`` are the first ones, that have a row. The others cannot be told apart.
    """
    shown = published.shown
    inside = (EVERY > 0) & (EVERY < SMALLEST)
    fits = (EVERY[:, : len(named)] >= SMALLEST).all(axis=1)
    fits &= (EVERY[:, len(named) :] < SMALLEST).all(axis=1)
    fits &= inside.sum(axis=1) == len(published.recoding.merges and published.recoding.merges[0].of)
    for column, name in enumerate(named):
        if shown[f"{name}/antal"] is not None:
            fits &= EVERY[:, column] == shown[f"{name}/antal"]
    if shown["andre-kommuner/i-alt"] is not None:
        fits &= EVERY.sum(axis=1) == shown["andre-kommuner/i-alt"]
    if shown.get("oevrige-kommuner/antal") is not None:
        fits &= (EVERY * inside).sum(axis=1) == shown["oevrige-kommuner/antal"]
    assert fits.any()
    return set(EVERY[fits][:, len(named)].tolist())


@pytest.mark.parametrize("seed", range(60))
def test_of_no_municipality_without_a_row_can_the_number_be_narrowed(center, seed):
    chance = random.Random(seed)
    large = [chance.randint(SMALLEST, 6) for _ in range(chance.randint(0, 3))]
    small = [chance.choice([1, 1, 2]) for _ in range(chance.randint(2, 5 - len(large)))]
    published = Published(center, kommuner(*large, *small))
    assert published.protection.disclosed == {}
    assert published.narrowed() == []
    assert possible_values(published, "abc"[: len(large)]) == {0, 1, 2}


# Columns. ----------------------------------------------------------------------------------------


def by_age(table, *rows):
    """Return a table of alcohol and of drugs, adults and young, by row, with its totals."""
    found = []
    for n, row in enumerate(rows):
        cells = {
            f"2023/{table}/r{n}/{column}": value
            for column, value in zip(("alkohol", "stof-voksne", "stof-unge"), row, strict=True)
        }
        found += [count(name, value) for name, value in cells.items()]
        found.append(count(f"2023/{table}/r{n}/i-alt", sum(row), tuple(cells)))
    return found


def test_columns_are_added_up_where_more_than_half_of_the_cells_would_be_suppressed(center):
    published = Published(center, by_id(*by_age("tabel-11", (20, 1, 1), (30, 7, 2))))
    assert published.added_up == ["tabel-11"]
    assert list(published.shown) == [
        "r0/alkohol", "r0/stof", "r0/i-alt", "r1/alkohol", "r1/stof", "r1/i-alt",
    ]  # fmt: skip
    assert published.shown["r1/stof"] == 9
    assert published.figures["2023/tabel-11/r1/stof"].column_label == "Stof"
    assert published.figures["2023/tabel-11/r1/stof"].reason == (
        "Summen af stof-voksne og stof-unge"
    )


def test_columns_stay_apart_where_half_of_the_cells_are_suppressed(center):
    published = Published(center, by_id(*by_age("tabel-11", (20, 9, 9), (30, 7, 2))))
    assert published.added_up == []
    assert published.shown["r1/stof-unge"] is None
    assert published.shown["r0/stof-unge"] == 9


def test_a_small_part_of_a_sum_is_protected_from_what_other_tables_show(center):
    # The young of the first row are the whole of another table's, which would be shown.
    first = by_age("tabel-11", (20, 1, 1), (30, 7, 2))
    other = count("2023/tabel-99/alle/unge-i-alt", 3, ("2023/tabel-11/r0/stof-unge", "2023/tabel-11/r1/stof-unge"))  # fmt: skip # noqa: E501
    published = Published(center, by_id(*first, other))
    assert published.added_up == ["tabel-11"]
    assert published.shown["alle/unge-i-alt"] is None
    assert published.narrowed() == []


CELLS = worlds(6, 9)


def intervals_of_parts(published):
    """Return how many values each cell has that is added up or suppressed: by trying all worlds.

    Two rows of alcohol, adults and young. A cell that a public table has is not zero.
    """
    shown = published.shown
    at = {
        f"r{row}/{column}": CELLS[:, 3 * row + n]
        for row in (0, 1)
        for n, column in enumerate(("alkohol", "stof-voksne", "stof-unge"))
    }
    sums = {**at, "alle/unge-i-alt": at["r0/stof-unge"] + at["r1/stof-unge"]}
    for row in ("r0", "r1"):
        sums[f"{row}/stof"] = at[f"{row}/stof-voksne"] + at[f"{row}/stof-unge"]
        sums[f"{row}/i-alt"] = sums[f"{row}/stof"] + at[f"{row}/alkohol"]
    fits = np.ones(len(CELLS), dtype=np.bool_)
    for name, value in shown.items():
        fits &= sums[name] >= 1 if value is None else sums[name] == value
    assert fits.any()
    return {name: len(set(values[fits].tolist())) for name, values in at.items()}


@pytest.mark.parametrize("seed", range(60))
def test_no_small_part_of_a_sum_of_columns_can_be_narrowed(center, seed):
    chance = random.Random(seed)
    rows = [
        (chance.randint(0, 5), chance.choice([0, 1, 2, 4]), chance.choice([0, 1, 1, 2]))
        for _ in range(2)
    ]
    found = by_age("tabel-11", *rows)
    young = tuple(f"2023/tabel-11/r{n}/stof-unge" for n in (0, 1))
    other = count("2023/tabel-99/alle/unge-i-alt", sum(row[2] for row in rows), young)
    published = Published(center, by_id(*found, other))
    assert published.protection.disclosed == {}
    assert published.narrowed() == []
    values = intervals_of_parts(published)
    cells = {"/".join(one.figure_id.split("/")[2:]): one.value for one in found}
    narrow = {
        name: many
        for name, many in values.items()
        if 0 < cells[name] < SMALLEST and many < SMALLEST
    }
    assert narrow == {}


def test_both_kinds_of_random_columns_are_tried(center):
    """Tables whose columns are added up, and others."""
    few, many = ((20, 1, 1), (30, 7, 2)), ((20, 9, 9), (30, 7, 2))
    assert [
        Published(center, by_id(*by_age("tabel-11", *rows))).added_up for rows in (few, many)
    ] == [["tabel-11"], []]


# How much is shown. ------------------------------------------------------------------------------


def test_what_is_shown_is_measured(center):
    figures = kommuner(1, 7, 2, 1, 2)
    published = Published(center, figures)
    found = coverage(figures, published.recoding, published.protection.suppressed)
    # The row of b and table 1's total are shown; four are in the sum; 13 persons in inner cells.
    assert (found.shown, found.recoded, found.suppressed) == (2, 4, 0)
    assert (found.persons_shown, found.persons, found.per_cent) == (13, 13, 100)


def test_what_is_in_a_suppressed_sum_is_suppressed(center):
    figures = kommuner(1, 1, 9, 8)
    published = Published(center, figures)
    found = coverage(figures, published.recoding, published.protection.suppressed)
    assert found.recoded == 0
    assert found.shown + found.suppressed == 5
    assert found.persons_shown < found.persons == 19


def test_a_share_of_persons_is_told_to_a_tenth(center):
    figures = kommuner(1, 1, 9, 8)
    published = Published(center, figures)
    found = coverage(figures, published.recoding, published.protection.suppressed)
    assert replace(found, persons_shown=2, persons=3).per_cent == Decimal("66.7")
