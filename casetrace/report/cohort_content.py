"""All that the report of a cohort says, before it is put into sections."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casetrace.claims.audit_tables import Audit
from casetrace.model.endpoint import Endpoint
from casetrace.model.groups import written
from casetrace.model.listing import Listing
from casetrace.model.plan import Plan, Primary
from casetrace.report.document.blocks import Figure
from casetrace.report.document.inlines import Inlines
from casetrace.report.drawing import figure_of, is_drawn
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import Printer, confidence
from casetrace.report.quantity import Quantity


@dataclass(frozen=True)
class CohortContent:
    """The results, tables and settings of one cohort.

    Attributes
    ----------
    name, title, cohort_title, source
        The cohort's name, the study's title, the cohort's, and where its data come from.
    plan
        The plan of the analysis.
    printer
        All results.
    methods, flags
        The methods that results come from, and the flagged and refused results by reason.
    listings
        The tables that are listed, by name.
    known
        The fields that the raw tables give or that somebody has a value of.
    small_groupings, smallest_group
        What the report groups by where a group is smaller than that.
    n_warnings
        How many problems of the source there are.
    scenarios, declared_scenarios
        Names of the assumptions about the data; those that the study declares.
    settings, confounded_from
        The methods' section of config; how closely two variables go together that can't be told apart.
    audit
        The audit of the claims, where there are any.
    figures
        The path of each figure, by name.
    provenance
        Digests of the raw files and versions of the software.
    reporting
        What config says that only authors know of a study, by the keys of its section.
    abbreviations
        Abbreviations with their long forms.
    cases
        The patients one by one, each with lesions and visits, adverse events and the end of follow-up.
    rows_are_patients
        Whether nothing in the source names the patients, and each row is one.
    """

    name: str
    title: str
    cohort_title: str
    source: Mapping[str, Any] | None
    plan: Plan
    printer: Printer
    methods: Mapping[str, Any]
    flags: list[dict[str, Any]]
    listings: Mapping[str, Listing]
    known: Collection[str]
    small_groupings: list[str]
    smallest_group: int
    n_warnings: int
    scenarios: list[str]
    declared_scenarios: Mapping[str, Any]
    settings: Mapping[str, Any]
    confounded_from: float
    audit: Audit | None
    figures: Mapping[str, str]
    provenance: Mapping[str, Any]
    reporting: Mapping[str, str]
    abbreviations: Mapping[str, str]
    cases: Listing
    rows_are_patients: bool = False

    @cached_property
    def outcomes(self) -> list[ReportedOutcome]:
        """The outcomes of the plan."""
        return [self.reported(name) for name in self.plan.outcomes]

    @property
    def primary(self) -> Primary:
        """What the primary result is."""
        return self.plan.primary

    @cached_property
    def outcome(self) -> ReportedOutcome:
        """The primary outcome."""
        return self.reported(self.primary.outcome)

    def reported(self, name: str) -> ReportedOutcome:
        """An outcome as the report speaks of it."""
        return ReportedOutcome(self.plan.outcomes[name], self.plan.asked_visits(name))

    @cached_property
    def arm_groups(self) -> list[str]:
        """The arms as groups of results, in order; none where there are fewer than two."""
        return (
            [written((("arm", label),)) for label in self.plan.arms.labels.values()] if self.plan.arms.several else []
        )

    @cached_property
    def all_arm_groups(self) -> list[str]:
        """The arms as groups of results and, where somebody has none recorded, these last; none without arms."""
        return self.printer.groups("arm", "patient", "arm") if self.arm_groups else []

    @cached_property
    def event_arms(self) -> list[str]:
        """The arms by which adverse events are counted; none where they are not, or patients are in several arms."""
        counted = [self.enrolled("any_complication", "patient", group=arm) for arm in self.all_arm_groups]
        return [] if any(of_arm.is_refused("count") for of_arm in counted) else self.all_arm_groups

    @property
    def populations(self) -> list[str]:
        """The groups of results that tables show, first each arm, last everybody."""
        return [*self.arm_groups, ""]

    @cached_property
    def listed_outcome(self) -> ReportedOutcome:
        """The outcome by which lesions are listed."""
        return ReportedOutcome(self.plan.outcomes[self.plan.listed_outcomes[0]])

    @cached_property
    def has_lesions(self) -> bool:
        """Whether lesions are told apart from the patients who bear them."""
        named_apart = any(lesion["lesion_id"] != lesion["patient_id"] for lesion in self.listings["lesions"].rows)
        return named_apart or any(outcome.of_lesions for outcome in self.outcomes)

    @property
    def level(self) -> Inlines:
        """The confidence level of the intervals."""
        return confidence(self.settings["confidence_level"])

    def quantity(self, analysis: str, unit: str, **key: Any) -> Quantity:
        """A quantity of the results."""
        return Quantity(self.printer, analysis, unit, key)

    def asked_change(self, endpoint: Endpoint, arm: str = "") -> Quantity:
        """The change that an endpoint asks for, in one arm or, without one, in all patients."""
        return self.quantity(
            endpoint.quantity_of_arm(self.plan.outcomes[endpoint.outcome]).analysis,
            endpoint.unit_of_analysis,
            outcome=endpoint.outcome,
            visit=endpoint.visit,
            scenario=endpoint.scenario,
            group=arm,
        )

    def enrolled(self, analysis: str, unit: str, **key: Any) -> Quantity:
        """A quantity over everybody enrolled."""
        return self.quantity(analysis, unit, analysis_set="enrolled", **key)

    def figure(self, name: str, caption: str = "") -> Figure:
        """A figure with its alternative text; without a caption it has that of its drawing."""
        return figure_of(name, self.figures[name], caption)

    def drawn_figures(self, *names: str) -> list[Figure]:
        """Those of the figures in which there is anything to see."""
        return [self.figure(name) for name in names if is_drawn(self.figures[name])]

    def knows(self, *fields: str) -> bool:
        """Whether any of these fields is known."""
        return any(name in self.known for name in fields)
