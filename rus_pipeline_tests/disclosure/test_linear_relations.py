"""Linear relations between columns of 0 and 1: all that hold on every row, and no other."""

import random

import numpy as np
import pytest

from rus_pipeline.disclosure.column_relations import linear_relations


def columns(**given):
    return {name: np.array([*map(int, yes)], dtype=np.float32) for name, yes in given.items()}


def test_a_part_is_the_whole_less_the_other():
    assert linear_relations(columns(all="1111", a="1100", b="0011")) == [
        {"b": -1, "all": 1, "a": -1}
    ]


def test_independent_columns_have_no_relation():
    assert linear_relations(columns(a="1100", b="0110", c="0011")) == []


def test_an_empty_column_is_zero():
    assert linear_relations(columns(a="11", none="00")) == [{"none": -1}]


def test_a_relation_that_one_middle_row_breaks_is_not_found():
    # On the first and the last row of each column they add up.
    broken = columns(all="1111111", a="1011001", b="0110110")
    assert linear_relations(broken) == []


@pytest.mark.parametrize("seed", range(30))
def test_the_relations_are_a_basis(seed):
    chance = random.Random(seed)
    parts = [[chance.randint(0, 1) for _ in range(40)] for _ in range(5)]
    mixed = [[int(a or b) for a, b in zip(*chance.sample(parts, 2), strict=True)] for _ in range(3)]
    apart = [[int(a and not b) for a, b in zip(*parts[:2], strict=True)]]
    both = [[int(a and b) for a, b in zip(*parts[:2], strict=True)]]
    every = [*parts, *mixed, *apart, *both]
    named = columns(**{f"c{i}": "".join(map(str, yes)) for i, yes in enumerate(every)})
    found = linear_relations(named)
    for terms in found:
        assert not sum(factor * named[name] for name, factor in terms.items()).any()
    rank = np.linalg.matrix_rank(np.stack([*named.values()]))
    assert len(found) == len({next(iter(terms)) for terms in found}) == len(named) - rank
