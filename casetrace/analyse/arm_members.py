"""Who is in each arm: the patients and lesions that are in it at any visit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from casetrace.model.arms import recorded_arms
from casetrace.model.basis import LESION_VISITS, Basis, part
from casetrace.model.groups import Groups
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.results import distinct_labels
from casetrace.model.summaries import NOT_RECORDED, recorded_texts
from casetrace.model.wording import patients_in_words

#: Why what a patient or a lesion has once can't be counted for one arm.
IN_SEVERAL = "{whom} in more than one arm: {what} cannot be assigned to an arm"


@dataclass(frozen=True)
class ArmMembers:
    """Who is in one arm.

    Attributes
    ----------
    label
        The arm as it is called in results.
    patients, lesions
        Their names.
    basis
        What decides who is in the arm.
    shared_patients, shared_lesions
        How many patients and lesions of the cohort are in more than one arm.
    """

    label: str
    patients: frozenset[str]
    lesions: frozenset[str]
    basis: Basis
    shared_patients: int = 0
    shared_lesions: int = 0

    @property
    def groups(self) -> Groups:
        """The arm as the group of a result."""
        return (("arm", self.label),)

    @property
    def no_events(self) -> str:
        """Why adverse events can't be counted for the arm; empty where they can."""
        if not self.shared_patients:
            return ""
        return IN_SEVERAL.format(whom=patients_in_words(self.shared_patients), what="their adverse events")

    @property
    def no_treatments(self) -> str:
        """Why treatments can't be counted for the arm; empty where they can."""
        if not self.shared_lesions:
            return ""
        whom = "1 lesion" if self.shared_lesions == 1 else f"{self.shared_lesions} lesions"
        return IN_SEVERAL.format(whom=whom, what="their treatments")

    def of(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that are of the arm's lesions or, where it has none, of its patients."""
        if "lesion_id" in table:
            return table[table["lesion_id"].isin(self.lesions)]
        return table[table["patient_id"].isin(self.patients)]


def members_of_arms(visits: pd.DataFrame, plan: Plan) -> Iterator[ArmMembers]:
    """Who is in each arm; nothing where fewer than two are recorded.

    Parameters
    ----------
    visits
        The lesion visits of all outcomes and scenarios.
    plan
        Its outcomes, and the arms that visits are in.
    """
    if not plan.arms.several:
        return
    rows = visits_by_arm(visits, plan.outcomes)
    basis = (part(LESION_VISITS, rows, "arm", role="selects"),)
    shared = [_in_several(rows, unit) for unit in ("patient_id", "lesion_id")]
    for arm, label in arm_labels(rows, plan).items():
        in_arm = rows[rows["arm"] == arm]
        yield ArmMembers(label, frozenset(in_arm["patient_id"]), frozenset(in_arm["lesion_id"]), basis, *shared)


def visits_by_arm(visits: pd.DataFrame, outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """The lesion visits that say who is in which arm: of outcomes of lesions where there are any, else of all."""
    of_lesions = [name for name, outcome in outcomes.items() if outcome.bearer == "lesion"]
    chosen: Iterable[str] = of_lesions or outcomes
    return visits[visits["outcome"].isin(list(chosen))].assign(arm=lambda rows: recorded_texts(rows["arm"]))


def arm_labels(rows: pd.DataFrame, plan: Plan) -> dict[str, str]:
    """What each arm is called in results, in order, and last the lesion visits without one, where there are any."""
    recorded = plan.arms.among(recorded_arms(rows)).names
    arms = [*recorded, *([NOT_RECORDED] if (rows["arm"] == NOT_RECORDED).any() else [])]
    return dict(zip(arms, distinct_labels(arms), strict=True))


def _in_several(rows: pd.DataFrame, unit: str) -> int:
    """How many patients or lesions are in more than one arm."""
    return int((rows.groupby(unit, sort=False)["arm"].agg(lambda arms: len(set(arms))) > 1).sum())
