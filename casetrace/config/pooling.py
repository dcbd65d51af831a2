"""What is wrong with the section `pool` of config, held against the cohorts."""

from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.config.problems import ConfigProblem


def pool_problems(section: Mapping[str, Any], cohorts: Mapping[str, Any]) -> Iterator[ConfigProblem]:
    """Terms of cohorts that are not there or share a name, windows that overlap, and rates out of order.

    Parameters
    ----------
    section
        The section, its defaults filled in.
    cohorts
        The section `cohorts`.
    """
    for kind in ("outcomes", "endpoints"):
        yield from _term_problems(section[kind], cohorts, f"pool.{kind}")
    for variable, terms in section["categories"].items():
        yield from _category_problems(terms, cohorts, f"pool.categories.{variable}")
    yield from _window_problems(section["visits"])
    response = section.get("next_study", {}).get("response", {})
    if response and not response["poor"] < response["good"]:
        expected = f"more than the poor rate, {response['poor']:g}"
        yield ConfigProblem("pool.next_study.response.good", f"found {response['good']:g}", expected)


def _term_problems(terms: Mapping[str, Any], cohorts: Mapping[str, Any], path: str) -> Iterator[ConfigProblem]:
    taken: dict[tuple[str, str], str] = {}
    for name, term in terms.items():
        for cohort, own in term.get("cohorts", {}).items():
            place = f"{path}.{name}.cohorts.{cohort}"
            if cohort not in cohorts:
                yield ConfigProblem(place, f"there is no cohort {cohort}", f"one of {', '.join(cohorts)}")
            elif (cohort, own) in taken:
                found = f"{own} of {cohort} is {taken[cohort, own]} already"
                yield ConfigProblem(place, found, "each in one term of the study")
            taken.setdefault((cohort, own), name)


def _category_problems(terms: Mapping[str, Any], cohorts: Mapping[str, Any], path: str) -> Iterator[ConfigProblem]:
    taken: dict[tuple[str, str], str] = {}
    for term, texts in terms.items():
        for cohort, own in texts.items():
            place = f"{path}.{term}.{cohort}"
            if cohort not in cohorts:
                yield ConfigProblem(place, f"there is no cohort {cohort}", f"one of {', '.join(cohorts)}")
            for text in own:
                if (cohort, text) in taken:
                    found = f"{text!r} of {cohort} is {taken[cohort, text]} already"
                    yield ConfigProblem(place, found, "each text in one term of the study")
                taken.setdefault((cohort, text), term)


def _window_problems(windows: list[Mapping[str, int]]) -> Iterator[ConfigProblem]:
    for number, window in enumerate(windows):
        place = f"pool.visits[{number}]"
        if not window["from"] <= window["week"] <= window["to"]:
            found = f"week {window['week']} is not from week {window['from']} to week {window['to']}"
            yield ConfigProblem(place, found, "a window with its week in it")
        for other in windows[:number]:
            if window["from"] <= other["to"] and other["from"] <= window["to"]:
                found = f"weeks {window['from']} to {window['to']} overlap with those of week {other['week']}"
                yield ConfigProblem(place, found, "windows that have no week in common")
