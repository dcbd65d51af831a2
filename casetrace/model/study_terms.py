"""The terms that the cohorts of a study share: what config says of their outcomes, visits, endpoints and categories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.time_units import visit_name

T = TypeVar("T")

#: What each cohort calls a term, by the cohort.
OwnNames = Mapping[str, str]


class Window(NamedTuple):
    """A visit of the study, and the weeks whose visits count as it."""

    week: int
    first: int
    last: int

    def holds(self, week: int) -> bool:
        """Whether a visit of a cohort counts as this one."""
        return self.first <= week <= self.last


class Unmapped(NamedTuple):
    """What a cohort has and no term of the study takes in; it keeps its own name.

    Attributes
    ----------
    cohort
        Whose it is.
    kind
        `outcome`, `visit`, `endpoint`, or the variable of a category.
    name
        What the cohort calls it.
    """

    cohort: str
    kind: str
    name: str


@dataclass(frozen=True)
class StudyTerms:
    """What config says of the terms.

    Attributes
    ----------
    outcomes, endpoints
        What each cohort calls an outcome or endpoint of the study, by its name in the study; a cohort that is not
        named calls it as the study does.
    labels
        What an outcome or endpoint of the study is called in print, where config says.
    windows
        The visits of the study; a cohort's visit that is in none keeps its week.
    categories
        Texts of each cohort, by variable, the study's term and the cohort.
    """

    outcomes: Mapping[str, OwnNames] = field(default_factory=dict)
    endpoints: Mapping[str, OwnNames] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    categories: Mapping[str, Mapping[str, Mapping[str, list[str]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> "StudyTerms":
        """The terms from the section `pool` of config."""
        named = {kind: section.get(kind, {}) for kind in ("outcomes", "endpoints")}
        return cls(
            **{kind: {name: term.get("cohorts", {}) for name, term in terms.items()} for kind, terms in named.items()},
            labels={name: term["label"] for terms in named.values() for name, term in terms.items() if "label" in term},
            windows=tuple(Window(window["week"], window["from"], window["to"]) for window in section.get("visits", [])),
            categories=section.get("categories", {}),
        )

    def outcomes_of(self, cohort: str, own: Mapping[str, Outcome]) -> dict[str, Outcome]:
        """A cohort's outcomes by their names in the study, in the order of the cohort."""
        return _renamed(cohort, own, self.outcomes)

    def endpoints_of(self, cohort: str, own: Mapping[str, Endpoint]) -> dict[str, Endpoint]:
        """A cohort's endpoints by their names in the study, in the order of the cohort."""
        return _renamed(cohort, own, self.endpoints)

    def weeks_of(self, outcome: Outcome) -> dict[int, int]:
        """The week of each follow-up visit of a cohort's outcome, by its week in the study, in order.

        Of several visits in a window the one nearest to its week counts, the earlier one of two; the others, and those
        in no window, keep their weeks, unless another visit has that week in the study.
        """
        weeks: dict[int, int] = {}
        for window in self.windows:
            inside = [week for week in outcome.follow_up_visits if window.holds(week)]
            if inside:
                weeks[window.week] = min(inside, key=lambda week: (abs(week - window.week), week))
        for week in outcome.follow_up_visits:
            if week not in weeks.values():
                weeks.setdefault(week, week)
        return dict(sorted(weeks.items()))

    def unmapped(
        self, cohort: str, outcomes: Mapping[str, Outcome], endpoints: Mapping[str, Endpoint]
    ) -> Iterable[Unmapped]:
        """What a cohort has and no term takes in, where config has terms of that kind.

        Parameters
        ----------
        cohort, outcomes, endpoints
            The cohort with its own outcomes and endpoints.
        """
        for kind, own, terms in (("outcome", outcomes, self.outcomes), ("endpoint", endpoints, self.endpoints)):
            if terms:
                taken = {terms_of_cohort.get(cohort, name) for name, terms_of_cohort in terms.items()}
                yield from (Unmapped(cohort, kind, name) for name in own if name not in taken)
        if self.windows:
            for outcome in outcomes.values():
                counted = {own for study, own in self.weeks_of(outcome).items() if self._is_visit(study)}
                for week in outcome.follow_up_visits:
                    if week not in counted:
                        yield Unmapped(cohort, "visit", f"{outcome.name}, {visit_name(week)}")

    def term_of(self, variable: str, cohort: str, text: str) -> str | None:
        """The study's term for a category of a cohort; None where config has none."""
        for term, texts in self.categories.get(variable, {}).items():
            if text in texts.get(cohort, [term]):
                return term
        return None

    def _is_visit(self, week: int) -> bool:
        return any(window.week == week for window in self.windows)


def _renamed(cohort: str, own: Mapping[str, T], terms: Mapping[str, OwnNames]) -> dict[str, T]:
    """What a cohort has, by the names in the study."""
    names = {of_cohort[cohort]: name for name, of_cohort in terms.items() if cohort in of_cohort}
    free = {name for name in own if name not in names and not (name in terms and cohort in terms[name])}
    return {names.get(name, name): value for name, value in own.items() if name in names or name in free}
