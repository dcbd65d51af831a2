"""The built-in scenarios: named assumptions about the values of the follow-up visits, in words."""

#: What each scenario means, in the words of the report.
SCENARIO_LABELS = {
    "observed": "as observed",
    "as_reported": "percentages as printed in the source",
    "locf": "last observation carried forward",
    "worst_case": "worst case: what is missing did not change",
    "best_case": "best case: what is missing is at its best",
}

SCENARIO_NOTES = {
    "observed": "What was measured; a lesion without a value at a visit is not counted there. Nothing is filled in.",
    "as_reported": "The percentages that the source prints are taken in place of those computed from the values.",
    "locf": "A missing value is the last one before it, else the baseline; after a death that is mere arithmetic.",
    "worst_case": "A missing value is the baseline, so that nothing was gained.",
    "best_case": "A missing value is the best that there is; with the worst case, a bound.",
}
