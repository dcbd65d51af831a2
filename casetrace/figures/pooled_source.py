"""What the figures of the cohorts together are drawn from."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from casetrace.figures.source import Source
from casetrace.model.comparisons import Cohort
from casetrace.model.plan import read_plan
from casetrace.model.printed_table import printed_titles
from casetrace.model.result_files import read_statistics
from casetrace.model.storage import read_parquet
from casetrace.model.study_terms import StudyTerms


class PooledSource(NamedTuple):
    """The results of all cohorts together, the cohorts whose patients are at hand, and their lesion visits by name.

    `titles` has what every cohort is called for people, those of which there are printed summaries alone too.
    """

    statistics: pd.DataFrame
    cohorts: Mapping[str, Cohort]
    visits: Mapping[str, pd.DataFrame]
    titles: Mapping[str, str]


def pooled_source(source: Source) -> PooledSource:
    """Read the files of a job, which are in the order of the titles of the cohorts whose patients are at hand."""
    titles, files = source.settings["titles"], source.files
    terms, statistics = StudyTerms.of(source.settings["pool"]), read_statistics(files["statistics"])
    plans = {name: read_plan(path) for name, path in zip(titles, files["plans"], strict=True)}
    visits = {name: read_parquet(path) for name, path in zip(titles, files["lesion_visits"], strict=True)}
    cohorts = {name: Cohort.of(name, plan, statistics.head(0), terms) for name, plan in plans.items()}
    return PooledSource(statistics, cohorts, visits, titles | printed_titles(read_parquet(files["printed"])))
