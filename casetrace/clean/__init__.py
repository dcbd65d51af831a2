"""Canonical tables made clean: types, corrections, checks, and a log of every cell that was touched."""
