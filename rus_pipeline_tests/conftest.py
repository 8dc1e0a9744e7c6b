"""What every test gets."""

import pytest

from rus_pipeline.extracts.identity import KEY_VARIABLE


@pytest.fixture(autouse=True)
def _no_key(monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
