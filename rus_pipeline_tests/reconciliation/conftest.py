"""The centre of the project's own raw folder, and the claims in it."""

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.reconciliation.claims import read_claims
from rus_pipeline_tests.building import RAW


@pytest.fixture(scope="session")
def center():
    return read_center(RAW)


@pytest.fixture(scope="session")
def claims():
    return read_claims(RAW)[0]
