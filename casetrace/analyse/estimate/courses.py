"""The endpoints that all visits together answer: times to response and relapse, lasting responses, treatments."""

from dataclasses import replace

import pandas as pd

from casetrace.analyse.estimate.durable_responses import add_durable_responses
from casetrace.analyse.estimate.event_times import add_event_times
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.estimate.treatments_to_clearance import add_treatments_to_clearance
from casetrace.analyse.visit_courses import Courses, courses
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.endpoint import Endpoint
from casetrace.model.endpoint_kinds import TIMES
from casetrace.model.results import Results, adds_results
from casetrace.model.summaries import sizes

IN_PERIODS = "in a cross-over, each lesion has a course in each period; see the response rates"
NOBODY_JUDGED = "no patient has both a baseline and a follow-up value; see the flow of patients and lesions"


def estimate_courses(
    results: Results, analysed: OutcomeVisits, lesions: pd.DataFrame, settings: EstimationSettings
) -> None:
    """Add what answers the endpoints of one outcome that are about all visits together.

    Parameters
    ----------
    lesions
        The dataset of lesions, with the number of treatments.
    """
    for endpoint in analysed.plan.endpoints_of(analysed.outcome.name):
        if not endpoint.of_course:
            continue
        for unit in analysed.outcome.units:
            followed = _with_role(courses(analysed, endpoint, unit), endpoint)
            if _refused(results, followed):
                continue
            if endpoint.kind in TIMES:
                add_event_times(results, followed, endpoint, settings)
            elif endpoint.kind == "durable_response":
                add_durable_responses(results, followed, endpoint, settings)
            else:
                add_treatments_to_clearance(results, followed, lesions)


def _with_role(followed: Courses, endpoint: Endpoint) -> Courses:
    """The same courses; primary where a primary endpoint is about their unit."""
    asked = endpoint.primary and followed.subject.unit_of_analysis == endpoint.unit_of_analysis
    return replace(followed, subject=replace(followed.subject, role="primary")) if asked else followed


@adds_results
def _refused(results: Results, followed: Courses) -> bool:
    """Add why there is nothing to say, where there is not."""
    note = (
        IN_PERIODS if followed.in_periods else "" if followed.judged.any() and len(followed.visits) else NOBODY_JUDGED
    )
    if note:
        subject = followed.subject.resting_on(followed.basis(followed.judged))
        results.refuse(subject, "count", "count", sizes(followed.units, subject), note)
    return bool(note)
