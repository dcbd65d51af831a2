"""Compares two arms within the patients who are in both, as in a cross-over or with lesions in either arm."""

import pandas as pd

from casetrace.analyse.estimate.arm_pairs import ArmPair, left_out
from casetrace.analyse.estimate.means import add_mean
from casetrace.analyse.estimate.no_change import add_tests, out_of_reach
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.group_tests import mcnemar_exact
from casetrace.model.reservations import combined, worsening_note
from casetrace.model.results import Results, Sizes, Subject, adds_results
from casetrace.model.summaries import sizes

NONE_IN_ONE_ALONE = (
    "no patient responded completely in one arm alone, so that nothing tells the arms apart; look at the results by "
    "arm instead"
)


def add_paired(results: Results, subject: Subject, pair: ArmPair, settings: EstimationSettings) -> None:
    """Add the comparisons of the percent change and of the complete response within patients.

    A patient's difference is the mean of her or his lesions in the first arm less that of those in the second.

    Parameters
    ----------
    subject
        The difference of the percent change, over patients.
    pair
        Two arms with somebody in both.
    """
    in_both = pair.in_both
    first, second = (patients.loc[in_both] for patients in pair.patients)
    rows = pd.DataFrame(
        {
            "patient_id": in_both,
            "difference": (first["improvement"] - second["improvement"]).to_numpy(dtype=float),
        }
    )
    if pair.of_lesions:
        rows["n_evaluable"] = (first["n_evaluable"] + second["n_evaluable"]).to_numpy()
    unpaired_note = left_out(pair.n.patients - len(in_both))
    lesions = pd.concat(pair.lesions)
    worsening = worsening_note(lesions[lesions["patient_id"].isin(in_both)], pair.outcome)
    flag = combined(unpaired_note, pair.note, worsening)
    add_mean(results, subject, rows, "difference", settings, flag=flag)
    add_tests(results, subject, rows, "difference", settings, flag=flag)
    for quantity, column in pair.responses.items():
        response_subject = subject.of(quantity)
        _add_mcnemar(
            results,
            response_subject,
            first[column] == 1,
            second[column] == 1,
            sizes(rows, subject),
            settings,
            combined(unpaired_note, pair.note),
        )


@adds_results
def _add_mcnemar(
    results: Results,
    subject: Subject,
    first: pd.Series,
    second: pd.Series,
    n: Sizes,
    settings: EstimationSettings,
    flag: str,
) -> None:
    """Add the paired difference of the proportions of complete responses, with its exact test.

    Parameters
    ----------
    first, second
        Whether each patient responded completely in the first and in the second arm.
    """
    first_alone, second_alone = int((first & ~second).sum()), int((second & ~first).sum())
    if first_alone + second_alone == 0:
        results.refuse(subject, "risk_difference", "mcnemar_exact", n, NONE_IN_ONE_ALONE)
        return
    test = mcnemar_exact(first_alone, second_alone)
    results.add(
        subject,
        "risk_difference",
        (first_alone - second_alone) / len(first),
        "mcnemar_exact",
        n,
        p_value=test.p_value,
        p_value_minimum=test.p_value_minimum,
        note=combined(flag, out_of_reach(test.p_value_minimum, settings)),
    )
