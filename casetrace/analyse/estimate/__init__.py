"""Estimates: means, proportions and differences with their intervals and tests."""
