"""Casetrace: from the raw table of a case series to a report in which every number can be traced."""

__version__ = "0.1.0"
