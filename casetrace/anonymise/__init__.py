"""A table of the same shape, dialect, faults and types as another one, without its values."""
