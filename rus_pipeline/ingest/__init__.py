"""Delivered bytes → validated rows, each with the file and the physical line it came from."""
