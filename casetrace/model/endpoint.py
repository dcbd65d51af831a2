"""An endpoint: the question that a study asks of an outcome, and what of the results answers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pandas as pd

from casetrace.methods.precision import above, below
from casetrace.model.arms import ArmComparison
from casetrace.model.endpoint_kinds import OF_COURSE, Kind
from casetrace.model.events import EventKind
from casetrace.model.outcome import Bearer, Outcome
from casetrace.model.quantities import Quantity

#: How a patient responds by the lesions.
PatientRule = Literal["all_lesions", "any_lesion", "mean", "sum"]

#: The patients, or lesions, who respond, those at each level of an ordered outcome, and those at it or a better one.
RESPONDERS, LEVEL, LEVEL_OR_BETTER = map(Quantity, ("responders", "level", "level_or_better"))
#: The patients with an event that an endpoint asks for, or these events.
WITH_EVENT = Quantity("with_event")
#: The quantity that answers an endpoint, by the kinds that ask the same of every outcome.
QUANTITIES: dict[Kind, Quantity] = {"response": RESPONDERS, "category": LEVEL, "events": WITH_EVENT}


class Threshold(NamedTuple):
    """The improvement from which a response counts.

    Attributes
    ----------
    value
        In percent of the baseline, or in the outcome's unit.
    strict
        Whether the improvement must be more than that.
    in_units
        Whether it is in the outcome's unit.
    level
        Of an ordered outcome the name of the level that must be reached; `value` is then its standing.
    """

    value: float
    strict: bool = False
    in_units: bool = False
    level: str = ""

    @property
    def column(self) -> str:
        """The column of lesion and patient visits that is compared with it."""
        return "standing" if self.level else "gain" if self.in_units else "improvement"

    @property
    def field(self) -> str:
        """The column of the dataset that it is made of."""
        return "value" if self.level else "change" if self.in_units else "percent_reduction"

    def reached_by(self, improvements: pd.Series) -> pd.Series:
        """Whether each improvement is a response; a missing one is none."""
        reached = above(improvements, self.value) if self.strict else ~below(improvements, self.value)
        return pd.Series(reached, index=improvements.index) & improvements.notna()


@dataclass(frozen=True)
class Endpoint:
    """What a study set out to find.

    Attributes
    ----------
    name, label
        Its name in config, and what it is called in print.
    kind
        What is asked: the mean percent change, the mean change in the outcome's unit, the share that responds, how
        many are at each level, or the share of patients with an adverse event; of all visits together the time to the
        first response, that from it to a relapse, the share whose response lasts, or the number of treatments of those
        who cleared.
    primary
        Whether it is a primary endpoint.
    outcome, visit
        The outcome by name, and the visit; empty and 0 of an endpoint on events, which belongs to no outcome.
    unit_of_analysis
        Patients or lesions.
    analysis_set
        `all`, those with a value, or `enrolled`, all who were treated.
    scenario
        The data assumption.
    threshold
        What counts as a response; of an endpoint on the change the smallest important difference, None without one.
    patient_rule
        How a patient responds by the lesions.
    historical_rate, alternative
        The response rate that the observed one is tested against, and in which direction; None where there is none.
    note
        Where its threshold and rate come from; empty where nothing is said.
    reference
        The publication that its threshold comes from; empty where none is named.
    prior
        Parameters of the beta distribution of the rate before the data; None where there is none.
    comparison
        The arms whose difference is asked for; None where no arms are compared.
    events
        Which events are counted, of an endpoint on events.
    """

    name: str
    label: str
    kind: Kind
    primary: bool
    outcome: str
    visit: int
    unit_of_analysis: Bearer
    analysis_set: Literal["all", "enrolled"]
    scenario: str
    threshold: Threshold | None
    patient_rule: PatientRule
    historical_rate: float | None = None
    alternative: Literal["greater", "less", "two_sided"] = "greater"
    note: str = ""
    reference: str = ""
    prior: tuple[float, float] | None = None
    comparison: ArmComparison | None = None
    events: EventKind | None = None

    @classmethod
    def of(cls, name: str, section: Mapping[str, Any]) -> "Endpoint":
        """An endpoint from its section of the plan."""
        prior, on_events = section.get("prior"), section["kind"] == "events"
        return cls(
            name=name,
            label=section["label"],
            kind=section["kind"],
            primary=section["primary"],
            outcome=section.get("outcome", ""),
            visit=int(section.get("visit", 0)),
            unit_of_analysis=section["unit_of_analysis"],
            analysis_set="enrolled" if on_events or section["analysis_set"] == "treated" else "all",
            scenario=section["scenario"],
            threshold=_threshold(section),
            patient_rule="mean" if section["kind"] in ("percent_change", "change") else section["patient_rule"],
            historical_rate=section.get("historical_rate"),
            alternative=section["alternative"],
            note=section.get("note", ""),
            reference=section.get("reference", ""),
            prior=(prior["alpha"], prior["beta"]) if prior else None,
            comparison=ArmComparison(**section["comparison"]) if section.get("comparison") else None,
            events=EventKind.of(section) if on_events else None,
        )

    @property
    def of_course(self) -> bool:
        """Whether all visits together answer it."""
        return self.kind in OF_COURSE

    @property
    def is_rated(self) -> bool:
        """Whether the share of those who reach its threshold is given at each visit."""
        return self.threshold is not None and not self.of_course

    def quantity(self, outcome: Outcome) -> Quantity:
        """The quantity of the results that answer it."""
        quantity = self.quantity_of_arm(outcome)
        return quantity.related("difference") if self.comparison else quantity

    def quantity_of_arm(self, outcome: Outcome) -> Quantity:
        """The quantity that is estimated in an arm, or in everybody, and compared where arms are."""
        if self.of_course:
            return Quantity(self.kind)
        if self.kind in QUANTITIES:
            return QUANTITIES[self.kind]
        return Quantity(outcome.gain if self.kind == "percent_change" else outcome.absolute_gain)


def _threshold(section: Mapping[str, Any]) -> Threshold | None:
    """The threshold that a section of the plan declares."""
    if "important_difference" in section:
        return Threshold(section["important_difference"], in_units=section["kind"] == "change")
    if "level" in section:
        return Threshold(section["from"], level=section["level"])
    in_units = section.get("threshold_in") == "units"
    if "more_than" in section:
        return Threshold(section["more_than"], strict=True, in_units=in_units)
    return Threshold(section["from"], in_units=in_units) if "from" in section else None
