"""The built-in scenarios: named assumptions about the values of the follow-up visits, in words."""

#: What each scenario means, in the words of the report.
SCENARIO_LABELS = {
    "observed": "observed data",
    "as_reported": "percentages printed in the source",
    "locf": "last observation carried forward",
    "no_change": "no change assumed (baseline carried forward)",
    "worst_value": "worst declared value assumed",
    "complete_response": "complete response assumed",
}

SCENARIO_NOTES = {
    "observed": "Measured values only; a lesion without a value at a visit is excluded there. Nothing is imputed.",
    "as_reported": "Percentages printed in the source replace those computed from the values.",
    "locf": (
        "A missing value is replaced by the last one before it, else by the baseline; after a death this has no "
        "clinical meaning."
    ),
    "no_change": "A missing value is replaced by the baseline; worsening would be a less favourable assumption.",
    "worst_value": (
        "A missing value is replaced by the worst value that the configuration declares, such as growth to a size."
    ),
    "complete_response": (
        "A missing value is replaced by the best possible one, also after a death: an extreme assumption, not an "
        "estimate."
    ),
}
