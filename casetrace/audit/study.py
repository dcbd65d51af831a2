"""What a study's tables say, as rows that claims can be recomputed from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.audit.rows import Column, Rows
from casetrace.model.events import FIELDS, KINDS
from casetrace.model.grid import follow_up
from casetrace.model.outcome import Outcome, band_labels
from casetrace.model.time_units import visit_term
from casetrace.model.treatment import NEUTRAL, Treatment
from casetrace.model.variables import names, numbers, texts, variables

Tables = Mapping[str, pd.DataFrame]

TEXTS = (*names(texts(variables("claimed"))), "site_group", "disposition")
NUMBERS = (*names(numbers(variables("claimed"))), "after_week", "last_visit")
YES_OR_NO = (*KINDS, "shared_cell")


EVENT_FIELDS = ("event_type", *FIELDS.values())
FIELDS_OF_EVENTS = {"complication": EVENT_FIELDS[:1]} | {name: kind.fields for name, kind in KINDS.items()}


@dataclass(frozen=True)
class Study:
    """The rows of a study, and its outcomes as the plan has them.

    Attributes
    ----------
    rows
        The rows.
    outcomes
        The outcomes of the plan.
    lesion_rows
        Position of each row's lesion in the clean table of lesions; -1 of a patient without one.
    treatment
        What the treatment is called.
    """

    rows: Rows
    outcomes: Mapping[str, Outcome]
    lesion_rows: NDArray[np.int64]
    treatment: Treatment = NEUTRAL


def study_of(
    tables: Tables,
    outcomes: Mapping[str, Outcome],
    site_groups: Mapping[str, list[str]],
    recorded: Collection[str] = EVENT_FIELDS,
    treatment: Treatment = NEUTRAL,
) -> Study:
    """The rows of a study.

    Parameters
    ----------
    tables
        The canonical tables in their types.
    outcomes
        The outcomes of the plan.
    site_groups
        Groups of sites, each with its sites; a site is its own group where there are none.
    recorded
        The fields that the raw tables give: where none says of complications, they are unknown.
    treatment
        What the treatment is called.
    """
    visits = {name: follow_up(tables, name, outcome) for name, outcome in outcomes.items()}
    courses = _courses(tables, visits)
    group_of = {site: group for group, sites in site_groups.items() for site in sites}
    lesions = tables["lesions"].drop(columns=["patient_id", "row"], errors="ignore")
    lesions["site_group"] = lesions["site"].map(group_of).astype("str") if group_of else lesions["site"]
    treatments = tables["treatments"].drop(columns=["patient_id", "row"], errors="ignore")
    frame = courses.merge(lesions, on="lesion_id", how="left").merge(treatments, on="lesion_id", how="left")
    frame = frame.merge(_patients(tables), on="patient_id", how="left")
    frame["shared_cell"] = (frame["shared_cell"] == "yes").astype(float)
    columns: dict[str, Column] = {name: _texts(frame[name]) for name in TEXTS if name in frame}
    columns |= {name: frame[name].to_numpy(dtype=float, na_value=np.nan) for name in (*NUMBERS, *YES_OR_NO)}
    columns["complication"] = _complications(frame["patient_id"], tables["events"])
    columns |= _unrecorded(columns, recorded)
    for name, outcome in outcomes.items():
        columns |= _measured(frame, visits[name], name, outcome)
    columns["arm"] = _arms(frame, visits)
    positions = pd.Index(tables["lesions"]["lesion_id"]).get_indexer(frame["lesion_id"])
    return Study(_rows(frame, columns), outcomes, positions.astype(np.int64), treatment)


def _rows(frame: pd.DataFrame, columns: Mapping[str, Column]) -> Rows:
    lesion = frame["lesion_id"].notna().to_numpy(dtype=bool)
    patients: NDArray[np.int64] = pd.factorize(frame["patient_id"])[0].astype(np.int64)
    return Rows(
        columns,
        patients,
        lesion,
        frame.groupby(["patient_id", "lesion_id"], sort=False, dropna=False).ngroup().to_numpy(dtype=np.int64),
        ~frame.duplicated("patient_id").to_numpy(),
    )


def _courses(tables: Tables, visits: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every lesion in each of its periods, by patient, and the patients without a lesion."""
    visit_courses = [frame[["lesion_id", "period"]] for frame in visits.values()]
    periods = pd.concat([*visit_courses, tables["measurements"][["lesion_id", "period"]]]).dropna().drop_duplicates()
    lesions = tables["lesions"][["patient_id", "lesion_id"]].merge(periods, on="lesion_id", how="left")
    return tables["patients"][["patient_id"]].merge(lesions, on="patient_id", how="left")


def _patients(tables: Tables) -> pd.DataFrame:
    """What is known of each patient as a whole."""
    events, measured = tables["events"], tables["measurements"].dropna(subset=["value"])
    patients = tables["patients"].drop(columns="row", errors="ignore")
    ends = tables["disposition"][["patient_id", "status", "after_week"]].rename(columns={"status": "disposition"})
    result = patients.merge(ends, on="patient_id", how="left")
    result["last_visit"] = result["patient_id"].map(measured.groupby("patient_id")["visit"].max())
    kinds = {name: kind.sufferers(result, events, tables["disposition"]) for name, kind in KINDS.items()}
    return result.assign(**kinds)


def _complications(patients: pd.Series, events: pd.DataFrame) -> Column:
    """The types of complication of each row's patient."""
    types = events.dropna(subset=["type"]).groupby("patient_id")["type"].agg(frozenset).to_dict()
    result = np.empty(len(patients), dtype=object)
    result[:] = [types.get(patient, frozenset()) for patient in patients]
    return result


def _unrecorded(columns: Mapping[str, Column], recorded: Collection[str]) -> dict[str, Column]:
    """The columns about complications that no field of the raw tables says anything of, as unknown."""
    unknown = [name for name, fields in FIELDS_OF_EVENTS.items() if not set(fields) <= set(recorded)]
    return {
        name: np.full(len(columns[name]), None if columns[name].dtype == object else np.nan, dtype=columns[name].dtype)
        for name in unknown
    }


def _measured(frame: pd.DataFrame, visits: pd.DataFrame, name: str, outcome: Outcome) -> dict[str, Column]:
    """Baseline, values and printed percentages of one outcome; those of a patient as a whole stand in all her rows."""
    of_patients = outcome.bearer == "patient"
    keys = ["patient_id" if of_patients else "lesion_id"]
    if not of_patients or set(visits["period"].dropna()) <= set(frame["period"].dropna()):
        keys += ["period"]
    grid = frame[keys]
    start = visits.drop_duplicates(keys)
    baseline = grid.merge(start[[*keys, "baseline"]], on=keys, how="left")["baseline"]
    bands = band_labels(baseline, outcome.baseline_bands, outcome.unit)
    columns = {f"baseline.{name}": _floats(baseline), f"baseline_band.{name}": _texts(bands)}
    for visit in outcome.follow_up_visits:
        at_visit = visits[visits["visit"] == visit].drop_duplicates(keys)
        visit_rows = grid.merge(at_visit[[*keys, "value", "reported_reduction_percent"]], on=keys, how="left")
        columns[f"value.{name}.{visit_term(visit)}"] = _floats(visit_rows["value"])
        columns[f"printed.{name}.{visit_term(visit)}"] = _floats(visit_rows["reported_reduction_percent"])
    return columns


def _arms(frame: pd.DataFrame, visits: Mapping[str, pd.DataFrame]) -> Column:
    """The arm of each row, the first that its visits name."""
    keys = ["lesion_id", "period"]
    named = [rows[[*keys, "arm"]] for rows in visits.values()]
    if not named:
        return _texts(pd.Series([None] * len(frame), dtype="str"))
    first = pd.concat(named).dropna(subset=["arm"]).drop_duplicates(keys)
    return _texts(frame[keys].merge(first, on=keys, how="left")["arm"])


def _texts(values: pd.Series) -> Column:
    result = np.empty(len(values), dtype=object)
    result[:] = [None if pd.isna(value) else str(value) for value in values]
    return result


def _floats(values: pd.Series) -> Column:
    return np.asarray(values.to_numpy(dtype=float, na_value=np.nan))
