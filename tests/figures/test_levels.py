"""The figure of levels: its data, what is written in it, and that nothing lies over anything else."""

from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from casetrace.figures import reduction_by_dose, reduction_by_size, spider, trajectories, waterfall
from casetrace.figures.case_series import CaseSeries, case_series
from casetrace.figures.levels import best_first, colors_of
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import Drawing, svg_text
from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.outcome import Outcome
from casetrace.model.scale import ORDERED, PERCENT_CHANGE
from tests.figures.conftest import STYLE, cohort
from tests.outcomes import an_outcome

LOOK = Look.from_config(STYLE)
LEVELS = ("clear", "almost clear", "mild", "moderate", "severe, with many crusts and much more to be said of it")
MISSING = float("nan")


def iga(**changes: Any) -> Outcome:
    attributes: dict[str, Any] = {
        "scale": ORDERED,
        "levels": LEVELS,
        "unit": "",
        "label": "IGA",
        "maximum": 4,
        "worst_value": 4,
    }
    return an_outcome(**attributes | changes)


def series(baseline: Any, values: Any, outcome: Outcome) -> CaseSeries:
    names = [f"P{number}" for number in range(len(baseline))]
    made = cohort(names, [f"{name}a" for name in names], baseline, values)
    visits = made.visits.assign(
        percent_reduction=MISSING, response=pd.Series(None, index=made.visits.index, dtype="str")
    )
    return case_series(visits, outcome, LOOK)


def drawn(chosen: CaseSeries) -> Drawing:
    with house_style("trajectories", LOOK):
        drawing = trajectories.draw([chosen], LOOK)
        drawing.figure.draw_without_rendering()
    return drawing


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    texts = [text for text in figure.findobj(Text) if text.get_text().strip()]
    return [(text.get_text(), Text.get_window_extent(text, renderer).padded(-0.5)) for text in texts]


SMALL: tuple[Any, Any] = ([3, 2, 4, 1, 2], {4: [1, 2, 4, 2, MISSING], 12: [0, 0, 3, MISSING, 1]})
MANY: tuple[Any, Any] = (
    [number % 5 for number in range(120)],
    {4: [number % 4 for number in range(120)], 12: [0] * 119 + [MISSING]},
)
NO_BASELINE: tuple[Any, Any] = ([MISSING] * 4, {4: [0, 1, 2, MISSING], 12: [0, 0, 0, 0]})
NOBODY: tuple[Any, Any] = ([3, 2], {4: [MISSING, MISSING], 12: [0, 1]})


@pytest.mark.parametrize(
    "cohort_of", [SMALL, MANY, NO_BASELINE, NOBODY], ids=["small", "many", "no baseline", "nobody"]
)
def test_no_text_lies_over_another_or_leaves_the_page(cohort_of):
    baseline, values = cohort_of
    figure = drawn(series(baseline, values, iga())).figure
    page = Bbox.from_extents(0, 0, figure.bbox.width, figure.bbox.height)
    found = boxes(figure)
    assert [text for text, box in found if not all(page.contains(*corner) for corner in box.corners())] == []
    assert [(a, b) for (a, first), (b, second) in combinations(found, 2) if first.overlaps(second)] == []


def test_its_data_have_every_lesion_at_every_visit_with_its_level():
    data = drawn(series(*SMALL, iga())).data
    assert data.groupby("visit").size().to_dict() == {0: 5, 4: 5, 12: 5}
    at_end = data[data["visit"] == 12].set_index("lesion_id")
    assert at_end["level"].to_list() == ["clear", "clear", "moderate", "", "almost clear"]
    assert at_end["at_level"].to_list() == [2, 2, 1, 1, 1]
    assert at_end.loc["P3a", "reason"] == "died"


def test_without_a_baseline_the_follow_up_is_drawn_alone():
    data = drawn(series(*NO_BASELINE, iga())).data
    assert set(data["visit"]) == {4, 12}


def test_a_visit_at_which_nobody_has_a_level_says_so():
    written = [text for text, _ in boxes(drawn(series(*NOBODY, iga())).figure)]
    assert "no level recorded" in written


def svg_of(chosen: CaseSeries) -> str:
    with house_style("trajectories", LOOK):
        return svg_text("trajectories", trajectories.draw([chosen], LOOK))


def test_each_part_of_a_bar_is_a_result():
    svg = svg_of(series(*SMALL, iga()))
    assert 'data-result="level.size_mm.week_12.lesion.all.observed.level=clear.count.count"' in svg
    assert "<title>Week 12, clear: 2 lesions</title>" in svg


def test_the_best_level_is_light_whichever_end_it_is():
    worse_first = iga(direction=HIGHER_IS_BETTER)
    assert best_first(worse_first) == list(LEVELS[::-1])
    assert colors_of(worse_first)[LEVELS[-1]] == colors_of(iga())[LEVELS[0]]
    assert len(set(colors_of(iga()).values())) == len(LEVELS)


def test_it_has_the_same_bytes_twice():
    assert svg_of(series(*SMALL, iga())) == svg_of(series(*SMALL, iga()))


def test_figures_of_the_percent_change_say_that_levels_have_none():
    chosen, lesions = series(*SMALL, iga()), cohort(["P0"], ["P0a"], [1], {4: [1], 12: [1]}).lesions
    with house_style("waterfall", LOOK):
        drawings = [
            waterfall.draw([chosen], LOOK),
            spider.draw([chosen], LOOK),
            reduction_by_size.draw(chosen, LOOK),
            reduction_by_dose.draw(chosen, lesions, LOOK),
        ]
    for drawing in drawings:
        assert drawing.data.empty
        assert not drawing.is_drawn
        assert drawing.description.startswith("Not drawn: levels are ordered but have no distances")


def test_percentages_without_sizes_are_not_set_against_a_baseline():
    chosen = series([MISSING] * 2, {4: [50, 20], 12: [100, 30]}, an_outcome(scale=PERCENT_CHANGE, unit="%"))
    with house_style("reduction_by_size", LOOK):
        assert reduction_by_size.draw(chosen, LOOK).description.startswith("Not drawn: the source gives percentages")
    assert chosen.title == "Reduction of lesion size (%)"
