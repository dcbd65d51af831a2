"""Variables and columns of a study in words."""

from collections.abc import Mapping

from casetrace.claims.terms import Variable
from casetrace.model.outcome import Outcome
from casetrace.model.time_units import in_its_words, visit_name, visit_term
from casetrace.model.treatment import NEUTRAL, Treatment
from casetrace.model.variables import label_of

#: What is worked out of the tables, and is no variable of the data dictionary.
PLAIN = {
    "after_week": "last week of follow-up",
    "last_visit": "last visit with a value",
    "site_group": "group of sites",
}
OF_OUTCOME = {
    "baseline": "baseline {outcome}",
    "baseline_band": "band of the baseline {outcome}",
    "value": "{outcome} at {visit}",
    "printed": "printed reduction of {outcome} at {visit}",
    "percent_reduction": "percent reduction of {outcome} at {visit}",
    "percent_increase": "percent increase of {outcome} at {visit}",
    "response": "response of {outcome} at {visit}",
    "evaluable": "{outcome} recorded at {visit}",
}


def variable_label(variable: Variable, outcomes: Mapping[str, Outcome], treatment: Treatment = NEUTRAL) -> str:
    """A variable in words, such as `percent reduction of lesion size at week 12`."""
    if not variable.outcome:
        return in_its_words(PLAIN.get(variable.name, "")) or label_of(variable.name, treatment)
    label = outcomes[variable.outcome].label
    return OF_OUTCOME[variable.name].format(outcome=label, visit=visit_name(variable.visit))


def column_label(column: str, outcomes: Mapping[str, Outcome], treatment: Treatment = NEUTRAL) -> str:
    """A column of the rows of a study in words."""
    name, _, suffix = column.partition(".")
    outcome, _, visit = suffix.partition(f".{visit_term('')}")
    return variable_label(Variable(name, outcome, int(visit) if visit else None), outcomes, treatment)
