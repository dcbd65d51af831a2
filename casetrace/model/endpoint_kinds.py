"""The kinds of endpoints. The Snakefile reads them at every start, so this imports next to nothing."""

from typing import Literal

#: What an endpoint asks: of an outcome, at a visit or of all of them, or (`events`) of the adverse events.
Kind = Literal[
    "percent_change", "change", "response", "category", "events", "time_to_response", "time_to_relapse",
    "durable_response", "treatments_to_clearance",
]  # fmt: skip

#: Those that one visit of an outcome answers.
AT_VISIT: tuple[Kind, ...] = ("percent_change", "change", "response", "category")
#: Those that all visits together answer, and of these the ones that are times to an event.
TIMES: tuple[Kind, ...] = ("time_to_response", "time_to_relapse")
OF_COURSE: tuple[Kind, ...] = (*TIMES, "durable_response", "treatments_to_clearance")
