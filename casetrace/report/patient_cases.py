"""The patients one by one, each with everything that the clean tables have: what a narrative is written from."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from casetrace.model.listing import Listing, records
from casetrace.model.plan import Plan
from casetrace.model.visits import lesions_of
from casetrace.report.content import lesion_listing


def patient_cases(frames: Mapping[str, pd.DataFrame], plan: Plan, limit: int) -> Listing:
    """The first `limit` patients, in the order of the source.

    Each row has the patient's `lesions`, with their visits by listed outcome (`courses`), the `events`, and the `end`
    of follow-up, None where nothing is known of it.

    Parameters
    ----------
    frames
        The patients, events, disposition, lesions and lesion visits, these with their `improvement`.
    """
    shown = frames["patients"]["patient_id"].head(limit)
    of_shown = {
        name: frames[name][frames[name]["patient_id"].isin(shown)]
        for name in ("lesions", "lesion_visits", "events", "disposition")
    }
    lesions, visits = of_shown["lesions"], of_shown["lesion_visits"]
    most = len(lesions) + len(visits)
    courses = {
        name: _by_patient(lesion_listing(lesions_of(lesions, plan.outcomes[name]), visits, name, most).rows)
        for name in plan.listed_outcomes
    }
    by_patient = {name: _by_patient(records(of_shown[name])) for name in ("lesions", "events", "disposition")}
    rows = [
        {
            "patient_id": patient,
            "lesions": by_patient["lesions"].get(patient, []),
            "courses": {name: rows.get(patient, []) for name, rows in courses.items()},
            "events": by_patient["events"].get(patient, []),
            "end": next(iter(by_patient["disposition"].get(patient, [])), None),
        }
        for patient in map(str, shown)
    ]
    return Listing(rows, len(frames["patients"]) - len(shown))


def _by_patient(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows by the patient whom they are about."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["patient_id"]), []).append(row)
    return found
