"""Workbooks: bytes → sheets of typed cells, the same for every format.

Source: extract contract, Workbooks.
"""

from rus_pipeline.ingest.files.workbooks.opening import visible_sheets
from rus_pipeline.ingest.files.workbooks.sheet import Sheet, UnreadableWorkbookError

__all__ = ["Sheet", "UnreadableWorkbookError", "visible_sheets"]
