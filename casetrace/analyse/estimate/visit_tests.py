"""Holm's p values of the tests of an outcome at its follow-up visits, which are read side by side."""

import math
from collections.abc import Mapping
from typing import Any

from casetrace.model import multiplicity
from casetrace.model.groups import Groups, written
from casetrace.model.outcome import Outcome
from casetrace.model.results import Results, adds_results


@adds_results
def add_holm_over_visits(results: Results, outcome: Outcome, scenario: str, groups: Groups = ()) -> None:
    """Add Holm's p value beside each sign-flip test at a visit, in one scenario; of the arm in `groups`.

    A family is the tests of one quantity, the percent improvement or that in the outcome's unit, at all follow-up
    visits. One visit has none.
    """
    if len(outcome.follow_up_visits) < 2:
        return
    about = {
        "outcome": outcome.name,
        "scenario": scenario,
        "visit_from": None,
        "group": written(groups),
        "relation": "",
    }
    tests = [row for row in results.rows if _is_test(row, about, {outcome.gain, outcome.absolute_gain})]
    multiplicity.add_holm(results, tests, ["quantity"])


def _is_test(row: Mapping[str, Any], about: Mapping[str, Any], quantities: set[str]) -> bool:
    """Whether a result is a sign-flip test of one of the quantities that came out."""
    return (
        row["method"].startswith("sign_flip")
        and row["quantity"] in quantities
        and not math.isnan(row["p_value"])
        and all(row[name] == value for name, value in about.items())
    )
