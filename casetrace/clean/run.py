"""Correct, convert and check the ingested tables of a cohort, and log every cell that is changed, flagged or set aside.

In: the ingested tables, their raw cells and problems; corrections.csv; the cohort's outcomes and site groups of config.
Out: one Parquet file a canonical table, typed, each row with the number of its ingested row; `cleaning_log.csv`;
`row_counts`; `problems`, which `check_cohort` reports; and `problems.csv`, those of ingestion too, for people.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from casetrace.clean import arm_checks, baseline_checks, checks, cleaning_log, label_checks, merger_checks, visit_checks
from casetrace.clean.validation import table_problems, value_problems
from casetrace.clean.whole_numbers import broken_counts
from casetrace.model.counts import RowCount, counts_frame
from casetrace.model.dictionary import data_dictionary
from casetrace.model.disposition import completed, last_visit_with_data, one_row_per_patient
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan, in_unit_of_plan, read_plan
from casetrace.model.problems import Problem, problems_frame, problems_of
from casetrace.model.storage import read_parquet, write_csv, written_together
from casetrace.model.treatment import NEUTRAL, Treatment
from casetrace.model.wording import counted
from casetrace.read.corrections import Applied, apply_corrections
from casetrace.read.places import Places
from casetrace.words.conversion import converted

logger = logging.getLogger("casetrace")

Tables = dict[str, pd.DataFrame]


def typed_tables(texts: Tables, places: Places, treatment: Treatment = NEUTRAL) -> tuple[Tables, list[Problem]]:
    """All tables in their types, each row with the number of its ingested row in `row`."""
    tables: Tables = {}
    problems: list[Problem] = []
    for name, table in treatment.dictionary().items():
        frame, unreadable = converted(texts[name], table, places)
        tables[name] = frame.assign(row=pd.Series(range(len(frame)), index=frame.index, dtype="int64"))
        problems += unreadable
    return tables, problems


def cross_problems(
    tables: Tables,
    texts: Tables,
    outcomes: Mapping[str, Outcome],
    site_groups: Mapping[str, list[str]],
    places: Places,
    reported: set[tuple[str, int]],
    dose_unit: str = "",
) -> list[Problem]:
    """Everything that is wrong between the tables, or between printed and computed numbers."""
    last_visit = last_visit_with_data(tables["measurements"])
    return [
        *baseline_checks.baseline_problems(tables, outcomes, places, reported),
        *([] if reported else visit_checks.visits_without_data(tables["measurements"], outcomes, places.file)),
        *visit_checks.unplanned_visits(tables["measurements"], outcomes, places),
        *visit_checks.sizes_grown_tenfold(tables["measurements"], outcomes, places),
        *merger_checks.merger_problems(tables["measurements"], outcomes, places),
        *label_checks.alike_names(tables, places),
        *label_checks.changed_arms(tables["measurements"], outcomes, places),
        *checks.printed_percent_problems(tables["measurements"], texts["measurements"], outcomes, places),
        *checks.disposition_problems(tables["disposition"], last_visit, final_visit_of(outcomes), places),
        *checks.site_problems(tables["lesions"], site_groups, places),
        *checks.dose_problems(tables["treatments"], places, dose_unit),
    ]


def is_structural(problems: pd.DataFrame, cells: pd.DataFrame) -> bool:
    """Whether an error is about a file or a header, so that what the rows lack would only repeat it."""
    first_row = cells[cells["line"] > 0].groupby("file", observed=True)["line"].min()
    above_rows = problems["line"] < problems["file"].map(first_row).astype("float64").fillna(float("inf"))
    return bool((above_rows & (problems["severity"] == "error")).any())


def final_visit_of(outcomes: Mapping[str, Outcome]) -> int:
    """The last planned visit of any outcome."""
    return max((int(visit) for outcome in outcomes.values() for visit in outcome.follow_up_visits), default=0)


def row_counts(texts: Tables, tables: Tables) -> pd.DataFrame:
    """Rows of each table before and after cleaning; `disposition` gains a row for each patient who had none."""
    return counts_frame(
        RowCount("clean", name, len(texts[name]), len(tables[name]), len(texts[name]) - len(tables[name]), "")
        for name in data_dictionary()
    )


@dataclass(frozen=True)
class Cleaned:
    """The clean tables of a cohort, the corrections that were applied, and everything that is wrong."""

    tables: Tables
    applied: list[Applied]
    problems: list[Problem]


def cleaned(
    texts: Tables,
    earlier: pd.DataFrame,
    places: Places,
    corrections: str | None,
    plan: Plan,
    site_groups: Mapping[str, list[str]],
    structural: bool,
) -> Cleaned:
    """Correct, convert and check the ingested tables.

    Parameters
    ----------
    texts
        The ingested tables, as text; corrections change them in place.
    earlier
        The problems of ingestion.
    places
        Where each value comes from.
    corrections
        Path of corrections.csv, if the cohort has one.
    plan, site_groups
        Outcomes and treatment in the plan, and the section of config.
    structural
        Whether a file or a header is wrong: checks between the tables are then left out.
    """
    outcomes = plan.outcomes
    applied: list[Applied] = []
    problems: list[Problem] = []
    if corrections:
        applied, problems = apply_corrections(texts, corrections)
        places.correct(applied, corrections)
    tables, unreadable = typed_tables(texts, places, plan.treatment)
    last_visit = last_visit_with_data(tables["measurements"])
    tables["disposition"] = completed(tables["disposition"], last_visit, final_visit_of(outcomes))
    problems += unreadable
    for name, table in plan.treatment.dictionary().items():
        problems += table_problems(tables[name], table, places)
    problems += value_problems(tables["measurements"], outcomes, places)
    problems += broken_counts(tables["measurements"], outcomes, places)
    # A warning takes no value away, so what follows from an error alone is not told again.
    earlier_errors = earlier[earlier["severity"] == "error"]
    reported = {(problem.file, problem.line) for problem in unreadable} | set(
        zip(earlier_errors["file"], earlier_errors["line"], strict=True)
    )
    if not structural:
        problems += visit_checks.primary_without_visit(plan.primary, outcomes, places.file)
        problems += arm_checks.undeclared_arms(tables["measurements"], plan, places.file)
        problems += cross_problems(tables, texts, outcomes, site_groups, places, reported, plan.treatment.dose_unit)
    return Cleaned(tables, applied, problems)


def cleaning_entries(
    result: Cleaned, handled: pd.DataFrame, cells: pd.DataFrame, places: Places, corrections: str | None
) -> pd.DataFrame:
    """The cleaning log of ingestion and cleaning."""
    return cleaning_log.log_frame(
        [
            *cleaning_log.handled_entries(handled),
            *cleaning_log.stated_entries(cells),
            *cleaning_log.row_entries(cells),
            *cleaning_log.interpreted_entries(cells),
            *cleaning_log.correction_entries(result.applied, places, corrections or ""),
            *cleaning_log.flagged_entries(result.problems, cells),
        ]
    )


@in_unit_of_plan
def clean_cohort(
    ingested: Mapping[str, str],
    raw_file: str,
    corrections: str | None,
    plan: str,
    site_groups: Mapping[str, list[str]],
    out: Mapping[str, str],
    claims: str | None = None,
) -> None:
    """Clean one cohort.

    Parameters
    ----------
    ingested
        Paths of the ingested tables, cells, handled cells and problems, by name.
    raw_file
        The raw table's path, to name it in problems that have no cell; empty where the cohort has claims alone.
    corrections
        Path of corrections.csv, if the cohort has one.
    plan
        Path of the plan, which has the outcomes.
    site_groups
        Section of the cohort's config.
    out
        Paths to write, by name.
    claims
        Path of claims.csv, if anything is claimed of the cohort: what is wrong there says nothing of the rows.
    """
    texts = {name: read_parquet(ingested[name]) for name in data_dictionary()}
    texts["disposition"] = one_row_per_patient(texts["disposition"], texts["patients"])
    cells, earlier = read_parquet(ingested["cells"]), read_parquet(ingested["problems"])
    places = Places(cells, raw_file)
    of_rows = earlier[earlier["file"] != claims]
    # Without a table there are no rows to hold against each other.
    structural = not raw_file or is_structural(of_rows, cells)
    result = cleaned(texts, of_rows, places, corrections, read_plan(plan), site_groups, structural)
    with written_together() as write:
        for name in data_dictionary():
            write(result.tables[name], out[name])
        write(problems_frame(result.problems), out["problems"])
        write(row_counts(texts, result.tables), out["row_counts"])
        handled = read_parquet(ingested["handled"])
        write_csv(cleaning_entries(result, handled, cells, places, corrections), out["cleaning_log"])
        write_csv(problems_frame([*problems_of(earlier), *result.problems]), out["problems_csv"])
    problems = set(result.problems)
    n_errors = sum(problem.severity == "error" for problem in problems)
    logger.info(
        "cleaned: %s, %s, %s",
        counted(len(result.applied), "correction"),
        counted(n_errors, "error"),
        counted(len(problems) - n_errors, "warning"),
    )
