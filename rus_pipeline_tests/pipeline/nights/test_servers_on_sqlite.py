"""Days and nights on real servers, over SQLite, as on a laptop.

What is expected is in ``server_tests``.
"""

import pytest

from rus_pipeline_tests.pipeline.nights.server_tests import ServerTests


@pytest.mark.system
class TestOnSqlite(ServerTests):
    storage = "sqlite"
