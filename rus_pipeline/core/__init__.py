"""Shared by all rooms: code lists, the centre, the edition, errors, Danish words, the solver."""
