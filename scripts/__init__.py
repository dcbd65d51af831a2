"""The scripts of the workflow, one a rule, and the packages that they share."""
