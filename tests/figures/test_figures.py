"""The figures as pictures: what is written in them, and that nothing lies over anything else."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from casetrace.figures import flow, reduction_by_site, reduction_by_size, trajectories, waterfall
from casetrace.figures.case_series import CaseSeries, case_series
from casetrace.figures.look import Look, house_style
from casetrace.figures.reduction_axis import reduction_axis
from casetrace.figures.run import plot_figures
from casetrace.figures.saving import Drawing, svg_text
from casetrace.model.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER
from casetrace.model.errors import UserError
from casetrace.model.figure_families import FAMILIES, FORMATS
from casetrace.model.plan import write_plan
from tests.outcomes import RESPONSE, a_plan, plan_sections

STYLE = {"width_mm": 89, "font_size_pt": 7, "dpi": 300, "label_lesions": 30}
LOOK = Look.from_config(STYLE)

DRAWINGS: Mapping[str, Callable[[CaseSeries, pd.DataFrame], Drawing]] = {
    "trajectories": lambda series, lesions: trajectories.draw(series, LOOK),
    "waterfall": lambda series, lesions: waterfall.draw(series, LOOK),
    "reduction_by_size": lambda series, lesions: reduction_by_size.draw(series, LOOK),
    "reduction_by_site": lambda series, lesions: reduction_by_site.draw(series, lesions, LOOK),
    "flow": lambda series, lesions: flow.draw(series, LOOK),
}


def draw(name: str, cohort: Any) -> Drawing:
    """One figure of a cohort, rendered, so that its texts have their final places."""
    with house_style(name, LOOK):
        series = case_series(cohort.visits, cohort.outcome, LOOK)
        drawing = DRAWINGS[name](series, cohort.lesions)
        FigureCanvasAgg(drawing.figure).draw()  # type: ignore[no-untyped-call]
    return drawing


def texts(figure: Figure) -> list[Text]:
    """The texts that are seen."""
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Each text with the box of its strokes; a hair is taken off, since strokes are rounded to pixels."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    found = []
    for text in texts(figure):
        box = Text.get_window_extent(text, renderer)
        found.append((text.get_text(), Bbox.from_extents(box.x0 + 0.4, box.y0 + 0.6, box.x1 - 0.4, box.y1 - 0.6)))
    return found


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_text_lies_over_another_or_over_a_point_or_leaves_the_page(name, any_cohort):
    drawing = draw(name, any_cohort)
    page = Bbox.from_extents(0, 0, drawing.figure.bbox.width, drawing.figure.bbox.height)
    found = boxes(drawing.figure)
    assert [text for text, box in found if not all(page.contains(*corner) for corner in box.corners())] == []
    assert [(a, b) for (a, one), (b, other) in combinations(found, 2) if one.overlaps(other)] == []
    assert [text for text, box in found for x, y in points(drawing.figure) if box.contains(x, y)] == []


def points(figure: Figure) -> list[tuple[float, float]]:
    """Places of all scattered points on the page."""
    scatters = [(axes, each) for axes in figure.axes for each in axes.collections if isinstance(each, PathCollection)]
    return [
        tuple(place) for axes, each in scatters for place in axes.transData.transform(np.asarray(each.get_offsets()))
    ]


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_text_is_smaller_than_six_points(name, first_cohort):
    assert min(float(text.get_fontsize()) for text in texts(draw(name, first_cohort).figure)) >= 6


def test_figures_too_narrow_for_their_text_are_refused():
    with pytest.raises(UserError, match="need at least 102 mm"):
        Look.from_config({**STYLE, "font_size_pt": 12})


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_figure_is_one_column_wide(name, first_cohort):
    assert draw(name, first_cohort).figure.get_figwidth() * 25.4 == pytest.approx(89)


@pytest.mark.parametrize("name", ["trajectories", "waterfall", "reduction_by_size", "reduction_by_site"])
def test_every_lesion_of_the_first_cohort_is_named(name, first_cohort):
    written = " ".join(text.get_text() for text in texts(draw(name, first_cohort).figure))
    assert all(re.search(rf"\b{lesion}\b", written) for lesion in first_cohort.lesions["lesion_id"])


def test_the_waterfall_says_which_lesions_are_not_evaluable_and_why(first_cohort):
    written = [text.get_text() for text in texts(draw("waterfall", first_cohort).figure)]
    assert "not evaluable: 6a, 6b (died)" in written


def test_the_trajectories_end_with_the_reason(first_cohort):
    written = [text.get_text() for text in texts(draw("trajectories", first_cohort).figure)]
    assert {"6a died", "6b died"} <= set(written)


def test_the_size_axis_tells_0_from_1_from_2_from_5_from_80(first_cohort):
    figure = draw("trajectories", first_cohort).figure
    ticks = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert {"0", "1", "2", "5", "80"} <= set(ticks)


def test_names_from_the_data_are_drawn_as_they_are_written(hostile_cohort):
    written = texts(draw("reduction_by_site", hostile_cohort).figure)
    assert {"$\\alpha$", "_a_", "<b>&_^{2}", "site not recorded"} <= {text.get_text() for text in written}
    assert not any(text.get_parse_math() for text in written)


def test_trajectories_draw_the_analysis_data(first_cohort):
    drawn = draw("trajectories", first_cohort).data
    observed = first_cohort.visits.query("scenario == 'observed'")
    follow_up = drawn[drawn["visit"] > 0][["lesion_id", "visit", "value"]]
    expected = observed[observed["value"].notna()][["lesion_id", "visit", "value"]]
    assert sorted(map(tuple, follow_up.to_numpy())) == sorted(map(tuple, expected.to_numpy()))
    baseline = drawn[drawn["visit"] == 0].set_index("lesion_id")["value"].to_dict()
    assert baseline == {"1a": 3, "2a": 70, "3a": 6, "4a": 80, "5a": 4, "6a": 75, "6b": 85}
    assert drawn.loc[drawn["no_later_value"] != "", "lesion_id"].to_list() == ["6a", "6b"]


@pytest.mark.parametrize("name", ["waterfall", "reduction_by_size", "reduction_by_site"])
def test_reductions_drawn_are_those_of_the_analysis_data(name, first_cohort):
    drawn = draw(name, first_cohort).data
    drawn = drawn[drawn["percent_reduction"].notna()]
    observed = first_cohort.visits.query("scenario == 'observed' and percent_reduction.notna()")
    keys = ["patient_id", "lesion_id", "visit", "percent_reduction", "response"]
    assert sorted(map(tuple, drawn[keys].to_numpy())) == sorted(map(tuple, observed[keys].to_numpy()))


def test_the_waterfall_is_in_descending_order_at_each_visit(first_cohort):
    data = draw("waterfall", first_cohort).data
    for _, bars in data[data["percent_reduction"].notna()].groupby("visit"):
        assert bars["percent_reduction"].is_monotonic_decreasing


def test_the_flow_counts_patients_and_lesions(first_cohort):
    data = draw("flow", first_cohort).data
    rows = data.drop(columns="result_id").astype(object).where(data.notna(), None).to_numpy().tolist()
    assert rows == [
        ["enrolled", None, 6, 7, ""],
        ["measured", 4, 6, 7, ""],
        ["measured", 12, 5, 5, ""],
        ["not measured", 12, 1, 2, "died"],
    ]


@pytest.mark.parametrize("growth", [4, 400, 9900, 1e6])
def test_growth_stays_on_the_axis_with_room_to_spare(growth):
    axis = reduction_axis(pd.Series([-growth, 100.0]), RESPONSE, LOWER_IS_BETTER)
    assert axis.low < -growth
    assert axis.high > 100
    assert axis.unscaled(axis.scaled(-growth)) == pytest.approx(-growth)


@pytest.mark.parametrize("increase", [4, 400, 9900, 1e6])
def test_increases_that_are_better_stay_on_the_axis_and_go_up(increase):
    axis = reduction_axis(pd.Series([increase, -100.0]), RESPONSE, HIGHER_IS_BETTER)
    assert axis.low < -100
    assert axis.high > increase
    assert axis.unscaled(axis.scaled(increase)) == pytest.approx(increase)
    assert axis.scaled(increase) > axis.scaled(0) > axis.scaled(-100)


def test_the_axis_of_increases_is_that_of_reductions_upside_down():
    down = reduction_axis(pd.Series([-9900.0, 100.0]), RESPONSE, LOWER_IS_BETTER)
    up = reduction_axis(pd.Series([9900.0, -100.0]), RESPONSE._replace(progression=100), HIGHER_IS_BETTER)
    for percent in (-100.0, 0.0, 50.0, 100.0, 1000.0, 9900.0):
        assert up.scaled(percent) == -down.scaled(-percent)
    assert up.label_suffix == ", log scale above 100 %"
    assert down.label_suffix == ", log scale below −100 %"


@pytest.mark.parametrize("name", ["waterfall", "reduction_by_size", "reduction_by_site"])
def test_an_outcome_that_is_better_higher_is_drawn_as_an_increase(name, better_higher_cohort):
    drawing = draw(name, better_higher_cohort)
    written = " ".join(text.get_text() for text in texts(drawing.figure))
    assert "increase of range of motion (%)" in written
    assert "progression (reduction ≥ 20 %)" in written
    assert "remission" not in written
    assert drawing.title.startswith("Percent increase of each lesion")
    # from 20 to 40, 25 and 10: doubled, a quarter more, half lost
    assert sorted(drawing.data["percent_increase"]) == [-50, 25, 100]


def test_an_outcome_without_a_unit_is_named_without_one(better_higher_cohort):
    written = [text.get_text() for text in texts(draw("reduction_by_size", better_higher_cohort).figure)]
    assert "baseline range of motion, log scale" in written


@pytest.mark.parametrize("name", DRAWINGS)
def test_arms_and_periods_that_are_drawn_together_are_said_to_be(name, cross_over_cohort):
    written = " ".join(text.get_text() for text in texts(draw(name, cross_over_cohort).figure))
    assert "Each lesion is there once a period." in written
    assert "Both arms together." in written


def test_a_lesion_of_a_cross_over_is_drawn_once_a_period_at_its_own_site(cross_over_cohort):
    data = draw("reduction_by_site", cross_over_cohort).data
    assert sorted(data["lesion_id"]) == ["1a · 1", "1a · 2", "2a · 1", "2a · 2"]
    assert set(zip(data["lesion_id"].str[:2], data["site"], strict=True)) == {("1a", "hand"), ("2a", "foot")}


def test_a_large_cohort_is_sampled_and_says_so(large_cohort):
    drawing = draw("trajectories", large_cohort)
    written = " ".join(text.get_text() for text in texts(drawing.figure))
    assert drawing.data["lesion_id"].nunique() == 1000
    assert "Drawn: 1,000 of 5,000 lesions" in written
    sizes = large_cohort.visits["baseline"]
    assert {sizes.min(), sizes.max()} <= set(drawing.data.loc[drawing.data["visit"] == 0, "value"])


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_large_cohort_stays_a_small_file(name, large_cohort):
    with house_style(name, LOOK):
        series = case_series(large_cohort.visits, large_cohort.outcome, LOOK)
        svg = svg_text(name, DRAWINGS[name](series, large_cohort.lesions))
    assert len(svg) < 500_000


def write_all(folder: Path, cohort: Any, families: Sequence[str]) -> dict[str, bytes]:
    """The bytes of every file that the jobs of these families read and write."""
    folder.mkdir()
    names = {"lesions": "lesions.parquet", "lesion_visits": "lesion_visits.parquet", "plan": "plan.json"}
    paths = {name: str(folder / file) for name, file in names.items()}
    cohort.lesions.to_parquet(paths["lesions"])
    cohort.visits.to_parquet(paths["lesion_visits"])
    write_plan(plan_sections(a_plan(cohort.outcome)), paths["plan"])
    for family in families:
        figures = FAMILIES[family].figures
        out = {f"{name}_{end}": str(folder / f"{name}.{end}") for name in figures for end in FORMATS}
        files = {name: path for name, path in paths.items() if name in FAMILIES[family].inputs}
        plot_figures(files, {"style": {**STYLE, "dpi": 100}}, out)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory, request):
    """All files of the first cohort, written twice, the second time in another time zone and under other settings."""
    import matplotlib as mpl

    cohort = request.getfixturevalue("module_cohort")
    folder, families = tmp_path_factory.mktemp("runs"), ["outcomes", "explorations", "cohort"]
    first = write_all(folder / "first", cohort, families)
    with (
        mpl.rc_context({"font.size": 20, "axes.grid": True, "lines.linewidth": 5}),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("TZ", "Asia/Tokyo")
        second = write_all(folder / "another folder", cohort, families)
    return first, second


def test_two_runs_write_the_same_bytes(two_runs):
    first, second = two_runs
    assert len(first) == 23
    assert [name for name in first if first[name] != second[name]] == []


def test_no_file_tells_when_or_where_it_was_made(two_runs):
    first, _ = two_runs
    for name, content in first.items():
        if not name.endswith((".parquet", ".csv")):
            assert b"CreationDate" not in content
            assert b"dc:date" not in content
            assert b"/tmp" not in content, name


def test_svg_figures_can_stand_in_one_page(two_runs):
    first, _ = two_runs
    used: list[str] = []
    for name in DRAWINGS:
        svg = first[f"{name}.svg"].decode()
        ids = re.findall(r'\bid="([^"]+)"', svg)
        references = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
        assert references <= set(ids)
        assert len(ids) == len(set(ids))
        used += ids
    assert len(used) == len(set(used))


def test_svg_figures_have_a_title_and_a_description(two_runs):
    first, _ = two_runs
    svg = first["waterfall.svg"].decode()
    assert '<title id="waterfall-title">Percent reduction of each lesion at each follow-up visit</title>' in svg
    assert "Week 12: 5 of 7 lesions evaluable; not evaluable: 6a, 6b (died).</desc>" in svg


def test_figures_embed_the_bundled_font_alone(two_runs):
    first, _ = two_runs
    fonts = set(re.findall(rb"/BaseFont /([^\s]+)", first["flow.pdf"]))
    assert {font.split(b"+")[-1].removesuffix(b"-Bold") for font in fonts} == {b"DejaVuSans"}


def test_the_log_says_what_was_plotted_and_nothing_of_fonts(tmp_path, first_cohort, caplog):
    with caplog.at_level("INFO"):
        write_all(tmp_path / "run", first_cohort, ["cohort"])
    assert caplog.messages == [f"plotted flow: {flow.TITLE.format('Patients and lesions')}"]
