"""Chromium, where it is. What does not belong here: anything that is tested."""

from rus_pipeline_tests.browser.conftest import chromium

__all__ = ["chromium"]
