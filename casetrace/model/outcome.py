"""An outcome: what is measured, of whom, on which scale, when, and which way is better."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from casetrace.methods.precision import lowest_reaching
from casetrace.model.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER, Direction, Percents
from casetrace.model.levels import level_names
from casetrace.model.scale import SIZE, Scale, scale_of
from casetrace.model.time_units import time_unit

Bearer = Literal["lesion", "patient"]

#: What one course of measurements belongs to: a lesion, and in a cross-over one of its periods.
COURSE = ["lesion_id", "period"]

#: Multiples of an outcome's `log_offset` that are shown together.
OFFSET_FACTORS = (0.5, 1.0, 2.0)

#: Follow-up visits up to which each two of them are compared; of more, the trend over all of them is estimated.
MOST_COMPARED = 3

#: Follow-up visits up to which the report prints all of them.
MOST_PRINTED = 6


class Thresholds(NamedTuple):
    """Percent improvements from which a response is complete or partial, and percent worsening that is progression."""

    complete: float
    partial: float
    progression: float


class Offset(NamedTuple):
    """An offset in the outcome's unit, as it is printed, and as a result's name has it."""

    value: float
    text: str
    option: str


@dataclass(frozen=True)
class Outcome:
    """What is measured at the baseline and at the follow-up visits.

    Attributes
    ----------
    name, label, unit
        Its name in config, what it is called in print, and the unit of its values.
    bearer
        What has a value: each lesion, or the patient as a whole.
    direction
        Which way is better.
    baseline_visit, follow_up_visits
        In the study's unit of time.
    minimum, maximum, best_value, worst_value
        Lowest and highest plausible value, the best that there is, and the worst that is assumed where one is missing,
        in its unit; None where there is none.
    response
        Thresholds of the response categories.
    log_offset
        Added to both values before the logarithm of their ratio is taken, in its unit.
    rounded_to
        What values are rounded to, in its unit; None where the data tell.
    baseline_bands
        Inner edges of the bands of the baseline value, ascending.
    incomplete_baseline
        What becomes of a lesion without a baseline, or with a size of 0 there.
    extent
        Whether its values are lengths, areas or volumes.
    scale
        What kind of value it has.
    levels
        Names of the levels of an ordered outcome, in order; its values are their numbers, 0 for the first.
    patient_level
        Which level of the lesions is a patient's.
    positive
        What a positive value of a percentage as printed is.
    """

    name: str
    label: str
    unit: str
    bearer: Bearer
    direction: Direction
    baseline_visit: int
    follow_up_visits: tuple[int, ...]
    minimum: float
    maximum: float | None
    best_value: float | None
    response: Thresholds
    log_offset: float
    worst_value: float | None = None
    rounded_to: float | None = None
    baseline_bands: tuple[float, ...] = ()
    incomplete_baseline: Literal["error", "set_aside", "not_recorded"] = "error"
    extent: bool = False
    scale: Scale = SIZE
    levels: tuple[str, ...] = ()
    patient_level: Literal["worst", "best"] = "worst"
    positive: Literal["reduction", "increase"] = "reduction"

    @classmethod
    def of(cls, name: str, section: Mapping[str, Any]) -> "Outcome":
        """An outcome from its section of the plan."""
        return cls(
            name=name,
            label=section["label"],
            unit=section["unit"],
            bearer="patient" if section.get("measured_on") == "patient" else "lesion",
            direction=HIGHER_IS_BETTER if section.get("better") == "higher" else LOWER_IS_BETTER,
            baseline_visit=int(section["baseline_visit"]),
            follow_up_visits=tuple(int(visit) for visit in section["follow_up_visits"]),
            minimum=-math.inf if section.get("minimum", 0) is None else section.get("minimum", 0),
            maximum=section.get("maximum"),
            best_value=section.get("best_value"),
            response=Thresholds(**section["response"]),
            log_offset=section["log_offset"],
            worst_value=section.get("worst_value"),
            rounded_to=section.get("rounded_to"),
            baseline_bands=tuple(section.get("baseline_bands", ())),
            incomplete_baseline=section.get("incomplete_baseline", "error"),
            extent=section.get("extent", False),
            scale=scale_of(section.get("scale")),
            levels=level_names(section.get("levels", ())),
            patient_level=section.get("patient_level", "worst"),
            positive=section.get("positive", "reduction"),
        )

    @property
    def gain(self) -> str:
        """What a change for the better is called: the name of the percent improvement in results."""
        return self.direction.gain

    @property
    def absolute_gain(self) -> str:
        """The name of the improvement in the outcome's unit in results."""
        return f"absolute_{self.gain}"

    @property
    def is_size(self) -> bool:
        """Whether it is a size, so that 0 means that there is nothing."""
        return self.extent and self.direction is LOWER_IS_BETTER

    @property
    def of_lesion_sizes(self) -> bool:
        """Whether it is the size of each lesion."""
        return self.is_size and self.bearer == "lesion"

    @property
    def trend(self) -> str:
        """The name of the slope of the percent improvement over the follow-up visits in results."""
        return f"{self.gain}_per_{time_unit()}"

    @property
    def has_trend(self) -> bool:
        """Whether there are so many follow-up visits that their trend is estimated in place of each two compared."""
        return len(self.follow_up_visits) > MOST_COMPARED

    def compared_visits(self, asked: Collection[int]) -> list[tuple[int, int]]:
        """The pairs of follow-up visits between which the change is analysed, the earlier visit first.

        Each two of a few visits; of more, for which there is a trend, the first and the last, and each visit that an
        endpoint asks about with the one before it.

        Parameters
        ----------
        asked
            Visits that endpoints ask about.
        """
        visits = self.follow_up_visits
        if not self.has_trend:
            return list(combinations(visits, 2))
        return sorted({(visits[0], visits[-1]), *(pair for pair in pairwise(visits) if pair[1] in asked)})

    def printed_visits(self, asked: Collection[int]) -> list[int]:
        """The follow-up visits that the report prints: all of a few; of many the first, the last and those `asked`."""
        visits = self.follow_up_visits
        if len(visits) <= MOST_PRINTED:
            return list(visits)
        return [visit for visit in visits if visit in {visits[0], visits[-1], *asked}]

    @property
    def highest(self) -> float:
        """The highest plausible value; infinite where there is none."""
        return math.inf if self.maximum is None else self.maximum

    @property
    def units(self) -> tuple[Bearer, ...]:
        """The units of analysis: patients, and lesions where they have it."""
        return ("patient",) if self.bearer == "patient" else ("patient", "lesion")

    @property
    def log_offsets(self) -> list[Offset]:
        """The offsets of the log ratio: half of `log_offset`, that, and twice that."""
        values = [factor * self.log_offset for factor in OFFSET_FACTORS]
        texts = [f"{value:.12g}" for value in values]
        return [
            Offset(value, text, f"offset_{text.replace('.', '_')}") for value, text in zip(values, texts, strict=True)
        ]

    @property
    def bands(self) -> list[str]:
        """Names of the bands of the baseline value, lowest first."""
        return band_names(self.baseline_bands, self.unit)

    def improvement(self, reduction: pd.Series) -> pd.Series:
        """The percent improvement, of percent reductions."""
        return self.direction.improvement(reduction)

    def level_of(self, value: float | None) -> str | None:
        """The name of the level that a value of an ordered outcome is; None where it is missing."""
        return None if value is None or math.isnan(value) else self.levels[int(value)]

    def standing(self, values: pd.Series) -> pd.Series:
        """Values with their sign such that a higher one is a better one, so that levels can be compared."""
        return self.direction.improvement(-values)

    def comparable(self, baseline: pd.Series) -> pd.Series:
        """For each baseline whether a follow-up value can be compared with it, or needs none."""
        return baseline > 0 if self.scale.needs_baseline else pd.Series(True, index=baseline.index)

    def unchanged(self, baseline: pd.Series) -> pd.Series:
        """The follow-up value that means no change from each baseline."""
        return pd.Series(0.0, index=baseline.index) if self.scale.is_change else baseline

    def printed_reduction(self, values: Percents) -> Percents:
        """The percent reductions that percentages as printed are; adding 0 keeps a minus sign off a 0."""
        return values if self.positive == "reduction" else -values + 0.0


def band_labels(values: pd.Series, edges: Sequence[float], unit: str) -> pd.Series:
    """The band of each value, named by its edges; a band includes its lower edge.

    Parameters
    ----------
    values
        Values in `unit`; a missing one has no band.
    edges
        Inner edges in ascending order. Without any, all values are in one band named `all`.
    """
    names = band_names(edges, unit)
    numbers = np.digitize(values.to_numpy(dtype=float), [lowest_reaching(edge) for edge in edges])
    labels = pd.Series([names[number] for number in numbers], index=values.index, dtype="str")
    return labels.where(values.notna())


def band_names(edges: Sequence[float], unit: str) -> list[str]:
    """Names of the bands between `edges`, lowest first."""
    if not edges:
        return ["all"]
    of_unit = f" {unit}" if unit else ""
    inner = [f"{low:g} to under {high:g}{of_unit}" for low, high in pairwise(edges)]
    return [f"under {edges[0]:g}{of_unit}", *inner, f"{edges[-1]:g}{of_unit} or more"]
