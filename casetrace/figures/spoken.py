"""What a figure shows in words, for readers who cannot see it."""

from collections.abc import Sequence

import pandas as pd

from casetrace.figures.bearers import bearer_of
from casetrace.figures.case_series import CaseSeries
from casetrace.figures.text import count, number, percent_number

#: So many lesions with the best or the worst value, or fewer, are named.
NAMED = 3


def enumerated(words: Sequence[str]) -> str:
    """Words one after the other, the last behind `and`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def change_words(rows: pd.DataFrame, series: CaseSeries) -> str:
    """The percent changes of a visit: how many, median, the worst and the best; and who has none, by reason."""
    changes = rows["change"].dropna()
    missing = rows[rows["reason"] != ""]
    without = [
        f"{count(len(some), bearer_of(rows))} without a value ({reason})"
        for reason, some in missing.groupby("reason", sort=False)
    ]
    if changes.empty:
        return "; ".join([f"no {series.bearer} evaluable", *without])
    worst, best = (changes.max(), changes.min()) if series.way.sign > 0 else (changes.min(), changes.max())
    if worst == best:
        spread = f"{count(len(changes), series.bearer)}, {percent_number(best)} %"
    else:
        ends = " to ".join(f"{percent_number(end)} % ({_who(rows, end, series)})" for end in (worst, best))
        spread = f"{count(len(changes), series.bearer)}, median {percent_number(changes.median())} %, from {ends}"
    return "; ".join([spread, *without])


def value_words(rows: pd.DataFrame, series: CaseSeries) -> str:
    """The values of a visit: how many, median and range."""
    values = rows["value"].dropna()
    unit = f" {series.unit}" if series.unit else ""
    if values.empty:
        return "no value"
    low, middle, high = (number(float(f"{value:.4g}")) for value in (values.min(), values.median(), values.max()))
    return f"n = {number(len(values))}, median {middle}{unit}, range {low} to {high}{unit}"


def _who(rows: pd.DataFrame, change: float, series: CaseSeries) -> str:
    """The lesions with a change, by name where they are few."""
    labels = list(rows.loc[rows["change"] == change, "label"])
    return enumerated(labels) if series.labelled and len(labels) <= NAMED else count(len(labels), series.bearer)
