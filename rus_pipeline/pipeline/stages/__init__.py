"""What each step does: from files of the store to files of the store, one module a step."""
