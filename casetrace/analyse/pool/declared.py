"""What the section `pool` of config names and no cohort has: a misspelt name would silently take nothing in."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from casetrace.analyse.pool.categories import counts_of
from casetrace.model.comparisons import Cohort
from casetrace.model.errors import UserError
from casetrace.model.plan import Plan
from casetrace.model.problems import quoted
from casetrace.model.study_terms import StudyTerms
from casetrace.model.time_units import visit_name


class Unknown(NamedTuple):
    """A name that config has alone, the key that it stands under, and those that the cohorts have."""

    path: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}\n    found: {self.found}\n    expected: {self.expected}\n    action: correct it in config"


def check_declared(
    cohorts: Mapping[str, Cohort],
    plans: Mapping[str, Plan],
    compared: Sequence[Cohort],
    section: Mapping[str, Any],
    printed: Collection[int] = (),
) -> None:
    """Raise what is declared of the cohorts and not there.

    Parameters
    ----------
    cohorts, plans
        Those whose patients are at hand, and the plan of each.
    compared
        Those of them that count their visits in the unit of time of most.
    section
        The section `pool` of config.
    printed
        The visits of printed summaries.

    Raises
    ------
    UserError
        When config names something that a cohort does not have.
    """
    terms = StudyTerms.of(section)
    asked = section.get("next_study")
    found = [*_of_plans(plans, terms), *_of_visits(compared, terms, printed), *_of_categories(cohorts, terms)]
    found += _of_next(compared, asked) if asked else ()
    if found:
        raise UserError("\n".join(["The section pool of config does not fit the cohorts.", *map(str, found)]))


def _of_plans(plans: Mapping[str, Plan], terms: StudyTerms) -> Iterator[Unknown]:
    """Outcomes and endpoints by a name that the cohort does not use."""
    for kind, named in (("outcome", terms.outcomes), ("endpoint", terms.endpoints)):
        for term, of_cohorts in named.items():
            for cohort, own in of_cohorts.items():
                if cohort in plans and own not in (names := getattr(plans[cohort], f"{kind}s")):
                    path = f"pool.{kind}s.{term}.cohorts.{cohort}"
                    yield Unknown(path, f"{cohort} has no {kind} {quoted(own)}", _one_of(names))


def _of_visits(compared: Sequence[Cohort], terms: StudyTerms, printed: Collection[int]) -> Iterator[Unknown]:
    """Windows in which nobody has a visit."""
    plain = (outcome.follow_up_visits for cohort in compared for outcome in cohort.outcomes.values())
    visits = sorted({*printed, *(visit for of_outcome in plain for visit in of_outcome)})
    for number, window in enumerate(terms.windows, start=1):
        if not any(window.holds(visit) for visit in visits):
            expected = f"a window with a visit: {', '.join(map(str, visits))}"
            yield Unknown(f"pool.visits, entry {number}", "no cohort has a visit in this window", expected)


def _of_categories(cohorts: Mapping[str, Cohort], terms: StudyTerms) -> Iterator[Unknown]:
    """Variables that no cohort has, and texts that a cohort does not have."""
    for variable, named in terms.categories.items():
        path = f"pool.categories.{variable}"
        texts = {name: [text for text, _ in counts_of(each.statistics, variable)] for name, each in cohorts.items()}
        if not any(texts.values()):
            yield Unknown(path, f"no cohort has the variable {quoted(variable)}", "a variable with texts, such as site")
            continue
        for term, of_cohorts in named.items():
            for cohort, own in of_cohorts.items():
                for text in own:
                    if cohort in texts and text not in texts[cohort]:
                        found = f"{cohort} has no {variable} {quoted(text)}"
                        yield Unknown(f"{path}.{term}.{cohort}", found, _one_of(texts[cohort]))


def _of_next(compared: Sequence[Cohort], asked: Mapping[str, Any]) -> Iterator[Unknown]:
    """The outcome or visit of the next study, where no cohort has its percent improvement."""
    names = dict.fromkeys(name for cohort in compared for name in cohort.outcomes if cohort.weeks(name))
    if asked["outcome"] not in names:
        found = f"no cohort has a percent improvement of {quoted(asked['outcome'])}"
        yield Unknown("pool.next_study.outcome", found, _one_of(names))
        return
    weeks = sorted({week for cohort in compared for week in cohort.weeks(asked["outcome"])})
    if asked["visit"] not in weeks:
        found = f"no cohort has {asked['outcome']} at {visit_name(asked['visit'])}"
        yield Unknown("pool.next_study.visit", found, _one_of([str(week) for week in weeks]))


def _one_of(names: Collection[str]) -> str:
    return f"one of {', '.join(names)}" if names else "nothing, since there is none"
