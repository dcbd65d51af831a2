"""Categories of the cohorts in the terms of the study: how many patients or lesions each cohort has of a term."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from casetrace.model import groups
from casetrace.model.basis import OF_COHORT, part
from casetrace.model.comparisons import Cohort, cohort_labels
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Sizes, Subject, adds_results
from casetrace.model.study_terms import StudyTerms

#: The group of those whose text is in no term of the study.
UNMAPPED = "no term of the study"


def add_categories(results: Results, cohorts: Sequence[Cohort], names: Sequence[str], terms: StudyTerms) -> None:
    """Add the counts of every variable of which config has terms.

    Parameters
    ----------
    cohorts
        Those whose patients are at hand.
    names
        Names of all cohorts of the study, in order.
    terms
        The terms of the study.
    """
    labels = cohort_labels(names)
    for variable in terms.categories:
        for cohort in cohorts:
            _add_cohort(results, cohort, labels[cohort.name], variable, terms)


@adds_results
def _add_cohort(results: Results, cohort: Cohort, label: str, variable: str, terms: StudyTerms) -> None:
    counts = {text: rows for text, rows in counts_of(cohort.statistics, variable)}
    by_term: dict[str, list[pd.DataFrame]] = {}
    for text, rows in counts.items():
        by_term.setdefault(terms.term_of(variable, cohort.name, text) or UNMAPPED, []).append(rows)
    for term in (term for term in [*terms.categories[variable], UNMAPPED] if term in by_term):
        rows = pd.concat(by_term[term])
        subject = Subject(
            Quantity(variable),
            rows["unit_of_analysis"].iloc[0],
            "descriptive",
            analysis_set="enrolled",
            basis=(part(OF_COHORT.format(cohort=cohort.name), rows, "estimate"),),
        ).within("cohort", label)
        first = rows.iloc[0]
        n = Sizes(int(first["n_patients"]), None if pd.isna(first["n_lesions"]) else int(first["n_lesions"]))
        results.add(subject.within(variable, term), "count", float(rows["estimate"].sum()), "count", n)


def counts_of(statistics: pd.DataFrame, variable: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each text of a variable with the row of the cohort's results that counts it."""
    rows = statistics[
        (statistics["analysis"] == variable)
        & (statistics["statistic"] == "count")
        & (statistics["method"] == "count")
        & (statistics["analysis_set"] == "enrolled")
    ]
    for position in range(len(rows)):
        found: Mapping[str, str] = dict(groups.read(str(rows["group"].iloc[position])))
        if set(found) == {variable}:
            yield found[variable], rows.iloc[[position]]
