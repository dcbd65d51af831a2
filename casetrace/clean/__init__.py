"""Raw and canonical tables."""
