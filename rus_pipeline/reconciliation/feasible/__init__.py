"""What any journal at all could say: printed figures as a solver's problem.

What belongs here: which printed figures one journal can meet together, and the proof where it
cannot. What does not: the built figures (``reconciliation``), or a journal's rows (``fictitious``).
"""
