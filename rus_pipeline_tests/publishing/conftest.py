"""The project's own editions with their public folders, built once.

What belongs here: what takes so long that several files of tests share it. What does not: what is
expected of it.
"""

from pathlib import Path

import pytest

from rus_pipeline.build import build_editions

RAW = Path(__file__).parents[2] / "data" / "raw"
YEARS = range(2018, 2024)


@pytest.fixture(scope="package")
def out(tmp_path_factory):
    """The output folder of all six editions. Change nothing in it."""
    folder = tmp_path_factory.mktemp("published")
    for result in build_editions(RAW, folder, YEARS, "run"):
        assert not isinstance(result, Exception), result
    return folder
