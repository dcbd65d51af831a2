"""A quantity of which there are results, with the statistics that a report prints of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from casetrace.methods.register import DESCRIPTIONS
from casetrace.report.document.inlines import Inline, Inlines, Number, Reason
from casetrace.report.printer import Printer


@dataclass(frozen=True)
class Quantity:
    """The results of one analysis over one unit.

    Attributes
    ----------
    printer
        All results.
    analysis, unit
        As in statistics.csv.
    about
        The other parts of the results' names: outcome, visit, scenario, method and so on.
    """

    printer: Printer
    analysis: str
    unit: str
    about: Mapping[str, Any] = field(default_factory=dict)

    def where(self, **key: Any) -> "Quantity":
        """The quantity with more, or other, parts of its name."""
        return replace(self, about={**self.about, **key})

    def of(self, analysis: str, unit: str) -> "Quantity":
        """Another analysis of the same outcome, visit and so on."""
        return replace(self, analysis=analysis, unit=unit)

    def groups(self, variable: str) -> list[str]:
        """The groups of a variable for which there are results, in order."""
        return self.printer.groups(self.analysis, self.unit, variable, **self.about)

    def groups_within(self, variable: str) -> list[str]:
        """The groups of a variable within its own group, for which there are results, in order."""
        return self.printer.groups_within(self.analysis, self.unit, variable, **self.about)

    def row(self, statistic: str) -> dict[str, Any]:
        """The row of a result."""
        return self.printer.row(self.analysis, self.unit, statistic, **self.about)

    def has(self, statistic: str) -> bool:
        """Whether there is such a result, refused or not."""
        return self.printer.has(self.analysis, self.unit, statistic, **self.about)

    def is_refused(self, statistic: str) -> bool:
        """Whether there is no number."""
        return self.printer.is_refused(self.analysis, self.unit, statistic, **self.about)

    def among(self, statistic: str) -> int:
        """How many of its unit a result rests on, to decide what to print."""
        return self.printer.among(self.analysis, self.unit, statistic, **self.about)

    def number(self, statistic: str, *, mark: bool = True) -> Number:
        """The estimate of a result."""
        return self.printer.number(self.analysis, self.unit, statistic, mark=mark, **self.about)

    def interval(self, statistic: str, *, mark: bool = True) -> Inlines:
        """Its confidence interval."""
        return self.printer.interval(self.analysis, self.unit, statistic, mark=mark, **self.about)

    def no_interval(self, statistic: str) -> Number:
        """That it has no interval, where it is refused."""
        return self.printer.no_interval(self.analysis, self.unit, statistic, **self.about)

    def level(self, statistic: str) -> Number:
        """The level of its confidence interval, in percent."""
        return self.printer.level(self.analysis, self.unit, statistic, **self.about)

    def as_described(self, statistic: str) -> "Quantity | None":
        """The same statistic as it is described, without an interval; None where it is not, or is refused."""
        described = (self.where(method=method) for method in DESCRIPTIONS)
        return next((plain for plain in described if plain.has(statistic) and not plain.is_refused(statistic)), None)

    def is_flagged(self, statistic: str) -> bool:
        """Whether a result is flagged."""
        return bool(self.row(statistic)["status"] == "flagged")

    def size(self, units: str, statistic: str) -> Inline:
        """How many `patients` or `lesions` it rests on."""
        return self.printer.size(units, self.analysis, self.unit, statistic, **self.about)

    def p_value(self, statistic: str, *, mark: bool = False) -> Number:
        """Its p value."""
        return self.printer.p_value(self.analysis, self.unit, statistic, mark=mark, **self.about)

    def smallest_p_value(self, statistic: str) -> Number:
        """The smallest p value that the data could have given."""
        return self.printer.smallest_p_value(self.analysis, self.unit, statistic, **self.about)

    def note(self, statistic: str) -> Reason:
        """Why it is flagged or refused."""
        return self.printer.note(self.analysis, self.unit, statistic, **self.about)
