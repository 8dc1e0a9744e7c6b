"""Text of one column → typed values, and persons in place of CPR numbers."""
