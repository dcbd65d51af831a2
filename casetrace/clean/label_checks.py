"""Checks of names that nearly agree, and of arms that change where they can't."""

from collections.abc import Iterator, Mapping

import pandas as pd

from casetrace.clean.baseline_checks import with_baseline
from casetrace.model.outcome import Outcome
from casetrace.model.problems import Problem, quoted
from casetrace.model.variables import variables
from casetrace.read.places import Places
from casetrace.words.likeness import likeness_key


def names_of_things() -> list[tuple[str, str]]:
    """Table and column of texts that name the same thing when they hardly differ; patients are compared before."""
    return [(column.table, column.name) for column in variables("groups") if not column.allowed]


def alike_names(tables: Mapping[str, pd.DataFrame], places: Places) -> Iterator[Problem]:
    """Names that hardly differ, as by case or blanks, each rarer spelling once, at its first cell. Both are kept."""
    for table, column in names_of_things():
        texts = tables[table][column].dropna()
        counts = texts.value_counts()
        spellings = sorted(counts.index, key=lambda text: (-counts[text], text))
        commonest: dict[str, str] = {}
        for text in spellings:
            usual_spelling = commonest.setdefault(likeness_key(text), text)
            if usual_spelling != text:
                yield places.problem(
                    "warning",
                    table,
                    int(texts.index[texts == text][0]),
                    column,
                    "nearly the same name",
                    f"{column} {quoted(text)} beside {quoted(usual_spelling)}",
                    "one spelling of one thing",
                    "if they are the same, say so in config under the column's values, or in corrections.csv",
                )


def changed_arms(measurements: pd.DataFrame, outcomes: Mapping[str, Outcome], places: Places) -> Iterator[Problem]:
    """Visits of a period of a cross-over in another arm than its baseline. They count for the arm that they name."""
    arms = measurements.set_index("row")["arm"]
    paired = with_baseline(measurements.dropna(subset=["period", "arm"]), outcomes).dropna(subset=["baseline_row"])
    started = paired["baseline_row"].map(arms)
    for row in paired.index[paired["arm"] != started]:
        yield places.problem(
            "warning",
            "measurements",
            int(row),
            "arm",
            "arm changed within a period",
            f"arm {quoted(paired.loc[row, 'arm'])} of lesion {paired.loc[row, 'lesion_id']}",
            f"{quoted(started[row])}, as at the baseline of the period",
            "correct the arm or the period that is wrong",
        )
