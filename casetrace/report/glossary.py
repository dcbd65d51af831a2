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
#: The patients or lesions of an analysis set.
ANALYSIS_SETS = {"all": "evaluable", "enrolled": "treated"}
#: What the status of a result is called.
STATUSES = {"ok": "", "flagged": "interpret with caution", "refused": "not estimated"}
#: When a patient with several lesions has responded completely.
ANY_COMPLETE = "any lesion complete"
ALL_COMPLETE = "all evaluable lesions complete"
#: What a one-sided or two-sided test asks.
ALTERNATIVES = {"greater": "one-sided, higher", "less": "one-sided, lower", "two_sided": "two-sided"}
