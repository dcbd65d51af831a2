"""Checks of printed percentages, dispositions, sites and doses."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casetrace.clean.baseline_checks import with_baseline
from casetrace.methods.reduction import percent_reduction, reduction_bounds
from casetrace.model.outcome import Outcome
from casetrace.model.problems import Problem, quoted
from casetrace.model.time_units import time_unit, visit_name
from casetrace.read.places import Places
from casetrace.words.conversion import decimals

#: Slack for comparing a computed percentage with a printed one, far below any printed digit.
ROUNDING_SLACK = 1e-9


def printed_percent_problems(
    measurements: pd.DataFrame, printed: pd.DataFrame, outcomes: Mapping[str, Outcome], places: Places
) -> list[Problem]:
    """Printed percentages that do not follow from the sizes beside them. Both are kept.

    Parameters
    ----------
    measurements
        The clean measurements, with the number of their row in `row`.
    printed
        The ingested measurements, as text, from which the printed decimals are taken.
    """
    if measurements["reported_reduction_percent"].isna().all():
        return []
    paired = with_baseline(measurements, outcomes).dropna(subset=["baseline", "value", "reported_reduction_percent"])
    paired = paired[paired["baseline"] > 0]
    if paired.empty:
        return []
    half_percent = 0.5 * 10.0 ** -decimals(printed["reported_reduction_percent"].reindex(paired.index)).to_numpy()
    half_size = 0.5 * 10.0 ** -decimals(printed["value"].reindex(paired.index)).to_numpy()
    reported = paired["reported_reduction_percent"].to_numpy()
    computed = percent_reduction(paired["baseline"], paired["value"])
    lower, upper = reduction_bounds(paired["baseline"], paired["value"], half_size)
    differs = np.abs(computed - reported) > half_percent + ROUNDING_SLACK
    by_sizes = (upper >= reported - half_percent - ROUNDING_SLACK) & (lower <= reported + half_percent + ROUNDING_SLACK)
    problems = []
    for number in np.flatnonzero(differs):
        line = paired.iloc[number]
        unit = outcomes[line["outcome"]].unit
        explanation = (
            "which rounding of the sizes explains" if by_sizes[number] else "which no rounding of the sizes explains"
        )
        problems.append(
            places.problem(
                "warning",
                "measurements",
                int(paired.index[number]),
                "reported_reduction_percent",
                "printed percentage disagrees with the sizes",
                f"{reported[number]:g} % printed, {explanation}",
                f"{computed[number]:.4g} % from {line['baseline']:g} to {line['value']:g} {unit}".strip(),
                "ask the source; both are kept: observed data use the sizes, the scenario as_reported the percentage",
            )
        )
    return problems


def disposition_problems(
    disposition: pd.DataFrame, last_visit: pd.Series, final_visit: int, places: Places
) -> list[Problem]:
    """Data after the end of follow-up, deaths without a date, and dispositions that the visits contradict or lack.

    Parameters
    ----------
    disposition
        One row per patient, completed.
    last_visit
        The last visit with data, by patient.
    final_visit
        The last planned visit.
    """
    last_seen = disposition["patient_id"].map(last_visit).astype("Int64")
    late = (last_seen > disposition["after_week"]).fillna(False)
    undated = ~late & (disposition["status"] == "died") & (disposition["dated"] != "yes")
    unexplained = ~late & (disposition["status"] == "unknown")
    reached = (last_seen >= final_visit).fillna(False)
    contradicted = ~late & (
        (disposition["status"].isin(["lost", "withdrawn"]) & reached)
        | ((disposition["status"] == "completed") & ~reached)
    )
    return [
        *(_data_after_the_end(row, disposition.loc[row], last_seen[row], places) for row in disposition.index[late]),
        *(
            _death_without_a_date(row, disposition.loc[row], last_seen[row], places)
            for row in disposition.index[undated]
        ),
        *(_contradicted(row, disposition.loc[row], last_seen[row], places) for row in disposition.index[contradicted]),
        *(
            _visits_without_a_reason(row, disposition.loc[row], last_seen[row], places)
            for row in disposition.index[unexplained]
        ),
    ]


def _data_after_the_end(row: int, patient: pd.Series, last_seen: int, places: Places) -> Problem:
    return places.problem(
        "error",
        "disposition",
        row,
        "after_week",
        "data after the end of follow-up",
        f"patient {patient['patient_id']} has data at {visit_name(last_seen)}",
        f"none after {visit_name(patient['after_week'])}",
        f"correct the {time_unit()}, or the visit",
    )


def _death_without_a_date(row: int, patient: pd.Series, last_seen: int, places: Places) -> Problem:
    return places.problem(
        "warning",
        "disposition",
        row,
        "status",
        "death without a date",
        f"patient {patient['patient_id']} died, the source gives no date, and there are data of "
        f"{visit_name(last_seen)}",
        f"a {time_unit()} of death",
        f"find the date; until then it is taken to follow {visit_name(patient['after_week'])}, the last with data",
    )


def _contradicted(row: int, patient: pd.Series, last_seen: int, places: Places) -> Problem:
    return places.problem(
        "warning",
        "disposition",
        row,
        "status",
        "disposition and visits disagree",
        f"patient {patient['patient_id']} is called {patient['status']}, and the last data are of "
        f"{visit_name(last_seen)}",
        "a disposition that fits the visits",
        "ask the source, and correct the one that is wrong; both are kept",
    )


def _visits_without_a_reason(row: int, patient: pd.Series, last_seen: int, places: Places) -> Problem:
    return places.problem(
        "warning",
        "disposition",
        row,
        "status",
        "missing visits without a reason",
        f"patient {patient['patient_id']} has no data{'' if pd.isna(last_seen) else f' after {visit_name(last_seen)}'}",
        "a reason: lost, died or withdrawn",
        "ask the source, and add the reason to corrections.csv",
    )


def site_problems(lesions: pd.DataFrame, site_groups: Mapping[str, list[str]], places: Places) -> list[Problem]:
    """Sites that belong to no group of config."""
    if not site_groups:
        return []
    grouped_sites = [site for sites in site_groups.values() for site in sites]
    ungrouped = lesions["site"].notna() & ~lesions["site"].isin(grouped_sites)
    return [
        places.problem(
            "error",
            "lesions",
            row,
            "site",
            "unknown site",
            quoted(lesions.loc[row, "site"]),
            f"one of {', '.join(grouped_sites)}",
            "correct the cell, or add the site to a group under site_groups in config",
        )
        for row in lesions.index[ungrouped]
    ]


def dose_problems(treatments: pd.DataFrame, places: Places, unit: str = "") -> list[Problem]:
    """Mean doses outside the range printed beside them."""
    low, mean, high = (treatments[name] for name in ("dose_min", "dose_mean", "dose_max"))
    wrong = (mean < low) | (mean > high) | (low > high)
    return [
        places.problem(
            "error",
            "treatments",
            row,
            "dose_mean",
            "mean dose outside its range",
            f"mean {mean[row]:g}, range {low[row]:g} to {high[row]:g} {unit}".strip(),
            "lowest ≤ mean ≤ highest",
            "correct the cell, or add the correction to corrections.csv",
        )
        for row in treatments.index[wrong]
    ]
