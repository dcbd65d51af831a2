"""What the pages of the site are built of: links, places of raw cells, tables that go on on another page."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from casetrace.model.wording import counted
from casetrace.report.document.blocks import Block, Body, Cell, Paragraph, Row, Table
from casetrace.report.document.inlines import Break, Inline, Inlines, Link, Name
from casetrace.trace.cohort import TracedCohort

#: Rows of a table on a page.
PAGE_ROWS = 200


def address(*parts: str, **query: str) -> str:
    """The address of a page of the site."""
    path = "/" + "/".join(quote(part, safe="") for part in parts)
    return f"{path}?{urlencode(query)}" if query else path


def file_address(cohort: str, name: str, fragment: str = "") -> str:
    """The address of a file of a cohort's results."""
    anchor = f"#{quote(fragment, safe='=')}" if fragment else ""
    return f"/results/{quote(cohort, safe='')}/{quote(name)}{anchor}"


def link(text: str, target: str) -> Link:
    """A link with a text that may be that of data."""
    return Link((Name(text),), target)


def to_result(cohort: str, result_id: str, text: str = "") -> Link:
    """A link to what a result rests on."""
    return link(text or result_id, address("cohort", cohort, "result", id=result_id))


def to_cell(cohort: str, place: str) -> Link:
    """A link to what a raw cell became, by its place `FILE:LINE:COLUMN`."""
    return link(PurePosixPath(place).name, address("cohort", cohort, "cell", place=place))


def place_of(cohort: TracedCohort | None, file: str, line: str, column: str) -> Inlines:
    """Where a row of a log stands: a raw cell that can be traced, or any other cell, a line, a file."""
    numbers = [number for number in (int(line or 0), int(column or 0)) if number]
    if cohort is not None and len(numbers) == 2 and cohort.lineage.origins.cells.number(file, *numbers) is not None:
        return (to_cell(cohort.name, f"{file}:{line}:{column}"),)
    return (Name(":".join([PurePosixPath(file).name, *map(str, numbers)])),)


def separated(items: Iterable[Inline]) -> Inlines:
    """Items, each on a line of its own."""
    return tuple(part for item in items for part in (item, Break()))[:-1]


def data_table(
    caption: str, header: Sequence[str], rows: Iterable[Sequence[Inlines]], *, numbers: Sequence[int] = ()
) -> Table:
    """A table; `numbers` are the columns with numbers, the first being 0."""
    heading = Row(tuple(Cell((name,), heading=True) for name in header))
    body = tuple(
        Row(tuple(Cell(content, role="number" if column in numbers else "") for column, content in enumerate(row)))
        for row in rows
    )
    return Table((heading,), (Body(body),), caption=(caption,), role="log", wide=True)


def paged(
    noun: str, header: Sequence[str], rows: Sequence[Sequence[Inlines]], here: tuple[str, ...], page: int
) -> list[Block]:
    """A table of which a page shows a part.

    Parameters
    ----------
    noun
        What a row is.
    header, rows
        The columns and the rows.
    here
        The parts of the address of the page.
    page
        Its number, from 1.
    """
    if not rows:
        return [Paragraph((f"There is no {noun}.",))]
    last = (len(rows) - 1) // PAGE_ROWS + 1
    page = min(max(page, 1), last)
    first = (page - 1) * PAGE_ROWS
    shown = rows[first : first + PAGE_ROWS]
    part = f", of which {first + 1} to {first + len(shown)}" if last > 1 else ""
    blocks: list[Block] = [data_table(f"{counted(len(rows), noun)}{part}", header, shown)]
    others = [(page - 1, "Previous page"), (page + 1, "Next page")]
    links = [link(text, address(*here, page=str(number))) for number, text in others if 1 <= number <= last]
    if links:
        blocks.append(Paragraph(tuple(part for one in links for part in (one, " "))))
    return blocks
