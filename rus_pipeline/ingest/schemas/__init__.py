"""What each delivered file holds: one module a file."""
