"""Days and nights on real servers, over PostgreSQL, with the settings of production.

What is expected is in ``told``.
"""

import pytest

from rus_pipeline_tests.pipeline.nights.told import Told


@pytest.mark.system
class TestOnPostgresql(Told):
    storage = "postgresql"
