r"""The numbers of a manuscript by short names, for a text that is written elsewhere.

`values.csv` has a row for each number of a result that the manuscript prints: its name, the text as it is printed, the
value at full precision, and the result and column that it is. `values.tex` has the same for LaTeX, where
`\casevalue{primary_estimate}` prints one.

A name is made of the result's own row, so that it stays the same whatever else is computed: what the number is about,
the visit, unit, population, group and assumption where they are not the usual ones, the statistic, and the part of it.
Numbers of the only primary endpoint are called `primary_...`
too; `primary_estimate` is its percentage, or its median.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from casetrace.model.numbers import scale
from casetrace.model.time_units import visit_term
from casetrace.report.document.blocks import Document
from casetrace.report.document.inlines import Number
from casetrace.report.document.walking import parts_of
from casetrace.report.printer import KEY_COLUMNS, Printer

COLUMNS = ("name", "text", "value", "result_id", "column")
#: What the columns of statistics.csv are called at the end of a name.
ENDINGS = {
    "estimate": "",
    "ci_lower": "lower",
    "ci_upper": "upper",
    "ci_level": "level",
    "p_value": "p",
    "p_value_minimum": "smallest_p",
    "n_patients": "patients",
    "n_lesions": "lesions",
}
#: What statistics are called, where their own name would not say what is printed.
STATISTICS = {"proportion": "percent"}
#: Methods that a name does not mention: those that describe, and the ones whose interval or test is the usual one.
USUAL_METHODS = frozenset(
    (
        *("count", "summary", "sum", "leave_one_out", "rounding", "turnbull"),
        *("t", "cr2_t", "clopper_pearson", "median_order_statistics", "poisson_exact"),
        *("sign_flip_exact", "sign_flip_monte_carlo", "sign_flip_normal", "binomial_exact", "binomial_exact_one_sided"),
    )
)
#: Variables whose value in a group tells enough by itself.
TELLING = ("arm", "level", "response", "status", "type")
#: What LaTeX would take for a command, or does not know.
LATEX = {
    "\\": r"\textbackslash{}",
    "\N{MINUS SIGN}": "$-$",
    "<": "$<$",
    "\N{INFINITY}": r"$\infty$",
    "\N{EN DASH}": "--",
    "\N{EM DASH}": "---",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "\N{NO-BREAK SPACE}": "~",
    **{sign: f"\\{sign}" for sign in "%&#$_{}"},
}
LATEX_HEAD = r"""% The numbers of the manuscript by name, written by Casetrace: \input this file, then \casevalue{name}.
\newcommand{\casevalue}[1]{%
  \ifcsname casevalue@\detokenize{#1}\endcsname
    \csname casevalue@\detokenize{#1}\endcsname
  \else
    \PackageError{casetrace}{There is no value named \detokenize{#1}}{The names are in values.csv.}%
  \fi}
\newcommand{\definecasevalue}[2]{\expandafter\def\csname casevalue@\detokenize{#1}\endcsname{#2}}
"""


class NamedValue(NamedTuple):
    """A number of a result, by name.

    Attributes
    ----------
    name
        Lower case letters, of any alphabet that the data use, digits and underscores.
    text
        As the manuscript prints it.
    value
        The same at full precision: in percent where it is printed so.
    result_id, column
        Where it stands in statistics.csv.
    """

    name: str
    text: str
    value: str
    result_id: str
    column: str


def named_values(printer: Printer, document: Document, *, several: bool) -> list[NamedValue]:
    """The numbers that a document prints, once each, in the order in which they are printed first.

    Parameters
    ----------
    printer
        All results.
    document
        The manuscript.
    several
        Whether there are several outcomes, which a name then tells.
    """
    primary = _primary_subject(printer)
    found: dict[str, NamedValue] = {}
    for number in parts_of(document, Number):
        row = printer.by_id[number.result_id]
        if number.column not in ENDINGS or row[number.column] is None:
            continue
        value = f"{_scale(row, number.column) * row[number.column]:.12g}"
        names = [_joined([*_about(row, several), *_end(row, number.column)])]
        if primary and _subject(row) == primary:
            names = [_joined(["primary", *_headline(row, number.column)]), *names]
        for name in names:
            _add(found, NamedValue(name, number.text, value, number.result_id, number.column))
    return list(found.values())


def _add(found: dict[str, NamedValue], entry: NamedValue) -> None:
    """Keep a value by its name; what is the same number in several results has one name.

    A name that is already that of another number gets the method at its end, or else is that of the result.
    """
    method = _word(entry.result_id.rpartition(".")[2])
    for name in (entry.name, f"{entry.name}_{method}", f"{_word(entry.result_id)}_{entry.column}"):
        if found.setdefault(name, entry._replace(name=name)).text == entry.text:
            return


def _primary_subject(printer: Printer) -> tuple[Any, ...]:
    """What the results of the primary endpoint are about; empty where there are several, or arms."""
    subjects = {_subject(row) for row in printer.by_id.values() if row["role"] == "primary"}
    return subjects.pop() if len(subjects) == 1 else ()


def _subject(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in KEY_COLUMNS)


def _scale(row: dict[str, Any], column: str) -> int:
    """What a value is multiplied with to be that which is printed."""
    if column == "ci_level":
        return 100
    return scale(row["statistic"]) if column in ("estimate", "ci_lower", "ci_upper") else 1


def _end(row: dict[str, Any], column: str) -> list[str]:
    """The statistic and the part of it; a number of patients is that of every statistic."""
    if column.startswith("n_"):
        return [ENDINGS[column]]
    statistic = STATISTICS.get(row["statistic"], row["statistic"])
    method = [] if row["method"] in USUAL_METHODS else [row["method"], row["option"]]
    return [statistic, *method, ENDINGS[column]]


def _headline(row: dict[str, Any], column: str) -> list[str]:
    """The end of a name of the primary result, whose share, or median, is its `estimate`."""
    end = _end(row, column)
    if column.startswith("p_"):
        return end[-1:]
    if end[0] not in ("percent", "median") or len(end) > 2:
        return end
    return [end[-1] or "estimate"]


def _about(row: dict[str, Any], several: bool) -> Iterator[str]:
    """What a number is about; parts that are the usual ones are left out."""
    # The name of a result has the groups in letters that tell them apart.
    parts = (part.partition("=") for part in row["result_id"].split(".") if "=" in part)
    pairs = [(variable, value) for variable, _, value in parts]
    endpoint = dict(pairs).get("endpoint", "")
    yield endpoint if endpoint and row["analysis"] in ("responders", "with_event") else row["analysis"]
    yield row["outcome"] if several else ""
    yield "" if row["visit_from"] is None else f"from_{visit_term(row['visit_from'])}"
    yield "" if row["visit"] is None else visit_term(row["visit"])
    unit = row["unit_of_analysis"]
    yield "" if unit == "patient" or unit in row["analysis"] else unit
    yield "treated" if row["analysis_set"] == "enrolled" and row["scenario"] else ""
    for variable, value in pairs:
        if variable != "endpoint":
            yield value if variable in (*TELLING, row["analysis"]) else f"{variable}_{value}"
        elif row["analysis"] not in ("responders", "with_event"):
            yield value
    yield "" if row["scenario"] == "observed" else row["scenario"]


def _joined(parts: list[str]) -> str:
    return "_".join(filter(None, map(_word, parts)))


def _word(text: str) -> str:
    """A text as part of a name."""
    return re.sub(r"\W+", "_", str(text).lower()).strip("_")


def values_csv(values: Sequence[NamedValue]) -> str:
    """The values as CSV."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(values)
    return written.getvalue()


def values_latex(values: Sequence[NamedValue]) -> str:
    """The values as LaTeX."""
    lines = [f"\\definecasevalue{{{value.name}}}{{{latex(value.text)}}}\n" for value in values]
    return LATEX_HEAD + "".join(lines)


def latex(text: str) -> str:
    """A text as LaTeX prints it."""
    return "".join(LATEX.get(sign, sign) for sign in text)
