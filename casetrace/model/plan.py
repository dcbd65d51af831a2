"""The plan of the analysis, as ingestion writes it: outcomes, primary result, fields of the tables, treatment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from casetrace.model.outcome import Outcome
from casetrace.model.treatment import NEUTRAL, Treatment


@dataclass(frozen=True)
class Primary:
    """The primary result: its outcome by name, the week of its visit, its unit of analysis and scenario."""

    outcome: str
    visit: int
    unit_of_analysis: Literal["lesion", "patient"]
    scenario: str

    @property
    def main_scenarios(self) -> list[str]:
        """The scenarios that are estimated in full: as observed, and the primary one."""
        return list(dict.fromkeys(["observed", self.scenario]))


@dataclass(frozen=True)
class Plan:
    """What the stages after ingestion analyse.

    Attributes
    ----------
    outcomes
        By name, in the order of config.
    primary
        The primary result.
    recorded
        The fields that the raw tables give.
    treatment
        What the treatment is called, and the unit of its doses.
    """

    outcomes: dict[str, Outcome]
    primary: Primary
    recorded: tuple[str, ...] = ()
    treatment: Treatment = NEUTRAL

    @classmethod
    def of(cls, sections: Mapping[str, Any]) -> "Plan":
        """A plan from its sections, as they are written."""
        return cls(
            {name: Outcome.of(name, section) for name, section in sections["outcomes"].items()},
            Primary(**sections["primary"]),
            tuple(sections["recorded"]),
            Treatment(**sections["treatment"]),
        )


def write_plan(sections: Mapping[str, Any], path: str | Path) -> None:
    """Write the sections of a plan for the later stages."""
    Path(path).write_text(json.dumps(sections, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_plan(path: str | Path) -> Plan:
    """Read the plan."""
    return Plan.of(json.loads(Path(path).read_text(encoding="utf-8")))
