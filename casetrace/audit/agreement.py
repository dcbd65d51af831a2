"""Whether printed numbers agree with each other: those of a claim with those beside it, and the cells of a table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.claims.claims import Claim
from casetrace.model.outcome import Outcome
from casetrace.model.time_units import visit_name
from casetrace.model.treatment import NEUTRAL, Treatment
from casetrace.printed.cells import DoseCells, MeasurementCells, dose_checks, measurement_checks
from casetrace.printed.checks import checks
from casetrace.printed.verdict import Verdict
from casetrace.words.conversion import PATTERNS

AGREEMENT_TYPES = {
    "check_id": "str", "claim_id": "str", "test": "str", "place": "str", "printed": "str", "against": "str",
    "agrees": "bool", "found": "str", "source": "str",
}  # fmt: skip


def agreement(claim: Claim) -> list[Verdict]:
    """The tests of a claim's number against those printed with it; none where none are."""
    if claim.reported is None or not claim.printed_with:
        return []
    return checks(claim.kind, claim.reported.text, claim.comparator, claim.printed_with, claim.reported.decimals)


def claim_checks(claims: Sequence[Claim]) -> Iterator[dict[str, Any]]:
    """A row for each test of a claim."""
    for claim in claims:
        for number, verdict in enumerate(agreement(claim), start=1):
            yield {"claim_id": claim.claim_id, "place": claim.place, "source": ""} | _row(
                claim.claim_id, number, verdict
            )


def cell_checks(
    texts: Mapping[str, pd.DataFrame], outcomes: Mapping[str, Outcome], treatment: Treatment = NEUTRAL
) -> Iterator[dict[str, Any]]:
    """A row for each test of the cells of a table: printed percentages against sizes, mean doses against their range.

    Parameters
    ----------
    texts
        The ingested tables, as text.
    outcomes, treatment
        The outcomes of the plan, and what it calls the treatment.
    """
    yield from _measured_checks(_with_baseline(texts["measurements"], outcomes), outcomes)
    doses = _readable(texts["treatments"], ["dose_mean", "dose_min", "dose_max"])
    rows = [
        DoseCells(row.dose_mean, row.dose_min, row.dose_max, _whole(row.n_treatments))
        for row in doses.itertuples(index=False)
    ]
    for number, verdict in dose_checks(rows):
        lesion = doses["lesion_id"].iloc[number]
        source = f"treatments|{lesion}|dose_mean"
        place = f"{treatment.labels['dose_mean']} of lesion {lesion}"
        yield {"claim_id": "", "place": place, "source": source} | _row(source, 1, verdict)


def _measured_checks(measured: pd.DataFrame, outcomes: Mapping[str, Outcome]) -> Iterator[dict[str, Any]]:
    rows = [
        MeasurementCells(row.baseline, row.value, row.reported_reduction_percent)
        for row in measured.itertuples(index=False)
    ]
    for number, verdict in measurement_checks(rows):
        measurement = measured.iloc[number]
        visit = visit_name(measurement.visit)
        place = f"{outcomes[measurement.outcome].label} of lesion {measurement.lesion_id} at {visit}"
        source = (
            f"measurements|{measurement.lesion_id}|{measurement.outcome}|{measurement.visit}|reported_reduction_percent"
        )
        yield {"claim_id": "", "place": place, "source": source} | _row(source, 1, verdict)


def _readable(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The rows in which all of these columns hold a plain number."""
    plain = frame[columns].apply(lambda column: column.str.fullmatch(PATTERNS["number"]).fillna(False))
    return frame[plain.all(axis=1).astype(bool)].reset_index(drop=True)


def _whole(text: object) -> int | None:
    return int(text) if isinstance(text, str) and text.isdecimal() and int(text) > 0 else None


def _row(name: str, number: int, verdict: Verdict) -> dict[str, Any]:
    return {
        "check_id": f"{name}|{verdict.test}|{number}",
        "test": verdict.test,
        "printed": verdict.printed,
        "against": verdict.against,
        "agrees": verdict.agrees,
        "found": verdict.found,
    }


def _with_baseline(measurements: pd.DataFrame, outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """The measurements that print a percentage, each with the baseline of its lesion and period, as text."""
    first = {name: str(outcome.baseline_visit) for name, outcome in outcomes.items()}
    start = measurements[measurements["visit"].astype("str") == measurements["outcome"].map(first)]
    keys = ["lesion_id", "outcome", "period"]
    start = start.rename(columns={"value": "baseline"})[[*keys, "baseline"]]
    paired = measurements.merge(start, on=keys, how="left")
    return _readable(paired, ["baseline", "value", "reported_reduction_percent"])
