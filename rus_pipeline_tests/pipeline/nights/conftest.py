"""Where Chromium is installed."""

import pytest

from rus_pipeline_tests.report.browser.conftest import chromium

pytest.register_assert_rewrite("rus_pipeline_tests.pipeline.nights.server_tests")

__all__ = ["chromium"]
