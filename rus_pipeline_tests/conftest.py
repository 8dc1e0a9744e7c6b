"""Fixtures and settings of all tests."""

from functools import partial

import pytest
from hypothesis import settings

from rus_pipeline.ingest.values.identity import KEY_VARIABLE
from rus_pipeline_tests import another_centre
from rus_pipeline_tests.building import EDITIONS, RAW, build_drawn, made_once
from rus_pipeline_tests.conditions import build_lightly

# How long an example takes is the machine's affair: many tests run beside it.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(autouse=True)
def _no_key(monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


@pytest.fixture
def _builds_lightly(monkeypatch):
    """Draw nothing, and recount nothing in SQL."""
    build_lightly(monkeypatch.setattr)


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    """The output folder of the project's own six editions. Change nothing in it: change a copy."""
    build = partial(build_drawn, RAW)
    return made_once(tmp_path_factory, "editions", lambda out: build(out, *EDITIONS))


@pytest.fixture(scope="session")
def other_raw(tmp_path_factory):
    """The raw folder of another centre, whose reports have printed nothing. Only read it."""
    return made_once(tmp_path_factory, "other-raw", another_centre.write_raw)


@pytest.fixture(scope="session")
def other_out(tmp_path_factory, other_raw):
    """The output folder of another centre. Only read it."""
    build = partial(another_centre.build_out, other_raw)
    return made_once(tmp_path_factory, "other-out", build)
