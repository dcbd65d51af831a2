"""What explanatory variables and groups are called in print."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from casetrace.model.treatment import NEUTRAL, Treatment
from casetrace.model.variables import BASELINE, BASELINE_BAND, variables


@cache
def variable_labels(outcome_label: str, treatment: Treatment = NEUTRAL) -> Mapping[str, str]:
    """Names of the explanatory variables and groups for one outcome, by their key in config."""
    baseline_labels = dict.fromkeys((BASELINE, BASELINE_BAND), f"baseline {outcome_label}")
    columns = map(treatment.column, (*variables("explains"), *variables("groups")))
    return MappingProxyType(baseline_labels | {column.name: column.label for column in columns})
