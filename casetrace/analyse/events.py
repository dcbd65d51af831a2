"""Adverse events as they are analysed: which are counted, of whom, and what must be said of the count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from casetrace.analyse.arm_members import ArmMembers, members_of_arms
from casetrace.model.basis import DISPOSITION, EVENTS, PATIENTS, Basis, part
from casetrace.model.endpoint import WITH_EVENT
from casetrace.model.events import FIELDS, KINDS, EventKind, died
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined
from casetrace.model.results import Role, Subject, distinct_labels

#: What the source must say of an event, by its field.
SAID = {
    "event_type": "adverse events",
    "event_related": "the relation of adverse events to the treatment",
    "event_serious": "the seriousness of adverse events",
}
#: What is said of an event, as an adjective.
ADJECTIVES = {"related": "related to the treatment", "serious": "serious"}


@dataclass(frozen=True)
class Population:
    """Whose events are meant.

    Attributes
    ----------
    arm
        An arm; None for everybody.
    answers
        Whether its results answer the endpoints, and are primary where these are.
    """

    arm: ArmMembers | None = None
    answers: bool = True

    def subject(self, quantity: Quantity) -> Subject:
        """A quantity over the patients, which is descriptive."""
        subject = Subject(quantity, "patient", "descriptive", analysis_set="enrolled")
        return replace(subject, groups=self.arm.groups, basis=self.arm.basis) if self.arm else subject

    def tables(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """What of the tables is of them."""
        return {name: self.arm.of(table) if self.arm else table for name, table in tables.items()}


EVERYBODY = Population()


@dataclass(frozen=True)
class Occurrence:
    """Events of one kind, and who had them.

    Attributes
    ----------
    subject
        What is counted, over patients.
    sufferers
        For each patient, whether she or he had one.
    events
        The events themselves.
    unseen_deaths
        Deaths that count and that no event tells of.
    flag
        Why the counts are flagged; empty where they are not.
    unknown
        Why there are none; empty where there are.
    deaths
        How many patients died, each with such an event whatever else is recorded.
    """

    subject: Subject
    sufferers: pd.Series
    events: pd.DataFrame
    unseen_deaths: int = 0
    flag: str = ""
    unknown: str = ""

    deaths: int = 0

    @property
    def number(self) -> int:
        """How many events there were."""
        return len(self.events) + self.unseen_deaths

    @property
    def of_events(self) -> Subject:
        """The subject over events in place of patients; it is never primary."""
        return self.subject.over("event").not_primary


def occurrences(
    tables: Mapping[str, pd.DataFrame], plan: Plan, population: Population = EVERYBODY
) -> Iterator[Occurrence]:
    """The events of each endpoint on them; any, related, serious and serious related ones; and those of each type.

    Parameters
    ----------
    tables
        Clean `patients`, `events` and `disposition` of everybody.
    plan
        Its endpoints, the fields that are recorded, without which an absence says nothing, and what config says.
    population
        Whose events are meant.
    """
    everybody, of_those = population.subject(WITH_EVENT), population.tables(tables)
    for endpoint in plan.endpoints.values():
        if endpoint.events:
            role: Role = "primary" if endpoint.primary and population.answers else "secondary"
            subject = replace(everybody, role=role)
            yield _occurrence(subject.within("endpoint", endpoint.name), endpoint.events, of_those, plan)
    for name, kind in KINDS.items():
        yield _occurrence(population.subject(Quantity(name)), kind, of_those, plan)
    names = sorted(tables["events"]["type"].unique())
    for name, label in zip(names, distinct_labels(names), strict=True):
        subject = population.subject(Quantity("complication")).within("type", label)
        events = of_those["events"]
        of_type = {**of_those, "events": events[events["type"] == name]}
        yield _occurrence(subject, EventKind(), of_type, plan, of_all=False)


def populations(tables: Mapping[str, pd.DataFrame], plan: Plan) -> list[Population]:
    """Each arm, and everybody last; everybody alone where patients are in several arms, to which no event belongs."""
    arms = list(members_of_arms(tables["lesion_visits"], plan))
    if any(arm.no_events for arm in arms):
        arms = []
    return [*(Population(arm) for arm in arms), Population(answers=not arms)]


def narrowed(occurrence: Occurrence, condition: str, tables: Mapping[str, pd.DataFrame], plan: Plan) -> Occurrence:
    """Those of the events that are `serious`, or `related`; `tables` are of those whose events they are."""
    kind = EventKind(serious=condition == "serious", related=condition == "related")
    of_kind = {**tables, "events": occurrence.events}
    return _occurrence(occurrence.subject.within(condition, "yes"), kind, of_kind, plan, of_all=False)


def _occurrence(
    subject: Subject, kind: EventKind, tables: Mapping[str, pd.DataFrame], plan: Plan, *, of_all: bool = True
) -> Occurrence:
    """The occurrence of a kind of event; `of_all` events, to which deaths belong, and not of some."""
    patients, events = tables["patients"], tables["events"]
    disposition = tables["disposition"] if of_all else tables["disposition"][:0]
    meant = events[kind.meant(events)]
    unseen = died(disposition) - set(meant["patient_id"])
    return Occurrence(
        subject.chosen_alike(_basis(kind, tables, of_all=of_all)),
        kind.sufferers(patients, events, disposition),
        meant,
        len(unseen) if kind.counts_deaths else 0,
        combined(_undetermined(kind, events), _judged(kind, events, plan), _deaths(kind, len(unseen))),
        _unknown(kind, events, plan),
        len(died(disposition)) if kind.counts_deaths else 0,
    )


def _basis(kind: EventKind, tables: Mapping[str, pd.DataFrame], *, of_all: bool) -> Basis:
    patients, disposition = tables["patients"], tables["disposition"]
    told = (
        part(PATIENTS, patients, "complications"),
        part(EVENTS, tables["events"], "type", "related", "serious"),
    )
    if not of_all:
        return told
    return (*told, part(DISPOSITION, disposition, "status", role="used" if kind.counts_deaths else "flags"))


def _unknown(kind: EventKind, events: pd.DataFrame, plan: Plan) -> str:
    """Why it can't be said who had such an event: no column says of it, or none of its cells does."""
    absent = [field for field in kind.fields if field not in plan.recorded]
    if absent:
        said = " or ".join(SAID[field] for field in absent)
        return f"the source has no column for {said}; this is not evidence of absence"
    silent = [name for name in kind.conditions if len(events) and not events[name].isin(["yes", "no"]).any()]
    if silent:
        said = " or ".join(SAID[FIELDS[name]] for name in silent)
        return f"not recorded for any event: {said}"
    return ""


def _undetermined(kind: EventKind, events: pd.DataFrame) -> str:
    """What must be said of events that may be meant."""
    number = int(kind.undetermined(events).sum())
    if not number:
        return ""
    adjectives = " and ".join(ADJECTIVES[name] for name in kind.conditions)
    return f"adverse events without a record of whether they were {adjectives} ({number}) are not counted"


def _judged(kind: EventKind, events: pd.DataFrame, plan: Plan) -> str:
    """What must be said where config, and no column, says what the events were."""
    names = [name for name in kind.conditions if FIELDS[name] in plan.judged]
    if not names or events.empty:
        return ""
    adjectives = " and ".join(ADJECTIVES[name] for name in names)
    return f"whether adverse events were {adjectives}: classified by the analysts, not in the table"


def _deaths(kind: EventKind, unseen: int) -> str:
    """What must be said of deaths that no event tells of and that do not count here."""
    if not unseen or kind.type or kind.counts_deaths:
        return ""
    deaths = "the death of 1 patient" if unseen == 1 else f"the deaths of {unseen} patients"
    if kind.related:
        return f"{deaths} would count here only if recorded as related to the treatment"
    return f"{deaths} without a recorded adverse event: counted among the serious events only"
