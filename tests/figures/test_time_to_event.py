"""The curves of times to an event: what they draw, and that nothing lies over anything else."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.transforms import Bbox

from casetrace.figures import time_to_event
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import Drawing, save_figure, svg_text
from casetrace.model.plan import Plan
from tests.figures.conftest import STYLE
from tests.figures.test_figures import boxes, texts
from tests.outcomes import an_endpoint, an_outcome

LOOK = Look.from_config(STYLE)
LONG = "first partial or complete response of all lesions of a patient in $x_1$ <b> by the rule of the study"


def plan(*kinds: str, visits: tuple[int, ...] = (4, 12), label: str = "first response") -> Plan:
    outcome = an_outcome(follow_up_visits=visits)
    endpoints = {kind: an_endpoint(outcome, name=kind, kind=kind, label=label) for kind in kinds}
    return Plan({"size_mm": outcome}, endpoints)


def statistics(rows: list[tuple[str, int, int, float | None]]) -> pd.DataFrame:
    """Results of endpoints: kind, week, number at risk and incidence."""
    found: list[dict[str, Any]] = []
    for kind, week, at_risk, incidence in rows:
        later = f"; weeks_after_response={week}" if kind == "time_to_relapse" else ""
        about: dict[str, Any] = {"quantity": kind, "unit_of_analysis": "patient", "group": f"endpoint={kind}{later}"}
        about["visit"] = None if later else week
        for statistic, method, estimate in (
            ("at_risk", "count", at_risk),
            ("cumulative_incidence", "turnbull", incidence),
        ):
            name = f"{kind}.{week}.{statistic}"
            found.append(about | {"statistic": statistic, "method": method, "estimate": estimate, "result_id": name})
    columns = ["quantity", "unit_of_analysis", "group", "visit", "statistic", "method", "estimate", "result_id"]
    return pd.DataFrame(found, columns=columns).astype({"visit": "Int64", "estimate": "float64"})


TWO = [("time_to_response", 4, 6, 0.4), ("time_to_response", 12, 3, 0.75), ("time_to_relapse", 8, 2, 0.5)]
MANY = [("time_to_response", week, 200 - week, week / 60) for week in (1, 2, 3, 4, 6, 8, 10, 12, 26, 39, 52)]
CASES: dict[str, tuple[list[Any], Plan]] = {
    "two": (TWO, plan("time_to_response", "time_to_relapse")),
    "many visits": (MANY, plan("time_to_response", visits=tuple(row[1] for row in MANY))),
    "a gap": ([("time_to_response", 4, 1, None), ("time_to_response", 12, 1, 1.0)], plan("time_to_response")),
    "nobody": ([], plan("time_to_response")),
    "long name": (TWO[:2], plan("time_to_response", label=LONG)),
    "late visits": ([("time_to_response", 520, 1000, 0.1)], plan("time_to_response", visits=(520,))),
}  # fmt: skip


def draw(name: str) -> Drawing:
    rows, planned = CASES[name]
    with house_style("time_to_event", LOOK):
        data = time_to_event.time_to_event_data(statistics(rows), planned)
        drawing = time_to_event.draw(data, planned, LOOK)
        drawing.figure.draw_without_rendering()
    return drawing


def written(name: str) -> list[str]:
    return [text.get_text() for text in texts(draw(name).figure)]


@pytest.mark.parametrize("name", CASES)
def test_no_text_lies_over_another_or_leaves_the_page(name):
    drawing = draw(name)
    page = Bbox.from_extents(0, 0, drawing.figure.bbox.width, drawing.figure.bbox.height)
    placed = boxes(drawing.figure)
    assert [text for text, box in placed if not all(page.contains(*corner) for corner in box.corners())] == []
    assert [(a, b) for (a, one), (b, other) in combinations(placed, 2) if one.overlaps(other)] == []
    assert min(float(text.get_fontsize()) for text in texts(drawing.figure)) >= 6


def test_the_data_are_the_results():
    data = draw("two").data
    assert data[["endpoint", "time", "at_risk", "cumulative_incidence"]].to_numpy().tolist() == [
        list(row) for row in TWO
    ]
    assert data["result_id"].iloc[0] == "time_to_response.4.at_risk; time_to_response.4.cumulative_incidence"


def test_the_curve_steps_at_the_visits_and_the_numbers_at_risk_stand_below():
    line = draw("two").figure.axes[0].get_lines()[0]
    assert line.get_drawstyle() == "steps-post"
    assert np.asarray(line.get_xydata())[:3].tolist() == [[0, 0], [4, 40], [12, 75]]
    assert {"6", "3", "2", "Time since first treatment (weeks)", "Time since first response (weeks)"} <= set(
        written("two")
    )


def test_what_is_not_drawn_is_said():
    assert any(text.startswith("No curve") for text in written("nobody"))
    assert any("gap" in text for text in written("a gap"))


def test_marks_lead_to_their_results():
    with house_style("time_to_event", LOOK):
        svg = svg_text("time_to_event", draw("two"))
    assert 'data-result="time_to_response.4.at_risk"' in svg
    assert 'data-result="time_to_relapse.8.cumulative_incidence"' in svg
    assert "First response, cumulative incidence by week 4: 0.4, 12: 0.75." in svg


def test_two_drawings_have_the_same_bytes(tmp_path):
    names = {f"time_to_event_{end}": f"time_to_event.{end}" for end in ("svg", "pdf", "png", "csv")}
    for folder in ("first", "second"):
        paths = {key: str(tmp_path / folder / name) for key, name in names.items()}
        rows, planned = CASES["two"]
        with house_style("time_to_event", LOOK):
            drawing = time_to_event.draw(time_to_event.time_to_event_data(statistics(rows), planned), planned, LOOK)
            save_figure("time_to_event", drawing, LOOK, paths)
    for name in names.values():
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
