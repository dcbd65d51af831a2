"""The funnel plot and the power of the next study: what they draw, and that nothing lies over anything else."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.transforms import Bbox

from casetrace.analyse.pool.next_study import add_next_study
from casetrace.figures import funnel, power
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import Drawing, save_figure
from casetrace.model.results import Results
from tests.analyse.pool.cohorts import made_up, pooled, three
from tests.analyse.pool.test_one_stage import ASKED, SETTINGS
from tests.figures.conftest import STYLE
from tests.figures.test_figures import boxes

LOOK = Look.from_config(STYLE)
FIGURES = {"funnel": funnel, "power": power}


def many(number: int) -> pd.DataFrame:
    """The results of so many cohorts, each of four to nine patients."""
    rng = np.random.default_rng(4)
    cohorts = [
        made_up(f"c{place}", {4: [round(float(value), 1) for value in rng.normal(60, 15, 4 + place % 6)]})
        for place in range(number)
    ]
    return pooled(cohorts)


def planned() -> pd.DataFrame:
    cohorts, results = three(), Results()
    visits = {made.name: made.visits for made in cohorts}
    add_next_study(results, [made.cohort for made in cohorts], visits, ASKED | {"icc": 0.4}, SETTINGS)
    return results.frame()


def drawn(name: str) -> Drawing:
    with house_style(name, LOOK):
        if name == "funnel":
            drawing = funnel.draw(funnel.funnel_data(many(11)), {"size_mm": "lesion size"}, LOOK)
        else:
            drawing = power.draw(power.power_data(planned()), LOOK)
        drawing.figure.draw_without_rendering()
    return drawing


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_lies_over_another_or_leaves_the_page(name):
    drawing = drawn(name)
    page = Bbox.from_extents(0, 0, drawing.figure.bbox.width, drawing.figure.bbox.height)
    found = boxes(drawing.figure)
    assert [text for text, box in found if not all(page.contains(*corner) for corner in box.corners())] == []
    assert [(a, b) for (a, one), (b, other) in combinations(found, 2) if one.overlaps(other)] == []


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_the_same_bytes_twice(name, tmp_path):
    written = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        with house_style(name, LOOK):
            save_figure(
                name, drawn(name), LOOK, {f"{name}_{end}": str(folder / end) for end in ("svg", "pdf", "png", "csv")}
            )
        written.append([(folder / end).read_bytes() for end in ("svg", "pdf", "png", "csv")])
    assert written[0] == written[1]


def test_the_funnel_has_a_point_for_every_pooled_cohort():
    statistics = many(11)
    data = funnel.funnel_data(statistics)
    rows = statistics.set_index("result_id")
    assert len(data) == 11
    assert data["mean"].to_list() == rows.loc[data["result_id"], "estimate"].to_list()
    errors = [name.replace(".mean.", ".se.") for name in data["result_id"]]
    assert data["se"].to_list() == rows.loc[errors, "estimate"].to_list()
    assert rows.loc["reduction.size_mm.week_4.patient.all.observed.intercept.egger", "status"] == "ok"


def test_the_funnel_calls_an_outcome_as_the_study_does():
    assert "Reduction of lesion size, week 4" in drawn("funnel").description


def test_fewer_than_ten_cohorts_have_no_funnel():
    data = funnel.funnel_data(many(9))
    assert data.empty
    with house_style("funnel", LOOK):
        assert not funnel.draw(data, {}, LOOK).is_drawn


def test_the_curves_are_the_powers_of_the_results():
    statistics = planned()
    data = power.power_data(statistics)
    rows = statistics.set_index("result_id")
    assert data["power"].to_list() == pytest.approx((100 * rows.loc[data["result_id"], "estimate"]).to_list())
    assert set(data["design"]) == {"trial_of_arms", "trial_within_patients"}
    for _, curve in data.groupby(["design", "lesions_per_patient"]):
        assert curve["power"].is_monotonic_increasing


def test_without_a_next_study_there_is_no_power():
    data = power.power_data(pooled(three()))
    with house_style("power", LOOK):
        assert not power.draw(data, LOOK).is_drawn
