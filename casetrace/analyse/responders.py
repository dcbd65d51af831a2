"""Who responds by an endpoint's definition: lesions, and patients by the rule of the endpoint."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from casetrace.analyse.visits import Visit, pools_arms
from casetrace.model.basis import LESION_VISITS, Basis, part, with_value
from casetrace.model.endpoint import RESPONDERS, Endpoint
from casetrace.model.grouping import aggregated
from casetrace.model.results import Role, Subject
from casetrace.model.visits import patient_visits


class Responders(NamedTuple):
    """Who responds at a visit, of whom.

    Attributes
    ----------
    subject
        What is counted, over its unit and analysis set.
    counted
        For each of the rows `among` whether it is a responder.
    among
        Lesions or patients, with `patient_id`.
    column
        The column of lesion visits by which they respond.
    """

    subject: Subject
    counted: pd.Series
    among: pd.DataFrame
    column: str


def responders(visit: Visit, endpoint: Endpoint) -> Iterator[Responders]:
    """The responders at a visit over lesions and over patients, of those with a value and of all who were treated.

    Among all, a lesion without a value is no responder, and its patient is none where the rule needs it. Nothing where
    the scenario has no value that the threshold could be compared with.
    """
    threshold = endpoint.threshold
    assert threshold is not None
    lesions = visit.lesions
    if threshold.field != "percent_reduction" and visit.subject.scenario == "as_reported":
        return
    basis = with_value(LESION_VISITS, lesions, lesions[threshold.column].notna(), threshold.field)
    everyone: Basis = (part(LESION_VISITS, lesions, threshold.field),)
    reached = threshold.reached_by(lesions[threshold.column])
    patients = patient_responses(lesions.assign(reached=reached), visit, endpoint)
    for analysis_set, resting in (("all", basis), ("enrolled", everyone)):
        subject = replace(visit.subject.of(RESPONDERS).within("endpoint", endpoint.name), analysis_set=analysis_set)
        subject = subject.resting_on(visit.subject.chosen_alike(resting).basis)
        if visit.outcome.bearer == "lesion":
            among = lesions if analysis_set == "enrolled" else lesions[lesions[threshold.column].notna()]
            of_lesions = subject.over("lesion")
            yield Responders(
                with_endpoint_role(of_lesions, visit, endpoint), reached[among.index], among, threshold.column
            )
        among = patients if analysis_set == "enrolled" else patients[patients["n_values"] > 0]
        if analysis_set == "enrolled":
            among = among.assign(n_evaluable=among["n_lesions"])
        column = "responds_of_all" if analysis_set == "enrolled" else "responds"
        of_patients = subject.over("patient").resting_on(subject.basis, new_lesions_basis(visit))
        yield Responders(with_endpoint_role(of_patients, visit, endpoint), among[column], among, threshold.column)


def responders_basis(visit: Visit, endpoint: Endpoint, patients: Iterable[str], analysis_set: str = "all") -> Basis:
    """What responders among some of the patients rest on at a visit: their rows, with a value where that is asked."""
    threshold, lesions = endpoint.threshold, visit.lesions
    assert threshold is not None
    used = lesions["patient_id"].isin(list(patients))
    if analysis_set == "all":
        used &= lesions[threshold.column].notna()
    rows = with_value(LESION_VISITS, lesions, used, threshold.field)
    return visit.subject.chosen_alike(rows, new_lesions_basis(visit)).basis


def new_lesions_basis(visit: Visit) -> Basis:
    """What says which patients have a new lesion, with which they respond by the rule of any lesion alone."""
    if not visit.outcome.of_lesion_sizes:
        return ()
    return (part(LESION_VISITS, visit.lesions, "new_lesion", role="selects"),)


def patient_responses(lesions: pd.DataFrame, visit: Visit, endpoint: Endpoint) -> pd.DataFrame:
    """One row per patient with whether she or he responds, of the lesions with a value and of all lesions.

    A patient with a new lesion responds by the rule of any lesion alone.

    Parameters
    ----------
    lesions
        The lesion visits, with `reached`.

    Returns
    -------
    DataFrame
        `patient_id`, `n_lesions`, `n_values` and `n_evaluable` (those with a value), `responds`, `responds_of_all`.
    """
    threshold = endpoint.threshold
    assert threshold is not None
    column = threshold.column
    groups = lesions.groupby("patient_id", sort=False)
    patients = aggregated(
        groups,
        n_lesions=("lesion_id", "size"),
        n_values=(column, "count"),
        n_reached=("reached", "sum"),
        n_new=("new_lesion", "sum"),
    )
    without_new = patients["n_new"] == 0
    if endpoint.patient_rule == "all_lesions":
        responds = (patients["n_reached"] == patients["n_values"]) & (patients["n_values"] > 0) & without_new
        of_all = (patients["n_reached"] == patients["n_lesions"]) & without_new
    elif endpoint.patient_rule == "any_lesion":
        responds = of_all = patients["n_reached"] > 0
    else:
        together = threshold.reached_by(_taken_together(lesions, visit, endpoint)).reset_index(drop=True)
        responds = of_all = together & without_new
    return patients.assign(n_evaluable=patients["n_values"], responds=responds, responds_of_all=of_all)


def _taken_together(lesions: pd.DataFrame, visit: Visit, endpoint: Endpoint) -> pd.Series:
    """The improvement of each patient's lesions together, in the order of the patients."""
    threshold = endpoint.threshold
    assert threshold is not None
    groups = lesions.groupby("patient_id", sort=False)
    if endpoint.patient_rule == "mean":
        return groups[threshold.column].mean()
    if threshold.in_units:
        return groups["gain"].sum(min_count=1)
    by_patient = patient_visits(lesions, parts=()).set_index("patient_id")["percent_reduction_of_sum"]
    return visit.outcome.improvement(by_patient.reindex(list(groups.groups)))


def with_endpoint_role(subject: Subject, visit: Visit, endpoint: Endpoint) -> Subject:
    """The same subject with what the study makes of it: primary where it is what a primary endpoint asks."""
    asked = (endpoint.visit, endpoint.unit_of_analysis, endpoint.analysis_set, endpoint.scenario)
    role: Role = "secondary" if subject.scenario == endpoint.scenario else "sensitivity"
    if (
        endpoint.primary
        and endpoint.kind == "response"
        and not endpoint.comparison
        and not pools_arms(subject, visit.plan)
    ):
        about = (subject.visit, subject.unit_of_analysis, subject.analysis_set, subject.scenario)
        role = "primary" if about == asked else role
    return replace(subject, role=role)
