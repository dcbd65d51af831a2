"""Prints what was found in a raw file, for a terminal of 100 columns."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from casetrace.inspect.findings import Findings
from casetrace.inspect.trial import Trial, Value
from casetrace.model.problems import Problem
from casetrace.model.wording import counted

WIDTH = 100
#: Widths of the columns of the listing: number, header, type, filled, examples; the role takes the rest.
WIDTHS = (3, 25, 8, 6, 18)
#: Widths of the columns of the preview: patient, lesion, what, visit, value with unit; the cell takes the rest.
PREVIEW_WIDTHS = (12, 16, 20, 9, 14)
#: Labels of visits that are listed.
VISITS_SHOWN = 20
#: Errors that a check prints.
ERRORS_SHOWN = 10


def printed(findings: Findings) -> str:
    """The findings as text, the proposed config last."""
    return "\n".join(_lines(findings))


def printed_columns(findings: Findings) -> str:
    """The columns of a file and how its rows are laid out, as text."""
    return "\n".join([_size(findings), *_columns(findings), *_section("Layout", [findings.layout])])


def _size(findings: Findings) -> str:
    return f"{findings.file}: {counted(findings.rows, 'row')}, {counted(len(findings.columns), 'column')}"


def _lines(findings: Findings) -> Iterator[str]:
    yield _size(findings)
    if findings.sampled < findings.rows:
        yield f"Texts were looked at in the first {findings.sampled} rows, identifiers in all."
    yield from _section("Dialect", [", ".join(f"{name} {text}" for name, text in findings.dialect.items())])
    if findings.set_aside:
        yield from _section("Lines set aside", findings.set_aside)
    yield from _columns(findings)
    yield from _section("Layout", [findings.layout])
    visits = _pairs(findings.visits, findings.time_unit) or ["none"]
    further = [f"... and {len(visits) - VISITS_SHOWN} more"] if len(visits) > VISITS_SHOWN else []
    yield from _section("Visits", visits[:VISITS_SHOWN] + further)
    yield from _section("Units", _pairs(findings.units) or ["none"])
    yield from _section("Suspected identifiers", _pairs(findings.identifiers) or ["none"])
    if findings.unclear:
        yield from _section("To be said in config", findings.unclear)
    yield from preview(findings.preview, findings.summary)
    if findings.question:
        yield from _section("One question first", [findings.question])
    else:
        yield from _section("Ready", ["The config below runs as it stands. Look whether the values are understood."])
    yield ""
    yield " config, to be saved as my.yaml and run with: casetrace run my.yaml ".center(WIDTH, "─")
    yield findings.config.rstrip("\n")


def preview(values: Sequence[Value], summary: str) -> Iterator[str]:
    """The first values as they are understood, each with its cell."""
    yield ""
    yield "As understood"
    if values:
        yield _row("patient", "lesion", "what", "visit", "value", "from the cell", widths=PREVIEW_WIDTHS)
    for value in values:
        cells = (value.patient, value.lesion, value.outcome, value.visit, f"{value.value} {value.unit}".strip())
        shown = [_short(text, width) for text, width in zip(cells, PREVIEW_WIDTHS, strict=True)]
        yield _row(*shown, f'"{_short(value.text)}" at {value.place}', widths=PREVIEW_WIDTHS)
    yield f"  {summary}"


def checked(name: str, trial: Trial) -> str:
    """What reading one cohort came to, for the terminal."""
    lines = [f"Cohort {name}: {_number(len(trial.errors), 'error')}", *preview(trial.preview, trial.summary)]
    warnings = [problem for problem in trial.problems if problem.severity == "warning"]
    for number, problem in enumerate(trial.errors[:ERRORS_SHOWN], start=1):
        lines += ["", f"{number}. {problem.rule}: {problem}"]
    if len(trial.errors) > ERRORS_SHOWN:
        lines += ["", f"... and {len(trial.errors) - ERRORS_SHOWN} more."]
    if warnings:
        lines += [
            "",
            _number(len(warnings), "warning"),
            *_grouped(warnings),
        ]
    return "\n".join(lines)


def _grouped(warnings: Sequence[Problem]) -> Iterator[str]:
    """The first warning of each rule in full, and how often it is given."""
    numbers = Counter(problem.rule for problem in warnings)
    first = {problem.rule: problem for problem in reversed(warnings)}
    for rule, number in numbers.items():
        problem = first[rule]
        times = f" ({number} times, first)" if number > 1 else ""
        text = f"{rule}{times}: {problem.place}: found {problem.found}; {problem.remedy}"
        yield from textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _number(count: int, noun: str) -> str:
    return counted(count, noun) if count else f"no {noun}s"


def _section(title: str, lines: list[str]) -> Iterator[str]:
    yield ""
    yield title
    for line in lines:
        yield from textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _pairs(pairs: Mapping[str, int | str], unit: str = "") -> list[str]:
    return [f"{name}: {f'{unit} {text}' if isinstance(text, int) else text}" for name, text in pairs.items()]


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


def _row(*cells: str, widths: Sequence[int] = WIDTHS) -> str:
    padded = [f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=False)]
    return ("  " + "  ".join([*padded, cells[-1]])).rstrip()


def _short(text: str, longest: int = 16) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
