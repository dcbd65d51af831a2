"""Whether printed numbers agree with each other: tests that need no raw data."""
