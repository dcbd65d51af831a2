"""What the figures draw: one outcome of a cohort as observed, its lesions with the names that they bear in a figure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from casetrace.figures.bearers import PERIOD, bearer_of
from casetrace.figures.look import ARMS, RESPONSES, ArmLook, Look
from casetrace.figures.page import PATCH, Key
from casetrace.figures.source import Source
from casetrace.figures.text import count, named_visit, number, one_line, sentence, short_names
from casetrace.model.arms import Arms, recorded_arms
from casetrace.model.direction import Direction
from casetrace.model.outcome import Outcome, Thresholds
from casetrace.model.plan import Plan, read_plan
from casetrace.model.time_units import time_units
from casetrace.model.treatment import NEUTRAL, Treatment

#: A cohort with more lesions is drawn by this many of them.
MOST_LESIONS = 1000

#: A note names the lesions of one patient for so many patients at most.
MOST_PATIENTS = 6

#: What is said at a visit of an outcome that has no response categories.
EVALUABLE = "evaluable"
#: Why a lesion has no value, or a value no percent change, in the words of a figure.
REASONS = {"lost": "lost to follow-up", "no baseline": "no baseline value"}

#: Columns of the analysis dataset that figures draw, beside the percent change.
COLUMNS = [
    "patient_id", "lesion_id", "arm", "visit", "baseline", "value", "change", "response", "missing_reason",
    "no_percent_reason", "lesion_visits_row",
]  # fmt: skip

#: What a figure says that has no panel for some visits.
NOT_ALL_VISITS = "Follow-up visits drawn: the first, the last and those of the endpoints."


#: What is said of points that are moved sideways to be seen.
SIDE_BY_SIDE = "Overlapping points are moved sideways."


@dataclass(frozen=True)
class CaseSeries:
    """One outcome of a cohort.

    Attributes
    ----------
    rows
        One row per lesion and follow-up visit: `patient_id`, `lesion_id`, `label` (what names the lesion in a figure),
        `arm` (empty where none is recorded), `visit`, `baseline`, `value`, `change` (percent of the baseline,
        negative where the value fell), `response`, the `reason` why there is no percent change, and
        `lesion_visits_row`, the row of the dataset, counted from 0. In a cross-over a lesion is there once a period,
        under a name of its own.
    drawn
        Those of `rows` that figures draw: all, or an even sample of a large cohort's lesions.
    outcome
        Its name.
    of_lesions
        Whether lesions have it; else patients as a whole do.
    visits, panels
        The follow-up visits, in order; those of them that a figure with a panel for each visit draws.
    labelled
        Whether the lesions are few enough to be named.
    way
        Which way the outcome gets better.
    lesion_of
        The lesion that each `lesion_id` of `rows` is.
    arms
        The arms in order, where there are several.
    treatment
        What the treatment is called.
    asked
        Visits that endpoints ask about.
    n_treatments
        The number of treatments of each lesion, by its name in `rows`, as far as it is known.
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
    arms: tuple[str, ...] = ()
    treatment: Treatment = NEUTRAL
    asked: tuple[int, ...] = ()
    n_treatments: Mapping[str, int] = field(default_factory=dict)

    @property
    def bearer(self) -> str:
        """What has the outcome, in the singular."""
        return self.outcome.bearer

    @property
    def title(self) -> str:
        """The title of an axis of its values: the label with its unit, where it has one."""
        measured = f"{self.outcome.positive} of {self.label}" if self.outcome.scale.is_change else self.label
        return sentence(f"{measured} ({self.unit})" if self.unit else measured)

    @property
    def change_title(self) -> str:
        """The title of an axis of its changes."""
        return f"Change in {self.label} from baseline (%)"

    @property
    def time_title(self) -> str:
        """The title of an axis of time."""
        return f"Time since first {self.treatment.name} ({time_units()})"

    @property
    def order_visit(self) -> int:
        """The visit by whose changes lesions are put in order: the last that an endpoint asks about, else the last."""
        asked = [visit for visit in self.panels if visit in self.asked]
        return (asked or self.panels)[-1]

    def changed(self, improvement: float) -> float:
        """The percent change that an improvement is; adding 0 keeps a minus sign off a 0."""
        return -self.way.sign * improvement + 0.0

    def arm_look(self, arm: str) -> ArmLook:
        """How an arm is drawn."""
        return ARMS[self.arms.index(arm) % len(ARMS)]

    def of_arm(self, arm: str) -> "CaseSeries":
        """The same of one arm alone."""
        rows, drawn = (table[table["arm"] == arm] for table in (self.rows, self.drawn))
        names = set(rows["lesion_id"])
        lesions = {name: lesion for name, lesion in self.lesion_of.items() if name in names}
        treated = {name: n for name, n in self.n_treatments.items() if name in lesions}
        return replace(self, rows=rows, drawn=drawn, arms=(), lesion_of=lesions, n_treatments=treated)

    def treated_by_visit(self) -> list[tuple[float, int]]:
        """The time of each treatment and how many had it; nothing where it is not known of all."""
        interval = self.treatment.apart
        known = [self.n_treatments.get(lesion) for lesion in self.rows["lesion_id"].unique()]
        numbers = [n for n in known if n is not None]
        if interval is None or not numbers or len(numbers) < len(known):
            return []
        times = {self.baseline_visit + k * interval: sum(n > k for n in numbers) for k in range(max(numbers))}
        return [(time, n) for time, n in times.items() if time <= self.visits[-1]]

    @property
    def by_arm(self) -> "list[tuple[str, CaseSeries]]":
        """The arms with what is of each; everybody under an empty name where there is one arm or none."""
        return [(arm, self.of_arm(arm)) for arm in self.arms] or [("", self)]

    @property
    def pooled(self) -> str:
        """What a figure says that draws arms together."""
        return pooled_arms(len(self.arms))

    @property
    def of_one_patient(self) -> str:
        """Which lesions are of one patient, where some are, they are named, and the patients are few."""
        if not self.labelled or not self.of_lesions:
            return ""
        labels = self.rows.drop_duplicates("lesion_id").groupby("patient_id", sort=False)["label"].agg(list)
        several = [f"{', '.join(names[:-1])} and {names[-1]}" for names in labels if len(names) > 1]
        return f"Lesions of one patient: {'; '.join(several)}." if 0 < len(several) <= MOST_PATIENTS else ""

    @property
    def note(self) -> str:
        """What a figure says when it does not name or draw every lesion, or draws arms or periods together."""
        total, shown = self.rows["lesion_id"].nunique(), self.drawn["lesion_id"].nunique()
        note = "" if self.labelled else f"{count(total, self.bearer)}, too many to name here."
        if shown < total:
            note = (
                f"Drawn: {number(shown)} of {number(total)} {self.bearer}s, evenly spaced in the order of their "
                "baseline."
            )
        undrawn = NOT_ALL_VISITS if len(self.visits) < len(self.outcome.follow_up_visits) else ""
        return " ".join(filter(None, [self.of_one_patient, note, undrawn, self.periods]))

    @property
    def in_panels(self) -> "CaseSeries":
        """The same at the visits that have a panel: of many the first, the last and those that endpoints ask about."""
        rows, drawn = (table[table["visit"].isin(self.panels)] for table in (self.rows, self.drawn))
        return replace(self, rows=rows, drawn=drawn, visits=self.panels)

    @cached_property
    def is_once(self) -> bool:
        """Whether each lesion is there once, and not once for each of its periods."""
        return all(name == lesion for name, lesion in self.lesion_of.items())

    @property
    def periods(self) -> str:
        """What a figure says of the periods of a cross-over."""
        return "" if self.is_once else f"Each {self.bearer} is shown once per period."

    def at(self, visit: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows of a visit: all of the cohort, and those that are drawn and have a percent change."""
        drawn = self.drawn[(self.drawn["visit"] == visit) & self.drawn["change"].notna()]
        return self.rows[self.rows["visit"] == visit], drawn

    @property
    def description(self) -> str:
        """The numbers of lesions evaluable at each visit in words."""
        parts = []
        for visit in self.visits:
            rows, _ = self.at(visit)
            missing = not_evaluable(rows, self.labelled)
            parts.append(f"{named_visit(visit, capital=True)}: {evaluable(rows)}{'; ' if missing else ''}{missing}.")
        return " ".join(parts)

    @property
    def is_remission(self) -> bool:
        """Whether a complete response leaves nothing."""
        return self.way.gain == "reduction" and self.response.complete == 100

    def keys(self, responses: Iterable[str], without: str = "", bars: bool = False) -> list[Key]:
        """The legend of the responses that occur, best first; of points `without` one, where it says what they are."""
        means = {
            "complete": f"complete response ({self.way.gain} ≥ {number(self.response.complete)} %)",
            "partial": f"partial response ({self.way.gain} ≥ {number(self.response.partial)} %)",
            "stable": "stable",
            "progression": f"progression ({self.way.loss} ≥ {number(self.response.progression)} %)",
            "": without,
        }
        if self.is_remission:
            means["complete"] = "complete response (100 %)"
        present = set(responses)
        return [
            Key(PATCH if bars else look.marker, look.color, means[name], look.hatch if bars else "", hollow=not name)
            for name, look in RESPONSES.items()
            if name in present and means[name]
        ]

    def arm_keys(self) -> list[Key]:
        """The legend of bars by arm."""
        return [Key(PATCH, look.color, arm, look.hatch) for arm in self.arms for look in [self.arm_look(arm)]]


def case_series(
    visits: pd.DataFrame, outcome: Outcome, look: Look, asked: Collection[int] = (), arms: Arms | None = None,
    treatment: Treatment = NEUTRAL,
) -> CaseSeries:  # fmt: skip
    """The observed rows of one outcome, ready to be drawn.

    Parameters
    ----------
    visits
        The analysis dataset `lesion_visits`, or some of its rows; the index is the position in it.
    outcome
        The outcome.
    look
        Sizes of the figures, with the number of lesions up to which they are named.
    asked
        Visits that endpoints ask about.
    arms
        The arms as the plan declares them.
    treatment
        What the treatment is called.
    """
    chosen = (visits["scenario"] == "observed") & (visits["outcome"] == outcome.name)
    observed = visits[chosen].assign(lesion_visits_row=visits.index[chosen]).reset_index(drop=True)
    way = outcome.direction
    named_arms = (arms or Arms()).among(recorded_arms(observed))
    in_arm = observed["arm"].where(observed["arm"].isin(named_arms.names), "").astype("str")
    rows = observed.assign(change=0.0 - observed["percent_reduction"], arm=in_arm)[COLUMNS]
    lesions = rows["lesion_id"]
    rows["lesion_id"] = lesions.where(observed["period"].isna(), lesions + PERIOD + observed["period"].fillna(""))
    rows["visit"] = rows["visit"].astype("int64")
    rows["response"] = rows["response"].astype("object").fillna("").astype("str")
    missing, no_percent = rows.pop("missing_reason"), rows.pop("no_percent_reason")
    reasons = missing.where(missing != "", no_percent)
    in_words = {reason: REASONS.get(reason, one_line(reason)) for reason in reasons.unique()}
    rows["reason"] = reasons.map(in_words)
    seen = "value" if outcome.scale.has_levels else "change"
    rows["reason"] = rows["reason"].where(rows[seen].isna(), "")
    first = ~rows["lesion_id"].duplicated()
    names = rows.loc[first, "lesion_id"]
    labelled = len(names) <= look.label_lesions
    rows.insert(2, "label", rows["lesion_id"].map(short_names(list(names))) if labelled else rows["lesion_id"])
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
        lesion_of=dict(zip(names.to_numpy(), lesions[first].to_numpy(), strict=True)),
        arms=named_arms.names if named_arms.several else (),
        treatment=treatment,
        asked=tuple(asked),
    )


def pooled_arms(n_arms: int) -> str:
    """What a figure says of arms that it draws together; empty where it draws none together."""
    return "" if n_arms <= 1 else "Both arms together." if n_arms == 2 else "All arms together."


def primary_series(source: Source) -> CaseSeries:
    """The observed rows of the plan's primary outcome."""
    return drawn_series(source)[0]


def drawn_series(source: Source, treated: bool = False) -> list[CaseSeries]:
    """The observed rows of each outcome that an endpoint names, the primary one first.

    Parameters
    ----------
    source
        What they are drawn from.
    treated
        Whether the numbers of treatments are drawn too.
    """
    every = source.once("series", lambda: series_of(source, read_plan(source.files["plan"])))
    if not treated:
        return every
    return source.once("treated", lambda: [with_treatments(series, source.table("lesions")) for series in every])


def with_treatments(series: CaseSeries, lesions: pd.DataFrame) -> CaseSeries:
    """The same with the number of treatments of each lesion, or the most of a patient's lesions.

    Parameters
    ----------
    series
        The outcome.
    lesions
        The analysis dataset `lesions`.
    """
    if "n_treatments" not in lesions:
        return series
    name = "lesion_id" if series.of_lesions else "patient_id"
    numbers = lesions.dropna(subset=["n_treatments"]).groupby(name)["n_treatments"].max().to_dict()
    known = {row: int(numbers[lesion]) for row, lesion in series.lesion_of.items() if lesion in numbers}
    return replace(series, n_treatments=known)


def series_of(source: Source, plan: Plan) -> list[CaseSeries]:
    """The observed rows of each outcome that an endpoint of the plan names, the primary one first."""
    visits = source.observed_visits()
    named = [endpoint.outcome for endpoint in plan.endpoints.values() if endpoint.outcome]
    return [
        case_series(visits, plan.outcomes[name], source.look, plan.asked_visits(name), plan.arms, plan.treatment)
        for name in dict.fromkeys([plan.primary.outcome, *named])
    ]


def sampled_lesions(rows: pd.DataFrame) -> pd.Series:
    """The lesions to draw: all, or `MOST_LESIONS` evenly spaced in the order of their baseline, both ends included."""
    lesions = rows.drop_duplicates("lesion_id").sort_values(["baseline", "lesion_id"], kind="stable")["lesion_id"]
    if len(lesions) <= MOST_LESIONS:
        return lesions
    return lesions.iloc[np.linspace(0, len(lesions) - 1, MOST_LESIONS).round().astype(int)]


def evaluable(rows: pd.DataFrame) -> str:
    """How many lesions, or patients, of a visit have a percent change, or a level."""
    n_evaluable = int((rows["reason"] == "").sum())
    return f"{number(n_evaluable)} of {count(len(rows), bearer_of(rows))} evaluable"


def not_evaluable(rows: pd.DataFrame, labelled: bool) -> str:
    """Which lesions of a visit have no percent change, or no level, by reason; an empty text when all have one."""
    missing = rows[rows["reason"] != ""]
    parts = []
    for reason, lesions in missing.groupby("reason", sort=False):
        lesion_words = ", ".join(lesions["label"]) if labelled else count(len(lesions), bearer_of(rows))
        parts.append(f"{lesion_words} ({reason})")
    return f"not evaluable: {'; '.join(parts)}" if parts else ""
