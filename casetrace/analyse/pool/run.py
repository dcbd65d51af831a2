"""Pool the cohorts of a study, or put them beside each other where they are few.

In: the plan, statistics.csv and lesion visits of each cohort; the `pool` and `methods` sections of config;
cohorts.csv.
Out: `statistics.csv` of the study: for every outcome and visit, and every share of responding patients, that two
cohorts or more have the results of each cohort, and the pooled ones or the reason why there are none; what the next
study needs; in provenance/ the rows of the cohorts' results that each of these rests on. What the cohorts measured and
how (`harmonisation.csv`), which may have patients in common (`overlap.csv`), and what is printed of further cohorts.
"""

import logging
from collections.abc import Mapping
from typing import Any

import pandas as pd

from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.pool.categories import add_categories
from casetrace.analyse.pool.declared import check_declared
from casetrace.analyse.pool.harmonisation import Measured, measured, printed
from casetrace.analyse.pool.means import add_means
from casetrace.analyse.pool.next_study import add_next_study
from casetrace.analyse.pool.one_stage import add_one_stage, with_ends
from casetrace.analyse.pool.ordered_categories import add_ordered_categories
from casetrace.analyse.pool.overlap import OVERLAP_COLUMNS, overlaps
from casetrace.analyse.pool.rates import add_rates
from casetrace.model.comparisons import METHOD, Cohort, comparisons, in_time_unit
from casetrace.model.errors import UserError
from casetrace.model.lineage_files import write_lineage
from casetrace.model.plan import Plan, in_unit_of_plans, read_plan
from casetrace.model.result_files import read_statistics, write_statistics
from casetrace.model.results import Results
from casetrace.model.shared_categories import shared_categories
from casetrace.model.shared_rates import shared_rates
from casetrace.model.storage import read_parquet, write_csv, write_parquet
from casetrace.model.study_terms import StudyTerms
from casetrace.printed.cohort_lines import CohortLine, read_cohort_lines
from casetrace.printed.printed_cohorts import PrintedCohort, printed_cohorts, printed_frame, said_of

logger = logging.getLogger("casetrace")


@in_unit_of_plans
def pool_cohorts(
    plans: Mapping[str, str],
    results: Mapping[str, str],
    lesion_visits: Mapping[str, str],
    study: Mapping[str, Any],
    out: Mapping[str, str],
) -> None:
    """Pool the cohorts.

    Parameters
    ----------
    plans, results, lesion_visits
        Paths of each cohort's plan, statistics.csv and lesion visits, by cohort in the order of config.
    study
        Of the study's configuration `methods`, `pool` and `seed`, and the `sources` of its cohorts.
    out
        Paths to write, by name: `statistics`, `harmonisation` and `overlap` as CSV, `printed`, `lineage` and
        `row_sets`.

    Raises
    ------
    UserError
        When something is wrong with cohorts.csv, or config names what no cohort has.
    """
    settings = EstimationSettings(study["methods"], study["seed"])
    terms, planned = StudyTerms.of(study["pool"]), {name: read_plan(path) for name, path in plans.items()}
    cohorts = {name: Cohort.of(name, plan, read_statistics(results[name]), terms) for name, plan in planned.items()}
    file = study["pool"].get("cohorts_file", "")
    lines = _lines(file, cohorts, terms) if file else []
    printed_visits = {line.week for line in lines if line.measures}
    check_declared(cohorts, planned, in_time_unit(list(cohorts.values())), study["pool"], printed_visits)
    visits = {name: read_parquet(path) for name, path in lesion_visits.items()}
    further = printed_cohorts(lines, settings.level, terms, study["pool"]["from_median"])
    statistics = _results(cohorts, visits, further, study, _years(study["sources"], lines), settings)
    frame = statistics.frame()
    write_statistics(frame, out["statistics"])
    write_lineage(statistics.rows, out["lineage"], out["row_sets"])
    _write_tables(cohorts, planned, visits, further, study, lines, terms, out)
    pooled = ((frame["method"] == METHOD) & (frame["statistic"] == "mean") & (frame["status"] != "refused")).sum()
    logger.info("pooled: %d means of %d cohorts, %d of them printed", pooled, len(cohorts) + len(further), len(further))


def _lines(file: str, cohorts: Mapping[str, Cohort], terms: StudyTerms) -> list[CohortLine]:
    """The lines of cohorts.csv."""
    outcomes = dict.fromkeys(name for cohort in cohorts.values() for name in cohort.outcomes)
    endpoints = dict.fromkeys(name for cohort in cohorts.values() for name in cohort.endpoints)
    lines, problems = read_cohort_lines(file, list(cohorts), list(outcomes), list(endpoints), terms.windows)
    if any(problem.severity == "error" for problem in problems):
        raise UserError("\n".join(["The printed cohorts cannot be used.", *map(str, problems)]))
    return lines


def _years(sources: Mapping[str, Mapping[str, Any]], lines: list[CohortLine]) -> dict[str, int]:
    """The year of each cohort's publication, where config or cohorts.csv says it."""
    years = {name: int(source["year"]) for name, source in sources.items() if source.get("year")}
    return years | {name: int(about["year"]) for name, about in said_of(lines).items() if about["year"]}


def _results(
    cohorts: Mapping[str, Cohort],
    visits: Mapping[str, pd.DataFrame],
    further: list[PrintedCohort],
    study: Mapping[str, Any],
    years: Mapping[str, int],
    settings: EstimationSettings,
) -> Results:
    """All results of the cohorts together."""
    at_hand, fewest = in_time_unit(list(cohorts.values())), study["methods"]["pooled_cohorts"]
    names = [*cohorts, *(cohort.name for cohort in further)]
    shared = [with_ends(comparison, cohorts, visits) for comparison in comparisons(at_hand, further)]
    statistics = Results()
    add_means(statistics, shared, names, years, fewest, settings.level)
    add_rates(statistics, list(shared_rates(at_hand, further)), names, fewest, settings.level)
    add_ordered_categories(statistics, list(shared_categories(at_hand, shared, visits)), names, fewest, settings.level)
    add_one_stage(statistics, shared, cohorts, visits, settings)
    add_categories(statistics, at_hand, names, StudyTerms.of(study["pool"]))
    if "next_study" in study["pool"]:
        add_next_study(statistics, at_hand, visits, study["pool"]["next_study"], settings)
    return statistics


def _write_tables(
    cohorts: Mapping[str, Cohort],
    plans: Mapping[str, Plan],
    visits: Mapping[str, pd.DataFrame],
    further: list[PrintedCohort],
    study: Mapping[str, Any],
    lines: list[CohortLine],
    terms: StudyTerms,
    out: Mapping[str, str],
) -> None:
    """Write what the cohorts measured, which of them may overlap, and what is printed of the further ones."""
    items = [*measured(cohorts, plans, further, terms), *printed(further)]
    write_csv(pd.DataFrame(items, columns=Measured._fields), out["harmonisation"])
    sources = {name: study["sources"].get(name, {}) for name in cohorts}
    said = said_of(lines)
    sources |= {cohort.name: said[cohort.name] for cohort in further}
    found = overlaps(list(cohorts.values()), visits, further, sources)
    write_csv(pd.DataFrame(found, columns=OVERLAP_COLUMNS), out["overlap"])
    write_parquet(printed_frame(lines, study["pool"].get("cohorts_file", "")), out["printed"])
