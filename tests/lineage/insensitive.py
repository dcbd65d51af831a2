"""Why a result that depends on a raw cell stays as it is whatever stands there."""

from collections.abc import Mapping, Sequence

import pandas as pd

from scripts.claims.terms import parse_variable
from scripts.lineage.basis import CLEAN_LESIONS, LESION_VISITS
from scripts.lineage.chain import Lineage

STOPPED = "the checks refuse every change of the cell"
REFUSED = "there is no number, before and after"
FLAGS = "decides only about a flag"
SELECTS = "decides who is counted, and nobody went in or out"
LEFT_OUT = "a row without a value, and none came"
IDENTITY = "whose row it is, and no number depends on the name"
ORDER = "a median, an extreme or a rank does not move with every value"
THRESHOLD = "a count does not move as long as nobody passes the limit"
SIZE = "follows from how many there are alone"
SAME = "the changes that the checks accept say the same as before"
ROWS = "the values of its rows are the same whatever stands there, as a reduction to 0 is 100 % from any baseline"
ALIKE = "both visits move alike, so that the change between them stays"

#: Statistics that depend on the order of the values alone, or on those at the end.
BY_ORDER = (
    "median", "minimum", "maximum", "spearman_rho", "correlation_ratio", "empty_cells", "signed_rank", "p_value_holm",
    "leave_one_out_minimum", "leave_one_out_maximum", "leave_one_out_largest_shift", "shift", "tipping_point",
)  # fmt: skip
#: Statistics that depend on the number of rows and patients alone.
BY_SIZE = ("df", "distinct_samples")
#: Columns that tell the rows of a dataset from each other, and what of a lesion a claim may be about.
KEYS = ("patient_id", "lesion_id", "outcome", "period", "visit", "scenario", "number")
CLAIMED = ("percent_reduction", "value")
#: Statistics that count, or are made of counts.
BY_COUNT = ("count", "percent", "proportion", "upper_limit", "risk_difference", "odds_ratio", "sum_if_shared")


Tables = Mapping[str, pd.DataFrame]


def reason_of(lineage: Lineage, cell: int, result: str, status: str, runs: Sequence[Tables], *, moved: bool) -> str:
    """Why a result did not move; empty where there is no reason.

    Parameters
    ----------
    lineage
        The lineage of the unchanged cohort.
    cell, result
        The cell, by its number, and the result that depends on it.
    status
        The result's status.
    runs
        The datasets of the runs with another text in the cell; none where the checks refused every change.
    moved
        Whether any result moved in any of them.
    """
    if not runs:
        return STOPPED
    if not moved:
        return SAME
    if status == "refused":
        return REFUSED
    roles = entering(lineage, cell, result)
    by_role = {"flags": FLAGS, "selects": SELECTS, "left out": LEFT_OUT}
    for role in ("used", "left out", "selects", "flags"):
        if role in roles:
            return by_role.get(role) or _of_statistic(result) or _of_rows(lineage, cell, result, runs)
    return IDENTITY


def entering(lineage: Lineage, cell: int, result: str) -> set[str]:
    """The roles of the rows by whose fields a cell enters a result; none where it only tells whose they are."""
    return {
        one.role
        for one in lineage.parts(result)
        for position in lineage.rows(one.row_set)
        for field in one.fields
        if cell in lineage.cells_of_value(one.dataset, int(position), field)
    }


def _of_statistic(result: str) -> str:
    """Why a statistic of this kind need not move with every value; empty where it should."""
    parts = result.split(".")
    for names, reason in ((BY_ORDER, ORDER), (BY_COUNT, THRESHOLD), (BY_SIZE, SIZE)):
        if any(part in names for part in parts):
            return reason
    return ""


def _of_rows(lineage: Lineage, cell: int, result: str, runs: Sequence[Tables]) -> str:
    """Whether the rows by which a cell enters have the same values in all runs; or the two visits of a change do."""
    places = {
        (one.dataset, int(position), field)
        for one in lineage.parts(result)
        if one.role == "used"
        for position in lineage.rows(one.row_set)
        for field in one.fields
        if cell in lineage.cells_of_value(one.dataset, int(position), field)
    }
    if all(_stays(lineage, place, run) for place in places for run in runs):
        return ROWS
    if not result.startswith("change_in_"):
        return ""
    moves = [{_move(lineage, place, run) for place in places} for run in runs]
    return ALIKE if all(len(own) == 1 for own in moves) else ""


def _stays(lineage: Lineage, place: tuple[str, int, str], run: Tables) -> bool:
    """Whether a value is the same in a run; of a variable of a claim, what its lesion has."""
    dataset, position, field = place
    row = lineage.row(dataset, position)
    if dataset != CLEAN_LESIONS:
        before, after = row[field], _value(run[dataset], row, field)
        return (before is None and after is None) or str(before) == str(after)
    visits = [_claimed(table, row, field) for table in (lineage.dataset(LESION_VISITS), run[LESION_VISITS])]
    return bool(visits[0].equals(visits[1]))


def _claimed(table: pd.DataFrame, row: Mapping[str, object], field: str) -> pd.DataFrame:
    """What a lesion has that a claim may be about, at the visit that its variable names."""
    rows = table[(table["lesion_id"] == row["lesion_id"]) & (table["scenario"] == "observed")]
    visit = parse_variable(field).visit
    own = rows if visit is None else rows[rows["visit"] == visit]
    return own[[*CLAIMED]].reset_index(drop=True)


def _move(lineage: Lineage, place: tuple[str, int, str], run: Tables) -> float:
    """How far a number moved in a run."""
    dataset, position, field = place
    row = lineage.row(dataset, position)
    after = _value(run[dataset], row, field)
    return round(float(str(after)) - float(str(row[field])), 9) if after is not None and row[field] is not None else 0.0


def _value(table: pd.DataFrame, row: Mapping[str, object], field: str) -> object:
    """The value of the row with the same keys; None where there is none."""
    same = pd.Series(True, index=table.index)
    for key in KEYS:
        if key in table and key in row:
            same &= table[key].isna() if row[key] is None else table[key] == row[key]
    found = table.loc[same, field]
    return None if found.empty or pd.isna(found.iloc[0]) else found.iloc[0]
