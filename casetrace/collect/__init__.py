"""The results of all stages, and what they rest on, in one table each."""
