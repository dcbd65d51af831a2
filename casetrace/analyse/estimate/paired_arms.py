"""Compares two arms within the patients who are in both, as in a cross-over or with lesions in either arm."""

import pandas as pd

from casetrace.analyse.estimate.arm_pairs import ArmPair, left_out
from casetrace.analyse.estimate.compared_counts import add_paired_difference
from casetrace.analyse.estimate.means import add_mean
from casetrace.analyse.estimate.no_change import add_tests
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.reservations import combined, worsening_note
from casetrace.model.results import Results, Subject
from casetrace.model.summaries import sizes


def add_paired(
    results: Results,
    subject: Subject,
    pair: ArmPair,
    column: str,
    settings: EstimationSettings,
    *,
    with_responses: bool,
) -> None:
    """Add the comparisons of the means of a column within patients.

    A patient's difference is the mean of her or his lesions in the first arm less that of those in the second.

    Parameters
    ----------
    subject
        The difference of the column, over patients.
    pair
        Two arms with somebody in both.
    column
        The percent improvement, or that in the outcome's unit.
    with_responses
        Whether the complete responses are compared too.
    """
    in_both = pair.in_both
    first, second = (means.loc[in_both] for means in pair.patient_means(column))
    rows = pd.DataFrame({"patient_id": in_both, "difference": (first - second).to_numpy(dtype=float)})
    patients = [of_arm.loc[in_both] for of_arm in pair.patients]
    if pair.of_lesions:
        rows["n_evaluable"] = sum(of_arm["n_evaluable"] for of_arm in patients).to_numpy()
    unpaired_note = left_out(pair.n.patients - len(in_both))
    flag = combined(unpaired_note, pair.note, _worsening(pair) if column == "improvement" else "")
    add_mean(results, subject, rows, "difference", settings, flag=flag)
    add_tests(results, subject, rows, "difference", settings, flag=flag)
    for quantity, response in pair.responses.items() if with_responses else ():
        in_first, in_second = (of_arm[response] == 1 for of_arm in patients)
        of_response, note = subject.of(quantity), combined(unpaired_note, pair.note)
        add_paired_difference(results, of_response, in_first, in_second, sizes(rows, subject), settings, note)


def _worsening(pair: ArmPair) -> str:
    """Why a mean percent change of the patients who are in both arms is flagged."""
    lesions = pd.concat(pair.lesions)
    return worsening_note(lesions[lesions["patient_id"].isin(pair.in_both)], pair.outcome)
