"""Exploratory analyses: reduction by size, dose, age, site and other groups."""
