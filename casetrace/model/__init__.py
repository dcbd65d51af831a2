"""What things are, for all stages: variables, outcomes, visits, scenarios, results and their storage."""
