"""Each stage costs a limited multiple of its floor."""

import pytest

from rus_pipeline_tests.benchmarks.growth import FLOORS, round_of, to_floor
from rus_pipeline_tests.benchmarks.many_courses import write

# The measured ratios are some 1.3, 2 and 50; a busy machine may double one. With fewer rows the
# queries of Pandera, which cost some 25 ms a block whatever is in it, would be most of the second.
FAR_OUT = dict(zip(FLOORS, (4.0, 4.0, 200.0), strict=True))


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    raw = write(tmp_path_factory.mktemp("bench") / "raw", 100_000)
    return [round_of(raw) for _ in range(3)]


@pytest.mark.slow
@pytest.mark.parametrize("stage", FLOORS)
def test_a_stage_costs_a_limited_multiple_of_its_floor(rounds, stage):
    assert to_floor(stage, rounds) < FAR_OUT[stage]
