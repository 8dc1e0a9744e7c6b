"""What any journal at all could say: printed figures as constraints, and feasibility proofs.

It reads claims alone, never the rows of a journal.
"""
