"""What a result is made of in one run: the values of the rows that it rests on, by what these are to it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

import pandas as pd

from casetrace.claims.terms import parse_variable
from casetrace.model.basis import LESION_VISITS
from casetrace.trace.chain import Lineage, RestsOn

NAMES = ("patient_id", "lesion_id")
KEYS = ("outcome", "period", "scenario")


class Values(NamedTuple):
    """Digests of the values of some rows.

    Attributes
    ----------
    n
        How many rows there are.
    named
        Of their values with the names of patients and lesions.
    coded
        Of their values by patient, whatever the patients and lesions are called.
    apart
        Of their values, whoever they are of.
    """

    n: int
    named: int
    coded: int
    apart: int


#: By role, the values of each part of a result; of a change between two visits, what each lesion changed by; the mean
#: reduction of each patient; and of log ratios, changes and absolute reductions what they are made of, whoever it is
#: of.
Inputs = Mapping[str, tuple[Values, ...]]
CHANGE = "change"
MEANS = "means"
SIZES = "sizes"


def inputs_of(lineage: Lineage, results: Collection[str]) -> dict[str, Inputs]:
    """What results are made of; those that are not there have nothing."""
    known: dict[tuple[str, str, tuple[str, ...]], Values] = {}
    of_visits = _Visits(lineage)
    found: dict[str, Inputs] = {}
    for result in results:
        own: dict[str, list[Values]] = {}
        for one in lineage.parts(result) if result in lineage.results else ():
            key = (one.row_set, one.dataset, one.fields)
            if key not in known:
                known[key] = _values(lineage, one)
            own.setdefault(one.role, []).append(known[key])
        if ".patient." in result and own:
            own[MEANS] = [of_visits.derived(result, _means)]
        if result.startswith("change_in_") and own:
            own[CHANGE] = [of_visits.derived(result, _changes)]
            own[SIZES] = [of_visits.derived(result, _reductions)]
        if result.startswith(("log_ratio", "absolute_reduction")) and own:
            own[SIZES] = [of_visits.derived(result, _sizes)]
        found[result] = {role: tuple(values) for role, values in own.items()}
    return found


class _Visits:
    """What is made of the lesion visits in use; many results rest on the same ones."""

    def __init__(self, lineage: Lineage) -> None:
        self._lineage = lineage
        self._known: dict[tuple[Callable[[pd.DataFrame], Values], frozenset[str]], Values] = {}

    def derived(self, result: str, derive: Callable[[pd.DataFrame], Values]) -> Values:
        """What a result makes of its visits."""
        parts = self._lineage.parts(result)
        used = frozenset(one.row_set for one in parts if one.role == "used" and one.dataset == LESION_VISITS)
        if (derive, used) not in self._known:
            rows = sorted({int(row) for name in used for row in self._lineage.rows(name)})
            self._known[derive, used] = derive(self._lineage.dataset(LESION_VISITS).iloc[rows])
        return self._known[derive, used]


def _means(table: pd.DataFrame) -> Values:
    """The mean reduction of each patient, whoever they are."""
    means = table.groupby("patient_id", sort=False)["percent_reduction"].mean().round(9)
    return _alone(len(means), _sorted(means))


def _changes(table: pd.DataFrame) -> Values:
    """What each lesion changed by between the two visits of a result."""
    lesions = table.assign(period=table["period"].astype("str").fillna("")).groupby(["lesion_id", "period"], sort=False)
    change = (lesions["percent_reduction"].last() - lesions["percent_reduction"].first()).round(9)
    return _alone(len(change), _digest(change.reset_index()))


def _reductions(table: pd.DataFrame) -> Values:
    """What a change is made of, each by itself, whoever it is of: reductions by visit."""
    values = table["percent_reduction"].groupby(table["visit"])
    return _alone(len(table), hash(tuple(_sorted(own) for _, own in values)))


def _sizes(table: pd.DataFrame) -> Values:
    """What a log ratio or an absolute reduction is made of, each by itself: baselines, and values by visit."""
    values = table["value"].groupby(table["visit"])
    return _alone(len(table), hash((_sorted(table["baseline"]), *(_sorted(own) for _, own in values))))


def _alone(n: int, digest: int) -> Values:
    return Values(n, digest, digest, digest)


def _sorted(values: pd.Series) -> int:
    return hash(tuple(sorted(values.astype("str").fillna(""))))


def _values(lineage: Lineage, one: RestsOn) -> Values:
    rows = lineage.rows(one.row_set)
    table = lineage.dataset(one.dataset).iloc[rows]
    columns = {field: _column(lineage, one.dataset, rows, table, field) for field in one.fields}
    columns |= {key: table[key].astype("str").fillna("") for key in KEYS if key in table and key not in columns}
    frame = pd.DataFrame({name: list(values) for name, values in columns.items()}, index=range(len(rows)))
    names = [name for name in NAMES if name in table]
    named = frame.assign(**{name: list(table[name].astype("str").fillna("")) for name in names})
    values = frame.drop(columns=[name for name in ("period",) if name in frame]).astype("str")
    patients = sorted(sorted(map(tuple, own.to_numpy())) for _, own in values.groupby(list(named["patient_id"])))
    return Values(len(rows), _digest(named), hash(str(patients)), hash(str(sorted(map(tuple, values.to_numpy())))))


def _digest(frame: pd.DataFrame) -> int:
    return hash(tuple(frame.astype("str").itertuples(index=False, name=None)))


def _column(lineage: Lineage, dataset: str, rows: Collection[int], table: pd.DataFrame, field: str) -> Collection[str]:
    if field in table:
        return list(table[field].astype("str").fillna(""))
    return [_variable(lineage, dataset, lineage.row(dataset, int(row)), field) for row in rows]


def _variable(lineage: Lineage, dataset: str, row: Mapping[str, Any], field: str) -> str:
    """The value of a variable of a claim: what its lesion has at the visit, or the texts that it was read from."""
    visits = lineage.dataset(LESION_VISITS)
    name = field.partition(".")[0]
    if "lesion_id" in row and name in visits:
        variable = parse_variable(field)
        same = (visits["lesion_id"] == row["lesion_id"]) & (visits["scenario"] == "observed")
        same &= (visits["outcome"] == variable.outcome) & (visits["visit"] == variable.visit)
        return str(visits.loc[same, name].tolist())
    return str([lineage.cell(number).text for number in lineage.origins.read_from(dataset, field, row)])
