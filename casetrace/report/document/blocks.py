"""The blocks of a document: paragraphs, lists, tables and figures, in sections."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, Union

from casetrace.report.document.inlines import Inline, Inlines, Link

Block: TypeAlias = Union[
    "Paragraph",
    "BulletList",
    "Definitions",
    "Table",
    "Figure",
    "Details",
    "Preformatted",
    "Panel",
    "Columns",
    "Section",
]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; its role says how it is set apart: the `primary` result, a `caution`, an `aside`."""

    parts: Inlines
    role: Literal["", "primary", "caution", "aside"] = ""
    id: str = ""


@dataclass(frozen=True)
class BulletList:
    """A list without an order; `names` is one of bare names."""

    items: tuple[Inlines, ...]
    role: Literal["", "names"] = ""


@dataclass(frozen=True)
class Definition:
    """A term and what it means; `id` is where links lead, `method` the key of a method or test."""

    term: Inlines
    meaning: Inlines
    id: str = ""
    method: str = ""


@dataclass(frozen=True)
class Definitions:
    """A list of terms."""

    entries: tuple[Definition, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes
    ----------
    content
        Its text, and blocks where there is more to it than a line.
    role
        `number` is right-aligned, `within` indented under a heading, `aside` soft, `verdict` that of a claim.
    heading
        Whether it names a row or column.
    columns, rows
        How many it covers.
    """

    content: "tuple[Inline | Block, ...]"
    role: Literal["", "number", "within", "aside", "verdict"] = ""
    heading: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Row:
    """A row of a table.

    `head` names the rows below it, `over` the columns of the row below it, `start` is the first of rows that belong
    together, `opened` more about the row above, `role-primary` the primary result.
    """

    cells: tuple[Cell, ...]
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """Rows of a table that belong together; `role` is the colour of a verdict."""

    rows: tuple[Row, ...]
    id: str = ""
    role: str = ""


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    caption
        What it shows, where the heading above it does not say so.
    header
        Its heading rows.
    bodies
        Its rows.
    notes
        What stands below it, in every format before the reasons of the signs in it.
    role
        `listing` has small print, `log` is a listing with long texts, `audit` that of claims.
    wide
        Whether it may be wider than the page.
    id
        Where references to it lead.
    number
        Its number, which it is given with those of the other tables of its document.
    """

    # It is printed above the rows: what looks through a document meets it before them.
    caption: Inlines = field(default=(), kw_only=True)
    header: tuple[Row, ...]
    bodies: tuple[Body, ...]
    notes: tuple[Inlines, ...] = ()
    role: Literal["", "listing", "log", "audit"] = ""
    wide: bool = False
    id: str = ""
    number: str = ""

    @property
    def has_cells(self) -> bool:
        """Whether there is anything in it."""
        return any(row.cells for row in (*self.header, *(row for body in self.bodies for row in body.rows)))


@dataclass(frozen=True)
class Figure:
    """A figure, by its name and the path of its drawing.

    Attributes
    ----------
    name, caption, path
        Its name, what it shows, and its drawing.
    alternative
        What it shows, for those who cannot see it.
    number
        Its number, which it is given with those of the other figures of its document.
    """

    name: str
    caption: str
    path: str
    alternative: str = ""
    number: str = ""

    @property
    def id(self) -> str:
        """Where references to it lead."""
        return f"figure-{self.name}"


@dataclass(frozen=True)
class Details:
    """Blocks that the reader may open."""

    summary: Inlines
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True)
class Preformatted:
    """Lines of code as they are."""

    text: str


@dataclass(frozen=True)
class Panel:
    """Blocks that are set apart together."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True)
class Columns:
    """Blocks side by side where there is room; `workings` are those of a claim."""

    columns: "tuple[tuple[Block, ...], ...]"
    role: Literal["columns", "workings"] = "columns"


@dataclass(frozen=True)
class Section:
    """A section with its heading; `short` is its title in the list of sections, where it stands there."""

    title: Inlines
    blocks: "tuple[Block, ...]" = ()
    id: str = ""
    level: int = 3
    short: str = ""


@dataclass(frozen=True)
class Document:
    """A report.

    Attributes
    ----------
    kind
        What sort of report it is.
    title, subtitle, page_title
        The study, what of it the report is about, and both in short.
    source
        Where the data come from; empty where nobody says so.
    hint
        How a reader opens a number; empty where nothing opens.
    sections
        Its sections in order.
    companions
        Links to the other files of the report.
    """

    kind: str
    title: str
    subtitle: Inlines
    page_title: str
    source: Inlines
    hint: str
    sections: tuple[Section, ...]
    companions: tuple[Link, ...] = ()
