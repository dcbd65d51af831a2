"""Two arms at one visit: their evaluable lesions, their patients, and what any comparison of them leaves out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from casetrace.model.arms import ArmComparison
from casetrace.model.basis import LESION_VISITS, Basis, with_value
from casetrace.model.having import having
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined, repeated_note, worsening_note
from casetrace.model.results import Sizes
from casetrace.model.summaries import NOT_RECORDED, sizes_of
from casetrace.model.visits import improved, patient_visits

#: What is compared of the complete response, with the column of a patient that it is in.
LESION_RESPONSES = {
    Quantity("any_complete", "difference"): "any_complete",
    Quantity("all_complete", "difference"): "all_complete",
}
PATIENT_RESPONSES = {Quantity("response", "difference"): "all_complete"}

NO_SPREAD_IN_ARMS = (
    "all values within each arm are equal: a CI of zero width would overstate the precision; see the permutation test "
    "and the results by arm"
)
EMPTY_ARM = "no observed values in {arms}; see the flow of patients and lesions"
TOO_FEW_IN_AN_ARM = "a CI needs at least 2 patients in each arm; see the permutation test and the results by arm"

#: The field of the lesion visits that a column is made of.
FIELDS = {"improvement": "percent_reduction", "gain": "change", "log_ratio": "log_ratio"}


@dataclass(frozen=True)
class ArmPair:
    """Two arms at one visit.

    Attributes
    ----------
    outcome
        The outcome's section of the plan.
    arms
        The two arms; a difference is the first less the second.
    visits
        The evaluable lesion visits of everybody at the visit, with their `improvement` and `arm`.
    """

    outcome: Outcome
    arms: ArmComparison
    visits: pd.DataFrame

    @cached_property
    def lesions(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The lesion visits of each arm."""
        first, second = (self.visits[self.visits["arm"] == arm] for arm in self.arms)
        return first, second

    @cached_property
    def patients(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The patients of each arm by `patient_id`, with the `improvement` and responses of their lesions in it."""
        first, second = (
            improved(patient_visits(arm_lesions, parts=()), self.outcome).set_index("patient_id")
            for arm_lesions in self.lesions
        )
        return first, second

    def patient_means(self, column: str) -> tuple[pd.Series, pd.Series]:
        """Mean of a column over each patient's lesions in each arm, by `patient_id`."""
        first, second = (
            having(arm_lesions, column).groupby("patient_id", sort=False)[column].mean() for arm_lesions in self.lesions
        )
        return first, second

    @property
    def of_lesions(self) -> bool:
        """Whether lesions have the outcome, not the patient as a whole."""
        return self.outcome.bearer == "lesion"

    @cached_property
    def in_both(self) -> pd.Index:
        """The patients who are in both arms."""
        first, second = self.patients
        return first.index.intersection(second.index, sort=False)

    @property
    def is_paired(self) -> bool:
        """Whether patients are in both arms, which are then compared within these."""
        return not self.in_both.empty

    @property
    def responses(self) -> Mapping[Quantity, str]:
        """What is compared of the complete response, with the column of a patient that it is in."""
        return LESION_RESPONSES if self.of_lesions else PATIENT_RESPONSES

    @cached_property
    def n(self) -> Sizes:
        """How many patients and lesions are in the arms."""
        return sizes_of(pd.concat(self.lesions), lesions=self.of_lesions)

    @cached_property
    def empty_arm(self) -> str:
        """Why nothing can be compared with an arm without anybody; empty where both have somebody."""
        empty = [arm for arm, arm_lesions in zip(self.arms, self.lesions, strict=True) if arm_lesions.empty]
        if not empty:
            return ""
        return EMPTY_ARM.format(arms=" or in ".join(empty))

    @cached_property
    def unknown_arms(self) -> str:
        """Why every comparison is flagged where lesions have no arm."""
        unknown = int((self.visits["arm"] == NOT_RECORDED).sum())
        word = "lesion" if self.of_lesions else "patient"
        unknown_note = f"{_number(unknown, word)} without a recorded arm {'is' if unknown == 1 else 'are'} excluded"
        return unknown_note if unknown else ""

    @cached_property
    def note(self) -> str:
        """Why every comparison is flagged: lesions without an arm, or that count once a period."""
        return combined(self.unknown_arms, next(filter(None, map(repeated_note, self.lesions)), ""))

    def flag_of(self, column: str) -> str:
        """Why a comparison of the means of a column is flagged."""
        return self.mean_note if column == "improvement" else self.note

    @cached_property
    def mean_note(self) -> str:
        """Why a comparison of means is flagged: for the same reasons, or since something got worse."""
        return combined(self.note, worsening_note(pd.concat(self.lesions), self.outcome))


def left_out(number: int) -> str:
    """Why a comparison within patients is flagged; empty where every patient is in both arms."""
    verb = "is" if number == 1 else "are"
    return f"{_number(number, 'patient')} with data in only one arm {verb} excluded" if number else ""


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def pair_basis(
    visits: pd.DataFrame, pair: ArmPair, column: str, *, within_patients: bool = False, patients: pd.Index | None = None
) -> Basis:
    """What a comparison of two arms at one visit rests on: rows with a value in either arm, and all others.

    Parameters
    ----------
    visits
        The lesion visits of everybody.
    column
        What is compared.
    within_patients
        Whether the arms are compared within the patients who are in both, so that the others are left out.
    patients
        The patients who are compared, where these are not all of them.
    """
    used = visits["arm"].isin(pair.arms) & visits[column].notna()
    if within_patients:
        used &= visits["patient_id"].isin(pair.in_both)
    if patients is not None:
        used &= visits["patient_id"].isin(patients)
    return with_value(LESION_VISITS, visits, used, FIELDS[column], "arm")
