"""All that the report of the cohorts together says, before it is put into sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casetrace.model.comparisons import COHORTS_LISTED
from casetrace.report.document.inlines import Inlines, Name
from casetrace.report.drawing import is_drawn
from casetrace.report.printer import Printer, confidence
from casetrace.report.quantity import Quantity


@dataclass(frozen=True)
class PooledCohort:
    """A cohort of the study.

    Attributes
    ----------
    name, title
        Its name, and what it is called for people.
    source
        Its publication, where somebody names it.
    report
        The path of its report; empty where its patients are not at hand.
    about
        What cohorts.csv says of its publication, by column; and `row`, the line of it that says most.
    """

    name: str
    title: str
    source: Mapping[str, Any] | None
    report: str
    about: Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """An outcome and visit that cohorts have in common; `gain` is what a change for the better is called."""

    gain: str
    outcome: str
    visit: int
    label: str


@dataclass(frozen=True)
class ComparedRate:
    """A share of responding patients that cohorts have in common.

    Attributes
    ----------
    analysis
        `responders` or `all_complete`.
    outcome, visit
        In the study.
    endpoint
        Its name in the study; empty of those who are complete.
    label
        What is counted.
    """

    analysis: str
    outcome: str
    visit: int
    endpoint: str
    label: str


@dataclass(frozen=True)
class ComparedCategories:
    """Ordered categories of patients that cohorts at hand have in common.

    Attributes
    ----------
    counted, or_better
        The analyses: the patients in a category, and those in it or a better one.
    outcome, visit
        In the study.
    label
        What the outcome is called.
    """

    counted: str
    or_better: str
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
    compared, rates, categories
        What they have in common: means, shares of responding patients, and ordered categories.
    harmonisation, overlap, printed
        What each cohort measured; which may have patients in common; what is printed of those that are not at hand.
    pool
        The section `pool` of config.
    labels
        What each outcome of the study is called in print.
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
    rates: list[ComparedRate]
    categories: list[ComparedCategories]
    harmonisation: list[dict[str, Any]]
    overlap: list[dict[str, Any]]
    printed: list[dict[str, Any]]
    pool: Mapping[str, Any]
    labels: Mapping[str, str]
    printer: Printer
    methods: Mapping[str, Any]
    flags: list[dict[str, Any]]
    settings: Mapping[str, Any]
    figures: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def many(self) -> bool:
        """Whether there are so many cohorts that the report has what is pooled alone."""
        return len(self.cohorts) > COHORTS_LISTED

    @property
    def named(self) -> Inlines:
        """The cohorts by name; of many how many there are."""
        titles = "; ".join(cohort.title for cohort in self.cohorts.values())
        return (Name(f"{len(self.cohorts)} cohorts" if self.many else titles),)

    @property
    def level(self) -> Inlines:
        """The confidence level of the intervals."""
        return confidence(self.settings["confidence_level"])

    def title_of(self, cohort: str) -> str:
        """What a cohort is called for people, by its name."""
        return next(entry.title for entry in self.cohorts.values() if entry.name == cohort)

    def drawn(self, name: str) -> bool:
        """Whether there is anything to see in a figure."""
        return name in self.figures and is_drawn(self.figures[name])

    def rate(self, rate: ComparedRate) -> Quantity:
        """The shares of a rate, of which the group and method say which."""
        key = {"outcome": rate.outcome, "visit": rate.visit, "scenario": "observed", "analysis_set": "all"}
        return Quantity(self.printer, rate.analysis, "patient", key)

    def category(self, categories: ComparedCategories) -> Quantity:
        """The patients in ordered categories, of which the group says which."""
        key = {"outcome": categories.outcome, "visit": categories.visit, "scenario": "observed", "analysis_set": "all"}
        return Quantity(self.printer, categories.counted, "patient", key)

    def mean(self, compared: Compared) -> Quantity:
        """The means of an outcome at a visit, of which the group and method say which."""
        key = {"outcome": compared.outcome, "visit": compared.visit, "scenario": "observed"}
        return Quantity(self.printer, compared.gain, "patient", key)
