"""Results as data: one number a row."""
