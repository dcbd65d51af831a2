"""Claims as the report shows them: what is printed, what is recomputed, and how the verdict is marked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from casetrace.model import numbers
from casetrace.model.listing import Listing, listing, records

NOT_CHECKABLE = "not checkable"


class Sign(NamedTuple):
    """How a verdict is marked, so that it is told without colour, and its name in the style sheet."""

    mark: str
    style: str


#: Verdicts in the order in which claims are shown.
VERDICTS = {
    "not reproduced": Sign("✗", "refuted"),
    "reproduced under an assumption": Sign("≈", "assumed"),
    "reproduced": Sign("✓", "upheld"),
    NOT_CHECKABLE: Sign("?", "open"),
}
COMPARATORS = {"=": "", "<=": "≤", ">=": "≥"}
#: Comparators that are a claim of their own, about the share of units for which something is true.
SHARES = ("all", "most", "none")
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
    """

    row: dict[str, Any]
    values: Listing
    readings: list[dict[str, Any]]

    @property
    def sign(self) -> Sign:
        """The mark of its verdict."""
        return VERDICTS[self.row["verdict"]]

    @property
    def is_percent(self) -> bool:
        """Whether its number is a percentage."""
        row = self.row
        return row["kind"] == "percent" or row["comparator"] in SHARES or row["quantity"].startswith(PERCENTAGES)

    @property
    def is_of_measured(self) -> bool:
        """Whether it is about all, most or none at a visit, of whom those without a value there can't be counted."""
        return self.row["comparator"] in SHARES and ".week_" in self.row["result_ids"]

    @property
    def printed(self) -> str:
        """What the paper prints, with how it compares, such as `≤ 5` or `all`."""
        comparator, reported = self.row["comparator"], self.row["reported"]
        is_number = bool(re.match(r"[-−]?[\d.]", reported))
        percent = " %" if self.is_percent and is_number else ""
        return f"{COMPARATORS.get(comparator, comparator)} {reported}{percent}".strip()

    def text(self, value: float | None) -> str | None:
        """A recomputed number with a decimal more than the printed one; None where there is none."""
        if value is None:
            return None
        if self.row["kind"] == "p value":
            return numbers.p_value(value)
        decimals = self.row["decimals"]
        return numbers.trimmed(value, 1 if decimals is None else max(0, decimals + 1))


def audited_claims(frames: Mapping[str, pd.DataFrame], n_listed: int) -> list[AuditedClaim]:
    """The claims in the order of their file, each with its values and readings."""
    claim_terms = frames["ingest/claims"].set_index("claim_id")[["quantity", "population"]].fillna("")
    values = dict(list(frames["audit/values"].groupby("claim_id")))
    readings = dict(list(frames["audit/readings"].groupby("claim_id", sort=False)))
    return [
        AuditedClaim(
            row | {name: claim_terms[name].get(row["claim_id"], "") for name in claim_terms},
            listing(values.get(row["claim_id"], frames["audit/values"].iloc[:0]), n_listed),
            records(readings[row["claim_id"]]) if row["claim_id"] in readings else [],
        )
        for row in records(frames["audit/claims"])
    ]
