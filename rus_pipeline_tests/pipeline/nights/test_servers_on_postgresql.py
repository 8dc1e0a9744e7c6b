"""Days and nights on real servers, over PostgreSQL, with the settings of production.

What is expected is in ``server_tests``.
"""

import pytest

from rus_pipeline_tests.pipeline.nights.server_tests import ServerTests


@pytest.mark.system
class TestOnPostgresql(ServerTests):
    storage = "postgresql"
