"""The engine: a declared table → its figures, counted, composed and stored."""
