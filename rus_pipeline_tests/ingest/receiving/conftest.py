"""What the tests of deliveries get."""

import pytest

from rus_pipeline_tests.raw import raw_folder


@pytest.fixture
def raw(tmp_path):
    """Return a raw folder whose edition 2023 is an extract without rows."""
    return raw_folder(tmp_path)
