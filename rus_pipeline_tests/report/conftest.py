"""The project's own editions, read back once."""

import pytest

from rus_pipeline_tests.report.read_editions import read_all


@pytest.fixture(scope="package")
def read(editions):
    """The editions with their front page, read back. Change nothing in it: change a copy."""
    return read_all(editions)
