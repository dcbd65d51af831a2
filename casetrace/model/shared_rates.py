"""Which shares of responding patients several cohorts have in common, each with its counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

import pandas as pd

from casetrace.model.basis import OF_COHORT, Basis, part
from casetrace.model.comparisons import NOBODY, Cohort
from casetrace.model.endpoint import RESPONDERS, Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Sizes, Subject

#: The patients all of whose lesions are in complete remission.
ALL_COMPLETE = Quantity("all_complete")
NOT_COUNTED = "the cohort has no count here; see its report"
OTHER_DEFINITION = "the endpoint is defined otherwise here than in {cohort}; see the definitions"


class RateKey(NamedTuple):
    """What is counted: those who are complete, or who respond by an endpoint of the study.

    Attributes
    ----------
    outcome, week
        In the study.
    endpoint
        Its name in the study; empty of those who are complete.
    """

    outcome: str
    week: int
    endpoint: str = ""

    @property
    def quantity(self) -> Quantity:
        """What the results are of."""
        return RESPONDERS if self.endpoint else ALL_COMPLETE


@dataclass(frozen=True)
class CohortRate:
    """The patients of a cohort who respond.

    Attributes
    ----------
    cohort
        Its name.
    count, n
        How many respond, and among how many.
    note
        Why it is given with a reservation.
    refusal
        Why there is none; else empty.
    basis
        What it is taken from.
    method
        How it came about.
    """

    cohort: str
    count: int
    n: Sizes
    note: str = ""
    refusal: str = ""
    basis: Basis = field(default=(), compare=False, repr=False)
    method: str = "clopper_pearson"


@dataclass(frozen=True)
class SharedRate:
    """A share of patients that two cohorts or more have."""

    key: RateKey
    outcome: Outcome
    rates: tuple[CohortRate, ...]

    @property
    def pooled(self) -> list[CohortRate]:
        """The rates that can be pooled."""
        return [rate for rate in self.rates if not rate.refusal]

    @property
    def subject(self) -> Subject:
        """What the results are about."""
        subject = Subject(self.key.quantity, "patient", "secondary", self.outcome, self.key.week, scenario="observed")
        return subject.within("endpoint", self.key.endpoint) if self.key.endpoint else subject


class RateSource(Protocol):
    """What a rate comes from: the patients of a cohort, or what is printed of them."""

    @property
    def name(self) -> str:
        """The cohort's name."""

    def rate_of(self, key: RateKey) -> CohortRate | None:
        """The rate; None where the cohort does not have it."""


class CohortRates:
    """The rates of a cohort whose patients are at hand."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self._rows = {str(name): place for place, name in enumerate(cohort.statistics["result_id"])}

    @property
    def name(self) -> str:
        """The cohort's name."""
        return self.cohort.name

    @property
    def keys(self) -> Iterator[RateKey]:
        """What the cohort counts, in the terms of the study."""
        for name, outcome in self.cohort.outcomes.items():
            asked = [study for study, endpoint in self.cohort.endpoints.items() if _counts(endpoint, outcome)]
            for week in sorted(self.cohort.terms.weeks_of(outcome)):
                yield from (RateKey(name, week, endpoint) for endpoint in ["", *asked])

    def rate_of(self, key: RateKey) -> CohortRate | None:
        """The rate; None where the cohort does not have it."""
        row = self._row(key)
        if row is None:
            return None
        found = row.iloc[0]
        n = Sizes(int(found["n_patients"]), None if pd.isna(found["n_lesions"]) else int(found["n_lesions"]))
        basis = (part(OF_COHORT.format(cohort=self.name), row, "estimate"),)
        if found["status"] == "refused" or n.patients == 0:
            return CohortRate(self.name, 0, NOBODY, refusal=str(found["note"]) or NOT_COUNTED, basis=basis)
        return CohortRate(self.name, int(found["estimate"]), n, note=str(found["note"]), basis=basis)

    def endpoint(self, name: str) -> Endpoint | None:
        """The cohort's endpoint of a name in the study."""
        return self.cohort.endpoints.get(name)

    def _row(self, key: RateKey) -> pd.DataFrame | None:
        """The row of the cohort's results with the count; None where there is none."""
        outcome = self.cohort.outcomes.get(key.outcome)
        own_weeks = {} if outcome is None else self.cohort.terms.weeks_of(outcome)
        endpoint = self.endpoint(key.endpoint)
        if key.week not in own_weeks or (key.endpoint and endpoint is None):
            return None
        subject = Subject(key.quantity, "patient", "secondary", outcome, own_weeks[key.week], scenario="observed")
        own = subject.within("endpoint", endpoint.name) if endpoint is not None else subject
        place = self._rows.get(own.result_id("count", "count"))
        return None if place is None else self.cohort.statistics.iloc[[place]]


def shared_rates(cohorts: Sequence[Cohort], printed: Sequence[RateSource] = ()) -> Iterator[SharedRate]:
    """Every rate that two cohorts or more have, at least one of them with its patients.

    Parameters
    ----------
    cohorts
        Those whose patients are at hand.
    printed
        Those of which there are printed summaries alone.
    """
    with_patients = [CohortRates(cohort) for cohort in cohorts]
    outcomes = {cohort.name: cohort.outcomes for cohort in cohorts}
    for key in sorted({key for cohort in with_patients for key in cohort.keys}, key=_order(cohorts)):
        found = [(source, source.rate_of(key)) for source in with_patients]
        having = [(source, rate) for source, rate in found if rate is not None]
        rates = [_as_defined(rate, source, having[0][0], key.endpoint) for source, rate in having]
        rates += [rate for source in printed if (rate := source.rate_of(key)) is not None]
        if having and len(rates) > 1:
            shared = outcomes[having[0][0].name][key.outcome]
            label = having[0][0].cohort.terms.labels.get(key.outcome, shared.label)
            yield SharedRate(key, replace(shared, name=key.outcome, label=label), tuple(rates))


def _order(cohorts: Sequence[Cohort]) -> "_Order":
    return _Order(list(dict.fromkeys(name for cohort in cohorts for name in cohort.outcomes)))


class _Order:
    """Puts what is counted in the order of the outcomes, their weeks, and the endpoints by name."""

    def __init__(self, outcomes: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(outcomes)}

    def __call__(self, key: RateKey) -> tuple[int, int, str]:
        return self._places[key.outcome], key.week, key.endpoint


def _counts(endpoint: Endpoint, outcome: Outcome) -> bool:
    """Whether an endpoint counts the patients who respond in an outcome."""
    return endpoint.kind == "response" and endpoint.outcome == outcome.name


def _as_defined(rate: CohortRate, source: CohortRates, first: CohortRates, name: str) -> CohortRate:
    """A rate with a reservation where its endpoint is defined otherwise than in the first cohort that has it."""
    own, other = source.endpoint(name), first.endpoint(name)
    if own is None or other is None or (own.threshold, own.patient_rule) == (other.threshold, other.patient_rule):
        return rate
    note = OTHER_DEFINITION.format(cohort=first.name)
    return replace(rate, note=f"{rate.note}; {note}" if rate.note else note)
