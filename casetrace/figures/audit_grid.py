"""What the audit's figure draws: claims by readings, and under which reading each claim holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from casetrace.claims.audit_tables import best_assumption, names_in
from casetrace.claims.verdicts import NOT_CHECKABLE, VERDICTS
from casetrace.figures.text import one_line
from casetrace.model.treatment import NEUTRAL, Treatment

#: A paper with more claims is drawn by this many of them, those that are not reproduced first.
MOST_CLAIMS = 40

#: What a reading is called above its column, in the order of the columns.
READINGS = {
    "stated": "as stated",
    "corrected": "with corrections",
    "unit=lesion": "per lesion",
    "unit=patient": "per patient",
    "unit=treatment": "per {treatment}",
    "denominator=evaluable": "of evaluable",
    "denominator=enrolled": "of treated",
    "denominator=everybody": "of all",
    "source=printed": "% as printed",
    "source=values": "% from values",
    "missing=observed": "missing left out",
    "missing=locf": "missing carried forward",
    "missing=no_change": "missing unchanged",
    "missing=complete_response": "missing complete",
    "shared": "shared once",
    "responders=any": "any lesion",
    "responders=all": "all lesions",
    "statistic": "other statistic",
    "visit": "other visit",
    "truncated": "truncated",
    "printed": "printed numbers",
}
#: Readings of one of these kinds share a column: what they have in common is that they depart in it.
JOINED = ("statistic", "visit")

#: The reading that a claim's own words ask for.
STATED = "stated"

#: The columns of the numbers that are printed beside a claim, and of the assumption about the data.
BESIDE = "printed"
JOINT = "joint assumption"


@dataclass(frozen=True)
class Claim:
    """A claim that can be checked: its name, what names it in the figure, its verdict."""

    claim_id: str
    label: str
    verdict: str


@dataclass(frozen=True)
class Grid:
    """Claims by readings.

    Attributes
    ----------
    claims
        Those that are drawn, in order.
    columns
        Names of the readings that occur, in order, with what stands above each.
    holds
        Whether a claim holds, by claim and column; a reading that does not apply is not there.
    data
        A row for each mark: `claim_id`, `reading`, `recomputed`, `recomputed_to`, `holds` and, of a stated reading, the
        `result_id` of its numbers, of all claims.
    joint
        The best assumption about the data in words; empty where there is none.
    left_out, not_checkable
        How many claims that can be checked are not drawn, and how many can't be checked.
    """

    claims: list[Claim]
    columns: Mapping[str, str]
    holds: Mapping[tuple[str, str], bool]
    data: pd.DataFrame
    joint: str
    left_out: int
    not_checkable: int

    @cached_property
    def results(self) -> Mapping[str, str]:
        """The result that the stated reading of each claim is, of a range the first."""
        stated = self.data[self.data["reading"] == STATED]
        return dict(zip(stated["claim_id"], stated["result_id"].str.partition("; ")[0], strict=True))

    def helps(self, column: str) -> int:
        """How many of the drawn claims that do not hold as stated hold under a reading."""
        names = [claim.claim_id for claim in self.claims if claim.verdict != "reproduced"]
        return sum(self.holds.get((name, column), False) for name in names)


def audit_grid(
    claims: pd.DataFrame, readings: pd.DataFrame, assumptions: pd.DataFrame, treatment: Treatment = NEUTRAL
) -> Grid:
    """The grid of an audit.

    Parameters
    ----------
    claims, readings, assumptions
        The tables of the audit.
    treatment
        What the treatment is called.
    """
    checked = claims[claims["verdict"] != NOT_CHECKABLE]
    ordered = [row for verdict in VERDICTS for row in checked[checked["verdict"] == verdict].to_dict("records")]
    best = best_assumption(assumptions)
    marks = [*_beside(ordered), *(_joint(ordered, readings, best) if best else ())]
    data = pd.concat([_in_order(readings, ordered), pd.DataFrame(marks, columns=_DATA)], ignore_index=True)[_DATA]
    results = data["claim_id"].map(claims.set_index("claim_id")["result_ids"])
    data["result_id"] = results.where(data["reading"] == STATED, "")
    drawn = ordered[:MOST_CLAIMS]
    holds = _marks(data[data["claim_id"].isin([row["claim_id"] for row in drawn])])
    return Grid(
        claims=[Claim(row["claim_id"], _label(row), row["verdict"]) for row in drawn],
        columns=_headings({column for _, column in holds}, treatment),
        holds=holds,
        data=data,
        joint=best["assumption"] if best else "",
        left_out=len(ordered) - len(drawn),
        not_checkable=len(claims) - len(ordered),
    )


_DATA = ["claim_id", "reading", "recomputed", "recomputed_to", "holds"]


def _in_order(readings: pd.DataFrame, claims: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The readings of the claims in their order."""
    place = {row["claim_id"]: number for number, row in enumerate(claims)}
    return readings.sort_values("claim_id", key=lambda names: names.map(place), kind="stable")


def _beside(claims: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Which claims agree with the numbers that are printed beside them."""
    for row in claims:
        if row["agrees"]:
            yield {"claim_id": row["claim_id"], "reading": BESIDE, "holds": row["agrees"] == "yes"}


def _joint(
    claims: Sequence[Mapping[str, Any]], readings: pd.DataFrame, best: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Which claims hold under the best assumption: those that it reconciles, and those that held and still do."""
    reconciled, broken = {*names_in(best["reconciled"]), *names_in(best["kept"])}, set(names_in(best["broken"]))
    stated = readings[readings["reading"] == STATED].set_index("claim_id")["holds"]
    for name in (row["claim_id"] for row in claims if row["claim_id"] in stated.index):
        holds = name in reconciled or (bool(stated[name]) and name not in broken)
        yield {"claim_id": name, "reading": JOINT, "holds": holds}


def _marks(data: pd.DataFrame) -> dict[tuple[str, str], bool]:
    """Whether a claim holds under a reading of a column, by claim and column."""
    marks: dict[tuple[str, str], bool] = {}
    for name, reading, holds in data[["claim_id", "reading", "holds"]].itertuples(index=False):
        key = (str(name), _column(str(reading)))
        marks[key] = marks.get(key, False) or bool(holds)
    return marks


def _column(reading: str) -> str:
    dimension = reading.partition("=")[0]
    return dimension if dimension in JOINED else reading


def _headings(present: set[str], treatment: Treatment) -> dict[str, str]:
    """The columns that occur in order, unknown readings after the known and the joint assumption last."""
    named = {name: text.format(treatment=treatment.name) for name, text in READINGS.items() if name in present}
    unnamed = {name: name.replace("_", " ") for name in sorted(present - set(READINGS) - {JOINT})}
    return named | unnamed | ({JOINT: JOINT} if JOINT in present else {})


def _label(row: Mapping[str, Any]) -> str:
    """What names a claim: what the paper says; its name in words where that is not given."""
    return one_line(row["statement"]).removesuffix(".") or one_line(str(row["claim_id"]).replace("_", " "))
