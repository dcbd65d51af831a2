"""Puts mistakes into a table, each with its place and what stood there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casetrace.methods.randomness import stream
from casetrace.model.errors import UserError
from casetrace.simulate.cohort import Cohort
from casetrace.simulate.design import Mistake
from casetrace.simulate.table import Texts

#: Those of numbers; a level has no decimals, sign or unit.
OF_NUMBERS: tuple[Mistake, ...] = ("decimal", "negative", "unit")
UNREADABLE = "n.k."
#: The header is line 1.
FIRST_LINE = 2


@dataclass(frozen=True)
class Made:
    """One mistake.

    Attributes
    ----------
    mistake
        Its kind.
    line, column
        Place of the cell in the file, counted from 1; column 0 is the whole row.
    true, written
        What would be right, and what stands there.
    """

    mistake: Mistake
    line: int
    column: int
    true: str
    written: str


def with_mistakes(texts: Texts, cohort: Cohort, name: str) -> tuple[pd.DataFrame, list[Made]]:
    """The table with the mistakes of the design, no two of them in one cell, and what they are."""
    wanted = cohort.design.mistakes
    _refuse_unfit(wanted, cohort)
    frame = texts.frame.copy()
    rng = stream(cohort.design.seed, f"simulate/{name}/mistakes")
    made: list[Made] = []
    touched: set[int] = set()
    for mistake in sorted(wanted):
        rows = _rows_for(mistake, texts, touched, cohort)
        if len(rows) < wanted[mistake]:
            raise UserError(f"errors: {mistake}={wanted[mistake]}; the table has room for {len(rows)}")
        for row in rng.choice(rows, size=wanted[mistake], replace=False):
            made += _make(mistake, frame, int(row), texts, cohort)
            touched |= {one.line - FIRST_LINE for one in made}
    frame, doubled = _doubled(frame, [one.line - FIRST_LINE for one in made if one.mistake == "duplicate_row"])
    lines = iter(doubled)
    made = [replace(one, line=next(lines)) if one.mistake == "duplicate_row" else one for one in made]
    return frame, sorted(made, key=lambda one: (one.line, one.column))


def _refuse_unfit(wanted: Mapping[Mistake, int], cohort: Cohort) -> None:
    unfit = [mistake for mistake in OF_NUMBERS if wanted.get(mistake)] * (cohort.design.endpoint == "category")
    if unfit:
        raise UserError(f"errors: {', '.join(unfit)}; the levels of an endpoint of the kind category are no numbers")


def _rows_for(mistake: Mistake, texts: Texts, touched: set[int], cohort: Cohort) -> list[int]:
    """Rows in which a mistake of this kind can be made, without those that have one."""
    places = texts.places
    if mistake == "differing_age":
        rows = set(texts.frame.index[texts.frame["patient_id"].duplicated()])
    elif mistake == "duplicate_row":
        rows = set(texts.frame.index)
    elif mistake == "blank_baseline":
        rows = set(places.loc[~places["lesion"].duplicated(), "row"])
    elif mistake == "swapped":
        # With the value before it, in the same row or in the one above.
        later = places[places["lesion"].duplicated()]
        rows = set(later.loc[~later["lesion"].duplicated(), "row"]) - {row + 1 for row in touched}
    else:
        rows = set(places["row"])
    return sorted(rows - touched)


def _make(mistake: Mistake, frame: pd.DataFrame, row: int, texts: Texts, cohort: Cohort) -> Iterator[Made]:
    """Make one mistake in a row, and say what it is."""
    own = texts.places[texts.places["row"] == row]
    column = int(own["column"].iloc[-1]) if len(own) else 0
    if mistake == "duplicate_row":
        yield Made(mistake, row + FIRST_LINE, 0, "", "")
    elif mistake == "differing_age":
        place = frame.columns.get_loc("age_years")
        yield _put(mistake, frame, row, place, str(int(frame.iloc[row, place]) + 1))
    elif mistake == "blank_baseline":
        yield _put(mistake, frame, row, int(own["column"].iloc[0]), "")
    elif mistake == "swapped":
        before = texts.places[texts.places["lesion"] == own["lesion"].iloc[-1]]
        at = before.index.get_loc(own.index[-1])
        other_row, other_column = (int(number) for number in before.iloc[at - 1][["row", "column"]])
        text, other = str(frame.iloc[row, column]), str(frame.iloc[other_row, other_column])
        yield _put(mistake, frame, row, column, other)
        yield _put(mistake, frame, other_row, other_column, text)
    else:
        yield _put(mistake, frame, row, column, _changed(mistake, str(frame.iloc[row, column]), cohort))


def _put(mistake: Mistake, frame: pd.DataFrame, row: int, column: int, text: str) -> Made:
    true = str(frame.iloc[row, column])
    frame.iloc[row, column] = text
    return Made(mistake, row + FIRST_LINE, column + 1, true, text)


def _changed(mistake: Mistake, text: str, cohort: Cohort) -> str:
    """The text of a value with a mistake in it."""
    decimal = cohort.design.dialect.decimal
    if mistake == "text":
        return UNREADABLE
    if mistake == "unit":
        return f"{text} kg"
    if mistake == "negative":
        return f"-{text}" if any(digit in text for digit in "123456789") else f"-1{decimal}0"
    return text.replace(decimal, "") + f"{decimal}0"


def _doubled(frame: pd.DataFrame, rows: list[int]) -> tuple[pd.DataFrame, list[int]]:
    """The table with some rows repeated at its end, and the lines of these."""
    last = len(frame) + FIRST_LINE
    repeated = pd.concat([frame, frame.iloc[rows]], ignore_index=True) if rows else frame
    return repeated, list(np.arange(last, last + len(rows)).tolist())
