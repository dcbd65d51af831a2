"""What a manuscript answers of the reporting guidelines: a check for each item, which may fail."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casetrace.model.variables import names, variables
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Document, Section
from casetrace.report.document.inlines import Number, Setting, Value
from casetrace.report.document.walking import parts_of
from casetrace.report.text import text


@dataclass(frozen=True)
class Checked:
    """A manuscript, and what it is made of."""

    content: CohortContent
    manuscript: Document

    @cached_property
    def numbers(self) -> list[tuple[Number, dict[str, Any]]]:
        """The numbers that are printed, each with the row of its result; without those that are refused."""
        found = parts_of(self.manuscript, Number)
        by_id = self.content.printer.by_id
        return [
            (number, by_id[number.result_id])
            for number in found
            if number.status != "refused" and number.result_id in by_id
        ]

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The sections by their `id`, also those within others."""
        return {section.id: section for section in parts_of_sections(self.manuscript.sections)}

    def words(self, section: str) -> str:
        """What a section says; empty where there is none."""
        return text(self.sections[section]) if section in self.sections else ""

    def prints(self, *analyses: str) -> bool:
        """Whether a number of any of these analyses is printed."""
        return any(row["analysis"] in analyses for _, row in self.numbers)

    def values(self, *columns: str) -> bool:
        """Whether the narratives print a value of any of these columns."""
        narratives = self.sections.get("narratives")
        return any(value.column in columns for value in parts_of(narratives, Value)) if narratives else False

    def column(self, name: str) -> bool:
        """Whether a number of such a column of statistics.csv is printed."""
        return any(number.column == name for number, _ in self.numbers)


def parts_of_sections(sections: tuple[object, ...]) -> Iterator[Section]:
    """Sections, and those within them."""
    for section in sections:
        if isinstance(section, Section):
            yield section
            yield from parts_of_sections(section.blocks)


def _settings(checked: Checked) -> set[str]:
    return {setting.path for setting in parts_of(checked.manuscript, Setting)}


def _title(checked: Checked) -> bool:
    shown = f"{checked.manuscript.title} {text_of_subtitle(checked.manuscript)}"
    return re.search(r"\bcase series\b", shown, re.IGNORECASE) is not None


def text_of_subtitle(manuscript: Document) -> str:
    """The subtitle of a document in words."""
    return "".join(map(text, manuscript.subtitle))


def _demographics(checked: Checked) -> bool:
    return checked.prints(*names(variables("explains", "patient")), *names(variables("groups", "patient")))


def _primary_result(checked: Checked) -> bool:
    """Whether something is printed of what answers a primary endpoint."""
    primary = {_about(row) for row in checked.content.printer.by_id.values() if row["role"] == "primary"}
    return any(_about(row) in primary for number, row in checked.numbers if number.column == "estimate")


def _important_difference(checked: Checked) -> bool:
    return any(path.endswith(".important_difference") for path in _settings(checked))


def _percentages_have_counts(checked: Checked) -> bool:
    """Whether each percentage that is printed has its count printed as well."""
    counted = {_about(row) for _, row in checked.numbers if row["statistic"] == "count"}
    shares = {_about(row) for _, row in checked.numbers if row["statistic"] == "percent"}
    return bool(shares) and shares <= counted and (checked.column("n_patients") or checked.column("n_lesions"))


def _about(row: dict[str, Any]) -> tuple[Any, ...]:
    columns = ("analysis", "outcome", "visit", "unit_of_analysis", "analysis_set", "group", "scenario")
    return tuple(row[name] for name in columns)


def _dispersion(checked: Checked) -> bool:
    """Whether a median has its range, or a mean its standard deviation."""
    statistics = {row["statistic"] for _, row in checked.numbers}
    return {"median", "minimum", "maximum"} <= statistics or {"mean", "sd"} <= statistics


def _missing_values(checked: Checked) -> bool:
    """Whether it is said what was done with missing values, or nobody has one at the primary visit."""
    primary = checked.content.primary
    evaluable = checked.content.enrolled("evaluable", "patient", outcome=primary.outcome, visit=primary.visit)
    nobody = bool(evaluable.row("count")["estimate"] == evaluable.among("count"))
    return nobody or "Missing values" in checked.words("statistical-analysis")


def _says(section: str, *words: str) -> Callable[[Checked], bool]:
    """Whether a section has one of these words."""
    return lambda checked: any(word in checked.words(section) for word in words)


def _prints(*analyses: str) -> Callable[[Checked], bool]:
    return lambda checked: checked.prints(*analyses)


def _values(*columns: str) -> Callable[[Checked], bool]:
    return lambda checked: checked.values(*columns)


#: The checks by name, as checklists.yaml has them.
CHECKS: dict[str, Callable[[Checked], bool]] = {
    "title": _title,
    "patients": _prints("patients"),
    "intervention": lambda checked: {"reporting.drug", "reporting.concentration"} <= _settings(checked),
    "treatment": lambda checked: checked.prints("treatments") and checked.prints("dose_mean"),
    "endpoints": _says("methods", "endpoint was", "endpoints were"),
    "visits": _says("methods", "was recorded at"),
    "software": _says("statistical-analysis", "Casetrace"),
    "demographics": _demographics,
    "primary_result": _primary_result,
    "follow_up": _prints("evaluable"),
    "adverse_events": _prints("any_complication"),
    "seriousness": _prints("serious_complication"),
    "narrative_patient": _values(*names(variables("listed", "patient"))[1:]),
    "narrative_findings": _values("site", "baseline"),
    "timeline": _values("value", "improvement"),
    "narrative_treatment": _values("n_treatments", "dose_mean", "regimen"),
    "narrative_outcome": _values("value", "improvement", "missing_reason"),
    "narrative_events": lambda checked: checked.prints("any_complication") and bool(checked.words("narratives")),
    "derived": _says("methods", "Percent reduction is", "Percent increase is", "levels are"),
    "important_difference": _important_difference,
    "unit_of_analysis": _says("statistical-analysis", "nit of analysis"),
    "methods": _says("statistical-analysis", "based on", "P values are from"),
    "assumptions": lambda checked: bool(checked.content.methods),
    "multiplicity": _says("statistical-analysis", "P values were not adjusted", "Holm"),
    "missing_values": _missing_values,
    "sides": _says("statistical-analysis", "two-sided", "one-sided"),
    "significance": _says("statistical-analysis", "threshold of significance"),
    "denominators": _percentages_have_counts,
    "dispersion": _dispersion,
    "intervals": lambda checked: checked.column("ci_lower"),
    "exact_p": lambda checked: checked.column("p_value"),
}
