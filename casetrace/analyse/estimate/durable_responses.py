"""Responses that hold at every later visit."""

from dataclasses import replace

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.proportions import add_proportion
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visit_courses import Courses
from casetrace.model.basis import LESION_VISITS, part
from casetrace.model.endpoint import Endpoint
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Role, adds_results
from casetrace.model.summaries import add_count, sizes

UNCONFIRMED = "a response first seen at the last visit with a value is not counted, because its duration is unknown"
NOBODY_LATER = (
    "no responder has a later visit with a value: durability of response is unknown; see the responses at each visit"
)


@adds_results
def add_durable_responses(
    results: Results, followed: Courses, endpoint: Endpoint, settings: EstimationSettings
) -> None:
    """Add the share whose first response holds at every later visit with a value, of evaluable and of treated.

    It needs a later visit with a value. How many have a response without one is given beside it; where all responses
    are without one, the share is refused.
    """
    durable, unconfirmed = durable_responses(followed)
    flag = combined(followed.flag, UNCONFIRMED if unconfirmed.any() else "")
    everyone = part(LESION_VISITS, followed.rows, *followed.value)
    evaluable = np.asarray(followed.measured.any(axis=1))
    sets = {"all": (followed.units[evaluable], followed.basis(evaluable)), "enrolled": (followed.units, (everyone,))}
    for analysis_set, (units, basis) in sets.items():
        subject = replace(followed.subject, analysis_set=analysis_set).resting_on(basis)
        role: Role = subject.role if analysis_set == endpoint.analysis_set else subject.not_primary.role
        subject = replace(subject, role=role)
        if unconfirmed.any() and (unconfirmed == followed.responded.any(axis=1)).all():
            results.refuse(subject, "count", "count", sizes(units, subject), NOBODY_LATER)
            continue
        add_count(results, subject, durable[units.index], units, flag=flag)
        add_proportion(results, subject, durable[units.index], units, settings, flag=flag)
        n = sizes(units, subject)
        number = int(unconfirmed[units.index].sum())
        results.add(subject.not_primary, "unconfirmed", number, "count", n, note=followed.flag)


def durable_responses(followed: Courses) -> tuple[pd.Series, pd.Series]:
    """For each unit whether its first response holds at every later visit, and whether there is no such visit."""
    responded, places = followed.responded, np.arange(len(followed.visits))
    first = np.where(responded.any(axis=1), responded.argmax(axis=1), len(places))
    later = followed.measured & (places > first[:, None])
    holds = (responded | ~later).all(axis=1)
    has_response, seen_later = responded.any(axis=1), later.any(axis=1)
    index = followed.units.index
    durable = pd.Series(has_response & seen_later & holds, index=index)
    return durable, pd.Series(has_response & ~seen_later, index=index)
