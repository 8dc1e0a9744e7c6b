"""The engine: what a table is declared as, and how its figures are counted and composed."""
