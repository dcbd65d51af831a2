"""The claims of a publication about a cohort, each with the number that it prints."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

import pandas as pd

from casetrace.claims.terms import Condition, Quantity, TermError, parse_condition, parse_quantity, parts_of

CLAIM_COLUMNS = [
    "claim_id", "statement", "place", "kind", "quantity", "population", "unit", "reported", "decimals", "comparator",
    "printed_with", "note",
]  # fmt: skip
#: Columns that a file may have besides, all of them, behind the others.
FURTHER_COLUMNS = ["words", "label", "interpretation_of"]
ALL_COLUMNS = [*CLAIM_COLUMNS, *FURTHER_COLUMNS]

Kind = Literal[
    "count", "sum", "percent", "mean", "median", "sd", "minimum", "maximum", "range", "comparison", "p value",
    "not checkable",
]  # fmt: skip
Unit = Literal["lesion", "patient", "treatment"]
Comparator = Literal["=", "<", "<=", ">", ">=", "up to", "at least", "all", "most", "none"]
KINDS: tuple[str, ...] = get_args(Kind)
UNITS: tuple[str, ...] = get_args(Unit)
COMPARATORS: tuple[str, ...] = get_args(Comparator)
#: Comparators as they are also printed.
OTHER_COMPARATORS = {"≤": "<=", "≥": ">="}
#: Comparators of a comparison with another quantity.
BETWEEN_QUANTITIES = ("<", ">")
#: Letters of a statement that may stand for its label.
LABEL_LETTERS = 48
#: The word of a population that everybody belongs to, known or not.
ENROLLED = "enrolled"

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:\bto\b|[–—-])\s*({_NUMBER})")
_REFERENCE = re.compile(r"@([a-z][a-z0-9_]*)")
#: Slack at the ends of what rounds to a number, relative to the number: far below any printed digit.
SLACK = 1e-9


@dataclass(frozen=True)
class Reported:
    """A number, or the two ends of a range, as printed.

    Attributes
    ----------
    lower, upper
        The ends; the same for a number.
    decimals
        To how many decimals they are rounded; negative for tens and more.
    text
        As it stands in the publication.
    """

    lower: float
    upper: float
    decimals: int
    text: str

    def bounds(self, end: Literal["lower", "upper"] = "lower") -> tuple[float, float]:
        """Between which numbers lie those that are rounded to the printed one, halves up or to even."""
        half_unit = 10.0**-self.decimals / 2
        printed = self.lower if end == "lower" else self.upper
        return printed - half_unit, printed + half_unit

    def allows(self, value: float, end: Literal["lower", "upper"] = "lower", truncated: bool = False) -> bool:
        """Whether a number may be printed so.

        Parameters
        ----------
        value
            The number.
        end
            Which end of a range it is.
        truncated
            Whether further digits are cut off instead of rounded.
        """
        printed, unit = self.lower if end == "lower" else self.upper, 10.0**-self.decimals
        slack = SLACK * max(abs(printed), unit)
        if not truncated:
            low, high = self.bounds(end)
            return low - slack <= value <= high + slack
        if abs(printed) <= slack:
            return abs(value) < unit - slack
        return abs(printed) - slack <= (value if printed > 0 else -value) < abs(printed) + unit - slack


@dataclass(frozen=True)
class Population:
    """Of whom a claim is: those who meet all conditions; with `enrolled` what is missing counts as no."""

    enrolled: bool
    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return " & ".join([*([ENROLLED] if self.enrolled else []), *map(str, self.conditions)])


@dataclass(frozen=True)
class Claim:
    """A statement of a publication that the data can be held against.

    Attributes
    ----------
    quantity
        What is counted or summarised; None where the data do not have it.
    unit
        The unit of analysis that the statement names; empty where it names none.
    reported
        The printed number; None for a comparison, or where there is none.
    other
        The quantity that a comparison sets `quantity` against.
    printed_with
        Printed numbers that `reported` has to agree with, by role; a reference to a claim stands as its printed number.
    line
        The line of claims.csv.
    words
        A few words of the publication, as printed; empty where none are given.
    label
        What the claim is called where there is no room for the statement.
    interpretation_of
        The claim whose words this one reads in another way; empty where it is a claim of its own.
    """

    claim_id: str
    statement: str
    place: str
    kind: Kind
    quantity: Quantity | None
    population: Population
    unit: Unit | Literal[""]
    reported: Reported | None
    other: Quantity | None
    comparator: Comparator
    printed_with: Mapping[str, str] = field(hash=False)
    note: str
    line: int
    words: str = ""
    label: str = ""
    interpretation_of: str = ""

    @property
    def coding(self) -> tuple[object, ...]:
        """What is asked of the rows, and what is printed: claims that have the same are one statement made twice."""
        return (self.kind, self.quantity, self.population, self.unit, self.reported, self.other, self.comparator)


def is_range(text: str) -> bool:
    """Whether a text is two numbers, such as `49 to 71` or `49–71`."""
    return _RANGE.fullmatch(_plain(text)) is not None


def parse_reported(text: str, decimals: str = "") -> Reported:
    """A printed number, or a range such as `49 to 71`.

    Parameters
    ----------
    text
        As printed.
    decimals
        To how many decimals it is rounded; as many as it shows where this is blank.

    Raises
    ------
    TermError
        Where it is neither.
    """
    match = _RANGE.fullmatch(_plain(text)) or re.fullmatch(f"({_NUMBER})", _plain(text))
    if match is None:
        raise TermError(f'"{text}"', "a plain number such as 12.5, or a range such as 49 to 71")
    ends = [float(end) for end in match.groups()]
    return Reported(ends[0], ends[-1], int(decimals) if decimals else decimals_shown(text), text)


def decimals_shown(text: str) -> int:
    """How many decimals a printed number shows, of a range the end that shows more."""
    return max(len(decimals) for decimals in re.findall(r"[0-9]*(?:\.([0-9]*))?", text))


def parse_population(text: str) -> Population:
    """The population that a text says: `enrolled`, conditions, or both joined by `&`.

    Raises
    ------
    TermError
        Where it says none.
    """
    parts = parts_of(text, "&") if text.strip() else []
    conditions = tuple(parse_condition(part) for part in parts if part.strip() != ENROLLED)
    return Population(len(conditions) < len(parts), conditions)


def parse_printed_with(text: str) -> list[tuple[str, str]]:
    """Role and value of each number printed beside a claim, in order, references as they stand.

    Raises
    ------
    TermError
        Where a part is no `role=value`.
    """
    pairs = []
    for part in text.split(";") if text.strip() else []:
        role, sign, value = (piece.strip() for piece in part.partition("="))
        if not (role and sign and value):
            raise TermError(f'"{part.strip()}"', "role=value pairs joined by ;")
        pairs.append((role, value))
    return pairs


def references_in(value: str) -> list[str]:
    """The claims that a value printed beside a claim refers to."""
    return _REFERENCE.findall(value)


def referred(row: Mapping[str, str]) -> str:
    """What a claim reports, as another claim refers to it: a percentage bears its sign, since it is rounded."""
    return f"{row['reported']} %" if row["kind"] == "percent" and row["reported"] else row["reported"]


def resolved(value: str, reported: Mapping[str, str]) -> str:
    """A value printed beside a claim, in which each `@claim_id` stands as the number that this claim reports.

    Parameters
    ----------
    value
        The value.
    reported
        What each claim reports, by `referred`.
    """
    return _REFERENCE.sub(lambda match: reported[match[1]], value)


def standard_comparator(text: str) -> str:
    """The comparator that a text means; `=` where it is blank."""
    return OTHER_COMPARATORS.get(text, text) or "="


def read_claims(frame: pd.DataFrame) -> list[Claim]:
    """The claims of a cohort.

    Parameters
    ----------
    frame
        The table of claims that ingestion has written and found no error in.
    """
    rows = frame.to_dict("records")
    reported = {row["claim_id"]: referred(row) for row in rows}
    own = {row["claim_id"]: row for row in rows}
    return [_claim(row, own.get(row.get("interpretation_of", ""), row), reported) for row in rows]


def _plain(text: str) -> str:
    return text.strip().replace("−", "-")


def label_of(row: Mapping[str, str]) -> str:
    """What a claim is called: its label, else its statement where that is short, else its name in words."""
    statement = row["statement"].removesuffix(".")
    short = statement if len(statement) <= LABEL_LETTERS else row["claim_id"].replace("_", " ")
    return row.get("label", "") or short


def _claim(row: Mapping[str, str], read: Mapping[str, str], reported: Mapping[str, str]) -> Claim:
    """A claim; `read` is the one whose words it reads, which is itself unless it is another interpretation."""
    kind, text = cast(Kind, row["kind"]), row["reported"]
    # What a comparison reports is the quantity on its other side.
    is_number = bool(text) and kind != "comparison"
    return Claim(
        claim_id=row["claim_id"],
        statement=row["statement"],
        place=row["place"] or read["place"],
        kind=kind,
        quantity=parse_quantity(row["quantity"]) if row["quantity"] else None,
        population=parse_population(row["population"]),
        unit=cast(Unit, row["unit"]),
        reported=parse_reported(text, row["decimals"]) if is_number else None,
        other=parse_quantity(text) if text and not is_number else None,
        comparator=cast(Comparator, standard_comparator(row["comparator"])),
        printed_with={role: resolved(value, reported) for role, value in parse_printed_with(row["printed_with"])},
        note=row["note"],
        line=int(row["line"]),
        words=row.get("words", "") or read.get("words", ""),
        label=label_of(row),
        interpretation_of=row.get("interpretation_of", ""),
    )
