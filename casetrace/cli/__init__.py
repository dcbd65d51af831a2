"""The command `casetrace`, a module for each of its commands."""
