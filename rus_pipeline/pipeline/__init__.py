"""The steps that make an edition, in order, and which of their results are current."""
