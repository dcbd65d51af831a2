"""How results are put into words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.model.grid import MERGED
from casetrace.model.listing import Listing
from casetrace.report.document.blocks import Cell
from casetrace.report.document.inlines import Inlines, Number
from casetrace.report.document.prose import PERCENT, Part, aside, joined, line, plural, prose
from casetrace.report.document.tables import number_cell
from casetrace.report.glossary import REASONS_MISSING
from casetrace.report.printer import cell, counted, group_name, label
from casetrace.report.quantity import Quantity

#: Arms whose names have up to so many letters, such as A, are named behind the word.
SHORT_NAME = 2


def units_of(unit: str) -> str:
    """The unit of analysis in the plural."""
    return "lesions" if unit == "lesion" else "patients"


def t_method(unit: str) -> str:
    """The t interval of a mean: over lesions that of lesions clustered by patient."""
    return "cr2_t" if unit == "lesion" else "t"


def many(quantity: Quantity, noun: str) -> Inlines:
    """A count with its noun."""
    return line(quantity.number("count"), " ", plural(noun, quantity.row("count")["estimate"]))


def share(quantity: Quantity, noun: str = "") -> Inlines:
    """A count with its denominator and percentage, or why there is none."""
    count = quantity.number("count")
    if quantity.is_refused("count"):
        return line(count, " ", aside(quantity.note("count")))
    fraction = line(count, " of ", quantity.size(units_of(quantity.unit), "count"), f" {noun}" if noun else "")
    if quantity.is_refused("percent"):
        return fraction
    return line(fraction, prose(" ({percent} %)", percent=quantity.number("percent", mark=False)))


def nobody(quantity: Quantity) -> bool:
    """Whether a count is 0."""
    return bool(quantity.row("count")["estimate"] == 0)


def counted_share(quantity: Quantity, everybody: Quantity) -> Inlines:
    """A count with its percentage, and its denominator where that is not everybody."""
    is_given = not quantity.is_refused("count") and not quantity.is_refused("percent")
    if not is_given or quantity.among("count") != everybody.row("count")["estimate"]:
        return share(quantity)
    return line(quantity.number("count"), prose(" ({percent} %)", percent=quantity.number("percent", mark=False)))


def median_range(quantity: Quantity) -> Inlines:
    """A median with its range; alone where it is that of a single value."""
    median = quantity.number("median")
    if quantity.is_refused("median") or quantity.among("median") <= 1:
        return (median,)
    ends = (quantity.number(end, mark=False) for end in ("minimum", "maximum"))
    return line(median, " (", next(ends), " to ", next(ends), ")")


def median_and_range(quantity: Quantity, unit: str) -> Inlines:
    """A median with its unit and range in a sentence; a single value alone."""
    measured = line(
        quantity.number("median", mark=False), unit if unit == PERCENT else f"\N{NO-BREAK SPACE}{unit}".rstrip()
    )
    if quantity.among("median") <= 1:
        return measured
    ends = (quantity.number(end, mark=False) for end in ("minimum", "maximum"))
    return line("median ", measured, " (range ", next(ends), " to ", next(ends), ")")


def reason_missing(value: str) -> Inlines:
    """Why a patient has no value, as a noun."""
    return (REASONS_MISSING[value],) if value in REASONS_MISSING else (label(value),)


def mean_sd(quantity: Quantity) -> Inlines:
    """A mean with its standard deviation, where there is one."""
    mean = quantity.number("mean")
    return (mean,) if quantity.is_refused("sd") else line(mean, " (", quantity.number("sd", mark=False), ")")


def with_interval(quantity: Quantity, statistic: str) -> Inlines:
    """An estimate with its interval."""
    number = quantity.number(statistic)
    if quantity.is_refused(statistic):
        return (number,)
    return line(number, " (", quantity.interval(statistic, mark=False), ")")


def level_of(quantity: Quantity, statistic: str) -> Inlines:
    """The level of an interval that has one of its own, in percent."""
    return line(quantity.level(statistic), PERCENT)


def centre_with_interval(quantity: Quantity, statistic: str) -> Inlines:
    """A mean or median with its interval; as it is described, without one, where the interval is refused."""
    described = quantity.as_described(statistic) if quantity.is_refused(statistic) else None
    if described is None:
        return with_interval(quantity, statistic)
    return line(described.number(statistic), " (", quantity.no_interval(statistic), ")")


def estimable(quantity: Quantity, statistic: str, unit: Part = "") -> Inlines:
    """A number with its unit for a sentence; where it is refused, that it can't be estimated and why."""
    if quantity.is_refused(statistic):
        return prose("not estimable ({note})", note=quantity.note(statistic))
    return line(quantity.number(statistic), unit)


def central(quantity: Quantity, unit: str, level: Inlines) -> Inlines:
    """The median and the mean with their intervals, first the one whose interval may be used, and of how many.

    Where the t interval of the mean is flagged, as it is where values pile up at the end of their range, the median
    leads; the level of its interval is printed with it.
    """
    mean = quantity.where(method=t_method(quantity.unit))
    if mean.is_refused("mean") and mean.among("mean") == 0:
        return prose("not estimated ({note})", note=mean.note("mean"))
    parts = [_median_words(quantity, unit), _mean_words(mean, unit, level)]
    return joined((*(parts if mean.is_flagged("mean") else reversed(parts)), sized(mean, "mean")), "; ")


def sized(quantity: Quantity, statistic: str) -> Inlines:
    """Of how many of its unit a result is, with the noun."""
    return line(
        quantity.size(units_of(quantity.unit), statistic), " ", plural(quantity.unit, quantity.among(statistic))
    )


def _median_words(quantity: Quantity, unit: str) -> Inlines:
    exact = quantity.where(method="median_order_statistics")
    measured = PERCENT if unit == "%" else f"\N{NO-BREAK SPACE}{unit}".rstrip()
    words = line("median ", quantity.number("median", mark=False), measured)
    if not exact.has("median") or exact.is_refused("median"):
        return words
    return line(words, " (", level_of(exact, "median"), " CI ", exact.interval("median"), ")")


def _mean_words(mean: Quantity, unit: str, level: Inlines) -> Inlines:
    measured = PERCENT if unit == "%" else f"\N{NO-BREAK SPACE}{unit}".rstrip()
    words = line("mean ", mean.where(method="").number("mean", mark=False), measured)
    if mean.is_refused("mean"):
        return line(words, prose(" (no CI: {note})", note=mean.note("mean")))
    return line(words, " (", level, " CI ", mean.interval("mean"), ")")


def proportion_cells(quantity: Quantity) -> Iterator[Cell]:
    """A proportion with its denominator and intervals."""
    exact, wilson = (quantity.where(method=method) for method in ("clopper_pearson", "wilson"))
    yield number_cell(exact.size(units_of(quantity.unit), "proportion"))
    yield number_cell(with_interval(exact, "proportion"))
    yield number_cell(wilson.interval("proportion") if wilson.has("proportion") else "")
    yield number_cell(quantity.number("upper_limit", mark=False) if quantity.has("upper_limit") else "")


def p_words(p_value: Number) -> Inlines:
    """A P value in a sentence, such as `P = 0.031`; one below the smallest that is printed has a sign of its own."""
    return line("P " if p_value.text.startswith("<") else "P = ", p_value)


def within_arm(group: str, preposition: str = "in") -> Inlines:
    """Such as `in the control arm`, `in arm A` or, of an arm whose name says what it is, `in group 1`."""
    name = group_name(group)
    if re.search(r"\b(arm|group)\b", name.text, re.IGNORECASE):
        return line(f"{preposition} ", name)
    if len(name.text) <= SHORT_NAME:
        return line(f"{preposition} arm ", name)
    return line(f"{preposition} the ", name, " arm")


def holm(quantity: Quantity) -> Part:
    """Holm's p value of a test, where there is one."""
    adjusted = quantity.where(method="holm")
    return adjusted.number("p_value_holm", mark=False) if adjusted.has("p_value_holm") else ""


def why_missing(key: str, visit: Mapping[str, Any]) -> Inlines:
    """Why a lesion has no value at a visit, and with which other one it merged if that is why."""
    reason = cell("lesion_visits", key, "missing_reason", visit["missing_reason"])
    if visit["missing_reason"] != MERGED:
        return (reason,)
    return line(reason, " with ", cell("lesion_visits", key, "merged_into", visit["merged_into"]))


def counted_value(key: str, visit: Mapping[str, Any], name: str, unit: str = "") -> Inlines:
    """The baseline or the value of a visit; of one beyond a limit, the text of the source and the number it counts as.

    Parameters
    ----------
    key
        The row of the lesion visits.
    visit, name
        The visit, and `baseline` or `value`; with `baseline_limit` and `value_limit` where there is such a text.
    unit
        What stands behind the number.
    """
    limit = visit.get(f"{name}_limit")
    value = cell("lesion_visits", key, name, visit[name], 6 if limit else 1)
    return line(label(limit), " (as ", value, unit, ")") if limit else line(value, unit)


def more_rows(listed: Listing, table: str) -> tuple[Inlines, ...]:
    """The note below a table that does not show all of its rows."""
    if not listed.more:
        return ()
    n_more = counted(listed.more, f"{table}|after={len(listed.rows)}")
    return (prose("{more} further rows are in the files supplied with this report.", more=n_more),)


def source_words(source: Mapping[str, Any] | None) -> Inlines:
    """Where data come from: the citation, and the place in it."""
    if not source:
        return ()
    location = line(" ", label(source["location"]), ".") if source.get("location") else ""
    return line(citation_words(source), location)


def citation_words(source: Mapping[str, Any]) -> Inlines:
    """The citation with the place in the journal and the DOI, as far as config has them."""
    issue = f"({source['issue']})" if source.get("issue") else ""
    volume = f"{source.get('volume', '')}{issue}"
    places = [str(source.get("year", "")), ": ".join(filter(None, (volume, source.get("pages", ""))))]
    journal = "; ".join(filter(None, places))
    doi = f"doi {source['doi']}" if source.get("doi") else ""
    ends = [label(words) for words in (journal, doi) if words]
    if not ends:
        return (label(source["citation"]),)
    return line(label(source["citation"]), " ", joined(ends, ". "), ".")
