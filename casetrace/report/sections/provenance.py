"""Where a report comes from: raw files, how they were read, and the software."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Section, Table
from casetrace.report.document.inlines import Code, Inline, Inlines, Link
from casetrace.report.document.prose import joined, line, prose
from casetrace.report.document.tables import Entry, header, listing, number_cell, number_heading, row, table
from casetrace.report.phrases import more_rows
from casetrace.report.printer import cell, label, printable

INTRODUCTION = (
    "Each result has an identifier (row of {statistics}, at full precision) and links to its method, its rows and "
    "their raw cells, as does {trace} at the terminal. The {manifest} lists all steps of this run with digests of "
    "inputs, code and outputs. Reproducible: identical inputs give byte-identical outputs."
)
SOURCES: tuple[Entry, ...] = (
    "File",
    "Sheet",
    "Encoding",
    "Delimiter",
    "Quote",
    "Decimal",
    "Thousands",
    *map(number_heading, ("Header, line", "Units, line", "Lines excluded", "Rows")),
    "Given",
)


def provenance(content: CohortContent) -> Section:
    """The section."""
    words = prose(
        INTRODUCTION,
        statistics=Link(("statistics.csv",), "statistics.csv"),
        trace=Code("casetrace trace"),
        manifest=Link(("manifest",), "provenance/manifest.json"),
    )
    blocks: tuple[Block, ...] = (
        Paragraph(words),
        digests("Raw file", ((label(file), digest) for file, digest in content.provenance["files"].items())),
        *_sources(content),
        *_columns(content),
        software(content.provenance["software"]),
    )
    return Section(("Provenance",), blocks, "provenance", 2, "Provenance")


def digests(name: str, files: Iterable[tuple[Inline, str]]) -> Table:
    """Files with their digests."""
    return table(header(name, label("SHA-256")), rows=(row(file, Code(digest)) for file, digest in files))


def software(versions: Mapping[str, str]) -> Paragraph:
    """What the numbers are computed with."""
    packages = (line(f"{package} ", Code(version)) for package, version in versions.items())
    return Paragraph(prose("Computed with {packages}.", packages=joined(packages)))


def _sources(content: CohortContent) -> Iterator[Section]:
    listed = content.listings["sources"]
    if listed.rows:
        rows = [row(*_source(source)) for source in listed.rows]
        shown = listing(header(*SOURCES), rows=rows, notes=more_rows(listed, "sources"), wide=True)
        words = Paragraph(("Entries from the configuration are named; the others were found in the file.",))
        yield Section(("How the files were read",), (words, shown))


def _source(source: dict[str, Any]) -> Iterator[Entry]:
    for name in ("file", "sheet", "encoding"):
        yield _value("sources", source, name)
    for name in ("delimiter", "quote", "decimal", "thousands"):
        yield cell("sources", source["number_in_table"], name, printable(source[name]))
    yield number_cell(_value("sources", source, "header_line"))
    yield number_cell(cell("sources", source["number_in_table"], "units_line", source["units_line"] or None))
    for name in ("n_lines_set_aside", "n_rows"):
        yield number_cell(_value("sources", source, name))
    yield _value("sources", source, "given")


def _value(name: str, listed: dict[str, Any], column: str) -> Inlines:
    return (cell(name, listed["number_in_table"], column, listed[column]),)


def _columns(content: CohortContent) -> Iterator[Section]:
    listed = content.listings["columns"]
    if listed.rows:
        rows = [
            row(
                _value("columns", column, "file"),
                number_cell(_value("columns", column, "column")),
                *(_value("columns", column, name) for name in ("header", "role", "how")),
            )
            for column in listed.rows
        ]
        names = header("File", number_heading("Column"), "Header", "Read as", "By")
        yield Section(("How the columns were read",), (listing(names, rows=rows, notes=more_rows(listed, "columns")),))
