"""Results as data: one number a row, each with a stable, readable name."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import wraps
from itertools import chain, count
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from casetrace.methods.precision import kept, kept_together
from casetrace.model.basis import Basis, joined
from casetrace.model.groups import Groups, written
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.time_units import visit_term

P = ParamSpec("P")
T = TypeVar("T")

#: File and name of the function that is adding results; see `adds_results`.
_ADDING: ContextVar[str] = ContextVar("adding", default="")

Role = Literal["primary", "secondary", "sensitivity", "exploratory", "descriptive"]
Status = Literal["ok", "flagged", "refused"]

TEXT_COLUMNS = [
    "result_id", "analysis", "quantity", "relation", "variable", "outcome", "unit_of_analysis", "analysis_set", "group",
    "scenario", "statistic", "method", "option", "role", "status", "note",
]  # fmt: skip
INTEGER_COLUMNS = ["visit", "visit_from", "n_patients", "n_lesions"]
NUMBER_COLUMNS = ["estimate", "ci_lower", "ci_upper", "ci_level", "p_value", "p_value_minimum"]
RESULT_COLUMNS = [
    "result_id", "analysis", "quantity", "relation", "variable", "outcome", "visit", "visit_from", "unit_of_analysis",
    "analysis_set", "group", "scenario", "statistic", "estimate", "ci_lower", "ci_upper", "ci_level", "p_value",
    "p_value_minimum", "method", "option", "n_patients", "n_lesions", "role", "status", "note",
]  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """What a result is about.

    Attributes
    ----------
    quantity
        Such as the percent reduction, or that by age.
    unit_of_analysis
        `patient`, `lesion`, `treatment` or `event`.
    role
        What the study makes of it.
    outcome, visit, visit_from
        The outcome and the visit, or the two visits of a change between them; None where none applies.
    analysis_set
        `all`, those with a value, or `enrolled`, everybody.
    groups
        Pairs of a variable and a value, by variable; empty for everyone.
    scenario
        The data assumption; empty where none applies.
    basis
        The rows that results on it rest on; no part of what it is.
    """

    quantity: Quantity
    unit_of_analysis: Literal["patient", "lesion", "treatment", "event"]
    role: Role
    outcome: Outcome | None = None
    visit: int | None = None
    visit_from: int | None = None
    analysis_set: str = "all"
    groups: Groups = ()
    scenario: str = ""
    basis: Basis = field(default=(), compare=False, repr=False)

    @property
    def counts_lesions(self) -> bool:
        """Whether the outcome is measured on lesions, so that a result also has its number of lesions."""
        return self.outcome is None or self.outcome.bearer == "lesion"

    def resting_on(self, *bases: Basis) -> "Subject":
        """The same subject, its results resting on these rows and no others."""
        return replace(self, basis=joined(*bases))

    def chosen_alike(self, *bases: Basis) -> "Subject":
        """The same subject, its results resting on these rows; what decides which rows enter stays."""
        selecting = tuple(basis_part for basis_part in self.basis if basis_part.role == "selects")
        return self.resting_on(*bases, selecting)

    @property
    def in_arm(self) -> bool:
        """Whether it is about one arm, or arms compared."""
        return any(variable == "arm" for variable, _ in self.groups)

    def within(self, variable: str, value: str) -> "Subject":
        """The same subject in one group of a variable."""
        return replace(self, groups=tuple(sorted({**dict(self.groups), variable: value}.items())))

    def over(self, unit: Literal["patient", "lesion", "treatment", "event"]) -> "Subject":
        """The same subject over another unit of analysis."""
        return replace(self, unit_of_analysis=unit)

    def of(self, quantity: Quantity) -> "Subject":
        """Another quantity of the same; only the percent improvement is ever primary."""
        return replace(self, quantity=quantity).not_primary

    @property
    def not_primary(self) -> "Subject":
        """The same subject, secondary where it is primary."""
        return replace(self, role="secondary") if self.role == "primary" else self

    def result_id(self, statistic: str, method: str, option: str = "") -> str:
        """The name of a result on this subject, its parts that apply joined with dots."""
        visit = "" if self.visit is None else visit_term(self.visit)
        if self.visit_from is not None:
            visit = visit_term(f"{self.visit_from}_to_{self.visit}")
        groups = [f"{variable}={slug(value)}" for variable, value in self.groups]
        outcome = self.outcome.name if self.outcome else ""
        parts = [self.quantity.analysis, outcome, visit, self.unit_of_analysis, self.analysis_set, self.scenario]
        return ".".join(part for part in [*parts, *groups, statistic, method, option] if part)

    @property
    def columns(self) -> dict[str, Any]:
        """What statistics.csv says of it."""
        return {
            "analysis": self.quantity.analysis,
            "quantity": self.quantity.name,
            "relation": self.quantity.relation,
            "variable": self.quantity.variable,
            "outcome": self.outcome.name if self.outcome else "",
            "visit": self.visit,
            "visit_from": self.visit_from,
            "unit_of_analysis": self.unit_of_analysis,
            "analysis_set": self.analysis_set,
            "group": written(self.groups),
            "scenario": self.scenario,
            "role": self.role,
        }


class Sizes(NamedTuple):
    """How many patients and lesions a result rests on; lesions where they apply."""

    patients: int
    lesions: int | None = None


class Interval(NamedTuple):
    """A confidence interval and its level, between 0 and 1.

    The limits of a ratio each keep digits of their own; other limits share the last digit of their estimate.
    """

    lower: float
    upper: float
    level: float
    of_ratio: bool = False


@dataclass
class Results:
    """Collects the results of one stage, in order."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        subject: Subject,
        statistic: str,
        estimate: float,
        method: str,
        n: Sizes,
        *,
        interval: Interval | None = None,
        p_value: float = math.nan,
        p_value_minimum: float = math.nan,
        option: str = "",
        status: Status | None = None,
        note: str = "",
    ) -> None:
        """Add one number, to the digits that a result keeps.

        Parameters
        ----------
        subject
            What it is about.
        statistic, method
            Which number, and a key of the register of methods.
        estimate
            The number.
        n
            How many patients and lesions it rests on.
        interval
            Its confidence interval.
        p_value, p_value_minimum
            The p value of a test and the smallest one that the data could have given.
        option
            What tells two numbers of one method apart, such as `offset_0_5`; the end of the name.
        status, note
            `flagged` or `refused` with the reason. A number with a note is flagged where nothing else is said.
        """
        note = note if subject.counts_lesions else _of_patients(note)
        limits = interval or Interval(math.nan, math.nan, math.nan)
        numbers = (estimate, limits.lower, limits.upper)
        estimate, lower, upper = map(kept, numbers) if limits.of_ratio else kept_together(*numbers)
        self.rows.append(
            subject.columns
            | {
                "subject": subject,
                "basis": subject.basis,
                "result_id": subject.result_id(statistic, method, option),
                "statistic": statistic,
                "estimate": estimate,
                "method": method,
                "option": option,
                "n_patients": n.patients,
                "n_lesions": n.lesions,
                "ci_lower": lower,
                "ci_upper": upper,
                "ci_level": limits.level,
                "p_value": kept(p_value),
                "p_value_minimum": kept(p_value_minimum),
                "status": status or ("flagged" if note else "ok"),
                "note": note,
                "code": _ADDING.get(),
            }
        )

    def refuse(self, subject: Subject, statistic: str, method: str, n: Sizes, note: str, *, option: str = "") -> None:
        """Add a row that says why there is no number, and what to look at instead."""
        self.add(subject, statistic, math.nan, method, n, option=option, status="refused", note=note)

    def frame(self) -> pd.DataFrame:
        """All rows as a table in the shape of statistics.csv."""
        return result_frame(self.rows)


def _of_patients(note: str) -> str:
    """A note on what is measured on patients, which points to no lesions."""
    for words, of_patients in (("listing of lesions", "listing of patients"), ("patients and lesions", "patients")):
        note = note.replace(words, of_patients)
    return note


def adds_results(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a function as one that adds results: what is added while it runs, and in no other such function, is its own.

    The results' lineage names it, such as `casetrace/analyse/estimate/means.py: add_estimate`.
    """
    code = f"{function.__module__.replace('.', '/')}.py: {function.__name__}"

    @wraps(function)
    def adding(*args: P.args, **kwargs: P.kwargs) -> T:
        before = _ADDING.set(code)
        try:
            return function(*args, **kwargs)
        finally:
            _ADDING.reset(before)

    return adding


def result_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of results as a table, in order.

    Raises
    ------
    AssertionError
        When two rows bear one name: a fault of the program.
    """
    dtypes = (
        dict.fromkeys(TEXT_COLUMNS, "str")
        | dict.fromkeys(INTEGER_COLUMNS, "Int64")
        | dict.fromkeys(NUMBER_COLUMNS, "float64")
    )
    columns = {name: pd.array([row[name] for row in rows], dtype=dtypes[name]) for name in RESULT_COLUMNS}
    return with_own_names(pd.DataFrame(columns, copy=False))


def with_own_names(frame: pd.DataFrame) -> pd.DataFrame:
    """The results, each of which has a name of its own.

    Raises
    ------
    AssertionError
        When two bear one name: a fault of the program.
    """
    repeated = frame.loc[frame["result_id"].duplicated(), "result_id"]
    if len(repeated):
        raise AssertionError(f"result_id is not unique: {', '.join(repeated.unique()[:5])}")
    return frame


def slug(text: str) -> str:
    """`text` in lower case with anything but letters and digits turned into underscores.

    Signs that would be lost and tell groups apart are written out, so that `< 5` and `> 5` differ.
    """
    spelled = text.lower().replace("<", "under ").replace(">", "over ").replace("+", "plus ")
    return "_".join("".join(sign if sign.isalnum() else " " for sign in spelled).split()) or "blank"


def distinct_labels(values: Iterable[str]) -> list[str]:
    """The distinct group labels in order of first appearance, told apart where their slugs are the same.

    A label whose slug an earlier one has gets a number behind it (`SSc`, `ssc (2)`).
    """
    labels: dict[str, str] = {}
    for value in dict.fromkeys(values):
        numbered = (f"{value} ({number})" for number in count(2))
        label = next(label for label in chain([value], numbered) if slug(label) not in labels)
        labels[slug(label)] = label
    return list(labels.values())


def plain_number(value: float) -> str:
    """A number with all digits that tell it from its neighbours, whole numbers without a decimal point."""
    if np.isnan(value):
        return ""
    return repr(float(value)).removesuffix(".0")
