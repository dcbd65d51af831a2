"""What the report lists: lesions with their visits, flags by reason, logs."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from casetrace.methods.register import DESCRIPTIONS, METHODS, Method
from casetrace.model.listing import Listing
from casetrace.model.outcome import COURSE
from casetrace.model.treatment import NEUTRAL, Treatment

#: How a value beyond a limit of detection came from its cell.
CENSORED = "censored"


def lesion_listing(lesions: pd.DataFrame, visits: pd.DataFrame, outcome: str, limit: int) -> Listing:
    """Every lesion, once a period, with its patient, treatment, baseline and visits of one outcome as observed.

    Each row has `arm` (all that it is in), and `visits`, a list with the value, percent improvement, response and
    reasons for what is missing of each follow-up visit, and the improvement that the source prints for it (`reported`).
    The visits of lesions that none of the outcome's rows is about are an empty list.

    Parameters
    ----------
    visits
        The lesion visits with their `improvement`.
    """
    outcome_visits = visits[visits["outcome"] == outcome].assign(period=visits["period"].fillna(""))
    observed = outcome_visits[outcome_visits["scenario"] == "observed"]
    courses = observed[[*COURSE]].drop_duplicates().merge(lesions, on="lesion_id")
    courses = lesions.assign(period="") if courses.empty else courses
    shown = courses.head(limit)
    reported = outcome_visits[outcome_visits["scenario"] == "as_reported"].set_index([*COURSE, "visit"])["improvement"]
    by_course: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for visit in observed[observed["lesion_id"].isin(shown["lesion_id"])].to_dict("records"):
        course = (visit["lesion_id"], visit["period"])
        by_course.setdefault(course, []).append(visit | {"reported": reported.get((*course, visit["visit"]))})
    rows = []
    for row in shown.to_dict("records"):
        course_visits = by_course.get((row["lesion_id"], row["period"]), [])
        arms = dict.fromkeys(visit["arm"] for visit in course_visits if pd.notna(visit["arm"]))
        rows.append(row | {"visits": course_visits, "arm": ", ".join(arms) or None})
    return Listing(rows, len(courses) - len(shown))


def with_limits(visits: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """The lesion visits with `baseline_limit` and `value_limit`, the texts of the source for values beyond a limit.

    They are missing for all other values, also where a correction or a scenario put another number in their place.

    Parameters
    ----------
    visits
        The lesion visits.
    cells
        The raw cells behind the ingested values.
    """
    is_value = (cells["table"] == "measurements") & (cells["field"] == "value") & (cells["how"] == CENSORED)
    beyond = cells[is_value].drop_duplicates("row").set_index("row")
    counted = pd.to_numeric(beyond["value"])
    limits = {
        f"{name}_limit": visits[f"{name}_row"].map(beyond["text"].str.strip()).astype("object")
        .where(visits[f"{name}_row"].map(counted).eq(visits[name]), None)
        for name in ("baseline", "value")
    }  # fmt: skip
    return visits.assign(**limits)


def known_fields(recorded: Collection[str], lesions: pd.DataFrame, visits: pd.DataFrame) -> set[str]:
    """The fields that the raw tables give, and those that some lesion has a value of; others the report leaves out."""
    frames = (lesions, visits)
    return set(recorded) | {name for frame in frames for name in frame if frame[name].notna().any()}


def methods_of(statistics: pd.DataFrame) -> dict[str, Method]:
    """The methods that results come from, in the order of the register."""
    used = set(statistics["method"])
    return {key: method for key, method in METHODS.items() if key in used}


def flag_groups(statistics: pd.DataFrame, treatment: Treatment = NEUTRAL) -> list[dict[str, Any]]:
    """Flagged and refused results by status and reason, each with what it concerns and how many results it covers."""
    marked = statistics[statistics["status"] != "ok"]
    groups = []
    for (status, note), rows in marked.groupby(["status", "note"], sort=False):
        groups.append(
            {
                "status": status,
                "note": note,
                "concerns": [
                    f"{treatment.in_words(analysis)}: {', '.join(sorted(names))}"
                    for analysis, names in _by_analysis(rows)
                ],
                "result_ids": list(rows["result_id"]),
            }
        )
    return sorted(groups, key=lambda group: (group["status"] != "refused", group["note"]))


def _by_analysis(rows: pd.DataFrame) -> list[tuple[str, set[str]]]:
    """What the results of each analysis are called."""
    named: dict[str, set[str]] = {}
    for analysis, method, statistic in zip(rows["analysis"], rows["method"], rows["statistic"], strict=True):
        named.setdefault(str(analysis), set()).add(_in_words(method, statistic))
    return sorted(named.items())


def _in_words(method: str, statistic: str) -> str:
    """What a result is called among those that share a reason: the statistic that describes, or else the method."""
    if method in DESCRIPTIONS:
        return "SD" if statistic == "sd" else statistic
    return METHODS[method].name
