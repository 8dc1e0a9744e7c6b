"""The project's own editions, built and read back once.

What belongs here: what takes so long that several files of tests share it. What does not: what is
read of it (``read_editions``).
"""

from pathlib import Path

import pytest

from rus_pipeline.build import build_editions
from rus_pipeline.center import read_center
from rus_pipeline.report.front_page import write_front_page
from rus_pipeline_tests.report.read_editions import BUILT, read_all

RAW = Path(__file__).parents[2] / "data" / "raw"


@pytest.fixture(scope="package")
def read(tmp_path_factory):
    """The editions with their front page, read back. Change nothing in it: change a copy."""
    out = tmp_path_factory.mktemp("shown")
    assert len(list(build_editions(RAW, out, BUILT, "run"))) == len(BUILT)
    write_front_page(out, read_center(RAW))
    return read_all(out)
