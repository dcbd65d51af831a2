"""The lock of the outputs and its verification."""
