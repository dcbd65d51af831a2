"""How extreme missing values would have to be for a conclusion to change."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.clustered import clustered_mean
from casetrace.methods.estimates import NoSpreadError
from casetrace.methods.precision import above, below

Floats = NDArray[np.float64]

#: A leading coefficient below this share of the largest is what rounding leaves of 0.
ROUNDING = 1e-12


@dataclass(frozen=True)
class TippingPoint:
    """The value of all missing lesions at which the conclusion of the completed data changes.

    Attributes
    ----------
    value
        The value nearest to the observed mean: worse ones lose, or better ones gain, an interval that leaves 0 out. NaN
        when no value does.
    leaves_zero_out
        Whether the interval of the observed mean leaves 0 out.
    kept_at_mean
        Whether the interval of the completed data leaves 0 out when every missing value is the observed mean. Where it
        does, `value` lies from the mean towards 0 and beyond, and what lies past it loses the conclusion. Where it does
        not, `value` lies from the mean away from 0, and it takes values past it to reach the conclusion.
    """

    value: float
    leaves_zero_out: bool
    kept_at_mean: bool


def tipping_point(values: ArrayLike, clusters: ArrayLike, missing_clusters: ArrayLike, level: float) -> TippingPoint:
    """The one value that, given to all missing lesions, puts a limit of the mean's interval at 0.

    Parameters
    ----------
    values, clusters
        Arrays of shape (n,): one value per observed lesion, and the label of its patient.
    missing_clusters
        Array of shape (m,): the patient of each missing lesion, who may have observed ones too.
    level
        Confidence level of the interval (CR2, see `casetrace.methods.clustered.clustered_mean`).

    Raises
    ------
    TooFewError, NoSpreadError
        When the observed mean has no interval.

    Notes
    -----
    Missing values do more than move the mean: they add patients, so that the data completed with the observed mean can
    leave 0 out where the observed data do not, and seldom the other way round. The value is therefore looked for from
    the observed mean, by what the completed data say there: towards 0 when they leave it out, away from it when they do
    not. Both can be reported as "the interval leaves 0 out on one side of this value, and not on the other".

    The product of the two limits is positive where the interval leaves 0 out. Mean and residuals are linear in the
    value and the degrees of freedom do not depend on it: the product is a quadratic, which three points determine.
    """
    observed = np.asarray(values, dtype=float)
    estimate = clustered_mean(observed, clusters, level)
    leaves_zero_out = bool(above(estimate.lower, 0) or below(estimate.upper, 0))
    missing = np.asarray(missing_clusters)
    if len(missing) == 0:
        return TippingPoint(math.nan, leaves_zero_out, leaves_zero_out)
    patients = np.concatenate([np.asarray(clusters), missing])
    centre = estimate.value
    # Steps as large as the values themselves keep the three products apart.
    step = math.copysign(abs(centre) + float(np.ptp(observed)), centre)
    before, at_mean, after = (
        _product_of_limits(np.append(observed, np.full(len(missing), centre + away)), patients, level)
        for away in (-step, 0, step)
    )
    kept_at_mean = at_mean > 0
    roots = _crossings((before + after) / 2 - at_mean, (after - before) / 2, at_mean)
    ahead = [root for root in roots if (root < 0 if kept_at_mean else root >= 0)]
    value = centre + step * min(ahead, key=abs) if ahead else math.nan
    return TippingPoint(value, leaves_zero_out, kept_at_mean)


def _product_of_limits(values: Floats, clusters: NDArray, level: float) -> float:
    try:
        estimate = clustered_mean(values, clusters, level)
    except NoSpreadError:
        # At this one value all patients have the same mean, and both limits would be the mean itself.
        return float(np.mean(values)) ** 2
    return estimate.lower * estimate.upper


def _crossings(square: float, linear: float, constant: float) -> list[float]:
    """Where ``square * x**2 + linear * x + constant`` changes its sign."""
    largest = max(abs(square), abs(linear), abs(constant))
    if abs(square) <= ROUNDING * largest:
        return [-constant / linear] if abs(linear) > ROUNDING * largest else []
    discriminant = linear**2 - 4 * square * constant
    if discriminant <= 0:
        return []
    # The root that is a sum of two numbers of one sign, and the other from the product of both, lose no digits.
    half = -(linear + math.copysign(math.sqrt(discriminant), linear)) / 2
    return [half / square, constant / half]
