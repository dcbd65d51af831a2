"""Fail where a published claim is not reproduced, in a study that wants all of them to be.

In: the claims with their verdicts, the printed numbers against each other; the report and the manifests, which are
there when this runs.
Out: a line that says that all claims passed.
"""

import logging
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from casetrace.claims.verdicts import VERDICTS, verdict_counts
from casetrace.model.errors import UserError
from casetrace.model.numbers import fixed, trimmed
from casetrace.model.storage import read_parquet

logger = logging.getLogger("casetrace")


def printed(claim: Mapping[str, Any]) -> str:
    """What the source says, in short: its number, or whom it says it of."""
    return " ".join(filter(None, [claim["comparator"], claim["reported"]]))


def recomputed(claim: Mapping[str, Any]) -> str:
    """What the rows give, how it comes about, and how far off the printed number is."""
    value, upper, difference = (float(claim[name]) for name in ("recomputed", "recomputed_to", "difference"))
    if math.isnan(value):
        return f"nothing: {claim['arithmetic']}"
    decimals = max(0, 0 if pd.isna(claim["decimals"]) else int(claim["decimals"])) + 1
    unit = " %" if claim["kind"] == "percent" or claim["comparator"] in ("all", "most", "none") else ""
    text = (
        trimmed(value, decimals) if math.isnan(upper) else f"{trimmed(value, decimals)} to {trimmed(upper, decimals)}"
    )
    parts = [f"{text}{unit} ({claim['arithmetic']})"]
    if not math.isnan(difference):
        parts.append(f"{'+' if difference > 0 else ''}{fixed(difference, decimals)} from the printed number")
    if claim["exceptions"]:
        parts.append(f"contradicted by {claim['exceptions']}")
    return "; ".join(parts)


def described(claim: Mapping[str, Any], file: str, clashes: pd.DataFrame) -> str:
    """A claim that is not reproduced: where it stands, what it says, and what speaks against it.

    Parameters
    ----------
    claim
        A row of the claims.
    file
        The file of the claims.
    clashes
        The tests that its number fails against those printed beside it.
    """
    lines = [f"{file}, line {claim['line']} ({claim['claim_id']}): {claim['statement']}", f"printed: {printed(claim)}"]
    if claim["arithmetic"]:
        lines.append(f"recomputed: {recomputed(claim)}")
    for test in clashes.to_dict("records"):
        lines.append(f"printed with it: {test['against']}; expected: {test['found']}")
    return "\n    ".join(lines)


def n_checked(claims: pd.DataFrame) -> int:
    """How many claims were held against data that do not come from the publication's own statements."""
    return sum(n for verdict, n in verdict_counts(claims["verdict"]).items() if VERDICTS[verdict].is_checked)


def failure(cohort: str, claims: pd.DataFrame, consistency: pd.DataFrame, file: str, audit_csv: str) -> str:
    """All claims that are not reproduced, as one message; empty where there is none."""
    failed = claims[claims["verdict"] == "not reproduced"]
    if failed.empty:
        return ""
    checked = n_checked(claims)
    clashes = consistency[~consistency["agrees"]]
    folder = Path(audit_csv).parent.as_posix()
    return "\n".join(
        [
            f"Cohort {cohort}: published statements that disagree: {len(failed)} of {checked} checked.",
            *(
                f"{number}. {described(claim, file, clashes[clashes['claim_id'] == claim['claim_id']])}"
                for number, claim in enumerate(failed.to_dict("records"), start=1)
            ),
            f"All statements: {audit_csv}. Everything in {folder}/ is written.",
            "The run fails because config says audit.unreproduced: fail.",
        ]
    )


def audit_check(cohort: str, claims: str, consistency: str, file: str, audit_csv: str, passed: str) -> None:
    """Check the audit of one cohort.

    Parameters
    ----------
    cohort
        Its name.
    claims, consistency
        Paths of the claims with their verdicts, and of the printed numbers against each other.
    file
        The file of the claims as config names it.
    audit_csv
        Path of the audit for people, for the message.
    passed
        Path to write.

    Raises
    ------
    UserError
        When claims are not reproduced: one message that lists all of them.
    """
    frame = read_parquet(claims)
    message = failure(cohort, frame, read_parquet(consistency), file, audit_csv)
    if message:
        raise UserError(message)
    checked = n_checked(frame)
    text = f"No published statement disagrees, of {checked} checked."
    Path(passed).write_text(f"{text}\n", encoding="utf-8")
    logger.info("%s", text)
