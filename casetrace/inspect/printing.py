"""Prints what was found in a raw file, for a terminal of 100 columns."""

import textwrap
from collections.abc import Iterator, Mapping

from casetrace.inspect.findings import Findings

WIDTH = 100
#: Widths of the columns of the listing: number, header, type, filled, examples; the role takes the rest.
WIDTHS = (3, 25, 8, 6, 18)


def printed(findings: Findings) -> str:
    """The findings as text, the proposed config last."""
    return "\n".join(_lines(findings))


def _lines(findings: Findings) -> Iterator[str]:
    yield f"{findings.file}: {findings.rows} rows, {len(findings.columns)} columns"
    if findings.sampled < findings.rows:
        yield f"Texts were looked at in the first {findings.sampled} rows, identifiers in all."
    yield from _section("Dialect", [", ".join(f"{name} {text}" for name, text in findings.dialect.items())])
    if findings.set_aside:
        yield from _section("Lines set aside", findings.set_aside)
    yield from _columns(findings)
    yield from _section("Layout", [findings.layout])
    yield from _section("Visits", _pairs(findings.visits) or ["none"])
    yield from _section("Units", _pairs(findings.units) or ["none"])
    yield from _section("Suspected identifiers", _pairs(findings.identifiers) or ["none"])
    if findings.unclear:
        yield from _section("To be said in config", findings.unclear)
    yield ""
    yield " config, to be saved as my.yaml and run with: snakemake --configfile my.yaml ".center(WIDTH, "─")
    yield findings.config.rstrip("\n")


def _section(title: str, lines: list[str]) -> Iterator[str]:
    yield ""
    yield title
    for line in lines:
        yield from textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _pairs(pairs: Mapping[str, int | str]) -> list[str]:
    return [f"{name}: {f'week {text}' if isinstance(text, int) else text}" for name, text in pairs.items()]


def _columns(findings: Findings) -> Iterator[str]:
    yield ""
    yield "Columns"
    yield _row("no.", "header", "type", "filled", "examples", "role")
    for column in findings.columns:
        role = f"{column.role} ({column.why})" if column.role else f"({column.why})"
        examples = ", ".join(_short(text) for text in column.examples)
        yield from _wrapped(str(column.number), column.header, column.type, str(column.filled), examples, role)


def _wrapped(*cells: str) -> Iterator[str]:
    """A row of the listing, on as many lines as its longest cell needs."""
    widths = (*WIDTHS, WIDTH - 2 - sum(WIDTHS) - 2 * len(WIDTHS))
    lines = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, lines))):
        yield _row(*(cell[number] if number < len(cell) else "" for cell in lines))


def _row(*cells: str) -> str:
    padded = [f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=False)]
    return ("  " + "  ".join([*padded, cells[-1]])).rstrip()


def _short(text: str, longest: int = 16) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
