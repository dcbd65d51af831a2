"""The lock of the outputs, and whether a fresh run gives the same."""
