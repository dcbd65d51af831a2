"""Looks at a raw file that nobody has described yet, and proposes the config that it needs."""
