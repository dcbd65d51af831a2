"""Sensitivity analyses: what the results owe to missing values, to single patients and to rounding."""
