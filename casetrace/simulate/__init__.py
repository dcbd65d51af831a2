"""Makes cohorts up, of which everything is known: their truth, their layout, and what is wrong with them."""
