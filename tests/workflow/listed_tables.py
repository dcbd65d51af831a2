"""The tables whose cells a report prints, found by the references that stand beside them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from casetrace.model.plan import Plan
from casetrace.model.visits import improved

#: Tables whose rows are named by their position in the listing, from 1: the files that are joined in it.
BY_POSITION = {
    "cleaning_log": ["cleaning_log.csv"],
    "problems": ["check/problems.csv"],
    "sources": ["ingest/sources.parquet"],
    "columns": ["ingest/columns.parquet"],
    "harmonisation": ["harmonisation.csv"],
    "overlap": ["overlap.csv"],
    "printed": ["printed.parquet"],
    "row_counts": ["check/row_counts.csv", "derive/row_counts.parquet"],
}
#: Tables whose rows are named by columns.
BY_KEY = {
    "statistics": ("statistics.csv", ["result_id"]),
    "lesions": ("derive/lesions.parquet", ["lesion_id"]),
    "disposition": ("clean/disposition.parquet", ["patient_id"]),
    "events": ("clean/events.parquet", ["patient_id", "number"]),
    "audit": ("audit/claims.parquet", ["claim_id"]),
    "audit/claims": ("audit/claims.parquet", ["claim_id"]),
    "audit/interpretations": ("audit/interpretations.parquet", ["interpretation"]),
    "audit/readings": ("audit/readings.parquet", ["claim_id", "reading"]),
    "audit/assumptions": ("audit/assumptions.parquet", ["rank"]),
    "audit/implied": ("audit/implied.parquet", ["assumption_id", "variable"]),
    "audit/consistency": ("audit/consistency.parquet", ["check_id"]),
}
#: What a listing puts around a text: a comparator before the printed number of a claim, a sign of percent after it.
AROUND = {"≤": "<=", "≥": ">="}


class Keyed(NamedTuple):
    """A table with the names of its rows."""

    frame: pd.DataFrame
    places: dict[str, list[int]]


class ListedTables:
    """The tables of one cohort.

    Parameters
    ----------
    folder
        The cohort's results.
    plan
        The plan of the analysis.
    """

    def __init__(self, folder: Path, plan: dict[str, Any]) -> None:
        self._folder = folder
        self._plan = plan
        self._keyed = cache(self._read_keyed)
        self.read = cache(self._read)

    def values(self, table: str, key: str, column: str) -> list[str]:
        """What a cell may be printed as; nothing where there is no such cell."""
        frame, places = self._keyed(table)
        return [text for place in places.get(key, []) for text in self._texts(table, frame.iloc[place], column)]

    def _texts(self, table: str, row: pd.Series, column: str) -> Iterator[str]:
        if (table, column) == ("problems", "place"):
            yield str(row["file"])
        elif (table, column) == ("cleaning_log", "field"):
            yield f"{row['table']}.{row['field']}"
        elif table in ("audit", "audit/interpretations") and column == "reported":
            words = {words: sign for sign, words in AROUND.items()}
            comparator = "" if row["comparator"] == "=" else words.get(row["comparator"], row["comparator"])
            yield from (f"{comparator} {row['reported']}{percent}".strip() for percent in ("", " %"))
        elif table == "lesion_visits" and column in ("value", "baseline"):
            outcome = Plan.of(self._plan).outcomes[row["outcome"]]
            yield str(outcome.level_of(row[column]) if outcome.scale.has_levels else row[column])
        else:
            yield str(row[column])

    def n_rows(self, table: str, conditions: str) -> int:
        """How many rows meet conditions such as `verdict=reproduced;not reproduced&after=50`."""
        rows = self._keyed(table).frame if table != "lesions" else self._courses()
        skipped = 0
        for condition in filter(None, conditions.split("&")):
            column, _, values = condition.partition("=")
            if column == "after":
                skipped = int(values)
            else:
                rows = rows[rows[column].astype("str").isin(values.split(";"))]
        return len(rows) - skipped

    def _read_keyed(self, table: str) -> Keyed:
        if table in BY_POSITION:
            frame = pd.concat(
                [self.read(path) for path in BY_POSITION[table] if (self._folder / path).is_file()], ignore_index=True
            )
            return _keyed(frame, pd.Series(range(1, len(frame) + 1)).astype("str"))
        if table == "lesion_visits":
            return self._lesion_visits()
        if table == "audit/values":
            frame = self.read("audit/values.parquet")
            return _keyed(frame, frame["claim_id"] + ", " + (frame.groupby("claim_id").cumcount() + 1).astype("str"))
        if table == "disposition":
            patients = self.read("clean/patients.parquet")[["patient_id"]]
            frame = patients.merge(self.read("clean/disposition.parquet"), on="patient_id")
            return _keyed(frame, frame["patient_id"])
        path, columns = BY_KEY[table]
        frame = self.read(path)
        keys = frame[columns].astype("str")
        return _keyed(frame, keys.agg(", ".join, axis=1) if len(frame) else pd.Series(dtype="str"))

    def _lesion_visits(self) -> Keyed:
        """The visits of the listed outcomes by course and week, and by course alone, of which the baseline is listed.

        The listing has the percent improvement as observed, and beside it the one that the source prints.
        """
        plan = Plan.of(self._plan)
        parts = [improved(self._of_outcome(name), plan.outcomes[name]) for name in plan.listed_outcomes]
        rows = pd.concat(parts).assign(reported=None)
        printed = rows["scenario"] == "as_reported"
        rows = rows.assign(
            reported=rows["improvement"].where(printed), improvement=rows["improvement"].where(~printed)
        ).reset_index(drop=True)
        course = rows["lesion_id"] + (", period " + rows["period"].astype("str")).where(rows["period"].notna(), "")
        keyed = _keyed(rows, course + ", week " + rows["visit"].astype("str"))
        for name, places in _keyed(rows, course).places.items():
            keyed.places[name] = places
        return keyed

    def _of_outcome(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = self.read("derive/lesion_visits.parquet")
        return frame[frame["scenario"].isin(["observed", "as_reported"]) & (frame["outcome"] == name)]

    def observed(self) -> pd.DataFrame:
        """The lesion visits of the primary outcome as observed, with the sites of the lesions."""
        rows = self._of_outcome(Plan.of(self._plan).primary.outcome).query("scenario == 'observed'")
        sites = self.read("derive/lesions.parquet")[["lesion_id", "site_group"]]
        return rows.drop(columns="site_group", errors="ignore").merge(sites, on="lesion_id", how="left")

    def _courses(self) -> pd.DataFrame:
        """The lesions, once a period."""
        return self.observed()[["lesion_id", "period"]].drop_duplicates()

    def _read(self, path: str) -> pd.DataFrame:
        full = self._folder / path
        return pd.read_csv(full, keep_default_na=False) if full.suffix == ".csv" else pd.read_parquet(full)


def _keyed(frame: pd.DataFrame, keys: pd.Series) -> Keyed:
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(str(key), []).append(place)
    return Keyed(frame, places)
