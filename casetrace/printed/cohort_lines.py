"""Reads cohorts.csv: what publications print of cohorts whose patients are not at hand, a line each."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from casetrace.model.problems import Problem, quoted
from casetrace.model.study_terms import Window
from casetrace.printed.numbers import Printed, PrintedError
from casetrace.read.reading import read_raw_table

#: How the file is written.
LAYOUT = {"header_line": 1, "units_line": 0, "footer_lines": 0, "decimal": ".", "thousands": ""}
#: What is said of a publication, on any line of its cohort.
ABOUT = ("citation", "year", "doi", "design", "patients", "jbi")
#: What is measured, and when.
MEASURED = ("measure", "outcome", "visit")
#: Numbers that are whole, and those that need not be.
COUNTS = ("n", "count")
NUMBERS = ("mean", "sd", "median", "minimum", "maximum", "q1", "q3", "percent")
COLUMNS = ("cohort", *ABOUT, *MEASURED, *COUNTS, *NUMBERS, "whole_numbers", "location", "note")
NEEDED = ("cohort", "measure", "outcome", "visit", "n")

#: The measures that are no endpoint of the study: the percent improvement of a patient, and complete remission.
IMPROVEMENT, COMPLETE = "improvement", "complete"
#: The questions of the JBI checklist for case series, and their answers.
JBI_QUESTIONS, JBI_ANSWERS = 10, {"y": "yes", "n": "no", "u": "unclear", "-": "not applicable"}
COHORT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


@dataclass(frozen=True)
class CohortLine:
    """A line: what is printed of a cohort, or what is said of its publication.

    Attributes
    ----------
    position, line
        Which line it is, counted from 0 without the header; and its number in the file.
    texts
        The cells by column, trimmed; a column that is not there is empty.
    places
        The number of each column in the file, counted from 1.
    """

    position: int
    line: int
    texts: dict[str, str] = field(hash=False)
    places: dict[str, int] = field(hash=False, default_factory=dict)

    @property
    def cohort(self) -> str:
        """The name of its cohort."""
        return self.texts["cohort"]

    @property
    def measures(self) -> bool:
        """Whether it holds numbers, and not the publication alone."""
        return bool(self.texts["measure"])

    @property
    def week(self) -> int:
        """The visit."""
        return int(self.texts["visit"])

    @property
    def n(self) -> int:
        """How many patients."""
        return int(self.texts["n"])

    @property
    def has_whole_numbers(self) -> bool:
        """Whether each patient's value is said to be a whole number."""
        return self.texts["whole_numbers"] == "yes"

    def has(self, *columns: str) -> bool:
        """Whether all of these are printed."""
        return all(self.texts[column] for column in columns)

    def number(self, column: str) -> Printed:
        """A printed number."""
        return Printed.parse(self.texts[column])

    def value(self, column: str) -> float:
        """Its value."""
        return float(self.number(column).value)


def read_cohort_lines(
    file: str,
    cohorts: Collection[str],
    outcomes: Collection[str],
    endpoints: Collection[str],
    windows: Sequence[Window] = (),
) -> tuple[list[CohortLine], list[Problem]]:
    """The lines of a file, and what is wrong with it.

    Parameters
    ----------
    file
        Its path.
    cohorts
        Names of the cohorts whose patients are at hand, of which a line may only say what its publication is.
    outcomes, endpoints
        Those of the study, by name.
    windows
        The visits of the study; a line names its visit as the study does.
    """
    raw = read_raw_table(Path(file), file, {"dialect": LAYOUT})
    problems = [_in_words(problem) for problem in raw.problems]
    unknown = [name for name in raw.header if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in raw.header]
    if any(problem.severity == "error" for problem in problems):
        return [], problems
    if unknown or missing:
        expected = f"{', '.join(NEEDED)}, and any of {', '.join(name for name in COLUMNS if name not in NEEDED)}"
        not_known = [f"unknown: {', '.join(map(quoted, unknown))}"] if unknown else []
        found = "; ".join([*not_known, *([f"missing: {', '.join(missing)}"] if missing else [])])
        return [], [Problem("error", file, 1, 0, "", "wrong header", found, expected, "correct the header line")]
    cells = {name: raw.columns.get(name, [""] * len(raw.lines)) for name in COLUMNS}
    places = {name: number for number, name in enumerate(raw.header, start=1)}
    lines = [
        CohortLine(position, line, {name: texts[position].strip() for name, texts in cells.items()}, places)
        for position, line in enumerate(raw.lines)
    ]
    checks = _Checks(file, raw.header, cohorts, outcomes, endpoints, windows)
    problems += [problem for line in lines for problem in checks.of(line)]
    problems += checks.repeated(lines)
    return lines, problems


@dataclass(frozen=True)
class _Checks:
    """Says what is wrong with a line."""

    file: str
    header: list[str]
    cohorts: Collection[str]
    outcomes: Collection[str]
    endpoints: Collection[str]
    windows: Sequence[Window]

    def of(self, line: CohortLine) -> Iterator[Problem]:
        """What is wrong with it."""
        if not COHORT_NAME.fullmatch(line.cohort):
            yield self._problem(line, "cohort", "lower case letters, digits, hyphens or underscores")
        if line.texts["year"] and not re.fullmatch(r"(19|20)\d\d", line.texts["year"]):
            yield self._problem(line, "year", "a year such as 2014, or nothing")
        answers = line.texts["jbi"]
        if answers and not re.fullmatch(rf"[{''.join(JBI_ANSWERS)}]{{{JBI_QUESTIONS}}}", answers):
            yield self._problem(line, "jbi", "ten letters, one a question: y, n, u (unclear) or - (not applicable)")
        if line.texts["whole_numbers"] not in ("", "yes", "no"):
            yield self._problem(line, "whole_numbers", "yes or no, or nothing")
        if line.measures:
            yield from self._measured(line)
        elif any(line.texts[name] for name in (*MEASURED, *COUNTS, *NUMBERS)):
            yield self._problem(line, "measure", "what the numbers of this line are of")

    def _measured(self, line: CohortLine) -> Iterator[Problem]:
        measures = (IMPROVEMENT, COMPLETE, *self.endpoints)
        if line.cohort in self.cohorts:
            yield self._problem(line, "cohort", "a cohort without a table in config: this one has its patients")
        if line.texts["measure"] not in measures:
            yield self._problem(line, "measure", f"one of {', '.join(measures)}")
        if line.texts["outcome"] not in self.outcomes:
            yield self._problem(line, "outcome", f"one of {', '.join(self.outcomes)}")
        expected = [name for name in ("visit", *COUNTS) if line.texts[name] or name != "count"]
        wrong = [name for name in expected if not re.fullmatch(r"\d{1,7}", line.texts[name])]
        for name in wrong:
            yield self._problem(line, name, "a week" if name == "visit" else "a whole number")
        unread = [name for name in NUMBERS if line.texts[name] and not _is_number(line.texts[name])]
        for name in unread:
            yield self._problem(line, name, "a plain decimal number such as 12.5, as printed")
        if "visit" not in wrong:
            meant = next((window for window in self.windows if window.holds(line.week)), None)
            if meant and meant.week != line.week:
                yield self._problem(line, "visit", f"{meant.week}, the visit of the study that it counts as")
        if not wrong and not unread and line.texts["measure"] in measures:
            yield from self._summarised(line)

    def _summarised(self, line: CohortLine) -> Iterator[Problem]:
        """What is missing of a mean or a count."""
        if line.n < 1:
            yield self._problem(line, "n", "1 or more")
        if line.has("sd") and line.value("sd") < 0:
            yield self._problem(line, "sd", "0 or more")
        if line.texts["measure"] != IMPROVEMENT:
            if not line.has("count"):
                yield self._problem(line, "count", "how many patients respond")
            elif int(line.texts["count"]) > line.n:
                yield self._problem(line, "count", f"at most n, {line.n}")
            return
        has_spread = line.has("minimum", "maximum") or line.has("q1", "q3")
        if not (line.has("mean", "sd") or (line.has("median") and has_spread)):
            yield self._problem(line, "mean", "mean and sd, or median with minimum and maximum or with q1 and q3")

    def repeated(self, lines: Iterable[CohortLine]) -> Iterator[Problem]:
        """Lines on what an earlier one is about."""
        seen: dict[tuple[str, ...], int] = {}
        for line in lines:
            key = (line.cohort, *(line.texts[name] for name in MEASURED))
            if line.measures and key in seen:
                yield self._problem(line, "measure", f"something that line {seen[key]} is not about")
            seen.setdefault(key, line.line)

    def _problem(self, line: CohortLine, column: str, expected: str) -> Problem:
        place = self.header.index(column) + 1 if column in self.header else 0
        found = quoted(line.texts[column])
        return Problem("error", self.file, line.line, place, column, "cohorts", found, expected, "correct the cell")


def _in_words(problem: Problem) -> Problem:
    """A problem of the file as a whole, in the words of this one: it has no lesions, and nobody exports it."""
    if problem.rule not in ("empty file", "no rows"):
        return problem
    expected = "a header line and a line for each result or publication"
    return replace(problem, expected=expected, remedy="write them, or leave out pool.cohorts_file in config")


def _is_number(text: str) -> bool:
    try:
        Printed.parse(text)
    except PrintedError:
        return False
    return True
