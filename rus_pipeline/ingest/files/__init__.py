"""Delivered files: which there are, and their bytes → records of text with the line of each."""
