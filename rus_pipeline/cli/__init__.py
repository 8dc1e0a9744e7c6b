"""The commands behind ``rus``: arguments, what is shown, exit codes."""
