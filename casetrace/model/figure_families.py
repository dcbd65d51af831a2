"""The figures, by the family that a job draws together: the place to enter a new one.

A figure is drawn by the function `drawing` of the module of its name in casetrace/figures/. The Snakefile reads this
table at every start of the workflow, so it imports nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

#: What each figure is written as; the CSV holds the data that it draws.
FORMATS = ("svg", "pdf", "png", "csv")


class Family(NamedTuple):
    """Figures that a job draws together.

    Attributes
    ----------
    figures
        Their names.
    of
        What has them: every cohort with `rows`, every one of these with an endpoint that is a time to an event
        (`times`), every cohort with `claims`, or the study's cohorts `together`.
    inputs
        The files that they are drawn from, by name, below the results of the cohort, or of each cohort.
    """

    figures: tuple[str, ...]
    of: str
    inputs: Mapping[str, str]

    @property
    def modules(self) -> list[str]:
        """Paths of the modules that draw them, below the repository's folder."""
        return [f"casetrace/figures/{figure}.py" for figure in self.figures]


PLAN = "ingest/plan.json"
LESION_VISITS = "derive/lesion_visits.parquet"
DATASETS = {"lesions": "derive/lesions.parquet", "lesion_visits": LESION_VISITS, "plan": PLAN}

FAMILIES: Mapping[str, Family] = {
    "outcomes": Family(("trajectories", "spider", "waterfall"), "rows", DATASETS),
    "explorations": Family(("reduction_by_size", "reduction_by_dose"), "rows", DATASETS),
    "cohort": Family(
        ("flow", "swimmer"),
        "rows",
        DATASETS | {"events": "clean/events.parquet", "disposition": "clean/disposition.parquet"},
    ),
    "estimates": Family(("estimates", "responses"), "rows", {"statistics": "statistics.csv", "plan": PLAN}),
    "times": Family(("time_to_event",), "times", {"statistics": "statistics.csv", "plan": PLAN}),
    "audit": Family(
        ("audit",),
        "claims",
        {"plan": PLAN} | {name: f"audit/{name}.parquet" for name in ("claims", "readings", "assumptions")},
    ),
    "pooled": Family(("forest", "funnel", "power"), "together", {"plans": PLAN, "lesion_visits": LESION_VISITS}),
}


def plotted_by(rule: str) -> Family | None:
    """The family that a rule plots; None for a rule that plots none."""
    prefix, _, family = rule.partition("_")
    return FAMILIES.get(family) if prefix == "figures" else None
