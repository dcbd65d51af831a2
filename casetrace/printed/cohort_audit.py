"""Whether the numbers that are printed of a cohort agree with each other, asked before they are pooled."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from casetrace.printed.cohort_lines import IMPROVEMENT, CohortLine
from casetrace.printed.granularity import debit, grim, grim_percent, grimmer
from casetrace.printed.numbers import Printed
from casetrace.printed.spread import mean_range, sd_range
from casetrace.printed.verdict import Verdict

#: The order in which order statistics ascend.
ASCENDING = ("minimum", "q1", "median", "q3", "maximum")


@dataclass(frozen=True)
class LineAudit:
    """What the tests say of a line."""

    verdicts: tuple[Verdict, ...]

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The tests that the line does not pass."""
        return tuple(verdict for verdict in self.verdicts if not verdict.agrees)

    @property
    def outcome(self) -> str:
        """In one word, or two."""
        if not self.verdicts:
            return "not testable"
        return "contradictory" if self.failed else "consistent"


def audited(line: CohortLine) -> LineAudit:
    """All tests that the numbers of a line allow."""
    tests = _of_values(line) if line.texts["measure"] == IMPROVEMENT else _of_responses(line)
    return LineAudit(tuple(tests))


def _of_values(line: CohortLine) -> Iterator[Verdict]:
    ends = {name: line.number(name) for name in ("minimum", "maximum") if line.has(name)}
    if line.has("mean"):
        if line.has_whole_numbers:
            yield grim(line.number("mean"), line.n)
        if ends:
            yield mean_range(line.number("mean"), line.n, ends.get("minimum"), ends.get("maximum"))
    if line.has("sd"):
        mean = line.number("mean") if line.has("mean") else None
        if mean and line.has_whole_numbers:
            yield grimmer(line.number("sd"), mean, line.n)
        if len(ends) == 2:
            yield sd_range(line.number("sd"), line.n, ends["minimum"], ends["maximum"], mean)
    printed = [(name, line.number(name)) for name in ASCENDING if line.has(name)]
    if len(printed) > 1:
        yield _order(printed)


def _of_responses(line: CohortLine) -> Iterator[Verdict]:
    if line.has("percent", "count"):
        yield grim_percent(line.number("percent"), line.n, int(line.texts["count"]))
    if line.has("mean", "sd"):
        yield debit(line.number("mean"), line.number("sd"), line.n)
    if line.has("mean", "count"):
        share = Fraction(int(line.texts["count"]), line.n)
        mean = line.number("mean")
        against = f"{line.texts['count']} of {line.n}"
        yield Verdict("count_mean", mean.allows(share, share), mean.text, against, f"{float(share):g}")


def _order(printed: list[tuple[str, Printed]]) -> Verdict:
    """Whether order statistics ascend, their rounding allowed for."""
    numbers = [number for _, number in printed]
    agrees = all(low.lower <= high.upper for low, high in pairwise(numbers))
    against = ", ".join(f"{name} = {number.text}" for name, number in printed[1:])
    return Verdict("order", agrees, printed[0][1].text, against, "each at least the one before it")
