"""Answers to auditors about an edition, found without the engine that counted it."""
