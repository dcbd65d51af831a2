"""Questions on what no table holds: what the study is about, which end is the better one, what counts as a response."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casetrace.inspect.asking import NUMBER, Ask, Question
from casetrace.inspect.proposal import Place, schema
from casetrace.inspect.trial import Trial
from casetrace.inspect.yaml_block import inline
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.scale import SIZE
from casetrace.model.time_units import time_unit
from casetrace.words.controls import controls_among

#: What stands before a key whose question nobody has answered yet.
OPEN = "#? "
#: Visits that a question lists.
MOST_VISITS = 12


@dataclass
class Answers:
    """What a section of config gains by questions.

    Attributes
    ----------
    ask
        Who answers; None where nobody does, and each question becomes a line of comment.
    section
        The cohort's section.
    open
        The questions that are left as lines of comment, by the place of the section that they stand in.
    """

    ask: Ask | None
    section: dict[str, Any]
    open: dict[Place, list[str]] = field(default_factory=dict)

    def put(
        self, place: Place, question: Question, value: Callable[[str], Any] | None = None, example: Any = None
    ) -> str:
        """Ask for a key, and write the answer, or the question with an example.

        Parameters
        ----------
        place
            The key's place in the section.
        question
            What is asked.
        value
            Makes the key's value of an answer; the answer itself where it is not given.
        example
            The value that the line of comment shows, which is there where nobody answers.
        """
        answer = self.ask(question) if self.ask else ""
        if answer:
            self.set(place, value(answer) if value else answer)
        elif example is not None or question.default:
            self.leave(place, question.text, question.default if example is None else example)
        return answer

    def leave(self, place: Place, text: str, example: Any) -> None:
        """Leave a question as a line of comment."""
        self.open.setdefault(place[:-1], []).append(f"{OPEN}{place[-1]}: {inline(example)}  # {text}")

    def set(self, place: Place, value: Any) -> None:
        """Write a key."""
        below = self.section
        for key in place[:-1]:
            below = below.setdefault(key, {})
        below[place[-1]] = value


def with_answers(section: Mapping[str, Any], trial: Trial, ask: Ask | None) -> Answers:
    """A cohort's section of config, with what a person says of it, or the questions that a person has to answer.

    Parameters
    ----------
    section
        What was proposed.
    trial
        What reading the table by it came to.
    ask
        Who answers; None where nobody does.
    """
    answers = Answers(
        ask, {key: dict(value) if isinstance(value, Mapping) else value for key, value in section.items()}
    )
    who = Question("Who are the patients, in a few words (such as: six patients, 2013 to 2015)?")
    answers.put(("title",), who, example="six patients, 2013 to 2015")
    treatment = Question("What is one treatment called (such as injection, session or tablet)?")
    answers.put(
        ("treatment",),
        treatment,
        lambda name: {"name": name, "plural": f"{name}s"},
        {"name": "injection", "plural": "injections"},
    )
    if len(trial.arms) > 1:
        control = next(iter(controls_among(trial.arms)), "")
        compared = Question("Which arm are the others compared with, such as a control?", control, trial.arms)
        example = {"reference": control or trial.arms[0]}
        answers.put(("arms",), compared, lambda arm: {"reference": arm}, example)
    for outcome in trial.plan.outcomes.values():
        _ask_about(outcome, answers, assumed=_is_assumed(outcome, trial))
    _ask_for_main_result(trial.plan, answers)
    return answers


def _is_assumed(outcome: Outcome, trial: Trial) -> bool:
    """Whether a run would warn that nothing tells the better end of an outcome."""
    return any(f"outcomes.{outcome.name}.better " in problem.remedy for problem in trial.problems)


def _ask_about(outcome: Outcome, answers: Answers, *, assumed: bool) -> None:
    place = ("outcomes", outcome.name)
    answers.set((*place, "label"), outcome.label)
    if answers.ask:
        answers.put(
            (*place, "label"),
            Question(f"What is {outcome.name} called in the report, without its unit?", outcome.label),
        )
    label = answers.section["outcomes"][outcome.name]["label"]
    if not outcome.unit and outcome.scale is SIZE:
        answers.put((*place, "unit"), Question(f"In which unit is {label} measured (none: Enter)?"), example="mm")
    if assumed:
        better = Question(f"Are lower or higher values of {label} better?", "lower", ("lower", "higher"))
        if answers.put((*place, "better"), better) == "higher":
            _ask_for_best(label, place, answers)
    if outcome.scale.has_change and not outcome.scale.has_levels and not outcome.scale.is_change:
        text = f"From which improvement of {label} on, in percent of the baseline, is it a response?"
        question = Question(text, f"{outcome.response.partial:g}", (), NUMBER, "a number, such as 30")
        partial = {"partial": outcome.response.partial}
        answers.put((*place, "response"), question, lambda text: {"partial": _number(text)}, partial)


def _ask_for_best(label: str, place: Place, answers: Answers) -> None:
    """The highest value there can be, which a scenario fills in; where nobody knows one the scenario is left out."""
    highest = Question(f"What is the highest possible value of {label} (not known: Enter)?", "", (), NUMBER, "a number")
    if not answers.put((*place, "maximum"), highest, _number):
        default = schema()["$defs"]["cohort"]["properties"]["scenarios"]["default"]
        answers.set(("scenarios",), [name for name in default if name != "complete_response"])


def _ask_for_main_result(plan: Plan, answers: Answers) -> None:
    """What the study's primary endpoint is about, where there is a choice."""
    primary = next(iter(plan.primary_endpoints), None)
    if primary is None or primary.outcome not in plan.outcomes:
        return
    outcomes, outcome = tuple(plan.outcomes), primary.outcome
    if answers.ask is None:
        if len(outcomes) > 1 or len(plan.outcomes[outcome].follow_up_visits) > 1:
            which = Question(f"Which result is the main one: of which outcome, at which {time_unit()}?")
            answers.put(("primary",), which, example={"outcome": outcome, "visit": primary.visit})
        return
    if len(outcomes) > 1:
        outcome = answers.put(("primary", "outcome"), Question("Which outcome is the main one?", outcome, outcomes))
    visits = tuple(map(str, plan.outcomes[outcome].follow_up_visits))
    if len(visits) > 1:
        answers.put(("primary", "visit"), _asked_visit(visits), int)


def _asked_visit(visits: tuple[str, ...]) -> Question:
    """At which visit the main result is read; of many visits none is listed, since a list of dozens is no help."""
    text = f"At which {time_unit()} is the main result read?"
    if len(visits) <= MOST_VISITS:
        return Question(text, visits[-1], visits)
    told = (
        f"{text} There are {len(visits)} different ones, {visits[0]} to {visits[-1]}: if patients came near planned "
        "visits, give these as spans under visits.phases"
    )
    return Question(told, visits[-1], (), "|".join(visits), f"a {time_unit()} at which somebody was measured")


def _number(text: str) -> int | float:
    return int(text) if text.isdecimal() else float(text)
