"""Reservations about results: why a number is flagged, from the lesion visits or cohorts that it rests on."""

from collections.abc import Sequence

import pandas as pd

from casetrace.methods.precision import below
from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.outcome import Outcome

ROSE = (
    "{label} rose in a {bearer}; such increases may dominate a mean percent change (Vickers 2001, doi "
    "10.1186/1471-2288-1-6): see the median and the log ratio"
)
FELL = (
    "{label} fell in a {bearer}; a fall and a rise by the same factor differ in percent, and rises outweigh falls in "
    "a mean percent change (Vickers 2001, doi 10.1186/1471-2288-1-6): see the median and the log ratio"
)
OFFSET_ALONE = "all values are 0: the log ratio depends on the baselines and the offset alone; see the percent change"
FLAGGED = "{some} of the {all} {things} that were pooled {are} flagged"
ONCE_A_PERIOD = "each {bearer} is counted once per period"


def combined(*notes: str) -> str:
    """The notes that apply, as one."""
    return "; ".join(filter(None, notes))


def in_words(names: Sequence[str]) -> str:
    """Names in a row, the last after `and`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def some_flagged(notes: Sequence[str], things: str) -> str:
    """How many of what is pooled is flagged, by the note on each; empty where nothing is."""
    flagged = sum(map(bool, notes))
    are = "is" if flagged == 1 else "are"
    return FLAGGED.format(some=flagged, all=len(notes), things=things, are=are) if flagged else ""


def worsening_note(lesions: pd.DataFrame, outcome: Outcome) -> str:
    """Why a mean percent change over these lesion visits is flagged; empty where no lesion is worse than at baseline.

    Parameters
    ----------
    lesions
        Lesion visits with their `improvement`.
    outcome
        The outcome's section of the plan.
    """
    if not below(lesions["improvement"], 0).any():
        return ""
    note = FELL if outcome.direction is HIGHER_IS_BETTER else ROSE
    note = note.format(label=outcome.label, bearer=outcome.bearer)
    return note if outcome.scale.has_log_ratio else note.replace(" and the log ratio", "")


def offset_note(lesions: pd.DataFrame) -> str:
    """Why a log ratio over these lesion visits says nothing; empty where any value is not 0."""
    values = lesions.loc[lesions["baseline"] > 0, "value"].dropna()
    return OFFSET_ALONE if len(values) and (values == 0).all() else ""


def pooled_note(lesions: pd.DataFrame) -> str:
    """Why a result over these lesions at one visit is flagged: it mixes arms, or counts a lesion more than once.

    Parameters
    ----------
    lesions
        Those that the result rests on, with their `arm` and `period`.
    """
    n_arms = lesions["arm"].nunique()
    arms = "" if n_arms <= 1 else "both arms together" if n_arms == 2 else "all arms together"
    periods = repeated_note(lesions)
    return f"{', with '.join(filter(None, [periods, arms]))}{'; see the results by arm' if arms else ''}"


def repeated_note(lesions: pd.DataFrame) -> str:
    """Why a number of lesions at one visit is flagged: some stand there once a period. Empty where none does."""
    if not lesions["lesion_id"].duplicated().any():
        return ""
    of_patients = (lesions["lesion_id"] == lesions["patient_id"]).all()
    return ONCE_A_PERIOD.format(bearer="patient" if of_patients else "lesion")
