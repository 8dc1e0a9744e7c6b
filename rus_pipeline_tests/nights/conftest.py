"""Chromium, where it is. What does not belong here: anything that is tested."""

import pytest

from rus_pipeline_tests.browser.conftest import chromium

pytest.register_assert_rewrite("rus_pipeline_tests.nights.told")

__all__ = ["chromium"]
