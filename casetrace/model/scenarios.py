"""The built-in scenarios: named assumptions about the values of the follow-up visits, in words."""

#: What each scenario means, in the words of the report.
SCENARIO_LABELS = {
    "observed": "as observed",
    "as_reported": "percentages as printed in the source",
    "locf": "last observation carried forward",
    "no_change": "no change assumed where a value is missing",
    "worst_value": "the worst value of config assumed where a value is missing",
    "complete_response": "complete response assumed where a value is missing",
}

SCENARIO_NOTES = {
    "observed": "What was measured; a lesion without a value at a visit is not counted there. Nothing is filled in.",
    "as_reported": "The percentages that the source prints are taken in place of those computed from the values.",
    "locf": "A missing value is the last one before it, else the baseline; after a death that is mere arithmetic.",
    "no_change": "A missing value is the baseline, so that nothing was gained; growth would be worse.",
    "worst_value": "A missing value is the worst that config declares for the outcome, such as growth to a size.",
    "complete_response": "A missing value is the best that there is, also of those who died: a bound, no estimate.",
}
