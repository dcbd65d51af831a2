"""The cohorts of a study of many, one by one: who they are, their means, shares and categories."""

from collections.abc import Iterator

from casetrace.report.document.blocks import Block, Section
from casetrace.report.pooled_content import PooledContent
from casetrace.report.sections.pooled import checklist_answers, cohort_table, mean_rows, mean_table
from casetrace.report.sections.pooled_categories import categories_title, count_table
from casetrace.report.sections.pooled_rates import rate_rows, rate_table, rate_title
from casetrace.report.sections.pooled_sensitivity import comparison_title

MEANS, RATES = "The mean of the patients of each cohort.", "Responding patients of each cohort."


def single_cohorts(content: PooledContent) -> tuple[Section, ...]:
    """The section; none where the report itself lists the cohorts."""
    if not content.many:
        return ()
    blocks: tuple[Block, ...] = (cohort_table(content), *checklist_answers(content), *_results(content))
    return (Section(("Single cohorts",), blocks, "single-cohorts", 2, "Single cohorts"),)


def _results(content: PooledContent) -> Iterator[Section]:
    for compared in content.compared:
        means = mean_table(content, compared, mean_rows(content, compared), "means", MEANS)
        yield Section(comparison_title(compared), (means,))
    for rate in content.rates:
        yield Section(rate_title(rate), (rate_table(content, rate, rate_rows(content, rate), "responses", RATES),))
    for categories in content.categories:
        yield Section(categories_title(categories), (count_table(content, categories),))
