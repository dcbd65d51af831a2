"""Claims that name an endpoint of the study: its definition in the terms of claims takes the place of its name.

`endpoint.response=yes` is, of an endpoint that asks for a reduction of 30 % or more at week 12,
`percent_reduction.size_mm.week_12>=30`; `endpoint.response.week_4=yes` is the same at week 4.
"""

import re
from collections.abc import Mapping

from casetrace.claims.terms import TermError, did_you_mean
from casetrace.model.direction import LOWER_IS_BETTER
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.time_units import TIME_UNITS, visit_term

#: Columns of a claim that hold conditions.
CONDITIONS = ("quantity", "population")
_UNIT = "|".join(TIME_UNITS)
_TERM = re.compile(
    rf"endpoint\.(?P<name>[^.&|=!<>\"\s]+)(?:\.(?P<unit>{_UNIT})_(?P<visit>\d+))?\s*(?:=\s*(?P<answer>\w+))?"
)


def defined(text: str, endpoints: Mapping[str, Endpoint], outcomes: Mapping[str, Outcome]) -> str:
    """A text with every endpoint that it names as its definition.

    Raises
    ------
    TermError
        Where it names an endpoint that there is not or that is no response in percent, or asks not for yes or no.
    """
    return _TERM.sub(lambda match: _definition(match, endpoints, outcomes), text)


def _definition(match: re.Match[str], endpoints: Mapping[str, Endpoint], outcomes: Mapping[str, Outcome]) -> str:
    responses = {
        name: endpoint
        for name, endpoint in endpoints.items()
        if endpoint.kind == "response" and endpoint.threshold and endpoint.threshold.column == "improvement"
    }
    endpoint, answer = responses.get(match["name"]), match["answer"]
    if endpoint is None:
        declared = f"one of {', '.join(responses)}{did_you_mean(match['name'], responses)}" if responses else "none"
        expected = f"an endpoint of kind response with a threshold in percent; config has {declared}"
        raise TermError(f'"{match[0].strip()}"', expected)
    if answer not in ("yes", "no"):
        raise TermError(f'"{match[0].strip()}"', f"endpoint.{endpoint.name}=yes or endpoint.{endpoint.name}=no")
    threshold, outcome = endpoint.threshold, outcomes[endpoint.outcome]
    assert threshold is not None
    better = "reduction" if outcome.direction is LOWER_IS_BETTER else "increase"
    reached, missed = (">", "<=") if threshold.strict else (">=", "<")
    visit = f"{match['unit']}_{match['visit']}" if match["unit"] else visit_term(endpoint.visit)
    return f"percent_{better}.{outcome.name}.{visit}{reached if answer == 'yes' else missed}{threshold.value:g}"
