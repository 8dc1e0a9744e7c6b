"""Keys of delivered texts are distinct, and none is a key of the table itself."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rus_pipeline.core.codes import distinct_keys, key, kommuner
from rus_pipeline_tests.figures.plain_tables import plain_keys

NAMES = st.lists(
    st.text(alphabet="aAåb2-& \t\u00a0", min_size=1, max_size=6)
    | st.sampled_from(
        ["I-alt", "i+alt", "I-alt-2", "Uoplyst", "+", "Uden navn", "ab", "a b", "a-b-2"]
    )
)


@pytest.mark.parametrize(
    ("texts", "keys"),
    [
        (["Unge 18Æ"], ["unge-18ae"]),
        (["Pulje", "PULJE", " pulje ", "Pulje"], ["pulje"] * 4),
        (["Ny  vej", "ny\u00a0vej", "Ny\tVej"], ["ny-vej"] * 3),
        (["A\u030ar", "År"], ["aar", "aar"]),
        (["A-B", "A & B"], ["a-b-2", "a-b"]),
        (["a/b", "a-b", "a&b"], ["a-b-3", "a-b-2", "a-b"]),
        (["A-B", "A & B", "A-B-2"], ["a-b-3", "a-b", "a-b-2"]),
        (["I-alt"], ["i-alt-2"]),
        (["I-alt", "I-alt-2", "I+alt"], ["i-alt-4", "i-alt-2", "i-alt-3"]),
        (
            ["Uoplyst", "***", "+", "Uden navn"],
            ["uoplyst-2", "uden-navn", "uden-navn-2", "uden-navn-3"],
        ),
    ],
)
def test_keys_of_texts(texts, keys):
    found = distinct_keys(texts)
    assert [found[text] for text in texts] == keys


@given(NAMES)
@example(["ab", "a-b", "a b", "a-b-2"])
def test_keys_are_those_of_a_plain_second_implementation(texts):
    assert distinct_keys(texts) == plain_keys(texts)


@given(NAMES)
def test_keys_are_distinct_and_do_not_depend_on_the_order_of_rows(texts):
    keys = distinct_keys(texts)
    assert not {"i-alt", "uoplyst", ""} & set(keys.values())
    for one, other in combinations(keys, 2):
        alike = one.lower().split() == other.lower().split()
        assert (keys[one] == keys[other]) == alike
    assert distinct_keys(reversed(texts)) == keys


@pytest.mark.parametrize("day", [date(2007, 1, 1), date(2023, 12, 31), date(2027, 1, 1)])
def test_keys_of_municipalities_are_distinct_from_each_other_and_from_a_tables_own(day):
    keys = [key(code.navn) for code in kommuner(day).values()]
    assert len(set(keys)) == len(keys)
    assert not {"i-alt", "uoplyst", "andre-kommuner", "samarbejde"} & set(keys)
