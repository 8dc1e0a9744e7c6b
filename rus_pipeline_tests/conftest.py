"""What every test gets."""

import pytest
from hypothesis import settings

from rus_pipeline.extracts.identity import KEY_VARIABLE

# How long an example takes is the machine's affair: many tests run beside it.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(autouse=True)
def _no_key(monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
