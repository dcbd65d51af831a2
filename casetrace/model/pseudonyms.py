"""Pseudonyms of patients: which environment variable names the file of their salt."""

SALT_VARIABLE = "CASETRACE_SALT_FILE"
