"""What the figures draw: one outcome of a cohort as observed, its lesions with the names that they bear in a figure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casetrace.figures.bearers import PERIOD, bearer_of
from casetrace.figures.look import RESPONSES, Look
from casetrace.figures.page import Key
from casetrace.figures.source import Source
from casetrace.figures.text import count, number, one_line, short_names
from casetrace.model.direction import Direction
from casetrace.model.outcome import Outcome, Thresholds
from casetrace.model.plan import read_plan

#: A cohort with more lesions is drawn by this many of them.
MOST_LESIONS = 1000

#: Why a lesion has no value, or a value no percent change, in the words of a figure.
REASONS = {"lost": "lost to follow-up", "no baseline": "no baseline value"}

#: Columns of the analysis dataset that figures draw, beside the percent change.
COLUMNS = [
    "patient_id", "lesion_id", "visit", "baseline", "value", "percent", "response", "missing_reason",
    "no_percent_reason", "lesion_visits_row",
]  # fmt: skip

#: What a figure says that has no panel for some visits.
NOT_ALL_VISITS = "Of the many follow-up visits the first, the last and those of the endpoints are drawn."


@dataclass(frozen=True)
class CaseSeries:
    """One outcome of a cohort.

    Attributes
    ----------
    rows
        One row per lesion and follow-up visit: `patient_id`, `lesion_id`, `label` (what names the lesion in a figure),
        `visit` (week), `baseline`, `value`, `percent` (the improvement, such as a percent reduction), `response`, the
        `reason` why there is no percent change, and `lesion_visits_row`, the row of the dataset, counted from 0. In
        a cross-over a lesion is there once a period, under a name of its own.
    drawn
        Those of `rows` that figures draw: all, or an even sample of a large cohort's lesions.
    outcome
        Its name.
    of_lesions
        Whether lesions have it; else patients as a whole do.
    visits, panels
        Weeks of the follow-up visits, in order; those of them that a figure with a panel for each visit draws.
    labelled
        Whether the lesions are few enough to be named.
    way
        Which way the outcome gets better.
    lesion_of
        The lesion that each `lesion_id` of `rows` is.
    pooled
        What a figure says of arms and periods that it draws together.
    """

    rows: pd.DataFrame
    drawn: pd.DataFrame
    outcome: Outcome
    of_lesions: bool
    baseline_visit: int
    visits: list[int]
    panels: list[int]
    label: str
    unit: str
    response: Thresholds
    labelled: bool
    way: Direction
    lesion_of: Mapping[str, str]
    pooled: str

    @property
    def bearer(self) -> str:
        """What has the outcome, in the singular."""
        return self.outcome.bearer

    @property
    def title(self) -> str:
        """The outcome's label with its unit, where it has one."""
        measured = f"{self.outcome.positive} of {self.label}" if self.outcome.scale.is_change else self.label
        return f"{measured} ({self.unit})" if self.unit else measured

    @property
    def note(self) -> str:
        """What a figure says when it does not name or draw every lesion, or draws arms or periods together."""
        total, shown = self.rows["lesion_id"].nunique(), self.drawn["lesion_id"].nunique()
        note = "" if self.labelled else f"{count(total, self.bearer)}, too many to be named here."
        if shown < total:
            note = f"Drawn: {shown:,} of {total:,} {self.bearer}s, evenly spaced in the order of their baseline."
        undrawn = NOT_ALL_VISITS if len(self.visits) < len(self.outcome.follow_up_visits) else ""
        return " ".join(filter(None, [note, undrawn, self.pooled]))

    @property
    def in_panels(self) -> "CaseSeries":
        """The same at the visits that have a panel: of many the first, the last and those that endpoints ask about."""
        rows, drawn = (table[table["visit"].isin(self.panels)] for table in (self.rows, self.drawn))
        return replace(self, rows=rows, drawn=drawn, visits=self.panels)

    def named(self, data: pd.DataFrame) -> pd.DataFrame:
        """A figure's data for people, with its `percent` called what it is."""
        return data.rename(columns={"percent": f"percent_{self.way.gain}"})

    def at(self, visit: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows of a visit: all of the cohort, and those that are drawn and have a percent change."""
        drawn = self.drawn[(self.drawn["visit"] == visit) & self.drawn["percent"].notna()]
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

    @property
    def is_remission(self) -> bool:
        """Whether a complete response leaves nothing."""
        return self.way.gain == "reduction" and self.response.complete == 100

    def keys(self, responses: pd.Series, without: str = "no follow-up value") -> list[Key]:
        """The legend of the responses that occur, best first, and of points `without` one."""
        means = {
            "complete": f"complete response (≥ {number(self.response.complete)} %)",
            "partial": f"partial response (≥ {number(self.response.partial)} %)",
            "stable": "stable",
            "progression": f"progression ({self.way.loss} ≥ {number(self.response.progression)} %)",
            "": without,
        }
        if self.is_remission:
            means["complete"] = "complete remission (100 %)"
        present = set(responses)
        return [Key(look.marker, look.color, means[name]) for name, look in RESPONSES.items() if name in present]


def case_series(visits: pd.DataFrame, outcome: Outcome, look: Look, asked: Collection[int] = ()) -> CaseSeries:
    """The observed rows of one outcome, ready to be drawn.

    Parameters
    ----------
    visits
        The analysis dataset `lesion_visits`.
    outcome
        The outcome.
    look
        Sizes of the figures, with the number of lesions up to which they are named.
    asked
        Weeks that endpoints ask about.
    """
    chosen = (visits["scenario"] == "observed") & (visits["outcome"] == outcome.name)
    observed = visits.assign(lesion_visits_row=range(len(visits)))[chosen].reset_index(drop=True)
    way = outcome.direction
    rows = observed.assign(percent=way.improvement(observed["percent_reduction"]))[COLUMNS]
    lesions = rows["lesion_id"]
    rows["lesion_id"] = lesions.where(observed["period"].isna(), lesions + PERIOD + observed["period"].fillna(""))
    rows["visit"] = rows["visit"].astype("int64")
    rows["response"] = rows["response"].astype("object").fillna("").astype("str")
    missing, no_percent = rows.pop("missing_reason"), rows.pop("no_percent_reason")
    rows["reason"] = missing.where(missing != "", no_percent).map(lambda reason: REASONS.get(reason, one_line(reason)))
    seen = "value" if outcome.scale.has_levels else "percent"
    rows["reason"] = rows["reason"].where(rows[seen].isna(), "")
    names = list(dict.fromkeys(rows["lesion_id"]))
    labelled = len(names) <= look.label_lesions
    rows.insert(2, "label", rows["lesion_id"].map(short_names(names)) if labelled else rows["lesion_id"])
    return CaseSeries(
        rows=rows,
        drawn=rows[rows["lesion_id"].isin(sampled_lesions(rows))],
        outcome=outcome,
        of_lesions=outcome.bearer == "lesion",
        baseline_visit=outcome.baseline_visit,
        visits=sorted(outcome.follow_up_visits),
        panels=outcome.printed_visits(asked),
        label=one_line(outcome.label),
        unit=one_line(outcome.unit),
        response=outcome.response,
        labelled=labelled,
        way=way,
        lesion_of=dict(zip(rows["lesion_id"], lesions, strict=True)),
        pooled=pooled(observed),
    )


def pooled(visits: pd.DataFrame) -> str:
    """What a figure says of the arms and periods of its lesion visits; empty where it draws none together."""
    n_arms = visits["arm"].nunique()
    periods = f"Each {bearer_of(visits)} is there once a period." if visits["period"].notna().any() else ""
    arms = "" if n_arms <= 1 else "Both arms together." if n_arms == 2 else "All arms together."
    return " ".join(filter(None, [periods, arms]))


def primary_series(source: Source) -> CaseSeries:
    """The observed rows of the plan's primary outcome."""
    plan = read_plan(source.files["plan"])
    name = plan.primary.outcome
    return case_series(source.table("lesion_visits"), plan.outcomes[name], source.look, plan.asked_visits(name))


def sampled_lesions(rows: pd.DataFrame) -> pd.Series:
    """The lesions to draw: all, or `MOST_LESIONS` evenly spaced in the order of their baseline, both ends included."""
    lesions = rows.drop_duplicates("lesion_id").sort_values(["baseline", "lesion_id"], kind="stable")["lesion_id"]
    if len(lesions) <= MOST_LESIONS:
        return lesions
    return lesions.iloc[np.linspace(0, len(lesions) - 1, MOST_LESIONS).round().astype(int)]


def evaluable(rows: pd.DataFrame) -> str:
    """How many lesions, or patients, of a visit have a percent change, or a level."""
    n_evaluable = int((rows["reason"] == "").sum())
    return f"{n_evaluable:,} of {count(len(rows), bearer_of(rows))} evaluable"


def not_evaluable(rows: pd.DataFrame, labelled: bool) -> str:
    """Which lesions of a visit have no percent change, or no level, by reason; an empty text when all have one."""
    missing = rows[rows["reason"] != ""]
    parts = []
    for reason, lesions in missing.groupby("reason", sort=False):
        lesion_words = ", ".join(lesions["label"]) if labelled else count(len(lesions), bearer_of(rows))
        parts.append(f"{lesion_words} ({reason})")
    return f"not evaluable: {'; '.join(parts)}" if parts else ""
