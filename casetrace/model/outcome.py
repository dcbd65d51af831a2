"""An outcome: what is measured, of whom, on which scale, when, and which way is better."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from casetrace.methods.precision import lowest_reaching
from casetrace.model.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER, Direction

Bearer = Literal["lesion", "patient"]

#: What one course of measurements belongs to: a lesion, and in a cross-over one of its periods.
COURSE = ["lesion_id", "period"]

#: Multiples of an outcome's `log_offset` that are shown together.
OFFSET_FACTORS = (0.5, 1.0, 2.0)


@dataclass(frozen=True)
class Scale:
    """What kind of value an outcome has, and so what can be made of it.

    Attributes
    ----------
    name
        As config has it.
    has_log_ratio
        Whether the logarithm of follow-up over baseline does.
    has_response
        Whether lesions are put into response categories by their percent change.
    """

    name: str
    has_log_ratio: bool
    has_response: bool


SIZE = Scale("size", has_log_ratio=True, has_response=True)
SCORE = Scale("score", has_log_ratio=True, has_response=True)

#: All scales by name. Another one is an entry here, what it derives in `casetrace/derive`, and what it is asked for.
SCALES = {scale.name: scale for scale in (SIZE, SCORE)}


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
        Weeks.
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

    @classmethod
    def of(cls, name: str, section: Mapping[str, Any]) -> "Outcome":
        """An outcome from its section of the plan."""
        return cls(
            name=name,
            label=section["label"],
            unit=section["unit"],
            bearer="patient" if section.get("measured_on") == "patient" else "lesion",
            direction=HIGHER_IS_BETTER if section["better"] == "higher" else LOWER_IS_BETTER,
            baseline_visit=int(section["baseline_visit"]),
            follow_up_visits=tuple(int(week) for week in section["follow_up_visits"]),
            minimum=section["minimum"],
            maximum=section.get("maximum"),
            best_value=section.get("best_value"),
            response=Thresholds(**section["response"]),
            log_offset=section["log_offset"],
            worst_value=section.get("worst_value"),
            rounded_to=section.get("rounded_to"),
            baseline_bands=tuple(section.get("baseline_bands", ())),
            incomplete_baseline=section.get("incomplete_baseline", "error"),
            extent=section.get("extent", False),
            scale=SCALES[section.get("scale", SIZE.name)],
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
