"""Deliveries on real servers, over SQLite, as on a laptop.

What Dagster's storage makes another: several processes write to it, runs are queued, sensors and
notices keep their place in it. All else of the days and nights is told over PostgreSQL. What is
expected is in ``server_tests``.
"""

import pytest

from rus_pipeline_tests.pipeline.nights.server_tests import DeliveryTests
from rus_pipeline_tests.pipeline.nights.story import Story, tell_of_deliveries


@pytest.mark.system
class TestOnSqlite(DeliveryTests):
    before = "before"

    @pytest.fixture(scope="class")
    @classmethod
    def story(cls, tmp_path_factory) -> Story:
        return tell_of_deliveries(tmp_path_factory.mktemp("sqlite"))
