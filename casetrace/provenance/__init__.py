"""Digests and the manifest of a run."""
