"""All that the report of the cohorts together says, before it is put into sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casetrace.report.document.inlines import Inlines
from casetrace.report.printer import Printer, confidence
from casetrace.report.quantity import Quantity


@dataclass(frozen=True)
class PooledCohort:
    """A cohort with its title, its source where somebody names it, and the path of its report."""

    title: str
    source: Mapping[str, Any] | None
    report: str


@dataclass(frozen=True)
class Compared:
    """An outcome and visit that cohorts have in common; `gain` is what a change for the better is called."""

    gain: str
    outcome: str
    visit: int
    label: str


@dataclass(frozen=True)
class PooledContent:
    """The results of the cohorts together, and the settings.

    Attributes
    ----------
    title
        The study's title.
    cohorts
        The cohorts by their group in the results.
    compared
        What they have in common.
    printer
        All results.
    methods, flags
        The methods that results come from, and the flagged and refused results by reason.
    settings
        The methods' section of config.
    figures
        The path of each figure, by name.
    files
        The digests of the cohorts' results.
    """

    title: str
    cohorts: Mapping[str, PooledCohort]
    compared: list[Compared]
    printer: Printer
    methods: Mapping[str, Any]
    flags: list[dict[str, Any]]
    settings: Mapping[str, Any]
    figures: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def level(self) -> Inlines:
        """The confidence level of the intervals."""
        return confidence(self.settings["confidence_level"])

    def mean(self, compared: Compared) -> Quantity:
        """The means of an outcome at a visit, of which the group and method say which."""
        key = {"outcome": compared.outcome, "visit": compared.visit, "scenario": "observed"}
        return Quantity(self.printer, compared.gain, "patient", key)
