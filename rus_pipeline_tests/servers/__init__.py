"""Real servers that tests are held against, each started for the test and gone after it."""
