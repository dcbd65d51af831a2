"""The figures as pictures: what is written in them, and that nothing lies over anything else.

Under CASETRACE_EXAMPLES all cohorts are drawn.
"""

import functools
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from casetrace.figures import flow, reduction_by_dose, reduction_by_size, spider, swimmer, trajectories, waterfall
from casetrace.figures.case_series import CaseSeries, case_series, with_treatments
from casetrace.figures.look import Look, house_style
from casetrace.figures.reduction_axis import reduction_axis
from casetrace.figures.run import plot_figures
from casetrace.figures.saving import Drawing, svg_text
from casetrace.model.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER
from casetrace.model.errors import UserError
from casetrace.model.figure_families import FAMILIES, FORMATS
from casetrace.model.plan import write_plan
from casetrace.model.treatment import Treatment
from tests.figures.conftest import LIKE_OTHERS, cohort, cohorts
from tests.outcomes import RESPONSE, a_plan, plan_sections
from tests.stages.running import FULL

STYLE = {"width_mm": 89, "font_size_pt": 7, "dpi": 300, "label_lesions": 30}
LOOK = Look.from_config(STYLE)

DRAWINGS: Mapping[str, Callable[[CaseSeries, pd.DataFrame], Drawing]] = {
    "trajectories": lambda series, lesions: trajectories.draw([with_treatments(series, lesions)], LOOK),
    "spider": lambda series, lesions: spider.draw([with_treatments(series, lesions)], LOOK),
    "waterfall": lambda series, lesions: waterfall.draw([series], LOOK),
    "reduction_by_size": lambda series, lesions: reduction_by_size.draw(series, LOOK),
    "reduction_by_dose": lambda series, lesions: reduction_by_dose.draw(series, lesions, LOOK),
    "flow": lambda series, lesions: flow.draw(with_treatments(series, lesions), LOOK),
    "swimmer": lambda series, lesions: swimmer.draw(with_treatments(series, lesions), *course(series), LOOK),
}


def course(series: CaseSeries) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Adverse events of every second patient, one in three dated, and an end of those who lack a value."""
    patients = list(series.rows["patient_id"].unique())
    kinds = ["pain", "infection of the skin"]
    told = [
        (patient, kinds[n % 2], None if n % 3 else 2, "no" if n % 5 else "yes")
        for n, patient in enumerate(patients[::2])
    ]
    events = pd.DataFrame(told, columns=["patient_id", "type", "week", "serious"]).astype({"week": "Int64"})
    lost = series.rows[series.rows["reason"] != ""].drop_duplicates("patient_id")
    ended = [(row.patient_id, "died" if n % 2 else "lost", None, "no") for n, row in enumerate(lost.itertuples())]
    disposition = pd.DataFrame(ended, columns=["patient_id", "status", "after_week", "dated"])
    return events, disposition.astype({"after_week": "Int64"})


def draw(name: str, cohort: Any) -> Drawing:
    """One figure of a cohort, laid out, so that its texts have their final places."""
    with house_style(name, LOOK):
        series = case_series(cohort.visits, cohort.outcome, LOOK, treatment=cohort.treatment)
        drawing = DRAWINGS[name](series, cohort.lesions)
        drawing.figure.draw_without_rendering()
    return drawing


@functools.cache
def figure_of(name: str, cohort: str = "aarhus") -> Drawing:
    """One figure of one of the cohorts, drawn once; read only."""
    return draw(name, cohorts()[cohort])


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


@pytest.mark.parametrize("made", [made for made in cohorts() if FULL or made not in LIKE_OTHERS])
@pytest.mark.parametrize("name", DRAWINGS)
def test_no_text_lies_over_another_or_over_a_point_or_leaves_the_page(name, made):
    drawing = figure_of(name, made)
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
def test_no_text_is_smaller_than_six_points(name):
    assert min(float(text.get_fontsize()) for text in texts(figure_of(name).figure)) >= 6


def test_figures_too_narrow_for_their_text_are_refused():
    with pytest.raises(UserError, match="need at least 102 mm"):
        Look.from_config({**STYLE, "font_size_pt": 12})


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_figure_is_one_column_wide(name):
    assert figure_of(name).figure.get_figwidth() * 25.4 == pytest.approx(89)


@pytest.mark.parametrize("name", ["trajectories", "waterfall", "reduction_by_size", "reduction_by_dose"])
def test_every_lesion_of_the_first_cohort_is_named(name, first_cohort):
    written = " ".join(text.get_text() for text in texts(figure_of(name).figure))
    assert all(re.search(rf"\b{lesion}\b", written) for lesion in first_cohort.lesions["lesion_id"])


def test_the_waterfall_says_which_lesions_are_not_evaluable_and_why():
    written = [text.get_text() for text in texts(figure_of("waterfall").figure)]
    assert "not evaluable: 6a, 6b (died)" in written


def test_a_spider_plot_without_a_value_at_any_visit_says_so():
    nobody = cohort(["1", "2"], ["1a", "2a"], [10, 20], {4: [np.nan] * 2, 12: [np.nan] * 2}, reason="not recorded")
    said = " ".join(text.get_text() for text in texts(draw("spider", nobody).figure))
    for words in ("No value at week 4.", "No value at week 12.", "No percent change: 1a, 2a."):
        assert words in said


def test_the_trajectories_end_with_the_reason():
    written = [text.get_text() for text in texts(figure_of("trajectories").figure)]
    assert {"6a died", "6b died"} <= set(written) or "6a, 6b died" in written
    assert "No later value: 6a, 6b (died after week 4)." in written


def test_the_size_axis_is_linear_unless_sizes_are_very_different():
    wide = cohort(["1", "2"], ["1a", "2a"], [90000, 0.02], {4: [10, 0.01]})
    ticks = {}
    for name, drawing in (("first", figure_of("trajectories")), ("wide", draw("trajectories", wide))):
        axes = drawing.figure.axes[0]
        ticks[name] = {
            label.get_text(): place for label, place in zip(axes.get_yticklabels(), axes.get_yticks(), strict=True)
        }
    steps = np.diff(list(ticks["first"].values()))
    assert steps == pytest.approx(np.full(len(steps), steps[0]))
    assert {"0", "20", "80"} <= set(ticks["first"])
    assert {"0", "10", "1\N{NARROW NO-BREAK SPACE}000"} <= set(ticks["wide"])


def test_names_from_the_data_are_drawn_as_they_are_written():
    written = texts(figure_of("reduction_by_dose", "hostile text").figure)
    assert "<b>&_^{2}" in {text.get_text() for text in written}
    assert not any(text.get_parse_math() for text in written)


def test_trajectories_draw_the_analysis_data(first_cohort):
    drawn = figure_of("trajectories").data
    observed = first_cohort.visits.query("scenario == 'observed'")
    follow_up = drawn[drawn["visit"] > 0][["lesion_id", "visit", "value"]]
    expected = observed[observed["value"].notna()][["lesion_id", "visit", "value"]]
    assert sorted(map(tuple, follow_up.to_numpy())) == sorted(map(tuple, expected.to_numpy()))
    baseline = drawn[drawn["visit"] == 0].set_index("lesion_id")["value"].to_dict()
    assert baseline == {"1a": 3, "2a": 70, "3a": 6, "4a": 80, "5a": 4, "6a": 75, "6b": 85}
    assert drawn.loc[drawn["no_later_value"] != "", "lesion_id"].to_list() == ["6a", "6b"]


@pytest.mark.parametrize("name", ["waterfall", "reduction_by_size", "reduction_by_dose"])
def test_changes_drawn_are_those_of_the_analysis_data(name, first_cohort):
    drawn = figure_of(name).data
    drawn = drawn[drawn["percent_change"].notna()]
    observed = first_cohort.visits.query("scenario == 'observed' and percent_reduction.notna()")
    keys = ["patient_id", "lesion_id", "visit", "percent_change", "response"]
    changed = observed.assign(percent_change=-observed["percent_reduction"] + 0.0)
    assert sorted(map(tuple, drawn[keys].to_numpy())) == sorted(map(tuple, changed[keys].to_numpy()))


def test_the_flow_counts_patients_and_lesions():
    data = figure_of("flow").data
    rows = data.drop(columns="result_id").astype(object).where(data.notna(), None).to_numpy().tolist()
    assert rows == [
        ["", "enrolled", None, 6, 7, ""],
        ["", "measured", 4, 6, 7, ""],
        ["", "measured", 12, 5, 5, ""],
        ["", "not measured", 12, 1, 2, "died"],
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


@pytest.mark.parametrize("name", ["waterfall", "spider", "reduction_by_size", "reduction_by_dose"])
def test_an_outcome_that_is_better_higher_goes_up_where_it_gets_better(name):
    drawing = figure_of(name, "better higher")
    written = " ".join(text.get_text() for text in texts(drawing.figure))
    assert "Change in range of motion from" in written
    assert "progression (reduction ≥ 20 %)" in written
    assert "remission" not in written
    changes = drawing.data["value" if name == "spider" else "percent_change"]
    # from 20 to 40, 25 and 10: doubled, a quarter more, half lost
    assert sorted(changes[changes != 0]) == [-50, 25, 100]


def test_the_waterfall_goes_from_the_worst_to_the_best_whichever_way_is_better():
    for made, week, expected in (
        ("aarhus", 12, ["3a", "4a", "2a", "1a", "5a"]),
        ("better higher", 4, ["3a", "2a", "1a"]),
    ):
        bars = figure_of("waterfall", made).data.query(f"visit == {week} and percent_change.notna()")
        assert bars.sort_values("position")["lesion_id"].to_list() == expected


def test_the_waterfall_has_one_order_of_lesions_at_every_visit():
    orders = figure_of("waterfall").data.groupby("visit")["lesion_id"].agg(list)
    assert orders[4] == orders[12] == ["3a", "4a", "2a", "1a", "5a", "6b", "6a"]


def test_a_lesion_that_is_not_evaluable_lies_on_no_line():
    figure = figure_of("waterfall").figure
    died = [text.get_window_extent() for text in texts(figure) if text.get_text() == "died"]
    assert len(died) == 2
    ends = [(axes, np.asarray(line.get_ydata())) for axes in figure.axes for line in axes.lines]
    heights = [axes.transData.transform((0, y[0]))[1] for axes, y in ends if np.ptp(y) == 0]
    assert len(heights) >= 4
    assert not any(box.y0 < height < box.y1 for box in died for height in heights)


def test_thresholds_are_drawn_only_where_the_changes_reach_them():
    growing = cohort(["1", "2"], ["1a", "2a"], [10, 20], {4: [13, 5]})
    written = {
        name: " ".join(text.get_text() for text in texts(drawing.figure))
        for name, drawing in (("first", figure_of("waterfall")), ("growing", draw("waterfall", growing)))
    }
    assert "progression" not in written["first"]
    assert "progression" in written["growing"]
    assert "complete" not in written["growing"]


def test_an_outcome_without_a_unit_is_named_without_one():
    written = [text.get_text() for text in texts(figure_of("reduction_by_size", "better higher").figure)]
    assert "Baseline range of motion" in written


@pytest.mark.parametrize("name", [name for name in DRAWINGS if not name.startswith("reduction")])
def test_arms_have_panels_or_looks_of_their_own_and_periods_are_told(name):
    written = " ".join(text.get_text() for text in texts(figure_of(name, "cross-over").figure))
    assert "Each lesion is shown once per period." in written
    assert {"drug", "control"} <= set(written.replace(",", "").split())


@pytest.mark.parametrize("name", ["reduction_by_size", "reduction_by_dose"])
def test_arms_that_are_drawn_together_are_said_to_be(name):
    written = " ".join(text.get_text() for text in texts(figure_of(name, "cross-over").figure))
    assert "Each lesion is shown once per period." in written
    assert "Both arms together." in written


def test_a_lesion_of_a_cross_over_is_drawn_once_a_period_at_its_own_dose():
    data = figure_of("reduction_by_dose", "cross-over").data
    assert sorted(data["lesion_id"]) == ["1a · 1", "1a · 2", "2a · 1", "2a · 2"]
    assert set(zip(data["lesion_id"].str[:2], data["dose_mean"], strict=True)) == {("1a", 12.5), ("2a", 25.0)}


def test_the_weeks_of_treatments_are_marked_where_they_are_known(first_cohort):
    weekly = first_cohort._replace(treatment=Treatment("injection", "injections", interval_weeks=1))
    # 1, 2, 3, 4, 1, 2, 3 treatments of the seven lesions
    for name in ("trajectories", "spider"):
        written = [text.get_text() for text in texts(draw(name, weekly).figure)]
        assert written.count("Injections") == 1
        assert {"7", "5", "3", "1"} <= set(written)
    marks = draw("swimmer", weekly).data.query("mark == 'treatment'")
    assert marks.groupby("week").size().to_dict() == {0: 7, 1: 5, 2: 3, 3: 1}
    assert figure_of("swimmer").data.query("mark == 'treatment'").empty
    assert "Injections" not in [text.get_text() for text in texts(figure_of("spider").figure)]


def test_the_swimmer_plot_says_what_is_not_dated():
    written = " ".join(text.get_text() for text in texts(figure_of("swimmer").figure))
    assert "lost to follow-up after week 4" in written
    assert "Undated" in written
    assert "Adverse events (right: date not recorded): A pain; B infection of the skin. *: serious." in written


def test_many_lesions_are_drawn_as_quantiles(large_cohort):
    drawing = draw("trajectories", large_cohort)
    written = " ".join(text.get_text() for text in texts(drawing.figure))
    assert "Bands: quartiles" in written
    assert set(drawing.data["mark"]) == {"quantiles"}
    rows = large_cohort.visits.query("scenario == 'observed'")
    for row in drawing.data.itertuples():
        values = rows.loc[rows["visit"] == row.visit, "value"] if row.visit else rows.query("visit == 4")["baseline"]
        assert [row.q05, row.q25, row.q50, row.q75, row.q95] == pytest.approx(
            list(values.dropna().quantile([0.05, 0.25, 0.5, 0.75, 0.95]))
        )
        assert row.n == values.notna().sum()


def test_states_of_many_lesions_are_counted_and_add_up(large_cohort):
    data = draw("swimmer", large_cohort).data
    assert data.groupby("week")["n"].sum().to_dict() == {4: 5000, 12: 5000}


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
    events, disposition = course(case_series(cohort.visits, cohort.outcome, LOOK))
    for name, table in (("events", events), ("disposition", disposition)):
        paths[name] = str(folder / f"{name}.parquet")
        table.to_parquet(paths[name])
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
    assert len(first) == 5 + 4 * len(DRAWINGS)
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
    assert (
        '<title id="waterfall-title">Waterfall plot: percent change in lesion size of each lesion from baseline' in svg
    )
    # 100 * (2 / 6 - 1) is -67, the median of five is that of 5 / 70 - 1
    assert "Week 12: 5 lesions, median −93 %, from −67 % (3a) to −100 % (1a and 5a); 2 lesions without" in svg
    assert "a value (died).</desc>" in svg


def test_figures_embed_the_font_of_the_package_as_truetype(two_runs):
    first, _ = two_runs
    fonts = set(re.findall(rb"/BaseFont /([^\s]+)", first["flow.pdf"]))
    assert {font.split(b"+")[-1].rpartition(b"-")[0] for font in fonts} == {b"SourceSansPro"}
    assert b"/FontFile2" in first["flow.pdf"]


def test_the_fonts_in_a_pdf_draw_letters_and_set_no_text(two_runs):
    first, _ = two_runs
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", first["flow.pdf"], re.DOTALL)
    unpacked = [zlib.decompress(stream) for stream in streams if stream.startswith(b"x")]
    fonts = [TTFont(BytesIO(content)) for content in unpacked if content.startswith(b"\0\1\0\0")]
    assert fonts
    for font in fonts:
        assert "glyf" in font
        assert not {"GPOS", "GSUB", "GDEF", "BASE"} & set(font.keys())


def test_the_log_says_what_was_plotted_and_nothing_of_fonts(tmp_path, first_cohort, caplog):
    with caplog.at_level("INFO"):
        write_all(tmp_path / "run", first_cohort, ["cohort"])
    titles = [
        flow.TITLE.format("patients and lesions"),
        swimmer.TITLE.format("lesion", "responses at visits, adverse events and the end of follow-up"),
    ]
    assert caplog.messages == [f"plotted flow: {titles[0]}", f"plotted swimmer: {titles[1]}"]
