"""Scenarios that a study declares: lesions that the table does not have, added to those of a built-in scenario.

An added lesion has no known patient and no size. So there are results over lesions alone, without an interval, and none
of values or of patients.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from casetrace.analyse.visits import RESPONSES, improvement_basis
from casetrace.methods.reduction import response_category
from casetrace.model.basis import LESION_VISITS, LESIONS, part, with_value
from casetrace.model.having import having
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined, pooled_note, worsening_note
from casetrace.model.results import Results, Sizes, Subject, adds_results
from casetrace.model.summaries import add_count, add_summary, sizes
from casetrace.model.treatment import Treatment
from casetrace.model.visits import improved, of_outcome

ADDED = "{number} added (hypothetical, not in the table): {reason}"
NO_PATIENT = "no CI: the hypothetical lesion cannot be assigned to a patient; see the median and the range"
COUNTED_EACH = "counted per lesion, including lesions that share a cell of the table"
COUNTED_AS_NONE = "{number} without a {label} counted as 0"
NO_TREATMENTS = "the source gives no {label}: the total would cover the added lesions only"


@dataclass(frozen=True)
class AddedLesion:
    """A lesion that a study adds to those of its table.

    Attributes
    ----------
    outcome
        The outcome that it has.
    percent_reduction
        Its percent reduction by the time of the visit; it has no value at other visits.
    n_treatments
        Treatments that it got, where they are declared.
    """

    outcome: str
    percent_reduction: Mapping[int, float]
    n_treatments: int | None = None


def added_lesions(scenario: Mapping[str, Any], primary_outcome: str) -> list[AddedLesion]:
    """The lesions of a declared scenario, as config has it; one without an outcome has the primary one."""
    return [
        AddedLesion(
            lesion.get("outcome", primary_outcome),
            {int(time): float(percent) for time, percent in lesion["percent_reduction"].items()},
            lesion.get("n_treatments"),
        )
        for lesion in scenario["lesions"]
    ]


def assess_declared(
    results: Results,
    declared: Mapping[str, Any],
    by_lesion: pd.DataFrame,
    lesions: pd.DataFrame,
    plan: Plan,
) -> None:
    """Results over the lesions of the table together with those that the declared scenarios add.

    Parameters
    ----------
    declared
        The cohort's `declared_scenarios`, by name.
    by_lesion
        The lesion visits of all outcomes and scenarios.
    lesions
        One row per lesion, with `n_treatments` and `shared_cell`.
    plan
        The outcomes and the primary result.
    """
    for name, scenario in declared.items():
        added = added_lesions(scenario, plan.primary.outcome)
        _add_totals(results, name, scenario["reason"], lesions, added, plan.treatment)
        base = by_lesion[by_lesion["scenario"] == scenario["based_on"]]
        for outcome_name, outcome in plan.outcomes.items():
            outcome_lesions = [lesion for lesion in added if lesion.outcome == outcome_name]
            visits = improved(of_outcome(base, outcome_name), outcome)
            for time in outcome.follow_up_visits if outcome_lesions else ():
                subject = Subject(Quantity(outcome.gain), "lesion", "sensitivity", outcome, time, scenario=name)
                note = added_note(outcome_lesions, scenario["reason"])
                _assess_visit(results, subject, outcome, visits[visits["visit"] == time], outcome_lesions, note)


def added_note(added: Sequence[AddedLesion], reason: str) -> str:
    """Why every result of a declared scenario is flagged."""
    return ADDED.format(number=_lesions(len(added)), reason=reason)


def with_added(visit: pd.DataFrame, added: Sequence[AddedLesion], time: int, outcome: Outcome) -> pd.DataFrame:
    """The lesions of the table at one visit and the added ones, with their percent `improvement` and `response`.

    Where no lesion of the table has a value, the added ones have none either: a result would be about them alone.

    Parameters
    ----------
    visit
        The table's lesions at that visit, with their `improvement`.
    added
        Lesions that have the outcome.
    time, outcome
        The visit, and the outcome's section of the plan.

    Returns
    -------
    DataFrame
        One row per lesion, and per period where it has several. An added one bears no name and no `patient_id`;
        `n_evaluable`, which is 1, counts them.
    """
    name = "Int64" if pd.api.types.is_integer_dtype(visit["patient_id"]) else "str"
    observed = visit[["patient_id", "improvement", "response"]].astype({"patient_id": name, "response": "str"})
    has_values = bool(observed["improvement"].notna().any())
    percents = [lesion.percent_reduction.get(time) if has_values else None for lesion in added]
    improvement = outcome.direction.improvement(pd.Series(percents, dtype="float64"))
    response = response_category(improvement, *outcome.response)
    nameless = pd.DataFrame({"patient_id": None, "improvement": improvement, "response": response})
    return pd.concat([observed, nameless.astype(observed.dtypes)], ignore_index=True).assign(n_evaluable=1)


@adds_results
def _assess_visit(
    results: Results,
    subject: Subject,
    outcome: Outcome,
    visit: pd.DataFrame,
    added: Sequence[AddedLesion],
    note: str,
) -> None:
    subject = subject.resting_on(improvement_basis(visit))
    enrolled_basis = (part(LESION_VISITS, visit, "percent_reduction"),)
    rows = with_added(visit, added, subject.visit or 0, outcome)
    evaluable = having(rows, "improvement")
    flag = combined(note, pooled_note(having(visit, "improvement")))
    worsening = worsening_note(evaluable, outcome)
    add_summary(results, subject, evaluable, "improvement", flag=flag, flag_mean=worsening)
    results.refuse(subject, "mean", "cr2_t", sizes(evaluable, subject), NO_PATIENT)
    for analysis_set, among in (("all", evaluable), ("enrolled", rows)):
        for response in RESPONSES:
            basis = subject.basis if analysis_set == "all" else enrolled_basis
            response_subject = replace(subject.of(Quantity("response")), analysis_set=analysis_set, basis=basis)
            response_subject = response_subject.within("response", response)
            add_count(results, response_subject, among["response"] == response, among, flag=flag)


@adds_results
def _add_totals(
    results: Results,
    scenario: str,
    reason: str,
    lesions: pd.DataFrame,
    added: Sequence[AddedLesion],
    treatment: Treatment,
) -> None:
    """Number of lesions and, where it is declared of added ones, of treatments."""
    all_lesions = Subject(Quantity("lesions"), "lesion", "sensitivity", analysis_set="enrolled", scenario=scenario)
    all_lesions = all_lesions.resting_on((part(LESIONS, lesions),))
    with_number = lesions["n_treatments"].notna()
    treatments = all_lesions.of(Quantity("treatments")).over("treatment")
    treatments = treatments.resting_on(with_value(LESIONS, lesions, with_number, "n_treatments", "shared_cell"))
    note, number = added_note(added, reason), len(lesions) + len(added)
    results.add(all_lesions, "count", number, "count", Sizes(sizes(lesions, all_lesions).patients, number), note=note)
    treated = having(lesions, "n_treatments")
    declared = [lesion.n_treatments for lesion in added if lesion.n_treatments is not None]
    if not declared:
        return
    n = Sizes(sizes(treated, treatments).patients, len(treated) + len(declared))
    if treated.empty:
        results.refuse(treatments, "sum", "sum", n, NO_TREATMENTS.format(label=treatment.label_of_number))
        return
    unknown = number - len(treated) - len(declared)
    shared = COUNTED_EACH if (treated["shared_cell"] == "yes").any() else ""
    none_words = COUNTED_AS_NONE.format(number=_lesions(unknown), label=treatment.label_of_number)
    unknown_note = none_words if unknown else ""
    total = float(treated["n_treatments"].sum()) + sum(declared)
    results.add(treatments, "sum", total, "sum", n, note=combined(note, shared, unknown_note))


def _lesions(number: int) -> str:
    return "1 lesion" if number == 1 else f"{number} lesions"
