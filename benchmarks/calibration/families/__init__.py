"""What is calibrated, a module per family of methods, so that a change of a method reruns its family alone.

Each module has a function `procedures`: what there is to judge in a cell.
"""

FAMILIES = (
    "means", "bootstraps", "one_sample_tests", "proportions", "associations", "arms", "models", "pooling",
    "tables", "mixed_degrees", "crossover", "few_df",
)  # fmt: skip
