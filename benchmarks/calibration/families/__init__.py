"""What is calibrated, a module per family of methods, so that a change of a method reruns its family alone.

Each module has a function `procedures`: what there is to judge in a cell.
"""

FAMILIES = (
    "means",
    "bootstraps",
    "medians",
    "one_sample_tests",
    "proportions",
    "declared_proportions",
    "clustered_proportions",
    "paired_proportions",
    "associations",
    "arms",
    "models",
    "pooling",
    "cohorts",
    "between_cohorts",
    "tables",
    "mixed_degrees",
    "crossover",
    "few_df",
    "event_times",
)
