"""A broken workbook is refused, or read, in little time, whatever is broken of it."""

import pytest

from rus_pipeline_tests.ingest.workbooks.books import FORMATS
from rus_pipeline_tests.ingest.workbooks.spoiling import spoiled_books


@pytest.mark.parametrize("suffix", FORMATS)
def test_nothing_but_unreadable_is_raised(tmp_path, suffix):
    assert 0 < spoiled_books(tmp_path / f"bog{suffix}", suffix, 80, seed=1) < 200


@pytest.mark.long
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("seed", range(2, 12))
def test_nothing_but_unreadable_is_raised_of_many(tmp_path, suffix, seed):
    spoiled_books(tmp_path / f"bog{suffix}", suffix, 2000, seed)
