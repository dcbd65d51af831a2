"""The parts of a line of text; each number among them says where it comes from."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, Union

#: What stands in a line; a plain text stands for itself.
Inline: TypeAlias = Union[
    str, "Number", "Reason", "Value", "Setting", "Count", "Name", "Code", "Symbol", "Break", "Styled", "Link"
]
Inlines: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True)
class Number:
    """A number of a result.

    Attributes
    ----------
    text
        As it is printed; a dash where it is refused.
    result_id, column
        Where it stands in statistics.csv.
    status, note
        Whether the result is flagged or refused, and why.
    marked
        Whether a mark behind the number shows the flag.
    unit
        A sign of percent that stands between the number and the sign of its note.
    """

    text: str
    result_id: str
    column: str
    status: str = "ok"
    note: str = ""
    marked: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a result is flagged or refused."""

    text: str
    result_id: str


@dataclass(frozen=True)
class Value:
    """A value of a table of data, with the table, the row's key and the column that it stands in."""

    text: str
    table: str
    key: str
    column: str


@dataclass(frozen=True)
class Setting:
    """A setting of config or of the plan, with its path."""

    text: str
    path: str


@dataclass(frozen=True)
class Count:
    """How many rows of a table there are; `what` names the table and the conditions on its rows."""

    number: int
    what: str


@dataclass(frozen=True)
class Name:
    """A name that may hold digits: of a visit, or of anything else that the data or config name."""

    text: str
    kind: Literal["name", "visit"] = "name"


@dataclass(frozen=True)
class Code:
    """A name as a computer reads it."""

    text: str


@dataclass(frozen=True)
class Symbol:
    """A sign that repeats what the words beside it say."""

    text: str


@dataclass(frozen=True)
class Break:
    """The end of a line."""


@dataclass(frozen=True)
class Styled:
    """Parts of a line that look different; `reported` are values that the source prints beside its data."""

    parts: Inlines
    style: Literal["strong", "emphasis", "aside", "missing", "reported"]


@dataclass(frozen=True)
class Link:
    """A link to a section (`#flow`) or to a file beside the report; `method` is the method that it explains.

    One without words is a reference to a table or figure, and has their number once they are numbered.
    """

    parts: Inlines
    target: str
    method: str = ""
