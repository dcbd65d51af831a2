"""The output files that hold what a raw cell reaches."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from casetrace.model.basis import LESION_VISITS
from casetrace.model.report_files import REPORT_FILES
from casetrace.trace.cohort import Json, TracedCohort
from casetrace.trace.files import RESULTS, VISITS, by_cohort, names_in, read_drawn
from casetrace.trace.pool import TracedPool

#: Files that hold every result, or open on it.
ALL_RESULTS = ("statistics.csv", *(file.name for file in REPORT_FILES.values() if file.name.endswith(".html")))
#: Endings of the files of a figure beside that of its data.
PICTURES = (".svg", ".pdf", ".png")


def outputs_reached(cohort: TracedCohort, names: Collection[str], rows: Collection[Json]) -> Iterator[Json]:
    """The files that hold any of some results or analysis rows, with how many of each.

    Parameters
    ----------
    cohort
        The cohort.
    names
        The results.
    rows
        The rows, each with its `dataset` and position.
    """
    if names:
        yield from (_holding(file, len(names), 0) for file in ALL_RESULTS if (cohort.folder / file).is_file())
    if claims_reached(cohort, names):
        yield _holding("audit.csv", len(claims_results(cohort) & set(names)), 0)
    for dataset in dict.fromkeys(row["dataset"] for row in rows):
        n_rows = sum(row["dataset"] == dataset for row in rows)
        files = (f"{dataset}{ending}" for ending in (".parquet", ".csv"))
        yield from (_holding(file, 0, n_rows) for file in files if (cohort.folder / file).is_file())
    visits = {str(row["row"]) for row in rows if row["dataset"] == LESION_VISITS}
    yield from _figures(cohort, names, visits)
    yield from _pooled(cohort, names, visits)


def _figures(cohort: TracedCohort, names: Collection[str], visits: Collection[str]) -> Iterator[Json]:
    for data in sorted((cohort.folder / "figures").glob("*.csv")):
        yield from _figure(data, "figures", names, visits)


def _pooled(cohort: TracedCohort, names: Collection[str], visits: Collection[str]) -> Iterator[Json]:
    """The files of the results of all cohorts together."""
    pool = TracedPool.beside(cohort)
    if pool is None:
        return
    reached, folder = pool.resting_on(cohort, names), f"../{pool.name}"
    if reached:
        files = [file for file in ALL_RESULTS if (pool.folder / file).is_file()]
        yield from (_holding(f"{folder}/{file}", len(reached), 0) for file in files)
    for data in sorted((pool.folder / "figures").glob("*.csv")):
        yield from _figure(data, f"{folder}/figures", reached, visits, cohort.name)


def _figure(
    data: Path, folder: str, names: Collection[str], visits: Collection[str], cohort: str = ""
) -> Iterator[Json]:
    """The files of a figure that draws any of some results or rows of a cohort's lesion visits.

    Parameters
    ----------
    data
        The file of its data.
    folder
        The folder as the answer names it.
    names, visits
        The results and the rows.
    cohort
        The cohort whose rows they are, in a figure of several.
    """
    drawn = read_drawn(data)
    n_results = len(set(names) & set(names_in(drawn, RESULTS)))
    n_rows = sum(
        len(set(visits) & set(names_in(cohort_rows, VISITS)))
        for name, cohort_rows in by_cohort(drawn)
        if name == cohort
    )
    if n_results or n_rows:
        files = [data, *(path for ending in PICTURES if (path := data.with_suffix(ending)).is_file())]
        yield from (_holding(f"{folder}/{path.name}", n_results, n_rows) for path in files)


def _holding(file: str, n_results: int, n_rows: int) -> Json:
    return {"file": file, "n_results": n_results, "n_rows": n_rows}


def _audited(cohort: TracedCohort) -> dict[str, set[str]]:
    """The results that each published claim is checked by, in every interpretation of its words."""
    path = cohort.folder / "audit.csv"
    if not path.is_file():
        return {}
    columns = ["claim_id", "result_ids", "interpretation_results"]
    audit = pd.read_csv(path, usecols=columns, dtype="str", keep_default_na=False)[columns]
    return {claim: {*own.split("; "), *others.split("; ")} for claim, own, others in audit.itertuples(index=False)}


def claims_results(cohort: TracedCohort) -> set[str]:
    """The results that published claims are checked by."""
    return {name for names in _audited(cohort).values() for name in names if name}


def claims_reached(cohort: TracedCohort, names: Collection[str]) -> list[str]:
    """The published claims that are checked by any of some results."""
    return [claim for claim, results in _audited(cohort).items() if results & set(names)]
