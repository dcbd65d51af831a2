"""Columns that are taken by their names, and whose texts tell of another design of the study."""

import pytest

from casetrace.ingest.designs import doubtful_designs
from tests.ingest.reading import mapped

TREATED = ("patient_id,treatment,size_mm week 0,size_mm week 4", "P1,sulindac,5,3", "P2,Placebo,6,5")
IN_PERIODS = ("patient_id,arm,period,week,size_mm", "P1,drug,1,0,5", "P1,drug,1,4,3", "P1,drug,2,0,5", "P1,drug,2,4,2")


def rules(*lines: str, **table) -> list[tuple[str, str]]:
    config = {"columns": table.get("columns", {})}
    found = doubtful_designs(mapped(*lines, **table).tables, [config], "table.csv")
    return [(problem.severity, problem.rule) for problem in found]


def test_a_placebo_is_not_counted_among_the_treated_without_a_word():
    assert rules(*TREATED) == [("warning", "control among the regimens")]
    assert rules(*TREATED, columns={"treatment": "arm"}) == []
    assert rules(*TREATED, columns={"treatment": "regimen"}) == []
    assert rules(*TREATED[:2], "P2,celecoxib,6,5") == []


@pytest.mark.parametrize(
    ("lines", "columns", "expected"),
    [
        (IN_PERIODS, {}, [("error", "periods without a change of arms")]),
        (IN_PERIODS, {"period": "period"}, []),
        ((*IN_PERIODS[:3], "P1,control,2,0,5", "P1,control,2,4,2"), {}, []),
        (IN_PERIODS[:3], {}, []),
    ],
)
def test_periods_in_which_nobody_changes_arms_are_declared(lines, columns, expected):
    assert rules(*lines, columns=columns) == expected
