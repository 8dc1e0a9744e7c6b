"""Records → validated rows, and the list of what cannot be used."""
