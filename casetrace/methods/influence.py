"""How much a mean rests on one patient."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from casetrace.methods.estimates import TooFewError
from casetrace.methods.resampling import cluster_sums
from casetrace.methods.sums import total

#: Fewest patients: without one of them, two are left.
PATIENTS_MINIMUM = 3


@dataclass(frozen=True)
class LeftOut:
    """The mean without one patient, named by her or his label."""

    patient: object
    value: float


def leave_one_out(values: ArrayLike, clusters: ArrayLike) -> list[LeftOut]:
    """Mean over lesions without each patient in turn.

    Parameters
    ----------
    values, clusters
        Arrays of shape (lesions,): the values and the patients they belong to.

    Returns
    -------
    list of LeftOut
        One for each patient, in the order in which they first appear.

    Raises
    ------
    TooFewError
        With fewer than three patients.
    """
    sums, counts = cluster_sums(values, clusters)
    if len(sums) < PATIENTS_MINIMUM:
        raise TooFewError("without one patient, fewer than two are left")
    patients = dict.fromkeys(np.asarray(clusters).tolist())
    left = (total(sums) - sums) / (counts.sum() - counts)
    return [LeftOut(patient, value) for patient, value in zip(patients, left.tolist(), strict=True)]
