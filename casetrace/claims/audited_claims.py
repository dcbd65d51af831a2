"""Claims as the report shows them: what is printed, what is recomputed, and how the verdict is marked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from casetrace.claims.verdicts import VERDICTS, VerdictStyle
from casetrace.model import numbers
from casetrace.model.listing import Listing, listing, records
from casetrace.model.time_units import time_unit

COMPARATORS = {"=": "", "<=": "≤", ">=": "≥"}
#: Comparators that are a claim of their own, about the share of units for which something is true.
SHARES = ("all", "most", "none")
#: Variables that are times, and kinds of claims whose number is one of a variable's values.
TIMES = ("last_visit",)
VALUES = ("maximum", "minimum", "range")
#: Variables that are percentages.
PERCENTAGES = ("percent_reduction.", "percent_increase.")


@dataclass(frozen=True)
class AuditedClaim:
    """A claim as it is shown.

    Attributes
    ----------
    row
        Its row of the audit, with the `quantity` and `population` as the claims file has them.
    values
        The first units that it rests on, and how many more there are.
    readings
        What was tried, the stated reading first.
    interpretations
        Where its words may be read in several ways, each as a claim of its own, that of its own coding first.
    """

    row: dict[str, Any]
    values: Listing
    readings: list[dict[str, Any]]
    interpretations: tuple["AuditedClaim", ...] = ()

    @property
    def sign(self) -> VerdictStyle:
        """How its verdict is printed."""
        return VERDICTS[self.row["verdict"]]

    @property
    def result_ids(self) -> list[str]:
        """The results that it is, two for a range; none where no rows can check it."""
        return [name for name in self.row["result_ids"].split("; ") if name]

    @property
    def is_percent(self) -> bool:
        """Whether its number is a percentage."""
        row = self.row
        return row["kind"] == "percent" or row["comparator"] in SHARES or row["quantity"].startswith(PERCENTAGES)

    @property
    def before_number(self) -> str:
        """What is printed before a number of it that is no size but a place in time."""
        return f"{time_unit()} " if self.row["quantity"] in TIMES and self.row["kind"] in VALUES else ""

    @property
    def printed(self) -> str:
        """What the paper prints, with how it compares, such as `≤ 5` or `all`."""
        comparator, reported = self.row["comparator"], self.row["reported"]
        is_number = bool(re.match(r"[-−]?[\d.]", reported))
        percent = " %" if self.is_percent and is_number else ""
        return f"{COMPARATORS.get(comparator, comparator)} {reported}{percent}".strip()

    def text(self, value: float | None) -> str | None:
        """A recomputed number with a decimal more than the printed one, or a share; None where there is none."""
        if value is None:
            return None
        if self.row["kind"] == "p value":
            return numbers.p_value(value)
        if self.row["comparator"] in SHARES:
            return numbers.percent(value, self.row["n"] or 0)
        decimals = self.row["decimals"]
        return numbers.trimmed(value, 1 if decimals is None else max(0, decimals + 1))


def audited_claims(frames: Mapping[str, pd.DataFrame], n_listed: int) -> list[AuditedClaim]:
    """The claims in the order of their file, each with its values and readings."""
    claim_terms = frames["ingest/claims"].set_index("claim_id")[["quantity", "population"]].fillna("").to_dict("index")
    no_terms = {"quantity": "", "population": ""}
    interpretations = _interpretations(frames["audit/interpretations"], claim_terms)
    values = dict(list(frames["audit/values"].groupby("claim_id")))
    readings = dict(list(frames["audit/readings"].groupby("claim_id", sort=False)))
    return [
        AuditedClaim(
            {**row, **claim_terms.get(row["claim_id"], no_terms)},
            listing(values.get(row["claim_id"], frames["audit/values"].iloc[:0]), n_listed),
            records(readings[row["claim_id"]]) if row["claim_id"] in readings else [],
            tuple(interpretations.get(row["claim_id"], ())),
        )
        for row in records(frames["audit/claims"])
    ]


def _interpretations(
    frame: pd.DataFrame, claim_terms: Mapping[str, Mapping[str, str]]
) -> dict[str, list[AuditedClaim]]:
    """The interpretations of each claim that has several."""
    of_claims: dict[str, list[AuditedClaim]] = {}
    for row in records(frame):
        terms = claim_terms[row["interpretation"]]
        of_claims.setdefault(row["claim_id"], []).append(AuditedClaim({**row, **terms}, Listing([], 0), []))
    return of_claims
