"""Synthetic extracts: journals of persons who do not exist, fitted to the printed figures.

Nothing that builds an edition imports this package.
"""
