"""Draws a cohort: patients, their lesions, and the sizes of these at each visit."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.methods.randomness import stream
from casetrace.simulate.design import Design
from casetrace.simulate.population import Floats, Integers, lesions_of_patients

SITES = ("Fingertip", "Knee", "Elbow", "Buttocks")
DIAGNOSES = ("systemic sclerosis", "Sjögren syndrome", "dermatomyositis")
EVENTS = ("infection", "transient pain")
#: Baseline sizes in mm, whole numbers.
SMALLEST, LARGEST = 5, 80
#: What a size is written to, and the least that is left of a lesion that is not gone.
DECIMALS, LEAST = 1, 0.1


@dataclass(frozen=True)
class Cohort:
    """What is true of a simulated cohort.

    Attributes
    ----------
    design
        What it is drawn from.
    patients
        One row per patient: `patient_id`, `age_years`, `sex`, `diagnosis`, `event_type` and `event_week` (missing
        without an event), and `visits`, the number of visits up to the end of follow-up.
    lesions
        One row per lesion: `lesion_id`, `patient_id`, `site`, `n_treatments`, `dose_mean`.
    owners
        Number of the patient of each lesion.
    sizes
        In mm, a row per lesion and a column per visit; missing where none was taken.
    reductions
        Percent reduction of each lesion at the last visit as it was drawn, whether or not it was measured.
    """

    design: Design
    patients: pd.DataFrame
    lesions: pd.DataFrame
    owners: Integers
    sizes: Floats
    reductions: Floats

    @cached_property
    def lost(self) -> NDArray[np.bool_]:
        """Whether the follow-up of each patient ended before the last visit."""
        lost: NDArray[np.bool_] = self.patients["visits"].to_numpy() < len(self.design.weeks)
        return lost


def simulated(design: Design, name: str) -> Cohort:
    """The cohort of this name: the same alone and among others, whatever its layout, dialect and mistakes."""
    rng = stream(design.seed, f"simulate/{name}")
    owners = lesions_of_patients(design.patients, *design.lesions, rng)
    reductions = design.population.draw(owners, rng)
    patients = _patients(design, rng)
    lesions = _lesions(owners, patients["patient_id"], rng)
    sizes = _sizes(design, reductions, rng)
    visits = patients["visits"].to_numpy()[owners]
    taken = np.arange(len(design.weeks)) < visits[:, None]
    taken[:, 1:] &= rng.random((len(owners), len(design.weeks) - 1)) >= design.missing
    return Cohort(design, patients, lesions, owners, np.where(taken, sizes, np.nan), reductions)


def _patients(design: Design, rng: np.random.Generator) -> pd.DataFrame:
    n, planned = design.patients, len(design.weeks)
    ids = _numbered("P", np.arange(1, n + 1))
    has_event = rng.random(n) < design.events
    leaves = rng.random(n) < design.dropout
    return pd.DataFrame(
        {
            "patient_id": ids,
            "age_years": rng.integers(20, 90, n),
            "sex": _chosen(("female", "male"), n, rng),
            "diagnosis": _chosen(DIAGNOSES, n, rng),
            "event_type": _chosen(EVENTS, n, rng).where(has_event),
            "event_week": pd.array(rng.integers(design.weeks[0], design.weeks[-1] + 1, n), dtype="Int64"),
            "visits": np.where(leaves, rng.integers(1, planned, n), planned),
        }
    ).assign(event_week=lambda frame: frame["event_week"].where(has_event))


def _lesions(owners: Integers, patients: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    n = len(owners)
    first = np.searchsorted(owners, owners)
    own = patients.take(owners).reset_index(drop=True)
    return pd.DataFrame(
        {
            "lesion_id": own + "-" + pd.Series(np.arange(n) - first + 1).astype("str"),
            "patient_id": own,
            "site": _chosen(SITES, n, rng),
            "n_treatments": rng.integers(1, 7, n),
            "dose_mean": rng.integers(10, 150, n),
        }
    )


def _sizes(design: Design, reductions: Floats, rng: np.random.Generator) -> Floats:
    """Sizes at each visit: the reduction grows with the root of time, and the last one is as it was drawn."""
    weeks = np.array(design.weeks, dtype=float)
    course = np.sqrt((weeks - weeks[0]) / (weeks[-1] - weeks[0]))
    baseline = rng.integers(SMALLEST, LARGEST + 1, len(reductions)).astype(float)
    left = 1 - np.outer(reductions, course) / 100
    sizes = np.round(baseline[:, None] * left, DECIMALS)
    return np.where(left <= 0, 0.0, np.maximum(sizes, LEAST))


def _chosen(texts: tuple[str, ...], n: int, rng: np.random.Generator) -> pd.Series:
    return pd.Series(list(texts), dtype="str").take(rng.integers(0, len(texts), n)).reset_index(drop=True)


def _numbered(letter: str, numbers: NDArray[np.int64]) -> pd.Series:
    """Names of one length, so that their order as texts is that of their numbers."""
    width = len(str(int(numbers.max())))
    return letter + pd.Series(numbers).astype("str").str.zfill(width)
