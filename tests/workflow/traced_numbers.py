"""Every number of a report, by what it says that it comes from: `python -m tests.workflow.traced_numbers REPORT`.

Each is looked up where it says that it comes from. Kinds that are no results are named here with the reason, and are
looked up too: a name has to be one that the data or config give.
"""

import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.report.reading import Report
from tests.workflow.drawn_numbers import DrawnNumbers, figures_of
from tests.workflow.number_sources import NumberSources

NUMBER = re.compile(r"\d+(?:[.,\u202f]\d+)*")
#: What carries a number, in the order in which it is asked, with what it is.
KINDS = {
    "data-result": "a result of statistics.csv",
    "data-cell": "a cell of a listed table",
    "data-config": "a setting of config or of the plan",
    "data-count": "how many rows of a table there are",
    "data-method": "no result: the register's words on a method, with its constants and reference",
    "data-label=visit": "no result: the name of a visit, which config gives",
    "data-label=name": "no result: a name that the data or config give, such as a group, a file or the citation",
    "data-label=code": "no result: a name or a digest in code, such as of a result, a file, a version",
}


@dataclass
class Traced:
    """The numbers of one report.

    Attributes
    ----------
    sources
        Where they are looked up.
    kinds
        How many numbers there are of each kind.
    faults
        Those that have no source, or whose source has another value.
    """

    sources: NumberSources
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def check(self, text: str) -> Report:
        """Look at every number of a report, which is given as it was read: its text, and its figures."""
        report = Report(text)
        for words, carried in report.texts:
            found = NUMBER.findall(words)
            if found:
                kind, problem = self._source(" ".join(words.split()), carried)
                self._note(words, kind, len(found), problem)
        for name, svg in figures_of(text):
            for number in DrawnNumbers(name, self.sources).read(svg):
                self._note(f"{name}: {number.words}", number.kind, number.n, number.problem)
        return report

    def _note(self, words: str, kind: str, n: int, problem: str) -> None:
        self.kinds[kind] += n
        if problem:
            self.faults.append(f"{words.strip()!r}: {problem}")

    def _source(self, words: str, carried: Mapping[str, str | None]) -> tuple[str, str]:
        """The kind of a text with numbers, and what is wrong with it."""
        sources = self.sources
        if name := carried.get("data-result"):
            return "data-result", sources.result(words, name, str(carried["data-column"]))
        asked = {
            "data-cell": sources.cell,
            "data-config": sources.setting,
            "data-count": sources.count,
            "data-method": sources.method,
        }
        for kind, problem in asked.items():
            if reference := carried.get(kind):
                return kind, problem(words, reference)
        kind = f"data-label={carried.get('data-label')}"
        if kind in KINDS:
            return kind, sources.label(words, str(carried["data-label"]))
        return "nothing", "it says not where it comes from"


def traced(report: Path, sources: NumberSources) -> Traced:
    """The numbers of a report, looked up in the results beside it."""
    found = Traced(sources)
    found.check(report.read_text(encoding="utf-8"))
    return found


def main(report: Path) -> None:
    """Print how many numbers of each kind a report of the study has, and those without a source."""
    from tests.stages.running import study

    found = traced(report, NumberSources(report.parent, study(), report.parents[2]))
    for name, number in found.kinds.most_common():
        print(f"{number:6} {name}")
    print(f"{found.kinds.total():6} numbers, {len(found.faults)} without a source")
    print("\n".join(found.faults))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
