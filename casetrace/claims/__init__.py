"""What a publication claims of its cohort: terms, claims.csv, and what is wrong with it."""
