"""Results, rows and cleaned cells in words, as the report's panel and the terminal say them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from casetrace.model import groups
from casetrace.model.labels import variable_labels
from casetrace.model.outcome import Outcome
from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.model.time_units import in_every_unit, in_its_words, visit_name
from casetrace.model.treatment import NEUTRAL, Treatment
from casetrace.model.variables import labels_with_units

#: What statistics are called where their name in statistics.csv is not what people say.
STATISTICS = {
    "count": "number",
    "count_at_least": "lowest possible number",
    "sd": "standard deviation",
    "sum": "total",
    "sum_if_shared": "total if shared {plural} count once",
    "se": "standard error",
    "df": "degrees of freedom",
    "percent": "percentage",
    "spearman_rho": "Spearman's rho",
    "excess": "better minus worse",
    "p_value_holm": "Holm-adjusted P value",
    "variance_share": "proportion of variance between groups",
    "table_probability": "probability of the table of arms by response",
    **in_every_unit({"rate_per_patient_week": "rate per patient-week"}),
    "rate_per_treatment": "rate per treatment",
    "posterior_median": "median of the posterior",
    "at_risk": "number at risk",
    "events": "number with the event first observed at this visit",
    "censored": "number censored at this visit",
    "cumulative_incidence": "cumulative incidence",
    "median_after": "lower bound of the median time (weeks)",
    "median_by": "upper bound of the median time (weeks)",
    "responds": "number who respond at the later visit",
    "responds_earlier": "number who respond at the earlier visit",
    "unconfirmed": "number with a response first observed at the last visit",
    "not_cleared": "number who did not clear",
    "pseudomedian": "pseudomedian (Hodges–Lehmann)",
    "icc": "intraclass correlation",
    "rounding_lower": "lower bound given measurement rounding",
    "rounding_upper": "upper bound given measurement rounding",
    "tau2": "variance between cohorts (τ²)",
    "i2": "proportion of the variation between cohorts (I²)",
    "tau2_transformed": "variance between cohorts (τ²) on the scale of the method",
    "q": "Cochran's Q",
    "predicted_lower": "lower limit of the prediction interval",
    "predicted_upper": "upper limit of the prediction interval",
    "intercept": "intercept of Egger's regression",
    "rank_sum": "weighted sum of ranks, less its mean",
    "patients": "patients needed",
    "enrolled": "patients to be enrolled",
    "half_width": "expected half-width of the confidence interval",
    "first_limit": "responses at which the first stage stops",
    "first_patients": "patients of the first stage",
    "limit": "responses at which the treatment is given up",
    "alpha": "chance of going on at the poor rate",
    "expected": "expected patients at the poor rate",
    "stops": "chance of stopping after the first stage at the poor rate",
    "prediction_lower": "lower limit of the prediction interval",
    "prediction_upper": "upper limit of the prediction interval",
    "leave_one_out_minimum": "lowest omitting one patient",
    "leave_one_out_maximum": "highest omitting one patient",
    "leave_one_out_largest_shift": "largest shift omitting one patient",
}
#: Quantities whose name in statistics.csv is not what people say.
QUANTITIES = {
    "all_complete": "complete response of all lesions",
    "remaining": "value as a percentage of the baseline",
    "any_complete": "complete response of any lesion",
    "any_progression": "progression or a new lesion",
    "new_lesion": "new lesions",
    "reduction_of_sum": "reduction of the sum",
    **in_every_unit({"reduction_per_week": "weekly slope of the reduction"}),
    **in_every_unit({"increase_per_week": "weekly slope of the increase"}),
    "absolute_reduction": "absolute reduction",
    "absolute_increase": "absolute increase",
    "change_in_responders": "change in the response rate",
    "responders_difference": "difference in the response rate",
    "absolute_reduction_difference": "difference in the absolute reduction",
    "absolute_increase_difference": "difference in the absolute increase",
    "log_ratio_difference": "difference in the log ratio",
    "time_to_response": "time to response",
    "time_to_relapse": "time from response to relapse",
    "durable_response": "durable response",
    "treatments_to_clearance": "treatments to clearance",
    "complication": "adverse event",
    "any_complication": "any adverse event",
    "related_complication": "related adverse event",
    "serious_complication": "serious adverse event, deaths included",
    "serious_related_complication": "serious related adverse event",
    "with_event": "with an adverse event",
    **in_every_unit({"patient_weeks": "patient-weeks of follow-up"}),
    "level_or_better": "at this level or better",
    "response_or_better": "with this response or a better one",
    "movement": "change from baseline",
    "shift": "shift from baseline",
    "steps": "steps from baseline",
    "claim": "published claim",
    "spread": "spread within cohorts",
    "dropout": "without a value",
    "trial_of_arms": "trial of two arms",
    "trial_within_patients": "trial within patients",
    "trial_of_one_arm": "trial of one arm",
}
#: How a relation to another variable is said.
RELATIONS = {"by": "by", "with": "with", "between": "between groups of", "on_log": "on log"}


def result_words(row: Mapping[str, Any], outcomes: Mapping[str, Outcome], treatment: Treatment = NEUTRAL) -> str:
    """What a result is, such as `mean reduction of lesion size at week 12, per patient, observed data`.

    Parameters
    ----------
    row
        Its row of statistics.csv; what is missing is None.
    outcomes
        The outcomes of the plan.
    treatment
        What the treatment is called.
    """
    known = STATISTICS.get(row["statistic"])
    statistic = in_its_words(known) if known else row["statistic"].replace("_", " ")
    statistic = statistic.format(plural=treatment.plural)
    pairs = groups.read(row["group"])
    # Of a count of sites, say, the group is the site that is counted.
    counted = "".join(f": {value}" for variable, value in pairs if variable == row["analysis"])
    subject = f"{statistic}, {_quantity(row, outcomes, treatment)}{_when(row)}{counted}"
    group_words = [f"{variable.replace('_', ' ')}: {value}" for variable, value in pairs if variable != row["analysis"]]
    unit = row["unit_of_analysis"]
    per_unit = f"per {unit}" if unit in ("patient", "lesion") and row["analysis"] not in ("patients", "lesions") else ""
    scenario = scenario_words(row["scenario"]) if row["scenario"] else ""
    parts = [subject, *group_words, per_unit, scenario]
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def _quantity(row: Mapping[str, Any], outcomes: Mapping[str, Outcome], treatment: Treatment) -> str:
    outcome = outcomes[row["outcome"]].label if row["outcome"] in outcomes else ""
    labels = variable_labels(outcome, treatment)
    name, variable = row["quantity"], row["variable"]
    if row["relation"] in RELATIONS:
        words, of_variable = RELATIONS[row["relation"]], _plain(variable, "", treatment)
        return f"{labels.get(name, _plain(name, outcome, treatment))} {words} {labels.get(variable, of_variable)}"
    return _plain(row["analysis"], outcome, treatment)


def _plain(name: str, outcome: str, treatment: Treatment) -> str:
    own = QUANTITIES.get(name)
    words = in_its_words(own) if own else _quantities(treatment).get(name, name.replace("_", " "))
    return f"{words} of {outcome}" if outcome else words


@cache
def _quantities(treatment: Treatment) -> Mapping[str, str]:
    return MappingProxyType({**labels_with_units(treatment), "treatments": treatment.plural})


def _when(row: Mapping[str, Any]) -> str:
    if row["visit"] is None:
        return ""
    if row["visit_from"] is not None:
        return f" from {visit_name(row['visit_from'])} to {visit_name(row['visit'])}"
    return f" at {visit_name(row['visit'])}"


def scenario_words(scenario: str) -> str:
    """What a scenario assumes; the name of one that the study declares."""
    return SCENARIO_LABELS.get(scenario, f"scenario {scenario.replace('_', ' ')}") if scenario else ""


def set_words(row: Mapping[str, Any]) -> str:
    """The analysis set of a result."""
    return "all enrolled" if row["analysis_set"] == "enrolled" else "evaluable"


def row_label(dataset: str, row: Mapping[str, Any]) -> str:
    """What a row of a dataset is about, such as `lesion 3a, week 4`.

    Parameters
    ----------
    dataset
        Path of the dataset, without its extension.
    row
        The row; what is missing is None.
    """
    if row.get("lesion_id") is None or row["lesion_id"] == row["patient_id"]:
        parts = [f"patient {row['patient_id']}"]
    else:
        parts = [f"lesion {row['lesion_id']} of patient {row['patient_id']}"]
    if row.get("period") is not None:
        parts.append(f"period {row['period']}")
    if row.get("visit") is not None:
        parts.append(visit_name(row["visit"]))
    if row.get("scenario") not in (None, "observed"):
        parts.append(scenario_words(row["scenario"]))
    if dataset == "clean/events":
        parts.append(f"adverse event {row['number']}")
    return ", ".join(parts)


def cleaning_words(entries: Iterable[Mapping[str, Any]]) -> str:
    """What cleaning did to a cell, entry by entry of the cleaning log; empty where it took the text as it stands."""
    return "; ".join(dict.fromkeys(_entry(entry) for entry in entries))


def _entry(entry: Mapping[str, Any]) -> str:
    field = f"{entry['table']}.{entry['field']} " if entry["field"] else ""
    change = ""
    if entry["new_value"]:
        change = (
            f" to {entry['new_value']}" if not entry["old_value"] else f" {entry['old_value']} to {entry['new_value']}"
        )
    phrases: Sequence[str] = [f"{field}{entry['action']}{change}: {entry['rule']}", entry["reason"], entry["source"]]
    return ", ".join(part for part in phrases if part)
