"""Forest of the estimates and proportions of responders: which results are drawn, how, and in which order."""

from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from casetrace.figures import estimates, responses
from casetrace.figures.asked import asked_of
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import Drawing, svg_text
from casetrace.model.arms import ArmComparison
from casetrace.model.plan import Plan
from casetrace.model.results import RESULT_COLUMNS
from tests.figures.conftest import STYLE
from tests.figures.test_figures import boxes, texts
from tests.outcomes import a_response, an_endpoint, an_outcome

LOOK = Look.from_config(STYLE)
OUTCOME = an_outcome()
RATED = Plan({"size_mm": OUTCOME}, {"response": a_response(OUTCOME, primary=True)})
CHANGED = Plan({"size_mm": OUTCOME}, {"percent_change": an_endpoint(OUTCOME)})


def result(**about: Any) -> dict[str, Any]:
    """A proportion of responders at week 12 over patients, or what differs from it."""
    row: dict[str, Any] = {
        "analysis": "responders", "quantity": "responders", "outcome": "size_mm", "visit": 12, "scenario": "observed",
        "unit_of_analysis": "patient", "analysis_set": "all", "group": "endpoint=response", "statistic": "proportion",
        "estimate": 0.8, "ci_lower": 0.3, "ci_upper": 0.99, "ci_level": 0.95, "method": "clopper_pearson",
        "n_patients": 5, "n_lesions": 6, "role": "secondary", "status": "ok",
    } | about  # fmt: skip
    row["result_id"] = ".".join(
        str(row[name])
        for name in ("analysis", "visit", "scenario", "unit_of_analysis", "analysis_set", "group", "method")
    )
    return row


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows).reindex(columns=RESULT_COLUMNS)
    return frame.astype({"visit": "Int64", "n_patients": "Int64", "n_lesions": "Int64"})


PRIMARY = result(role="primary")
PROPORTIONS = table(
    PRIMARY,
    result(method="wilson", status="flagged"),
    result(unit_of_analysis="lesion", status="flagged"),
    result(unit_of_analysis="lesion", method="korn_graubard"),
    result(analysis_set="enrolled", estimate=0.5),
    result(visit=4, estimate=0.2),
    result(group="arm=drug; endpoint=response"),
)
MEAN = {
    "analysis": "reduction",
    "quantity": "reduction",
    "group": "",
    "statistic": "mean",
    "method": "t",
    "estimate": 60.0,
    "ci_lower": -900.0,
    "ci_upper": 95.0,
}
MEANS = table(
    result(**MEAN, role="primary"),
    result(**MEAN | {"method": "cr2_t", "unit_of_analysis": "lesion"}, status="flagged"),
    result(**MEAN | {"estimate": 58.0}, scenario="locf", role="sensitivity"),
    result(**MEAN | {"estimate": 57.0}, scenario="a_declared_one", role="sensitivity"),
    result(**MEAN | {"estimate": 56.0}, scenario="no_change", role="sensitivity"),
    # It fills in nothing.
    result(**MEAN, scenario="complete_response", role="sensitivity"),
)


def drawn(module: Any, statistics: pd.DataFrame, plan: Plan) -> Drawing:
    with house_style("estimates", LOOK):
        drawing: Drawing = module.draw(statistics, plan, LOOK)
        drawing.figure.draw_without_rendering()
    return drawing


def test_of_each_set_and_unit_one_interval_is_drawn_the_primary_one_first():
    data = drawn(estimates, PROPORTIONS, RATED).data
    keys = data[["analysis_set", "unit_of_analysis", "method", "primary"]].to_numpy().tolist()
    assert keys == [
        ["all", "patient", "clopper_pearson", True],
        ["all", "lesion", "korn_graubard", False],
        ["enrolled", "patient", "clopper_pearson", False],
    ]
    assert data["estimate"].to_list() == pytest.approx([80, 80, 50])


def test_scenarios_are_in_their_order_and_declared_ones_the_last():
    data = drawn(estimates, MEANS, CHANGED).data
    assert data["scenario"].to_list() == ["observed", "observed", "locf", "no_change", "a_declared_one"]
    assert data.loc[data["unit_of_analysis"] == "lesion", "flagged"].to_list() == [True]


def test_an_interval_far_beyond_the_estimates_leaves_the_axis_with_an_arrow():
    figure = drawn(estimates, MEANS, CHANGED).figure
    arrows = [line for line in figure.findobj(Line2D) if line.get_marker() == "<"]
    assert len(arrows) == len(MEANS) - 1


@pytest.mark.parametrize(("statistics", "plan"), [(PROPORTIONS, RATED), (MEANS, CHANGED)], ids=["rates", "means"])
@pytest.mark.parametrize("module", [estimates, responses])
def test_no_text_lies_over_another_or_leaves_the_page(module, statistics, plan):
    figure = drawn(module, statistics, plan).figure
    page = Bbox.from_extents(0, 0, figure.bbox.width, figure.bbox.height)
    found = boxes(figure)
    assert [text for text, box in found if not all(page.contains(*corner) for corner in box.corners())] == []
    assert [(a, b) for (a, one), (b, other) in combinations(found, 2) if one.overlaps(other)] == []


def test_each_mark_opens_its_result():
    drawing = drawn(estimates, PROPORTIONS, RATED)
    with house_style("estimates", LOOK):
        svg = svg_text("estimates", drawing)
    assert [f'data-result="{name}"' in svg for name in drawing.data["result_id"]] == [True] * 3
    assert "Observed data, evaluable, patients, n = 5: 80 % (30 to 99)" in drawing.description


def test_responders_are_drawn_at_every_visit_and_by_arm_where_there_are_results_of_arms():
    data = drawn(responses, PROPORTIONS, RATED).data
    assert data[["visit", "arm"]].to_numpy().tolist() == [[12, "drug"]]
    together = PROPORTIONS[PROPORTIONS["group"] == "endpoint=response"]
    data = drawn(responses, together, RATED).data
    assert data[["visit", "unit_of_analysis"]].to_numpy().tolist() == [[4, "patient"], [12, "patient"], [12, "lesion"]]
    written = [text.get_text() for text in texts(drawn(responses, together, RATED).figure)]
    # 0.8 of 5 patients and 0.2 of 5
    assert {"Patients, 4 of 5", "Patients, 1 of 5"} <= set(written)


def test_without_an_interval_nothing_is_drawn_and_that_is_said():
    for module in (estimates, responses):
        drawing = drawn(module, PROPORTIONS.iloc[:0], RATED)
        assert not drawing.is_drawn
        assert drawing.description.startswith("Not drawn: no ")


DRUG, CONTROL = "drug", "control"
PAIR = ArmComparison(DRUG, CONTROL)
COMPARED = Plan({"size_mm": OUTCOME}, {"percent_change": an_endpoint(OUTCOME, comparison=PAIR)})
DIFFERENCE: dict[str, Any] = {
    "analysis": "reduction_difference", "quantity": "reduction", "group": "arm=drug against control",
    "statistic": "mean_difference", "method": "welch_t", "estimate": 20.0, "ci_lower": -10.0, "ci_upper": 50.0,
}  # fmt: skip
NO_LIMITS: dict[str, Any] = {"ci_lower": None, "ci_upper": None}
DIFFERENCES = table(
    result(**DIFFERENCE, role="primary"),
    result(**DIFFERENCE | {"method": "permutation_exact"} | NO_LIMITS),
    result(**DIFFERENCE | {"method": "cr2_t", "unit_of_analysis": "lesion"}),
    result(**DIFFERENCE | {"estimate": 15.0}, scenario="locf", role="sensitivity"),
    # Of a difference without an interval the estimate stands with its test.
    result(**DIFFERENCE | {"estimate": None, "status": "refused"} | NO_LIMITS, scenario="no_change"),
    result(**DIFFERENCE | {"method": "permutation_exact", "estimate": 12.0} | NO_LIMITS, scenario="no_change"),
    *(result(analysis="arm", outcome="", visit=None, group=f"arm={arm}", statistic="count") for arm in PAIR),
)


def test_the_difference_of_two_arms_is_drawn_under_each_assumption_with_the_reference_named():
    drawing = drawn(estimates, DIFFERENCES, COMPARED)
    data = drawing.data
    found = list(zip(data["scenario"], data["unit_of_analysis"], data["estimate"], strict=True))
    assert found == [
        ("observed", "patient", 20), ("observed", "lesion", 20), ("locf", "patient", 15), ("no_change", "patient", 12),
    ]  # fmt: skip
    assert data["primary"].to_list() == [True, False, False, False]
    assert set(data["panel"]) == {"Percent change, week 12: drug against control (reference)"}
    words = [text.get_text() for text in texts(drawing.figure)]
    assert "Difference, drug minus control (percentage points)" in words
    assert any("no difference between" in text for text in words)
    assert "everybody" not in drawing.title
    assert "mean percent change" not in drawing.title


def test_a_difference_without_an_interval_is_a_mark_without_one():
    drawing = drawn(estimates, DIFFERENCES, COMPARED)
    assert "12 (no CI)" in [text.get_text() for text in texts(drawing.figure)]
    assert drawing.data["lower"].isna().to_list() == [False, False, False, True]
    assert "12 (no CI)" in drawing.description


def test_the_intervals_of_differences_stay_on_the_axis_and_one_out_of_all_proportion_leaves_it():
    wide = result(
        **DIFFERENCE | {"estimate": 15.0, "ci_lower": -5000.0, "ci_upper": 5000.0}, scenario="locf", role="sensitivity"
    )
    rows = table(
        result(**DIFFERENCE, role="primary"), wide, result(**DIFFERENCE | {"estimate": 14.0}, scenario="no_change")
    )
    for statistics, arrows in ((DIFFERENCES, 0), (rows, 2)):
        figure = drawn(estimates, statistics, COMPARED).figure
        assert sum(line.get_marker() in ("<", ">") for line in figure.findobj(Line2D)) == arrows


def test_the_line_of_no_difference_is_at_0():
    [asked] = asked_of(DIFFERENCES, COMPARED)
    ends, reference = estimates._axis(asked, estimates.estimates_data(asked))
    assert ends == pytest.approx((-12.4, 52.4))
    assert reference == 0


def test_arms_that_are_not_compared_have_a_panel_each():
    plan = Plan({"size_mm": OUTCOME}, {"response": a_response(OUTCOME, primary=True)})
    arms = [result(group=f"arm={arm}; endpoint=response", role="primary") for arm in PAIR]
    sizes = [result(analysis="arm", outcome="", visit=None, group=f"arm={arm}", statistic="count") for arm in PAIR]
    pooled = result(**MEAN)
    drawing = drawn(estimates, table(*arms, *sizes, pooled), plan)
    assert drawing.data["panel"].unique().tolist() == ["Response, week 12, drug", "Response, week 12, control"]
