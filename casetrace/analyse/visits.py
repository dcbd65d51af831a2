"""The visits of an outcome and the changes between them, put together once for all analyses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from casetrace.methods.precision import settled
from casetrace.model.arms import ArmComparison
from casetrace.model.basis import LESION_VISITS, Basis, part, with_value
from casetrace.model.endpoint import Endpoint
from casetrace.model.grouping import aggregated
from casetrace.model.groups import Groups
from casetrace.model.having import having
from casetrace.model.membership import is_among
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined, pooled_note, worsening_note
from casetrace.model.results import Role, Subject
from casetrace.model.summaries import both_units
from casetrace.model.visits import improved, patient_visits

RESPONSES = ("complete", "partial", "stable", "progression")
PATIENT_RESPONSES = ("any_complete", "all_complete")
NOBODY_RESPONDS = "no observed change: all are counted as non-responders"
ALL_FROM_ZERO = "all baselines are 0: percent change is undefined and no response is possible; see the absolute change"
FROM_ZERO = (
    "{number} with a baseline of 0, for whom percent change is undefined, counted as non-responders; see the evaluable "
    "ones"
)
COURSE = ["patient_id", "lesion_id", "period"]


@dataclass(frozen=True)
class Visit:
    """One visit of an outcome in one scenario.

    Attributes
    ----------
    subject
        The percent improvement there, over what has the outcome, with its role and what it rests on.
    outcome, plan
        The outcome, and the plan, which says what is primary.
    lesions
        The lesions there, with their percent `improvement` and their `gain` in the unit.
    worsening, pooled
        Why the mean percent change, and why every result, is flagged; empty where they are not.
    """

    subject: Subject
    outcome: Outcome
    plan: Plan
    lesions: pd.DataFrame
    worsening: str
    pooled: str

    @cached_property
    def patients(self) -> pd.DataFrame:
        """The patients there, with their percent `improvement`; put together for those who ask."""
        return improved(patient_visits(self.lesions, parts=()), self.outcome)

    @property
    def units(self) -> list[tuple[Subject, pd.DataFrame]]:
        """The percent improvement over lesions and over patients, each with its role and its rows."""
        units = both_units(self.subject, self.lesions, self.patients)
        return [(with_role(subject, self.plan), rows) for subject, rows in units]

    @cached_property
    def _notes(self) -> dict[str, str]:
        """What `unmeasured` has said of a column."""
        return {}

    def unmeasured(self, column: str) -> str:
        """Why a share of all treated is flagged; empty where each could respond by a column, and anybody has it."""
        if column not in self._notes:
            self._notes[column] = self._unmeasured(column)
        return self._notes[column]

    def _unmeasured(self, column: str) -> str:
        from_zero = self.lesions["baseline"] == 0 if column == "improvement" else pd.Series(dtype=bool)
        if len(from_zero) and from_zero.all():
            return ALL_FROM_ZERO
        if self.lesions[column].isna().all():
            return NOBODY_RESPONDS
        word = self.outcome.bearer if from_zero.sum() == 1 else f"{self.outcome.bearer}s"
        return FROM_ZERO.format(number=f"{from_zero.sum()} {word}") if from_zero.any() else ""

    def flag(self, subject: Subject, column: str = "improvement") -> str:
        """Why a share of a subject's analysis set, counted by a column, is flagged; empty where it is not."""
        return combined(self.pooled, self.unmeasured(column) if subject.analysis_set == "enrolled" else "")

    @property
    def everyone(self) -> Basis:
        """What results among everybody rest on, whether or not there is a value."""
        return self.subject.chosen_alike((part(LESION_VISITS, self.lesions, "percent_reduction"),)).basis


@dataclass(frozen=True)
class Change:
    """The change of the percent improvement between two visits of an outcome in one scenario.

    Attributes
    ----------
    subject
        The change, over what has the outcome, with what it rests on.
    lesions
        Those with an improvement at both visits, with the `change`.
    worsening, pooled
        Why the mean, and why every result, is flagged; empty where they are not.
    """

    subject: Subject
    lesions: pd.DataFrame
    worsening: str
    pooled: str


@dataclass(frozen=True)
class OutcomeVisits:
    """All lesion visits of an outcome, or those in one arm.

    Attributes
    ----------
    outcome, plan
        The outcome, and the plan, which says what is primary.
    rows
        Its lesion visits in all scenarios.
    arm, label
        The arm, and what it is called in results; empty for everybody.
    """

    outcome: Outcome
    plan: Plan
    rows: pd.DataFrame
    arm: str = ""
    label: str = ""

    @property
    def by_arm(self) -> dict[str, "OutcomeVisits"]:
        """The same in each arm; none where there are fewer than two."""
        if not self.plan.arms.several:
            return {}
        return {arm: replace(self, arm=arm, label=label) for arm, label in self.plan.arms.labels.items()}

    @property
    def estimated_scenarios(self) -> list[str]:
        """The scenarios that are estimated in full."""
        return self.plan.estimated_scenarios(self.outcome.name)

    @property
    def scenarios(self) -> list[str]:
        """The scenarios, in order."""
        return [str(scenario) for scenario in self.rows["scenario"].unique()]

    @property
    def compared_visits(self) -> list[tuple[int, int]]:
        """The pairs of visits between which changes are analysed."""
        return self.outcome.compared_visits(self.plan.asked_visits(self.outcome.name))

    def lesions(self, scenario: str) -> pd.DataFrame:
        """The lesion visits in one scenario, with their percent `improvement`."""
        rows = self.rows[self.rows["scenario"] == scenario]
        return improved(rows[rows["arm"] == self.arm] if self.arm else rows, self.outcome)

    def selecting(self, scenario: str, *times: int) -> Basis:
        """What decides which lesion visits of some times are in the arm."""
        if not self.arm:
            return ()
        rows = self.rows[(self.rows["scenario"] == scenario) & self.rows["visit"].isin(times)]
        return (part(LESION_VISITS, rows, "arm", role="selects"),)

    @property
    def groups(self) -> Groups:
        """The arm, as results have it."""
        return (("arm", self.label),) if self.arm else ()

    def visits(self, scenario: str) -> Iterator[Visit]:
        """Each visit in one scenario."""
        lesions = self.lesions(scenario)
        for time in lesions["visit"].unique():
            about = (int(time), scenario, self.outcome, self.plan, self.groups, self.selecting(scenario, int(time)))
            yield visit_of(lesions[lesions["visit"] == time], *about)

    def changes(self, scenario: str) -> Iterator[Change]:
        """The change between the visits that are compared, in one scenario."""
        lesions = self.lesions(scenario)
        role: Role = "secondary" if scenario == self.plan.primary.scenario else "sensitivity"
        quantity = Quantity(self.outcome.gain, "change_in")
        for earlier, later in self.compared_visits:
            subject = Subject(
                quantity, self.outcome.bearer, role, self.outcome, later, earlier, "all", self.groups, scenario
            )
            subject = subject.resting_on(
                change_basis(lesions, earlier, later), self.selecting(scenario, earlier, later)
            )
            lesion_changes = change_between(lesions, earlier, later)
            worsening = worsening_note(
                lesions[is_among(lesions["lesion_id"], lesion_changes["lesion_id"])], self.outcome
            )
            yield Change(subject, lesion_changes, worsening, pooled_note(lesion_changes))


def visit_of(
    lesions: pd.DataFrame,
    time: int,
    scenario: str,
    outcome: Outcome,
    plan: Plan,
    groups: Groups = (),
    selecting: Basis = (),
) -> Visit:
    """One visit in one scenario, of lesions with their `improvement`; in an arm with what decides who is in it."""
    subject = Subject(
        Quantity(outcome.gain), outcome.bearer, "secondary", outcome, time, groups=groups, scenario=scenario
    )
    return Visit(
        with_role(subject, plan).resting_on(improvement_basis(lesions), selecting),
        outcome,
        plan,
        lesions,
        worsening_note(lesions, outcome),
        pooled_note(evaluable(lesions, outcome)),
    )


def evaluable(lesions: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """The lesion visits of which there is a result: with a level, or with a percent `improvement`."""
    return having(lesions, "value" if outcome.scale.has_levels else "improvement")


def per_patient(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Mean of a column over each patient's rows, one row per patient, with `n_evaluable`, the number of those rows."""
    groups = rows.groupby("patient_id", sort=False)
    return aggregated(groups, **{column: (column, "mean"), "n_evaluable": (column, "size")})


def units_of(subject: Subject, lesions: pd.DataFrame, column: str) -> list[tuple[Subject, pd.DataFrame]]:
    """The subject over lesions and over patients, each with its rows; patients alone where they have the outcome."""
    by_patient = per_patient(lesions, column)
    return both_units(subject, lesions if subject.counts_lesions else by_patient, by_patient)


def with_role(subject: Subject, plan: Plan, pair: ArmComparison | None = None) -> Subject:
    """The same subject with what the study makes of it: primary where it is what a primary endpoint asks.

    Where a cohort has arms no result over all of them is primary: each arm's is, or the difference that is asked for.

    Parameters
    ----------
    pair
        The arms that are compared; None where none are.
    """
    outcome, endpoints = subject.outcome, () if pools_arms(subject, plan) else plan.primary_endpoints
    if outcome and any(_asks_for(endpoint, subject, outcome, pair) for endpoint in endpoints):
        return replace(subject, role="primary")
    return replace(subject, role="secondary" if subject.scenario == plan.primary.scenario else "sensitivity")


def pools_arms(subject: Subject, plan: Plan) -> bool:
    """Whether a subject is about all arms together."""
    return plan.arms.several and not subject.in_arm


def _asks_for(endpoint: Endpoint, subject: Subject, outcome: Outcome, pair: ArmComparison | None) -> bool:
    asked = (endpoint.outcome, endpoint.visit, endpoint.unit_of_analysis, endpoint.scenario, endpoint.comparison)
    about = (outcome.name, subject.visit, subject.unit_of_analysis, subject.scenario, pair)
    return asked == about and endpoint.quantity(outcome) == subject.quantity


def improvement_basis(lesions: pd.DataFrame) -> Basis:
    """What results on the percent improvement of these lesion visits rest on."""
    return with_value(LESION_VISITS, lesions, lesions["improvement"].notna(), "percent_reduction")


def change_in_unit_basis(lesions: pd.DataFrame) -> Basis:
    """What results on the change of these lesion visits in the outcome's unit rest on."""
    return with_value(LESION_VISITS, lesions, lesions["gain"].notna(), "change")


def value_basis(lesions: pd.DataFrame) -> Basis:
    """What results on the values of these lesion visits rest on."""
    return with_value(LESION_VISITS, lesions, lesions["value"].notna(), "value")


def log_ratio_basis(lesions: pd.DataFrame) -> Basis:
    """What results on the log ratios of these lesion visits rest on."""
    return with_value(LESION_VISITS, lesions, lesions["log_ratio"].notna(), "log_ratio")


def response_counts(visit: Visit) -> Iterator[tuple[Subject, pd.Series, pd.DataFrame]]:
    """What is counted of the responses at a visit: of whom, whom, and among whom, evaluable and all.

    Lesions, or patients where they are measured, in each response category; and patients with any and with all of
    their lesions in complete response. Among the evaluable patients all evaluable lesions count; among all, a lesion
    without a value is no response. A new lesion takes its patient out of those with all lesions in response.
    """
    bases = {"all": visit.subject.basis, "enrolled": visit.everyone}
    rows = visit.lesions
    for analysis_set, among in (("all", having(rows, "improvement")), ("enrolled", rows)):
        subject = visit.subject.of(Quantity("response"))
        subject = replace(subject, analysis_set=analysis_set, basis=bases[analysis_set])
        for response in RESPONSES:
            yield subject.within("response", response), among["response"] == response, among
    if visit.outcome.bearer == "patient":
        return
    all_patients = visit.patients.assign(n_evaluable=visit.patients["n_lesions"])
    for analysis_set, among in (("all", having(visit.patients, "improvement")), ("enrolled", all_patients)):
        any_complete, all_complete = (
            replace(
                visit.subject.of(Quantity(name)).over("patient"), analysis_set=analysis_set, basis=bases[analysis_set]
            )
            for name in PATIENT_RESPONSES
        )
        yield any_complete, among["n_complete"] > 0, among
        without_new = (
            (part(LESION_VISITS, rows, "new_lesion", role="selects"),) if visit.outcome.of_lesion_sizes else ()
        )
        all_responded = (among["n_complete"] == among["n_evaluable"]) & (among["n_new"] == 0)
        yield all_complete.resting_on(all_complete.basis, without_new), all_responded, among


def change_between(lesions: pd.DataFrame, earlier: int, later: int) -> pd.DataFrame:
    """Difference of the percent improvement (`change`) between two visits, of each lesion with both."""
    present = having(lesions[["visit", *COURSE, "arm", "improvement"]], "improvement")
    first, second = (present[present["visit"] == time].drop(columns="visit") for time in (earlier, later))
    changes = first.drop(columns="arm").merge(second, on=COURSE, suffixes=("_earlier", "_later"))
    changes["change"] = settled(changes["improvement_later"] - changes["improvement_earlier"], 100)
    return changes


def change_basis(lesions: pd.DataFrame, earlier: int, later: int) -> Basis:
    """What results on the change between two visits rest on: the rows of both visits."""
    at_visits = lesions[lesions["visit"].isin([earlier, later])]
    evaluable = at_visits["improvement"].notna()
    visits = at_visits[evaluable].groupby(COURSE, sort=False, dropna=False)["visit"].transform("nunique")
    complete = visits.reindex(at_visits.index, fill_value=0) == 2
    return with_value(LESION_VISITS, at_visits, complete, "percent_reduction")
