"""Results, rows and cleaned cells in words, as the report's panel and the terminal say them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from casetrace.model import groups
from casetrace.model.labels import variable_labels
from casetrace.model.outcome import Outcome
from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.model.treatment import NEUTRAL, Treatment
from casetrace.model.variables import labels_with_units

#: What statistics are called where their name in statistics.csv is not what people say.
STATISTICS = {
    "count": "number",
    "sd": "standard deviation",
    "sum": "total",
    "sum_if_shared": "total if shared {plural} count once",
    "se": "standard error",
    "df": "degrees of freedom",
    "percent": "percentage",
    "spearman_rho": "Spearman's rho",
    "excess": "better less worse",
    "p_value_holm": "P value adjusted by Holm's method",
    "variance_share": "share of the variance between the groups",
    "table_probability": "probability of the table of arms by response",
    "rate_per_patient_week": "rate per patient-week",
    "rate_per_treatment": "rate per treatment",
    "posterior_median": "median of the posterior",
    "at_risk": "number at risk",
    "events": "number with the event first seen there",
    "censored": "number last seen there without the event",
    "cumulative_incidence": "cumulative incidence",
    "median_after": "last visit before half have the event (weeks)",
    "median_by": "visit by which half have the event (weeks)",
    "responds": "number who respond at the later visit",
    "responds_earlier": "number who respond at the earlier visit",
    "unconfirmed": "number whose response has no later visit to hold at",
    "not_cleared": "number who did not clear",
    "pseudomedian": "pseudomedian (Hodges–Lehmann)",
    "icc": "intraclass correlation",
    "rounding_lower": "lowest that rounding allows",
    "rounding_upper": "highest that rounding allows",
    "tau2": "variance between the cohorts (tau-squared)",
    "i2": "share of the variation between the cohorts (I-squared)",
    "prediction_lower": "lower end of the prediction interval",
    "prediction_upper": "upper end of the prediction interval",
    "leave_one_out_minimum": "lowest without one patient",
    "leave_one_out_maximum": "highest without one patient",
    "leave_one_out_largest_shift": "largest shift without one patient",
}
#: Quantities whose name in statistics.csv is not what people say.
QUANTITIES = {
    "all_complete": "complete response of all lesions",
    "any_complete": "complete response of any lesion",
    "any_progression": "progression or a new lesion",
    "new_lesion": "new lesions",
    "reduction_of_sum": "reduction of the sum",
    "reduction_per_week": "slope per week of the reduction",
    "increase_per_week": "slope per week of the increase",
    "absolute_reduction": "reduction in the outcome's unit",
    "absolute_increase": "increase in the outcome's unit",
    "change_in_responders": "change of the responders",
    "responders_difference": "difference in the share of responders",
    "absolute_reduction_difference": "difference in the reduction in the outcome's unit",
    "absolute_increase_difference": "difference in the increase in the outcome's unit",
    "log_ratio_difference": "difference in the log ratio",
    "time_to_response": "time to a response",
    "time_to_relapse": "time from a response to a relapse",
    "durable_response": "lasting response",
    "treatments_to_clearance": "treatments of those who cleared",
    "evaluable": "with a value",
    "complication": "adverse event",
    "any_complication": "any adverse event",
    "related_complication": "related adverse event",
    "serious_complication": "serious adverse event, deaths included",
    "serious_related_complication": "serious related adverse event",
    "with_event": "with an adverse event",
    "patient_weeks": "patient-weeks of follow-up",
    "level_or_better": "at the level or a better one",
    "movement": "movement from the baseline",
    "shift": "shift from the baseline",
    "steps": "steps from the baseline",
    "claim": "published claim",
}
#: How a relation to another variable is said.
RELATIONS = {"by": "by", "with": "with", "between": "between groups of", "on_log": "by log"}


def result_words(row: Mapping[str, Any], outcomes: Mapping[str, Outcome], treatment: Treatment = NEUTRAL) -> str:
    """What a result is, such as `mean reduction of lesion size at week 12, per patient, as observed`.

    Parameters
    ----------
    row
        Its row of statistics.csv; what is missing is None.
    outcomes
        The outcomes of the plan.
    treatment
        What the treatment is called.
    """
    statistic = STATISTICS.get(row["statistic"], row["statistic"].replace("_", " ")).format(plural=treatment.plural)
    pairs = groups.read(row["group"])
    # Of a count of sites, say, the group is the site that is counted.
    counted = "".join(f": {value}" for variable, value in pairs if variable == row["analysis"])
    subject = f"{statistic}, {_quantity(row, outcomes, treatment)}{_when(row)}{counted}"
    group_words = [f"{variable.replace('_', ' ')}: {value}" for variable, value in pairs if variable != row["analysis"]]
    unit = "" if row["analysis"] in ("patients", "lesions") else f"over {treatment.units[row['unit_of_analysis']]}"
    scenario = scenario_words(row["scenario"]) if row["scenario"] else ""
    parts = [subject, *group_words, unit, scenario]
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
    labels = QUANTITIES | labels_with_units(treatment) | {"treatments": treatment.plural}
    words = labels.get(name, name.replace("_", " "))
    return f"{words} of {outcome}" if outcome else words


def _when(row: Mapping[str, Any]) -> str:
    if row["visit"] is None:
        return ""
    if row["visit_from"] is not None:
        return f" from week {row['visit_from']} to week {row['visit']}"
    return f" at week {row['visit']}"


def scenario_words(scenario: str) -> str:
    """What a scenario assumes; the name of one that the study declares."""
    return SCENARIO_LABELS.get(scenario, f"scenario {scenario.replace('_', ' ')}") if scenario else ""


def set_words(row: Mapping[str, Any]) -> str:
    """The analysis set of a result."""
    return "everybody enrolled" if row["analysis_set"] == "enrolled" else "all with a value"


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
        parts.append(f"week {row['visit']}")
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
