"""Cohorts that may have patients in common: the same values in both, or the same publication."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from casetrace.model.comparisons import VALUES_AGREE, Cohort
from casetrace.model.time_units import visit_name
from casetrace.model.visits import observed
from casetrace.printed.cohort_lines import IMPROVEMENT
from casetrace.printed.printed_cohorts import PrintedCohort

OVERLAP_COLUMNS = ["first", "second", "reason"]
SAME_VALUES = f"{{shared}} of {{first_patients}} and {{second_patients}} {VALUES_AGREE}"
SAME_SOURCE = "both name the same publication ({what})"
SAME_SUMMARY = "the printed n and mean at {visit} ({n}; {mean}) are those of the patients of the other"
#: Fewest measured values that are the same by more than chance: a baseline and a follow-up.
FEWEST_VALUES = 2


class Overlap(NamedTuple):
    """Two cohorts, and why patients may be in both."""

    first: str
    second: str
    reason: str


def overlaps(
    cohorts: Sequence[Cohort],
    visits: Mapping[str, pd.DataFrame],
    printed: Sequence[PrintedCohort],
    sources: Mapping[str, Mapping[str, Any]],
) -> Iterator[Overlap]:
    """Every pair of cohorts that may have patients in common, once a reason.

    Parameters
    ----------
    cohorts, visits
        Those whose patients are at hand, and the lesion visits of each.
    printed
        Those of which there are printed summaries alone.
    sources
        What is said of the publication of each cohort: `doi` and `citation`, where they are known.
    """
    patients = {cohort.name: _patients(cohort, visits[cohort.name]) for cohort in cohorts}
    for first, second in combinations(patients, 2):
        shared = _shared(patients[first], patients[second])
        if shared:
            sizes = {"first_patients": len(patients[first]), "second_patients": len(patients[second])}
            yield Overlap(first, second, SAME_VALUES.format(shared=shared, **sizes))
    for first, second in combinations(sources, 2):
        for what in ("doi", "citation"):
            text = str(sources[first].get(what) or "")
            if text and text.casefold() == str(sources[second].get(what) or "").casefold():
                yield Overlap(first, second, SAME_SOURCE.format(what=what))
                break
    for cohort in cohorts:
        for summary in printed:
            yield from _as_printed(cohort, summary)


def _patients(cohort: Cohort, visits: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Of each patient what was measured, lesions in order of their values; those with too few values are left out."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name, outcome in cohort.outcomes.items():
        rows = observed(visits, outcome.name)
        rows = rows[rows["baseline"].notna() & rows["value"].notna()]
        weeks = {own: study for study, own in cohort.terms.weeks_of(outcome).items()}
        for patient, visit, baseline, value in rows[["patient_id", "visit", "baseline", "value"]].itertuples(
            index=False
        ):
            measured = (name, weeks.get(int(visit), int(visit)), float(baseline), float(value))
            found.setdefault(str(patient), []).append(measured)
    return [tuple(sorted(values)) for values in found.values() if 2 * len(values) >= FEWEST_VALUES]


def _shared(first: Sequence[tuple[Any, ...]], second: Sequence[tuple[Any, ...]]) -> int:
    """How many patients of one list have the values of one in the other, each counted once."""
    left = list(second)
    shared = 0
    for values in first:
        if values in left:
            left.remove(values)
            shared += 1
    return shared


def _as_printed(cohort: Cohort, summary: PrintedCohort) -> Iterator[Overlap]:
    """Whether what is printed of one cohort is what the patients of another give."""
    for line in summary.lines:
        outcome, week = line.texts["outcome"], line.texts["visit"]
        if line.texts["measure"] != IMPROVEMENT or not line.has("mean") or int(week) not in cohort.weeks(outcome):
            continue
        mean, printed = cohort.mean(outcome, int(week)), line.number("mean")
        if not mean.refusal and mean.n.patients == line.n and float(printed.lower) <= mean.mean <= float(printed.upper):
            yield Overlap(
                cohort.name, summary.name, SAME_SUMMARY.format(visit=visit_name(week), n=line.n, mean=printed.text)
            )
