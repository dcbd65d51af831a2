"""Several cohorts beside each other, and pooled where there are enough of them."""
