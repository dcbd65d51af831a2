"""Compares the responders of two arms by an endpoint's threshold, of those with a value and of all who were treated."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from casetrace.analyse.estimate.arm_pairs import EMPTY_ARM, left_out
from casetrace.analyse.estimate.compared_counts import add_paired_difference, add_risk_difference, arm_count
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.responders import Responders, responders, responders_basis
from casetrace.analyse.visits import Visit
from casetrace.model.arms import ArmComparison
from casetrace.model.basis import joined
from casetrace.model.endpoint import RESPONDERS, Endpoint
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Role, Subject, adds_results
from casetrace.model.summaries import sizes


def compare_responders(
    results: Results,
    subject: Subject,
    pair: ArmComparison,
    by_arm: Mapping[str, Visit],
    endpoint: Endpoint,
    settings: EstimationSettings,
) -> None:
    """Add the difference of two arms' shares of responders in both analysis sets.

    Parameters
    ----------
    subject
        Two arms at a visit, over patients.
    by_arm
        The visit of each arm.
    """
    first, second = (patient_responders(by_arm[arm], endpoint) for arm in pair)
    visits = [by_arm[arm] for arm in pair]
    for of_first, of_second in zip(first, second, strict=True):
        about = replace(
            subject.within("endpoint", endpoint.name),
            quantity=RESPONDERS.related("difference"),
            analysis_set=of_first.subject.analysis_set,
            basis=joined(of_first.subject.basis, of_second.subject.basis),
        )
        about = replace(about, role=_role(about, pair, endpoint))
        in_both = by_patient(of_first).index.intersection(by_patient(of_second).index, sort=False)
        if len(in_both):
            bases = (responders_basis(visit, endpoint, in_both, about.analysis_set) for visit in visits)
            about = about.resting_on(*bases)
        flags = (visit.flag(of_first.subject, of_first.column) for visit in visits)
        _compare(results, about, pair, of_first, of_second, settings, combined(*dict.fromkeys(flags)))


def patient_responders(visit: Visit, endpoint: Endpoint) -> list[Responders]:
    """The responders over patients at a visit, in each analysis set."""
    return [rated for rated in responders(visit, endpoint) if rated.subject.unit_of_analysis == "patient"]


def by_patient(rated: Responders) -> pd.Series:
    """Whether each patient responds, by `patient_id`."""
    return pd.Series(rated.counted.to_numpy(dtype=bool), index=pd.Index(rated.among["patient_id"]))


def _role(subject: Subject, pair: ArmComparison, endpoint: Endpoint) -> Role:
    asked = (endpoint.visit, endpoint.unit_of_analysis, endpoint.analysis_set, endpoint.scenario, endpoint.comparison)
    about = (subject.visit, subject.unit_of_analysis, subject.analysis_set, subject.scenario, pair)
    if endpoint.primary and endpoint.kind == "response" and about == asked:
        return "primary"
    return "secondary" if subject.scenario == endpoint.scenario else "sensitivity"


@adds_results
def _compare(
    results: Results,
    subject: Subject,
    pair: ArmComparison,
    first: Responders,
    second: Responders,
    settings: EstimationSettings,
    flag: str,
) -> None:
    n = sizes(pd.concat([first.among, second.among]), subject)
    empty = [arm for arm, rated in zip(pair, (first, second), strict=True) if rated.among.empty]
    if empty:
        note = EMPTY_ARM.format(arms=" or in ".join(empty))
        results.refuse(subject, "risk_difference", "newcombe", n, note)
        return
    in_first, in_second = by_patient(first), by_patient(second)
    in_both = in_first.index.intersection(in_second.index, sort=False)
    if in_both.empty:
        add_risk_difference(results, subject, arm_count(in_first), arm_count(in_second), n, settings, flag)
        return
    rows = pd.concat([rated.among[rated.among["patient_id"].isin(in_both)] for rated in (first, second)])
    unpaired = left_out(n.patients - len(in_both))
    paired = (in_first[in_both], in_second[in_both], sizes(rows, subject))
    add_paired_difference(results, subject, *paired, settings, combined(unpaired, flag))
