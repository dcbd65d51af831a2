"""How long the pipeline takes, beside a single script that does the same work."""
