"""An outcome of the plan as the report speaks of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casetrace.derive.grid import bearer, units
from casetrace.model.direction import Direction, direction
from casetrace.report.document.prose import capitalised
from casetrace.report.phrases import units_of


@dataclass(frozen=True)
class ReportedOutcome:
    """An outcome with its name and its section of the plan."""

    name: str
    plan: Mapping[str, Any]

    @property
    def label(self) -> str:
        """What it is called."""
        return str(self.plan["label"])

    @property
    def unit(self) -> str:
        """What it is measured in."""
        return str(self.plan["unit"])

    @property
    def visits(self) -> list[int]:
        """Its follow-up visits."""
        return list(self.plan["follow_up_visits"])

    @property
    def in_unit(self) -> str:
        """Its label with the unit."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def pairs_of_visits(self) -> list[tuple[int, int]]:
        """Every two follow-up visits, the earlier first, in the order of the later."""
        return [(earlier, later) for later in self.visits for earlier in self.visits if earlier < later]

    @property
    def direction(self) -> Direction:
        """Which way it gets better."""
        return direction(self.plan)

    @property
    def gain(self) -> str:
        """What a change for the better is called; it names the analyses of the percent change."""
        return self.direction.gain

    @property
    def capital_gain(self) -> str:
        """The gain with a capital."""
        return capitalised(self.gain)

    @property
    def bearer(self) -> str:
        """What has a value of it: each lesion, or the patient as a whole."""
        return bearer(self.plan)

    @property
    def bearers(self) -> str:
        """The bearer in the plural."""
        return units_of(self.bearer)

    @property
    def of_lesions(self) -> bool:
        """Whether each lesion has a value of it."""
        return self.bearer == "lesion"

    @property
    def units(self) -> tuple[str, ...]:
        """Its units of analysis."""
        return units(self.plan)
