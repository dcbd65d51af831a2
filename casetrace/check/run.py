"""Report every problem of a cohort's data at once; stop the run if there is an error.

In: problems and row counts of ingestion and cleaning; `problems.csv` of the cohort, to name it.
Out: `check/problems.csv`, the warnings of a cohort that passed, and `row_counts.csv`. Every later rule needs them.
"""

import logging
from pathlib import Path

import pandas as pd

from casetrace.model.counts import counts_frame
from casetrace.model.errors import UserError
from casetrace.model.problems import COLUMNS, Problem, collected, problems_of
from casetrace.model.storage import read_parquet, write_csv
from casetrace.model.wording import counted

logger = logging.getLogger("casetrace")

#: Errors that the message shows; the rest is counted.
SHOWN = 50


def error_message(cohort: str, errors: list[Problem], all_problems: str) -> str:
    """The errors of a cohort as one message, ordered by file and line, with the file that has all of them."""
    count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
    lines = [f"Cohort {cohort}: {count} in its data."]
    lines += [f"{number}. {problem.rule}: {problem}" for number, problem in enumerate(errors[:SHOWN], start=1)]
    if len(errors) > SHOWN:
        lines.append(f"... and {len(errors) - SHOWN} more.")
    lines.append(f"All of them: {all_problems}")
    folder = Path(all_problems).parent.as_posix()
    lines.append(f"Nothing was computed. A report that is already in {folder}/ is of earlier data.")
    return "\n".join(lines)


def check_cohort(
    cohort: str, problem_parts: list[str], count_parts: list[str], all_problems: str, problems_csv: str, counts_csv: str
) -> None:
    """Check one cohort.

    Parameters
    ----------
    cohort
        Its name.
    problem_parts, count_parts
        Paths of the problems and row counts of the earlier stages.
    all_problems
        Path of the file with every problem, for the message.
    problems_csv, counts_csv
        Paths to write.

    Raises
    ------
    UserError
        When the data has errors: one message with the first `SHOWN` of them and the place of all.
    """
    problems = collected(read_parquet(part) for part in problem_parts)
    errors = problems_of(problems[problems["severity"] == "error"])
    if errors:
        raise UserError(error_message(cohort, errors, all_problems))
    counts = pd.concat([read_parquet(part) for part in count_parts], ignore_index=True)
    write_csv(problems[COLUMNS], problems_csv)
    write_csv(counts_frame(counts.itertuples(index=False)), counts_csv)
    logger.info("checked: no errors, %s", counted(len(problems), "warning"))
