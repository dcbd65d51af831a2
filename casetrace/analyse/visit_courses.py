"""The courses of lesions and of patients over the visits: when each was measured, responded and relapsed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.analyse.responders import patient_responses
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.basis import LESION_VISITS, Basis, Role, part
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Bearer
from casetrace.model.reservations import combined, pooled_note
from casetrace.model.results import Subject

Flags = NDArray[np.bool_]

PARTLY = "a patient with some lesions missing at a visit is assessed by the others"
DEPENDENT = "ignores clustering of lesions within patients; see the per-patient results"


@dataclass(frozen=True)
class Courses:
    """What became of each lesion, or patient, at each follow-up visit, as observed.

    Attributes
    ----------
    subject
        What is asked of them; it rests on all visits.
    rows, value
        The lesion visits, each with whether its lesion is `judged` at any visit, and the columns that are looked at.
    units
        One row per lesion or patient: `patient_id`, of lesions `lesion_id`, of patients `n_evaluable` (lesions that
        are judged at any visit).
    start, visits
        The baseline visit and the follow-up visits.
    judged
        Array of shape (n,): whether there is a baseline from which a response is judged.
    measured, responded, relapsed
        Arrays of shape (n, visits): whether there is a value, and whether it is a response and a relapse.
    reasons
        Array of shape (n, visits): why there is no value.
    flag
        Why every result is flagged; empty where it is not.
    """

    subject: Subject
    rows: pd.DataFrame
    value: tuple[str, ...]
    units: pd.DataFrame
    start: int
    visits: NDArray[np.int64]
    judged: Flags
    measured: Flags
    responded: Flags
    relapsed: Flags
    reasons: NDArray[np.object_]
    flag: str

    @property
    def in_periods(self) -> bool:
        """Whether a lesion has several courses, one for each period of a cross-over."""
        return len(self.rows["period"].dropna().unique()) > 1

    def basis(self, among: Flags, time: int | None = None, *, others: Role = "left out") -> Basis:
        """What results among some of the units rest on: their visits, with a value or without one, which says as much.

        Parameters
        ----------
        among
            Array of shape (n,): the units that are counted among.
        time
            The last visit that enters; all of them where it is not given.
        others
            What the visits of the other units are to the results; those that can't be judged are left out.
        """
        rows = self.rows if time is None else self.rows[self.rows["visit"] <= time]
        key = "lesion_id" if "lesion_id" in self.units else "patient_id"
        counted = rows[key].isin(self.units.loc[among, key])
        parts = (
            part(LESION_VISITS, rows[rows["judged"] & counted], *self.value),
            part(LESION_VISITS, rows[rows["judged"] & ~counted], *self.value, role=others),
            part(LESION_VISITS, rows[~rows["judged"]], *self.value, role="left out"),
        )
        return tuple(basis_part for basis_part in parts if len(basis_part.rows))

    @property
    def reason_basis(self) -> Basis:
        """What results on the reasons rest on besides."""
        return (part(LESION_VISITS, self.rows, "missing_reason"),)


def courses(analysed: OutcomeVisits, endpoint: Endpoint, unit: Bearer) -> Courses:
    """The courses of all lesions, or of all patients by the rule of the endpoint.

    A patient relapses when any lesion does.
    """
    threshold, outcome = endpoint.threshold, analysed.outcome
    assert threshold is not None
    rows, column = analysed.lesions("observed"), threshold.column
    rows = rows.assign(judged=_judged(rows, column))
    rows = rows.assign(reached=threshold.reached_by(rows[column]), relapsed=rows["relapsed"].fillna(0).astype(bool))
    states = _lesion_states(rows, column) if unit == "lesion" else _patient_states(rows, analysed, endpoint)
    keys = ["patient_id", "lesion_id"] if unit == "lesion" else ["patient_id"]
    units = rows[keys].drop_duplicates().reset_index(drop=True)
    if unit == "patient":
        judged_lesions = rows[rows["judged"]].groupby("patient_id")["lesion_id"].nunique()
        units["n_evaluable"] = units["patient_id"].map(judged_lesions).fillna(0).astype(int)
    flags = [pooled_note(rows[rows["visit"] == rows["visit"].max()].dropna(subset=[column]))]
    flags += [PARTLY] if states["partly"].any() else []
    flags += [DEPENDENT] if unit == "lesion" and units["patient_id"].duplicated().any() else []
    arrays = _arrays(states, units, keys, outcome.follow_up_visits)
    value = ("change" if threshold.in_units else "percent_reduction",)
    subject = Subject(endpoint.quantity(outcome), unit, "secondary", outcome, scenario="observed")
    made = Courses(
        subject.within("endpoint", endpoint.name),
        rows,
        (*value, "relapsed") if endpoint.kind == "time_to_relapse" else value,
        units,
        outcome.baseline_visit,
        np.array(outcome.follow_up_visits),
        *arrays,
        combined(*flags),
    )
    return made


def _judged(rows: pd.DataFrame, column: str) -> pd.Series:
    """Whether each row is one of a lesion that has a baseline from which a response is judged."""
    has_start = rows["baseline"] > 0 if column == "improvement" else rows["baseline"].notna()
    return rows[column].notna() | has_start


def _lesion_states(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """What each lesion is like at each visit at which it could be judged."""
    judged = rows[rows["judged"]]
    states = judged[["patient_id", "lesion_id", "visit", "relapsed"]]
    return states.assign(
        measured=judged[column].notna(), responded=judged["reached"], reason=judged["missing_reason"], partly=False
    )


def _patient_states(rows: pd.DataFrame, analysed: OutcomeVisits, endpoint: Endpoint) -> pd.DataFrame:
    """What each patient is like at each visit, of the lesions that could be judged there."""
    judged = rows[rows["judged"]]
    parts = []
    for visit in analysed.visits("observed"):
        lesions = judged[judged["visit"] == visit.subject.visit]
        patients = patient_responses(lesions, visit, endpoint)
        groups = lesions.groupby("patient_id", sort=False)
        measured = patients["n_values"] > 0
        parts.append(
            patients[["patient_id"]].assign(
                visit=visit.subject.visit,
                measured=measured,
                responded=patients["responds"] & measured,
                relapsed=groups["relapsed"].any().to_numpy(),
                reason=groups["missing_reason"].max().to_numpy(),
                partly=measured & (patients["n_values"] < patients["n_lesions"]),
            )
        )
    return pd.concat(parts, ignore_index=True)


def _arrays(
    states: pd.DataFrame, units: pd.DataFrame, keys: list[str], visits: tuple[int, ...]
) -> tuple[Flags, Flags, Flags, Flags, NDArray[np.object_]]:
    """States as arrays of units by visits; who is judged first."""
    place = states[keys].merge(units.assign(place=range(len(units))), on=keys, how="left")["place"].to_numpy(dtype=int)
    time = np.searchsorted(np.array(visits), states["visit"].to_numpy(dtype=int))
    judged = np.zeros(len(units), dtype=bool)
    judged[place] = True
    measured, responded, relapsing = (np.zeros((len(units), len(visits)), dtype=bool) for _ in range(3))
    for name, array in (("measured", measured), ("responded", responded), ("relapsed", relapsing)):
        array[place, time] = states[name].to_numpy(dtype=bool)
    reasons = np.full((len(units), len(visits)), "", dtype=object)
    reasons[place, time] = states["reason"].fillna("").to_numpy(dtype=object)
    return judged, measured, responded, relapsing, reasons
