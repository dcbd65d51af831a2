"""What the report shows of an audit: claims in the order of their verdicts, the best assumption, printed numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from casetrace.claims.audited_claims import AuditedClaim, audited_claims
from casetrace.claims.consistency_tests import TESTS, ConsistencyTest
from casetrace.claims.verdicts import AS_STATED, FINDINGS, UNRESOLVED, VERDICTS, Verdict, verdict_counts
from casetrace.model.listing import records
from casetrace.model.storage import read_parquet

#: The files of an audit by folder and name.
TABLES = (
    "ingest/claims", "audit/claims", "audit/readings", "audit/assumptions", "audit/implied", "audit/values",
    "audit/interpretations", "audit/consistency",
)  # fmt: skip
SCENARIO = "audit/scenario"


class NamedClaim(NamedTuple):
    """A claim by its name, what it is called, and the reading in which it is meant; empty as it is stated."""

    claim_id: str
    label: str
    reading: str = ""


@dataclass(frozen=True)
class JointAssumption:
    """The assumption about the data that reconciles most claims together.

    Attributes
    ----------
    row
        Its row of the ranking.
    reconciled, broken, kept
        The claims that it makes hold, each with the reading in which it does, those that it breaks, and those that
        printed percentages alone make hold, which it takes.
    implied
        What it says of the row that the table does not have, each with the `claims` that say so.
    alternatives
        The rows of the assumptions ranked below it, each with the claims that it makes hold as `reconciled`.
    scenario
        The block of config that declares it as a scenario; empty where there is none.
    """

    row: dict[str, Any]
    reconciled: list[NamedClaim]
    broken: list[NamedClaim]
    kept: list[NamedClaim]
    implied: list[dict[str, Any]]
    alternatives: list[dict[str, Any]]
    scenario: str

    @property
    def rivals(self) -> list[dict[str, Any]]:
        """The others that make several claims hold and break none."""
        return [other for other in self.alternatives if other["n_reconciled"] > 1 and not other["n_broken"]]


@dataclass(frozen=True)
class Consistency:
    """The tests of printed numbers: those that fail, and how many agree, by test."""

    failing: list[dict[str, Any]]
    agreeing: dict[str, int]
    tests: dict[str, ConsistencyTest]

    @property
    def total(self) -> int:
        """How many tests there were."""
        return len(self.failing) + sum(self.agreeing.values())


@dataclass(frozen=True)
class Audit:
    """What the report shows of an audit.

    Attributes
    ----------
    counts
        The number of claims of each verdict, in the order in which they are counted; they add up to all claims.
    checked, not_checkable
        The claims that can be checked, in the order of their verdicts, and the others.
    joint
        The assumption about the data that reconciles most claims together; None where there is none.
    consistency
        The tests of printed numbers.
    labels
        What each claim is called.
    """

    counts: dict[Verdict, int]
    checked: list[AuditedClaim]
    not_checkable: list[AuditedClaim]
    joint: JointAssumption | None
    consistency: Consistency
    labels: dict[str, str]

    def named(self, claim_id: str) -> NamedClaim:
        """A claim with what it is called."""
        return NamedClaim(claim_id, self.labels[claim_id])

    @property
    def findings(self) -> list[AuditedClaim]:
        """The claims that do not agree with the data as printed, or only in some interpretation, the gravest first."""
        found = [claim for claim in self.checked if claim.row["verdict"] in FINDINGS]
        return sorted(found, key=lambda claim: FINDINGS.index(claim.row["verdict"]))

    @property
    def total(self) -> int:
        """How many claims there are."""
        return sum(self.counts.values())

    @property
    def recomputed(self) -> bool:
        """Whether there are rows from which any claim could be recomputed."""
        return any(claim.readings for claim in self.checked)

    @property
    def unresolved(self) -> int:
        """How many claims do not hold as stated, in the one way in which they are read."""
        return sum(self.counts[verdict] for verdict in UNRESOLVED)


def audit_paths(paths: list[str]) -> dict[str, str]:
    """The files of an audit by folder and name, such as `audit/claims`."""
    return {f"{Path(path).parent.name}/{Path(path).stem}": path for path in paths}


def read_audit(paths: Mapping[str, str], n_listed: int) -> Audit:
    """The audit that is stored in these files, each by folder and name; at most so many values a claim."""
    scenario = json.loads(Path(paths[SCENARIO]).read_text(encoding="utf-8"))
    return audit_content({name: read_parquet(paths[name]) for name in TABLES}, scenario, n_listed)


def audit_content(frames: Mapping[str, pd.DataFrame], scenario: Mapping[str, Any], n_listed: int) -> Audit:
    """What the report shows of the tables of an audit.

    Parameters
    ----------
    frames
        Each table by folder and name.
    scenario
        What the best assumption proposes to declare; empty where it proposes nothing.
    n_listed
        Values of a claim that are listed.
    """
    claims = audited_claims(frames, n_listed)
    order: list[str] = list(VERDICTS)
    labels = {claim.row["claim_id"]: claim.row["label"] for claim in claims}
    return Audit(
        counts=verdict_counts(claim.row["verdict"] for claim in claims),
        checked=sorted(
            (claim for claim in claims if claim.row["verdict"] != "not checkable"),
            key=lambda claim: order.index(claim.row["verdict"]),
        ),
        not_checkable=[claim for claim in claims if claim.row["verdict"] == "not checkable"],
        joint=joint_assumption(frames["audit/assumptions"], frames["audit/implied"], scenario, labels),
        consistency=consistency(frames["audit/consistency"]),
        labels=labels,
    )


def best_assumption(assumptions: pd.DataFrame) -> dict[str, Any] | None:
    """The first of the ranked assumptions, if it reconciles several claims; some change always fits a single one."""
    ranked = records(assumptions.sort_values("rank").head(1))
    return next((row for row in ranked if row["n_reconciled"] - row["n_broken"] > 1), None)


def joint_assumption(
    assumptions: pd.DataFrame, implied: pd.DataFrame, scenario: Mapping[str, Any], labels: Mapping[str, str]
) -> JointAssumption | None:
    """The best assumption with what it implies, and those ranked below it; None where there is none."""

    def named(text: str) -> list[NamedClaim]:
        return [NamedClaim(name, labels[name]) for name in names_in(text)]

    def reconciled(assumption: Mapping[str, Any]) -> list[NamedClaim]:
        readings = names_in(assumption["readings"])
        return [
            claim if reading == AS_STATED else claim._replace(reading=reading)
            for claim, reading in zip(named(assumption["reconciled"]), readings, strict=True)
        ]

    best = best_assumption(assumptions)
    if best is None:
        return None
    implications = implied[implied["assumption_id"] == best["assumption_id"]]
    proposed = scenario.get("assumption_id") == best["assumption_id"]
    return JointAssumption(
        row=best,
        reconciled=reconciled(best),
        broken=named(best["broken"]),
        kept=named(best["kept"]),
        implied=[row | {"claims": named(row["claims"])} for row in records(implications)],
        alternatives=[
            other | {"reconciled": reconciled(other)}
            for other in records(assumptions[assumptions["rank"] > best["rank"]].sort_values("rank"))
        ],
        scenario=scenario["yaml"] if proposed else "",
    )


def consistency(tests: pd.DataFrame) -> Consistency:
    """The tests of printed numbers, apart by whether the numbers agree."""
    agreeing = tests.loc[tests["agrees"], "test"].value_counts()
    present = set(tests["test"])
    return Consistency(
        failing=records(tests[~tests["agrees"]]),
        agreeing={name: int(agreeing[name]) for name in TESTS if name in agreeing},
        tests={name: test for name, test in TESTS.items() if name in present},
    )


def names_in(text: str) -> list[str]:
    """The names in a text that joins them with semicolons."""
    return [name for name in text.split("; ") if name]
