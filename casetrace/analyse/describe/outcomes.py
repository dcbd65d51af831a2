"""Describes what happened to the outcomes: values, percent changes, their change between visits, and responses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import pandas as pd

from casetrace.methods.precision import settled
from casetrace.model.basis import LESION_VISITS, Basis, part, with_value
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Primary
from casetrace.model.reservations import pooled_note, worsening_note
from casetrace.model.results import Results, Role, Subject, adds_results
from casetrace.model.summaries import add_count, add_summary, both_units
from casetrace.model.visits import improved, patient_visits

RESPONSES = ("complete", "partial", "stable", "progression")
PATIENT_RESPONSES = ("any_complete", "all_complete")
COURSE = ["patient_id", "lesion_id", "period"]


@dataclass(frozen=True)
class Visit:
    """What is described of one visit.

    Attributes
    ----------
    lesions, patients
        The lesions and patients there, with their percent `improvement`.
    worsening, pooled
        Why the mean percent change, and why every result, is flagged; empty where they are not.
    basis
        The rows that results on the percent improvement rest on.
    """

    lesions: pd.DataFrame
    patients: pd.DataFrame
    worsening: str
    pooled: str
    basis: Basis


def role_of(primary: Primary, outcome: str, visit: int, unit: str, scenario: str) -> Role:
    """What the study makes of a result on an outcome, by what the plan declares primary."""
    if scenario != primary.scenario:
        return "sensitivity"
    declared = (primary.outcome, primary.visit, primary.unit_of_analysis)
    return "primary" if (outcome, visit, unit) == declared else "secondary"


def describe_outcome(results: Results, name: str, outcome: Outcome, by_lesion: pd.DataFrame, primary: Primary) -> None:
    """Everything about one outcome, at each visit and in each scenario.

    Parameters
    ----------
    name, outcome
        The outcome and its section of the plan.
    by_lesion
        Its lesion visits, in all scenarios.
    primary
        The plan's `primary` section.
    """
    gain = outcome.gain
    for scenario in by_lesion["scenario"].unique():
        lesions = improved(by_lesion[by_lesion["scenario"] == scenario], outcome)
        weeks = [int(week) for week in lesions["visit"].unique()]
        for week in weeks:
            visit = visit_of(lesions[lesions["visit"] == week], outcome)
            at_visit = Subject(gain, outcome.bearer, "secondary", name, week, scenario=scenario, basis=visit.basis)
            _describe_visit(results, at_visit, visit, primary)
        for earlier, later in combinations(weeks, 2):
            subject = Subject(f"change_in_{gain}", outcome.bearer, "secondary", name, later, earlier, scenario=scenario)
            _describe_change(results, subject, lesions, outcome, primary)


def visit_of(lesions: pd.DataFrame, outcome: Outcome) -> Visit:
    """One visit in one scenario, of lesions with their `improvement`."""
    evaluable = lesions.dropna(subset=["improvement"])
    patients = improved(patient_visits(lesions, parts=()), outcome)
    basis = improvement_basis(lesions)
    return Visit(lesions, patients, worsening_note(lesions, outcome), pooled_note(evaluable), basis)


def improvement_basis(lesions: pd.DataFrame) -> Basis:
    """What results on the percent improvement of these lesion visits rest on."""
    return with_value(LESION_VISITS, lesions, lesions["improvement"].notna(), "percent_reduction")


def value_basis(lesions: pd.DataFrame) -> Basis:
    """What results on the values of these lesion visits rest on; only those with a baseline are counted."""
    evaluable = with_value(LESION_VISITS, lesions, lesions["improvement"].notna(), "value")
    return (*evaluable, part(LESION_VISITS, lesions, "baseline", role="selects"))


def log_ratio_basis(lesions: pd.DataFrame) -> Basis:
    """What results on the log ratios of these lesion visits rest on."""
    return with_value(LESION_VISITS, lesions, lesions["log_ratio"].notna(), "log_ratio")


@adds_results
def _describe_visit(results: Results, subject: Subject, visit: Visit, primary: Primary) -> None:
    from_values = subject.scenario != "as_reported"
    for unit, rows in both_units(subject, visit.lesions, visit.patients):
        own = with_role(unit, primary)
        evaluable = rows.dropna(subset=["improvement"])
        add_summary(results, own, evaluable, "improvement", flag=visit.pooled, flag_mean=visit.worsening)
        if own.unit_of_analysis != subject.unit_of_analysis:
            if from_values:
                sums = not_primary(own, f"{own.analysis}_of_sum")
                add_summary(
                    results, sums, evaluable, "improvement_of_sum", flag=visit.pooled, flag_mean=visit.worsening
                )
        elif from_values:
            value = not_primary(own, "value").resting_on(value_basis(visit.lesions))
            add_summary(results, value, evaluable, "value", flag=visit.pooled)
            logs = not_primary(own, "log_ratio").resting_on(log_ratio_basis(visit.lesions))
            add_summary(results, logs, evaluable, "log_ratio", flag=visit.pooled)
    for own, counted, among in response_counts(with_role(subject, primary), visit):
        add_count(results, own, counted, among, flag=visit.pooled)


def response_counts(subject: Subject, visit: Visit) -> Iterator[tuple[Subject, pd.Series, pd.DataFrame]]:
    """What is counted of the responses at a visit: of whom, whom, and among whom, evaluable and all.

    Lesions, or patients where they are measured, in each response category; and patients with any and with all of
    their lesions in complete response. Among the evaluable patients all evaluable lesions count; among all, a lesion
    without a value is no response.
    """
    of_patients = subject.unit_of_analysis == "patient"
    rows = visit.lesions.drop(columns=["lesion_id", "period"]) if of_patients else visit.lesions
    everyone: Basis = (part(LESION_VISITS, visit.lesions, "percent_reduction"),)
    bases = {"all": subject.basis, "enrolled": everyone}
    for analysis_set, among in (("all", rows.dropna(subset=["improvement"])), ("enrolled", rows)):
        own = replace(not_primary(subject, "response"), analysis_set=analysis_set, basis=bases[analysis_set])
        for response in RESPONSES:
            yield own.within("response", response), among["response"] == response, among
    if of_patients:
        return
    everybody = visit.patients.assign(n_evaluable=visit.patients["n_lesions"])
    for analysis_set, among in (("all", visit.patients.dropna(subset=["improvement"])), ("enrolled", everybody)):
        any_complete, all_complete = (
            replace(
                not_primary(subject, name),
                analysis_set=analysis_set,
                unit_of_analysis="patient",
                basis=bases[analysis_set],
            )
            for name in PATIENT_RESPONSES
        )
        yield any_complete, among["n_complete"] > 0, among
        yield all_complete, among["n_complete"] == among["n_evaluable"], among


@adds_results
def _describe_change(
    results: Results, subject: Subject, lesions: pd.DataFrame, outcome: Outcome, primary: Primary
) -> None:
    """Change of the percent improvement between two visits, over the lesions with both and over their patients."""
    role: Role = "secondary" if subject.scenario == primary.scenario else "sensitivity"
    by_lesion = change_between(lesions, subject)
    worsening = worsening_note(lesions[lesions["lesion_id"].isin(by_lesion["lesion_id"])], outcome)
    by_patient = by_lesion.groupby("patient_id", sort=False).agg(
        change=("change", "mean"), n_evaluable=("change", "size")
    )
    resting = replace(subject, role=role, basis=change_basis(lesions, subject))
    for own, rows in both_units(resting, by_lesion, by_patient.reset_index()):
        add_summary(results, own, rows, "change", flag=pooled_note(by_lesion), flag_mean=worsening)


def change_between(lesions: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Difference of the percent improvement (`change`) between the subject's two visits, of each lesion with both."""
    earlier, later = (
        lesions.loc[lesions["visit"] == visit, [*COURSE, "arm", "improvement"]].dropna(subset=["improvement"])
        for visit in (subject.visit_from, subject.visit)
    )
    both = earlier.drop(columns="arm").merge(later, on=COURSE, suffixes=("_earlier", "_later"))
    both["change"] = settled(both["improvement_later"] - both["improvement_earlier"], 100)
    return both


def change_basis(lesions: pd.DataFrame, subject: Subject) -> Basis:
    """What results on the change between the subject's two visits rest on: the rows of both visits."""
    both = lesions[lesions["visit"].isin([subject.visit_from, subject.visit])]
    seen = both["improvement"].notna()
    visits = both[seen].groupby(COURSE, sort=False, dropna=False)["visit"].transform("nunique")
    complete = visits.reindex(both.index, fill_value=0) == 2
    return with_value(LESION_VISITS, both, complete, "percent_reduction")


def with_role(subject: Subject, primary: Primary) -> Subject:
    """The same subject with what the study makes of it."""
    role = role_of(primary, subject.outcome, subject.visit or 0, subject.unit_of_analysis, subject.scenario)
    return replace(subject, role=role)


def not_primary(subject: Subject, analysis: str) -> Subject:
    """The same subject for another quantity; only the percent improvement is ever primary."""
    return replace(subject, analysis=analysis, role="secondary" if subject.role == "primary" else subject.role)
