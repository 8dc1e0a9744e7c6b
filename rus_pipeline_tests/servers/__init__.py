"""Real servers for tests, each started for a test and stopped after it."""
