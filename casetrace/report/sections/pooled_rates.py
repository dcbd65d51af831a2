"""Shares of responding patients of the cohorts side by side, and pooled."""

from collections.abc import Iterable, Iterator

from casetrace.model.groups import written
from casetrace.report.document.blocks import Block, Paragraph, Row, Section, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.numbering import reference
from casetrace.report.document.prose import capitalised, line, prose
from casetrace.report.document.tables import (
    Entry,
    captioned,
    header,
    number_cell,
    number_heading,
    pooled_row,
    row,
)
from casetrace.report.glossary import NOTE
from casetrace.report.pooled_content import ComparedRate, PooledContent
from casetrace.report.printer import label, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.pooled_tables import named_caption, noted_table

INTRODUCTION = (
    "Patients who respond, of those with a value. Pooled by the exact likelihood: a cohort in which all or none "
    "responded is kept. The pooled proportion is that of a typical cohort."
)
BESIDE = (
    "{level} prediction interval for a further cohort: {lower} to {upper} %. For comparison, Freeman–Tukey: "
    "{proportion} % ({interval} %), which depends on the sizes of the cohorts."
)
AS_ONE = "All patients taken as one cohort: {proportion} % ({interval} %)."
CAPTION = "Responding patients of each cohort, and the pooled proportion."
POOLED = "The pooled proportion."
EACH = "The proportion of each cohort: {table}."
#: How the proportion of a cohort came about.
OF_COHORTS = ("clopper_pearson", "printed_clopper_pearson")


def pooled_rates(content: PooledContent) -> tuple[Section, ...]:
    """The section; none where the cohorts count nothing alike."""
    if not content.rates:
        return ()
    blocks: tuple[Block, ...] = (Paragraph((INTRODUCTION,)), *(_rate(content, rate) for rate in content.rates))
    return (Section(("Responding patients",), blocks, "responses", 2, "Responses"),)


def _rate(content: PooledContent, rate: ComparedRate) -> Section:
    if content.many:
        pooled = pooled_row("Pooled", *_cells(pooled_rate(content, rate), counted=False))
        of_each = line(reference(f"table-{_name('responses', rate)}"))
        shown = rate_table(content, rate, [pooled], "pooled", POOLED, counted=False)
        return Section(
            rate_title(rate), (shown, *_beside(content, rate), Paragraph(prose(EACH, table=of_each), "aside"))
        )
    pooled = pooled_row("Pooled", *_cells(pooled_rate(content, rate)))
    shown = rate_table(content, rate, [*rate_rows(content, rate), pooled], "responses", CAPTION)
    return Section(rate_title(rate), (shown, *_beside(content, rate)))


def rate_title(rate: ComparedRate) -> Inlines:
    """The heading of what is said of a share."""
    return line(label(capitalised(rate.label)), ", ", named_visit(rate.visit))


def rate_table(
    content: PooledContent, rate: ComparedRate, rows: Iterable[Row], name: str, caption: str, *, counted: bool = True
) -> Table:
    """A table of shares; its `name` tells it from others of the same share. What is pooled is not `counted`."""
    interval = number_heading(content.level, " interval")
    responding = [number_heading("Responding")] if counted else []
    columns = (number_heading("Patients"), *responding, number_heading("%"))
    shown = noted_table(content, header("Cohort", *columns, interval, NOTE), rows)
    return captioned(shown, _name(name, rate), named_caption(rate_title(rate), caption))


def _name(name: str, rate: ComparedRate) -> str:
    return f"{name}-{rate.endpoint or rate.analysis}-{rate.outcome}-{rate.visit}"


def pooled_rate(content: PooledContent, rate: ComparedRate) -> Quantity:
    """The pooled share of all cohorts."""
    return content.rate(rate).where(group=_group(rate), method="binomial_normal")


def rate_rows(content: PooledContent, rate: ComparedRate) -> Iterator[Row]:
    """The share of each cohort that has one."""
    share = content.rate(rate)
    for group, cohort in content.cohorts.items():
        named = _group(rate, group)
        found = (share.where(group=named, method=method) for method in OF_COHORTS)
        of_cohort = next((quantity for quantity in found if quantity.has("proportion")), None)
        if of_cohort is not None:
            yield row(label(cohort.title), *_cells(of_cohort))


def _cells(share: Quantity, *, counted: bool = True) -> Iterator[Entry]:
    yield number_cell(share.size("patients", "proportion"))
    if counted:
        yield number_cell(share.number("count", mark=False) if share.has("count") else "")
    yield number_cell(share.number("proportion"))
    yield number_cell(share.interval("proportion"))
    yield share.note("proportion")


def _beside(content: PooledContent, rate: ComparedRate) -> Iterator[Block]:
    share = content.rate(rate).where(group=_group(rate))
    exact, other = share.where(method="binomial_normal"), share.where(method="freeman_tukey")
    if not exact.is_refused("proportion") and other.has("proportion"):
        lower, upper = (exact.number(end, mark=False) for end in ("predicted_lower", "predicted_upper"))
        proportion, interval = other.number("proportion"), other.interval("proportion")
        level = content.level
        yield Paragraph(prose(BESIDE, level=level, lower=lower, upper=upper, proportion=proportion, interval=interval))
    as_one = share.where(method="clopper_pearson")
    if as_one.has("proportion"):
        proportion, interval = as_one.number("proportion"), as_one.interval("proportion")
        yield Paragraph(prose(AS_ONE, proportion=proportion, interval=interval))


def _group(rate: ComparedRate, cohort: str = "") -> str:
    """The group of a cohort's share, or of the pooled one, as the results name it."""
    endpoint = written([("endpoint", rate.endpoint)]) if rate.endpoint else ""
    return "; ".join(filter(None, (cohort, endpoint)))
