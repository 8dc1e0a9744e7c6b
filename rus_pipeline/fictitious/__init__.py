"""Fictitious extracts: a journal of invented courses that says what was printed.

What belongs here: which printed figures one journal can meet together, the proof where it cannot,
and the invented rows. What does not: anything that counts real rows. Nothing that builds figures
imports this package.
"""
