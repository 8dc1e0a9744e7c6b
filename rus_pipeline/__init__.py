"""The yearly report of a municipal treatment centre, from raw extracts to published figures."""
