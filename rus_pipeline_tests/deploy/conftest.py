"""Fixtures of the tests of the installation: its folder, and a PostgreSQL server."""

from pathlib import Path

import pytest

from rus_pipeline_tests.servers.postgres import postgres

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture(scope="session")
def deploy():
    return DEPLOY


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    with postgres(tmp_path_factory.mktemp("cluster")) as url:
        yield url
