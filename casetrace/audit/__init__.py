"""The audit of published claims: each recomputed from the table, and what would make it hold."""
