"""The plan of the analysis, as ingestion writes it: outcomes, endpoints, fields of the tables, treatment."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from casetrace.model.arms import ArmComparison, Arms, recorded_arms
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.time_units import USUAL, TimeUnit, in_its_unit
from casetrace.model.treatment import NEUTRAL, Treatment


@dataclass(frozen=True)
class Primary:
    """What the first endpoint on an outcome is about: that by name, the visit, the unit of analysis, the scenario."""

    outcome: str
    visit: int
    unit_of_analysis: Literal["lesion", "patient"]
    scenario: str

    @property
    def main_scenarios(self) -> list[str]:
        """The scenarios that every outcome is estimated in: as observed, and the primary one."""
        return list(dict.fromkeys(["observed", self.scenario]))


@dataclass(frozen=True)
class Plan:
    """What the stages after ingestion analyse.

    Attributes
    ----------
    outcomes
        By name, in the order of config.
    endpoints
        By name, in the order of config; at least one of them is primary. None where nothing is measured.
    recorded
        The fields that the raw tables give, or config of events.
    treatment
        What the treatment is called, and the unit of its doses.
    judged
        What config, and no column, says of events.
    arms
        The arms of the cohort.
    time_unit
        What its visits are counted in.
    """

    outcomes: dict[str, Outcome]
    endpoints: dict[str, Endpoint]
    recorded: tuple[str, ...] = ()
    treatment: Treatment = NEUTRAL
    judged: tuple[str, ...] = ()
    arms: Arms = field(default_factory=Arms)
    time_unit: TimeUnit = USUAL

    @classmethod
    def of(cls, sections: Mapping[str, Any]) -> "Plan":
        """A plan from its sections, as they are written."""
        return cls(
            {name: Outcome.of(name, section) for name, section in sections["outcomes"].items()},
            {name: Endpoint.of(name, section) for name, section in sections["endpoints"].items()},
            tuple(sections["recorded"]),
            Treatment(**sections["treatment"]),
            tuple(sections["judged"]),
            Arms.of(sections.get("arms", {})),
            sections.get("time_unit", USUAL),
        )

    def in_arms(self, visits: pd.DataFrame) -> "Plan":
        """The same plan with the arms that lesion visits are in."""
        return replace(self, arms=self.arms.among(recorded_arms(visits)))

    @cached_property
    def primary_endpoints(self) -> tuple[Endpoint, ...]:
        """The primary endpoints."""
        return tuple(endpoint for endpoint in self.endpoints.values() if endpoint.primary)

    @cached_property
    def primary(self) -> Primary:
        """What the first endpoint on an outcome, primary ones before others, is about; other analyses are about it too.

        Where all endpoints are on events, it is the first outcome at its last visit.
        """
        endpoints = [endpoint for endpoint in (*self.primary_endpoints, *self.endpoints.values()) if endpoint.outcome]
        if endpoints:
            first = endpoints[0]
            return Primary(first.outcome, first.visit, first.unit_of_analysis, first.scenario)
        of_lesions = [name for name, outcome in self.outcomes.items() if outcome.bearer == "lesion"]
        name = next(iter([*of_lesions, *self.outcomes]), "")
        visits = self.outcomes[name].follow_up_visits if name else ()
        return Primary(name, visits[-1] if visits else 0, "patient", "observed")

    @cached_property
    def arm_pairs(self) -> dict[ArmComparison, str]:
        """The arms that are compared two by two, with what each pair is called in results."""
        declared = [endpoint.comparison for endpoint in self.endpoints.values() if endpoint.comparison]
        pairs = self.arms.pairs(declared)
        return dict(zip(pairs, self.arms.pair_labels(pairs), strict=True))

    def estimated_scenarios(self, outcome: str) -> list[str]:
        """The scenarios that are estimated in full: the main ones, and those of the outcome's endpoints."""
        asked = [endpoint.scenario for endpoint in self.endpoints_of(outcome)]
        return list(dict.fromkeys([*self.primary.main_scenarios, *asked]))

    @cached_property
    def listed_outcomes(self) -> tuple[str, ...]:
        """The outcomes that are listed: of the lesions, and beside it the primary one where it is of the patients."""
        primary = self.primary.outcome
        if primary not in self.outcomes or self.outcomes[primary].bearer == "lesion":
            return (primary,)
        of_lesions = [name for name, outcome in self.outcomes.items() if outcome.bearer == "lesion"]
        return (*of_lesions[:1], primary)

    def endpoints_of(self, outcome: str) -> list[Endpoint]:
        """The endpoints on one outcome."""
        return [endpoint for endpoint in self.endpoints.values() if endpoint.outcome == outcome]

    def asked_visits(self, outcome: str) -> tuple[int, ...]:
        """The visits that endpoints on one outcome ask about, in order."""
        return tuple(sorted({endpoint.visit for endpoint in self.endpoints_of(outcome)}))


def write_plan(sections: Mapping[str, Any], path: str | Path) -> None:
    """Write the sections of a plan for the later stages."""
    Path(path).write_text(json.dumps(sections, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_plan(path: str | Path) -> Plan:
    """Read the plan."""
    return Plan.of(json.loads(Path(path).read_text(encoding="utf-8")))


def unit_of_plan(path: str | Path) -> TimeUnit:
    """What the cohort of a plan counts its visits in."""
    unit: TimeUnit = json.loads(Path(path).read_text(encoding="utf-8")).get("time_unit", USUAL)
    return unit


def unit_of_plans(plans: Mapping[str, str | Path]) -> TimeUnit:
    """What most of several cohorts count their visits in, the first of equally many: those are compared."""
    return Counter(unit_of_plan(path) for path in plans.values()).most_common(1)[0][0]


#: Marks a stage that reads a `plan`, or the `plans` of several cohorts: what it computes and prints counts visits so.
in_unit_of_plan = in_its_unit(unit_of_plan, "plan")
in_unit_of_plans = in_its_unit(unit_of_plans, "plans")
