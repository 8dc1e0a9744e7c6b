"""Fictitious extracts: a journal of invented courses that says what was printed.

What belongs here: the invented rows. What does not: what a journal can say at all
(``published.feasible``), or anything that counts real rows. Nothing that builds an edition imports
this package.
"""
