"""Each stage costs a limited multiple of its floor."""

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.ingest.folder import validated_file
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.udtraek import read_udtraek
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline_tests.benchmarks import YEAR
from rus_pipeline_tests.benchmarks.growth import FLOORS, Round, to_floor
from rus_pipeline_tests.benchmarks.many_courses import write
from rus_pipeline_tests.benchmarks.stages import EXTRACT, Clock, beside_floors

# The measured ratios are some 1.3, 2 and 50; a busy machine may double one. With fewer rows the
# queries of Pandera, which cost some 25 ms a block whatever is in it, would be most of the second.
FAR_OUT = dict(zip(FLOORS, (4.0, 4.0, 200.0), strict=True))


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    raw = write(tmp_path_factory.mktemp("bench") / "raw", 100_000)
    return [a_round(raw) for _ in range(3)]


def a_round(raw):
    """Time what has a floor, and not the edition that the benchmark builds too."""
    clock = Clock()
    beside_floors(clock, raw)
    facts, keys = read_udtraek(raw, YEAR), PersonKeys.from_environment()
    given = (raw, SCHEMAS["forloeb"], facts, read_center(raw), keys)
    clock.time(EXTRACT, lambda: validated_file(*given))
    return Round(clock.seconds, 0)


@pytest.mark.slow
@pytest.mark.parametrize("stage", FLOORS)
def test_a_stage_costs_a_limited_multiple_of_its_floor(rounds, stage):
    assert to_floor(stage, rounds) < FAR_OUT[stage]
