"""Days and nights on real servers, over SQLite, as on a laptop.

What is expected is in ``told``.
"""

import pytest

from rus_pipeline_tests.pipeline.nights.told import Told


@pytest.mark.system
class TestOnSqlite(Told):
    storage = "sqlite"
