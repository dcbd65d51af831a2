"""What a claim asks of the rows, in words: its coding, printed with the words of the publication."""

from collections.abc import Iterable, Mapping

from casetrace.audit.choices import stated_unit
from casetrace.audit.labels import variable_label
from casetrace.claims.claims import Claim
from casetrace.claims.terms import Condition, Operator, Variable
from casetrace.model.outcome import Outcome
from casetrace.model.treatment import NEUTRAL, Treatment

OPERATORS: Mapping[Operator, str] = {
    "=": "is", "!=": "is not", "<": "is under", "<=": "is at most", ">": "is over", ">=": "is at least",
}  # fmt: skip
STATISTICS = {"sd": "standard deviation", "range": "minimum and maximum", "sum": "total"}


def coding(claim: Claim, outcomes: Mapping[str, Outcome], treatment: Treatment = NEUTRAL) -> str:
    """The coding of a claim, such as `percentage of patients whose response of lesion size at week 12 is complete`."""
    if claim.quantity is None:
        return ""
    unit = stated_unit(claim)
    units = treatment.units[unit]
    of_whom = _whose(claim.population.conditions, outcomes, treatment)
    missing = "; a missing value counts as no" if claim.population.enrolled else ""
    if claim.quantity.noun:
        return f"number of {units}{of_whom}{missing}"
    if claim.quantity.conditions:
        asked = _all_of(claim.quantity.conditions, outcomes, treatment)
        if claim.kind == "comparison":
            return f"{claim.comparator}{' of the' * (claim.comparator != 'all')} {units}{of_whom}: {asked}{missing}"
        among = f", among {units}{of_whom}" if of_whom else ""
        noun = "percentage" if claim.kind == "percent" else "number"
        return f"{noun} of {units} whose {asked}{among}{missing}"
    variable = claim.quantity.variable
    words = variable_label(variable, outcomes, treatment) if variable else ""
    per = f"per {treatment.unit(unit)}"
    among = f", among {units}{of_whom}" if of_whom else ""
    if claim.other and claim.other.variable:
        other = variable_label(claim.other.variable, outcomes, treatment)
        return f"mean difference of {words} and {other}, {per}{among}"
    of = "" if claim.kind in ("mean", "median") else "of the "
    return f"{STATISTICS.get(claim.kind, claim.kind)} {of}{words}, {per}{among}{missing}"


def _whose(conditions: Iterable[Condition], outcomes: Mapping[str, Outcome], treatment: Treatment) -> str:
    words = _all_of(conditions, outcomes, treatment)
    return f" whose {words}" if words else ""


def _all_of(conditions: Iterable[Condition], outcomes: Mapping[str, Outcome], treatment: Treatment) -> str:
    return " and ".join(_condition(condition, outcomes, treatment) for condition in conditions)


def _condition(condition: Condition, outcomes: Mapping[str, Outcome], treatment: Treatment) -> str:
    """A condition in words, such as `baseline lesion size is under 5 mm`."""
    label = variable_label(condition.variable, outcomes, treatment)
    unit = _unit(condition.variable, outcomes)
    return f"{label} {OPERATORS[condition.operator]} {' or '.join(condition.values)}{f' {unit}' if unit else ''}"


def _unit(variable: Variable, outcomes: Mapping[str, Outcome]) -> str:
    """The unit of a number of an outcome; empty for anything else."""
    if variable.name.startswith("percent_"):
        return "%"
    return outcomes[variable.outcome].unit if variable.name in ("value", "baseline") else ""
