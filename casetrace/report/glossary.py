"""Labels that stand in several sections of a report: each is chosen once."""

from casetrace.model.scenarios import SCENARIO_LABELS

P_VALUE = "P"
SMALLEST_P = "Smallest attainable P"
HOLM_P = "Holm-adjusted P"
INTERVAL = "CI"
#: The end of a heading such as `Mean (95 % CI, t)`.
T_INTERVAL = " CI, t)"
BOOTSTRAP_INTERVAL = "Bootstrap CI"
MEDIAN_RANGE = "Median (range)"
MEAN_SD = "Mean (SD)"
NOTE = "Note"
OBSERVED_DATA = SCENARIO_LABELS["observed"]
ADVERSE_EVENT = "Adverse event"
#: Abbreviations of the field, which tables use whether or not config declares some of the cohort's own.
ABBREVIATIONS = {
    "CI": "confidence interval",
    "df": "degrees of freedom",
    "GEE": "generalised estimating equations",
    "GRIM": "granularity-related inconsistency of means",
    "ICC": "intraclass correlation",
    "IQR": "interquartile range",
    "SD": "standard deviation",
}
#: The patients or lesions of an analysis set.
ANALYSIS_SETS = {"all": "evaluable", "enrolled": "treated"}
#: Why patients have no value, as a noun.
REASONS_MISSING = {"died": "death", "lost": "loss to follow-up", "withdrawn": "withdrawal"}
#: What the status of a result is called.
STATUSES = {"ok": "", "flagged": "interpret with caution", "refused": "not estimated"}
#: When a patient with several lesions has responded completely.
ANY_COMPLETE = "any lesion complete"
ALL_COMPLETE = "all evaluable lesions complete"
#: What a one-sided or two-sided test asks.
ALTERNATIVES = {"greater": "one-sided, higher", "less": "one-sided, lower", "two_sided": "two-sided"}
