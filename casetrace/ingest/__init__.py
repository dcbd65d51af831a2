"""From raw tables to the canonical ones: which column is what, and what its texts mean."""
