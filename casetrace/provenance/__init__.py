"""The record of a run: the manifest of its steps, and its RO-Crate."""
