"""An outcome of the plan as the report speaks of it."""

import math
from dataclasses import dataclass

from casetrace.model.direction import Direction
from casetrace.model.outcome import Bearer, Outcome
from casetrace.report.document.prose import capitalised
from casetrace.report.phrases import units_of


@dataclass(frozen=True)
class ReportedOutcome:
    """An outcome, and what is said of it in print.

    Attributes
    ----------
    about
        The outcome.
    asked
        The visits that endpoints ask about.
    """

    about: Outcome
    asked: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Its name in config."""
        return self.about.name

    @property
    def label(self) -> str:
        """What it is called."""
        return self.about.label

    @property
    def unit(self) -> str:
        """What it is measured in."""
        return self.about.unit

    @property
    def visits(self) -> list[int]:
        """Its follow-up visits that tables and figures by visit show."""
        return self.about.printed_visits(self.asked)

    @property
    def every_visit(self) -> list[int]:
        """All of its follow-up visits."""
        return list(self.about.follow_up_visits)

    @property
    def in_unit(self) -> str:
        """Its label with the unit."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def pairs_of_visits(self) -> list[tuple[int, int]]:
        """The follow-up visits between which its change is analysed, the earlier first."""
        return self.about.compared_visits(self.asked)

    @property
    def direction(self) -> Direction:
        """Which way it gets better."""
        return self.about.direction

    @property
    def gain(self) -> str:
        """What a change for the better is called; it names the analyses of the percent change."""
        return self.about.gain

    @property
    def capital_gain(self) -> str:
        """The gain with a capital."""
        return capitalised(self.gain)

    @property
    def largest_percent(self) -> float:
        """The largest percent change for the better: a value that cannot be negative falls by 100 % at most."""
        return 100.0 if self.gain == "reduction" and self.about.minimum >= 0 else math.inf

    @property
    def bearer(self) -> Bearer:
        """What has a value of it: each lesion, or the patient as a whole."""
        return self.about.bearer

    @property
    def bearers(self) -> str:
        """The bearer in the plural."""
        return units_of(self.bearer)

    @property
    def of_lesions(self) -> bool:
        """Whether each lesion has a value of it."""
        return self.bearer == "lesion"

    @property
    def counted(self) -> tuple[str, ...]:
        """Whose numbers are printed with a result: those of patients, and of lesions where they have it."""
        return ("patients", "lesions") if self.of_lesions else ("patients",)

    @property
    def units(self) -> tuple[Bearer, ...]:
        """Its units of analysis."""
        return self.about.units
