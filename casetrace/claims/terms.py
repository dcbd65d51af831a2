"""The terms in which a published claim is written: variables, conditions on them, and quantities.

A variable is a name, of a measured outcome `name.outcome`, at a visit `name.outcome.week_4`. A condition is a variable,
an operator and a value, or several for `=` and `!=` with `|` between them; conditions are joined by `&`. A value that
contains one of `& | = < > ;`, or that starts or ends with a blank, stands in double quotes.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast

from casetrace.model.dictionary import Column
from casetrace.model.time_units import in_its_words, time_unit, visit_term
from casetrace.model.variables import fields, variables

Operator = Literal["=", "!=", "<", "<=", ">", ">="]

#: The unit that each noun counts.
UNITS_OF_NOUNS: Mapping[str, Literal["lesion", "patient", "treatment"]] = MappingProxyType(
    {"patients": "patient", "lesions": "lesion", "treatments": "treatment"}
)
NOUNS = tuple(UNITS_OF_NOUNS)
EQUALITIES = ("=", "!=")
#: Operators as they are also written.
#: The last visit with data, which bears the unit of time in its name.
END = "after_week"
OTHER_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_VISIT = re.compile(r"0|[1-9][0-9]{0,4}")
_CONDITION = re.compile(r"([^=!<>≤≥≠\"]*)(!=|<=|>=|[=<>≤≥≠])(.*)", re.DOTALL)
_RESERVED = re.compile(r"[&|=<>≤≥≠;\"]")


class TermError(ValueError):
    """A text that is no term of a claim.

    Parameters
    ----------
    found, expected
        What stands there, and what should.
    """

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found}, expected {expected}")
        self.found = found
        self.expected = expected


@dataclass(frozen=True)
class VariableKind:
    """What a variable is.

    Attributes
    ----------
    level
        What has a value of it: the patient, the lesion, or what an outcome is measured on.
    type
        `set` is several texts, of which a condition asks for one.
    takes
        Whether an outcome, or an outcome and a visit, belong to it.
    categories
        All texts that it can have, where these are known beforehand.
    """

    level: Literal["patient", "lesion", "visit"]
    type: Literal["number", "text", "set", "yes_no"]
    takes: Literal["", "outcome", "visit"] = ""
    categories: tuple[str, ...] = ()


YES_NO = ("yes", "no")


def _declared(column: Column) -> VariableKind:
    """What a variable of the data dictionary is to a claim."""
    level: Literal["patient", "lesion"] = "patient" if column.level == "patient" else "lesion"
    return VariableKind(level, "number" if column.is_number else "text", categories=column.allowed)


#: The variables of the data dictionary, and those that are worked out of its tables.
VARIABLES: Mapping[str, VariableKind] = MappingProxyType(
    {column.name: _declared(column) for column in variables("claimed")}
    | {
        "disposition": VariableKind("patient", "text", categories=fields()["disposition_status"].allowed),
        END: VariableKind("patient", "number"),
        "last_visit": VariableKind("patient", "number"),
        "complication": VariableKind("patient", "set"),
        "any_complication": VariableKind("patient", "yes_no", categories=YES_NO),
        "related_complication": VariableKind("patient", "yes_no", categories=YES_NO),
        "serious_complication": VariableKind("patient", "yes_no", categories=YES_NO),
        "serious_related_complication": VariableKind("patient", "yes_no", categories=YES_NO),
        "site_group": VariableKind("lesion", "text"),
        "baseline": VariableKind("visit", "number", "outcome"),
        "baseline_band": VariableKind("visit", "text", "outcome"),
        "value": VariableKind("visit", "number", "visit"),
        "percent_reduction": VariableKind("visit", "number", "visit"),
        "percent_increase": VariableKind("visit", "number", "visit"),
        "response": VariableKind("visit", "text", "visit", ("complete", "partial", "stable", "progression")),
        "evaluable": VariableKind("visit", "yes_no", "visit", YES_NO),
    }
)


@dataclass(frozen=True)
class Variable:
    """A variable, of an outcome and at a visit (in the study's unit of time) where it is of one."""

    name: str
    outcome: str = ""
    visit: int | None = None

    def __str__(self) -> str:
        name = in_its_words(self.name) if self.name == END else self.name
        parts = [name, self.outcome, "" if self.visit is None else visit_term(self.visit)]
        return ".".join(part for part in parts if part)

    @property
    def kind(self) -> VariableKind:
        """What the variable is."""
        return VARIABLES[self.name]


@dataclass(frozen=True)
class Condition:
    """A statement about a variable that is true or false of each unit; several values are alternatives."""

    variable: Variable
    operator: Operator
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.variable}{self.operator}{'|'.join(map(_written, self.values))}"


@dataclass(frozen=True)
class Quantity:
    """What is counted or summarised: a noun, a variable, or conditions that all hold."""

    noun: str = ""
    variable: Variable | None = None
    conditions: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        return self.noun or (str(self.variable) if self.variable else " & ".join(map(str, self.conditions)))

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that it names."""
        subject = (self.variable,) if self.variable else ()
        return subject + tuple(condition.variable for condition in self.conditions)


def parse_quantity(text: str) -> Quantity:
    """The quantity that a text says: `patients`, `age_years` or `sex=female & age_years>60`.

    Raises
    ------
    TermError
        Where it says none.
    """
    if text.strip() in NOUNS:
        return Quantity(noun=text.strip())
    if _RESERVED.search(text):
        return Quantity(conditions=parse_conditions(text))
    return Quantity(variable=parse_variable(text, NOUNS))


def parse_conditions(text: str) -> tuple[Condition, ...]:
    """The conditions that a text joins by `&`.

    Raises
    ------
    TermError
        Where one of them is none.
    """
    return tuple(parse_condition(part) for part in parts_of(text, "&"))


def parse_condition(text: str) -> Condition:
    """One condition, such as `site=Knee|Elbow` or `value.size_mm.week_4<5`.

    Raises
    ------
    TermError
        Where it is none.
    """
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise TermError(f'"{text.strip()}"', "a condition, such as site=Knee or age_years>60")
    variable, sign = parse_variable(match[1]), match[2]
    operator = cast(Operator, OTHER_SIGNS.get(sign, sign))
    values = tuple(_value(part, variable) for part in parts_of(match[3], "|"))
    if operator not in EQUALITIES and variable.kind.type != "number":
        raise TermError(f"{variable} {operator}", "= or !=, since it is not a number")
    if operator not in EQUALITIES and len(values) > 1:
        raise TermError(f"several values after {operator}", "one value; only = and != take alternatives")
    return Condition(variable, operator, values)


def parse_variable(text: str, alternatives: Iterable[str] = ()) -> Variable:
    """The variable that a text names.

    Parameters
    ----------
    text
        Such as `age_years`, `baseline.size_mm` or `value.size_mm.week_4`.
    alternatives
        Words that could stand there too, for the hint at what may be meant.

    Raises
    ------
    TermError
        Where it names none; whether the outcome exists and has the visit is not known here.
    """
    name, *qualifiers = text.strip().split(".")
    end = in_its_words(END)
    known = [end if variable == END else variable for variable in VARIABLES]
    if name not in known:
        raise TermError(f'"{text.strip()}"', f"a variable{did_you_mean(name, [*known, *alternatives])}")
    name = END if name == end else name
    takes = VARIABLES[name].takes
    form = name + {"": "", "outcome": ".OUTCOME", "visit": f".OUTCOME.{visit_term(time_unit()[0].upper())}"}[takes]
    if len(qualifiers) != {"": 0, "outcome": 1, "visit": 2}[takes] or not all(qualifiers):
        raise TermError(f'"{text.strip()}"', f"it in the form {form}")
    if takes != "visit":
        return Variable(name, "".join(qualifiers))
    visit = qualifiers[1].removeprefix(visit_term(""))
    if visit == qualifiers[1] or not _VISIT.fullmatch(visit):
        raise TermError(f'"{text.strip()}"', f"it in the form {form}, such as {name}.{qualifiers[0]}.{visit_term(4)}")
    return Variable(name, qualifiers[0], int(visit))


def parts_of(text: str, mark: str) -> list[str]:
    """The parts of a text between the marks that don't stand in double quotes.

    Raises
    ------
    TermError
        Where a quote is not closed.
    """
    if text.count('"') % 2:
        raise TermError(f'a double quote that is not closed in "{text.strip()}"', "a second one after the value")
    pieces = re.split(r'("[^"]*")', text)
    parts = [""]
    for number, piece in enumerate(pieces):
        head, *tail = [piece] if number % 2 else piece.split(mark)
        parts[-1] += head
        parts += tail
    return parts


def did_you_mean(text: str, candidates: Iterable[str]) -> str:
    """A hint at the nearest of the known words: ` (did you mean "site"?)`; empty where none is near."""
    by_folded = {word.casefold(): word for word in candidates}
    matches = difflib.get_close_matches(text.strip().casefold(), list(by_folded), n=1)
    return f' (did you mean "{by_folded[matches[0]]}"?)' if matches else ""


def _value(text: str, variable: Variable) -> str:
    """One value of a condition, its quotes taken off."""
    plain = text.strip()
    value = plain[1:-1].replace('""', '"') if re.fullmatch(r'"(?:[^"]|"")*"', plain) else plain
    if not value:
        raise TermError(f"no value after {variable}", "one; a blank is not a value")
    if value == plain and _RESERVED.search(plain):
        raise TermError(f'"{plain}" after {variable}', "a value with & | = < > ; in double quotes")
    if variable.kind.type == "number" and not _NUMBER.fullmatch(value):
        raise TermError(f'"{value}" after {variable}', "a number such as 12 or 12.5")
    return value


def _written(value: str) -> str:
    """A value as it stands in a condition, in quotes where it needs them."""
    plain = value == value.strip() and not _RESERVED.search(value)
    return value if plain else '"' + value.replace('"', '""') + '"'
