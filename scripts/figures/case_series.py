"""What the figures draw: one outcome of a cohort as observed, its lesions with the names that they bear in a figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scripts.figures.look import RESPONSES, Look
from scripts.figures.page import Key
from scripts.figures.text import count, number, one_line, short_names

#: A cohort with more lesions is drawn by this many of them.
MOST_LESIONS = 1000

#: Why a lesion has no value, in the words of a figure.
REASONS = {"lost": "lost to follow-up", "not recorded": "not recorded", "": "no baseline value"}


@dataclass(frozen=True)
class CaseSeries:
    """One outcome of a cohort.

    Attributes
    ----------
    rows
        One row per lesion and follow-up visit: `patient_id`, `lesion_id`, `label` (what names the lesion in a figure),
        `visit` (week), `baseline`, `value`, `percent_reduction`, `response`, and the `reason` of a missing reduction.
    drawn
        Those of `rows` that figures draw: all, or an even sample of a large cohort's lesions.
    visits
        Weeks of the follow-up visits, in order.
    labelled
        Whether the lesions are few enough to be named.
    """

    rows: pd.DataFrame
    drawn: pd.DataFrame
    baseline_visit: int
    visits: list[int]
    label: str
    unit: str
    response: Mapping[str, float]
    labelled: bool

    @property
    def note(self) -> str:
        """What a figure says when it does not name or draw every lesion."""
        total, shown = self.rows["lesion_id"].nunique(), self.drawn["lesion_id"].nunique()
        if shown < total:
            return f"Drawn: {shown:,} of {total:,} lesions, evenly spaced in the order of their baseline."
        return "" if self.labelled else f"{count(total, 'lesion')}, too many to be named here."

    def at(self, visit: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows of a visit: all of the cohort, and those that are drawn and have a reduction."""
        drawn = self.drawn[(self.drawn["visit"] == visit) & self.drawn["percent_reduction"].notna()]
        return self.rows[self.rows["visit"] == visit], drawn

    @property
    def description(self) -> str:
        """The numbers of lesions evaluable at each visit in words."""
        parts = []
        for visit in self.visits:
            rows, _ = self.at(visit)
            missing = not_evaluable(rows, self.labelled)
            parts.append(f"Week {visit:,}: {evaluable(rows)}{'; ' if missing else ''}{missing}.")
        return " ".join(parts)

    def keys(self, responses: pd.Series) -> list[Key]:
        """The legend of the responses that occur, best first."""
        means = {
            "complete": f"complete response (≥ {number(self.response['complete'])} %)",
            "partial": f"partial response (≥ {number(self.response['partial'])} %)",
            "stable": "stable",
            "progression": f"progression (growth ≥ {number(self.response['progression'])} %)",
            "": "no follow-up value",
        }
        if self.response["complete"] == 100:
            means["complete"] = "complete remission (100 %)"
        present = set(responses)
        return [Key(look.marker, look.color, means[name]) for name, look in RESPONSES.items() if name in present]


def case_series(visits: pd.DataFrame, outcome_name: str, outcome: Mapping[str, Any], look: Look) -> CaseSeries:
    """The observed rows of one outcome, ready to be drawn.

    Parameters
    ----------
    visits
        The analysis dataset `lesion_visits`.
    outcome_name, outcome
        The outcome and its section of config.
    look
        Sizes of the figures, with the number of lesions up to which they are named.
    """
    chosen = (visits["scenario"] == "observed") & (visits["outcome"] == outcome_name)
    columns = [
        "patient_id",
        "lesion_id",
        "visit",
        "baseline",
        "value",
        "percent_reduction",
        "response",
        "missing_reason",
    ]
    rows = visits.loc[chosen, columns].reset_index(drop=True)
    rows["visit"] = rows["visit"].astype("int64")
    rows["response"] = rows["response"].astype("object").fillna("").astype("str")
    rows["reason"] = rows.pop("missing_reason").map(lambda reason: REASONS.get(reason, one_line(reason)))
    rows["reason"] = rows["reason"].where(rows["percent_reduction"].isna(), "")
    names = list(dict.fromkeys(rows["lesion_id"]))
    labelled = len(names) <= look.label_lesions
    rows.insert(2, "label", rows["lesion_id"].map(short_names(names)) if labelled else rows["lesion_id"])
    return CaseSeries(
        rows=rows,
        drawn=rows[rows["lesion_id"].isin(sampled_lesions(rows))],
        baseline_visit=int(outcome["baseline_visit"]),
        visits=sorted(int(visit) for visit in outcome["follow_up_visits"]),
        label=one_line(outcome["label"]),
        unit=one_line(outcome["unit"]),
        response=outcome["response"],
        labelled=labelled,
    )


def sampled_lesions(rows: pd.DataFrame) -> pd.Series:
    """The lesions to draw: all, or `MOST_LESIONS` evenly spaced in the order of their baseline, both ends included."""
    lesions = rows.drop_duplicates("lesion_id").sort_values(["baseline", "lesion_id"], kind="stable")["lesion_id"]
    if len(lesions) <= MOST_LESIONS:
        return lesions
    return lesions.iloc[np.linspace(0, len(lesions) - 1, MOST_LESIONS).round().astype(int)]


def evaluable(rows: pd.DataFrame) -> str:
    """How many lesions of a visit have a reduction."""
    seen = int(rows["percent_reduction"].notna().sum())
    return f"{seen:,} of {count(len(rows), 'lesion')} evaluable"


def not_evaluable(rows: pd.DataFrame, labelled: bool) -> str:
    """Which lesions of a visit have no reduction, by reason; an empty text when all have one."""
    missing = rows[rows["percent_reduction"].isna()]
    parts = []
    for reason, lesions in missing.groupby("reason", sort=False):
        which = ", ".join(lesions["label"]) if labelled else count(len(lesions), "lesion")
        parts.append(f"{which} ({reason})")
    return f"not evaluable: {'; '.join(parts)}" if parts else ""
