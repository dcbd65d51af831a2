"""Why a result that depends on a raw cell stays as it is, found by comparing what it is made of in all runs."""

from collections.abc import Sequence
from typing import Literal

from casetrace.trace.chain import Lineage
from tests.trace.inputs import CHANGE, MEANS, SIZES, Inputs, Values

STOPPED = "the checks refuse every change of the cell"
WHOSE = "tells whose a row is or when, and the result has the same rows with the same values"
RENAMED = "tells whose a row is, and the rows have another name and the same values"
SAME = "its rows keep their values, as a reduction to 0 is 100 % from any baseline"
LEFT_OUT = "rows without a value stay without one"
SELECTS = "decides who is counted, and nobody went in or out"
FLAGS = "decides only about a flag, which stays"
OTHERS = "its values stay; what moved decides who is counted or flagged, and that came out the same"
REFUSED = "its values moved, and it is not estimated before and after"
ORDER = "its values moved; a median, an extreme or a rank does not move with each"
THRESHOLD = "its values moved; a count or a share does not as long as nobody passes the limit"
SIZE = "its values moved; it follows from how many there are alone"
ALIKE = "both visits move alike and the change between them stays"
MEAN = "another lesion or visit of the patient enters, and the mean of each patient stays"
BORNE = "another patient bears the lesion, and it is of the lesions whoever bears them"
PAIRED = "the same values belong together otherwise, and the mean of their differences or log ratios stays"

#: Statistics that depend on the order of the values alone, or on those at the end.
BY_ORDER = (
    "median", "minimum", "maximum", "spearman_rho", "correlation_ratio", "empty_cells", "signed_rank", "p_value_holm",
    "leave_one_out_minimum", "leave_one_out_maximum", "leave_one_out_largest_shift", "shift", "tipping_point",
)  # fmt: skip
#: Statistics that count, or are made of counts.
BY_COUNT = (
    "count", "percent", "proportion", "upper_limit", "risk_difference", "odds_ratio", "sum_if_shared", "at_risk",
    "events", "censored", "cumulative_incidence", "median_after", "median_by", "unconfirmed", "not_cleared",
    "responds", "responds_earlier", "posterior_median", "rate_per_patient_week", "rate_per_treatment",
)  # fmt: skip
#: Methods over lesions that do not look at whose they are.
OF_LESIONS = ("summary", "rounding")
#: Statistics that depend on the number of rows and patients alone.
BY_SIZE = ("df", "distinct_samples")
BY_ROLE = {"used": SAME, "left out": LEFT_OUT, "selects": SELECTS, "flags": FLAGS}


def reason_of(lineage: Lineage, cell: int, result: str, status: str, before: Inputs, after: Sequence[Inputs]) -> str:
    """Why a result did not move; empty where there is no reason.

    Parameters
    ----------
    lineage
        The lineage of the unchanged cohort.
    cell, result
        The cell, by its number, and the result that depends on it.
    status
        The result's status.
    before, after
        What the result is made of unchanged, and with other texts in the cell; nothing where the checks refused all.
    """
    if not after:
        return STOPPED
    roles = _differing(before, after, "coded")
    if "used" in roles:
        return _of_statistic(result, status, before, after)
    if roles:
        return FLAGS if roles == {"flags"} else OTHERS
    if _differing(before, after, "named"):
        return RENAMED
    entering = roles_of(lineage, cell, result)
    return next((reason for role, reason in BY_ROLE.items() if role in entering), WHOSE)


def _differing(before: Inputs, after: Sequence[Inputs], how: Literal["named", "coded"]) -> set[str]:
    """The roles in which a result has other rows or values in any run."""
    return {
        role
        for own in after
        for role in {*before, *own} - {CHANGE, MEANS, SIZES}
        if [getattr(one, how) for one in before.get(role, ())] != [getattr(one, how) for one in own.get(role, ())]
    }


def roles_of(lineage: Lineage, cell: int, result: str) -> set[str]:
    """The roles of the rows by whose fields a cell enters a result; none where it only tells whose they are."""
    return {
        one.role
        for one in lineage.parts(result)
        for position in lineage.rows(one.row_set)
        for field in one.fields
        if cell in lineage.cells_of_value(one.dataset, int(position), field)
    }


def _of_statistic(result: str, status: str, before: Inputs, after: Sequence[Inputs]) -> str:
    """Why a statistic of this kind need not move with every value; empty where it should."""
    if status == "refused":
        return REFUSED
    if all(own.get(CHANGE) == before.get(CHANGE) for own in after) and CHANGE in before:
        return ALIKE
    parts = result.split(".")
    for names, reason in ((BY_ORDER, ORDER), (BY_COUNT, THRESHOLD)):
        if any(part in names for part in parts):
            return reason
    if any(part in BY_SIZE for part in parts) and all(_sizes(own) == _sizes(before) for own in after):
        return SIZE
    if MEANS in before and all(own.get(MEANS) == before[MEANS] for own in after):
        return MEAN
    if "lesion" in parts and parts[-1] in OF_LESIONS and all(_apart(own) == _apart(before) for own in after):
        return BORNE
    if "mean" in parts and SIZES in before and all(own.get(SIZES) == before[SIZES] for own in after):
        return PAIRED
    return ""


def _sizes(own: Inputs) -> list[int]:
    used: Sequence[Values] = own.get("used", ())
    return [one.n for one in used]


def _apart(own: Inputs) -> list[int]:
    used: Sequence[Values] = own.get("used", ())
    return [one.apart for one in used]
