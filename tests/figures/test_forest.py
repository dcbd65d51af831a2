"""The forest plot: what it draws, and that nothing lies over anything else."""

import functools
import re
from collections.abc import Sequence
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from casetrace.figures import forest
from casetrace.figures.forest_pieces import shared_out
from casetrace.figures.forest_rows import panel_scale
from casetrace.figures.look import Look, house_style
from casetrace.figures.page import PAGE_HEIGHT
from casetrace.figures.saving import Drawing, save_figure, svg_text
from casetrace.model.direction import HIGHER_IS_BETTER
from tests.analyse.pool.cohorts import MadeUp, made_up, panels, pooled, three
from tests.figures.conftest import STYLE
from tests.figures.test_figures import boxes, points, texts

LOOK = Look.from_config(STYLE)
LONG = (
    "A registry of a clinic whose title goes on and on, with a subtitle, a year and $x_1$ <b> more of it than is needed"
)


def drawn_from(seed: int, n: int) -> dict[int, list[float]]:
    rng = np.random.default_rng(seed)
    return {4: [float(value) for value in np.minimum(100, rng.normal(50, 30, n).round(1))]}


@functools.cache
def studies() -> dict[str, list[MadeUp]]:
    """Cohorts by what is awkward about them; read only."""
    sizes = [6, 9, 40, 320, 2]
    return {
        "two": three()[:2],
        "three": three(),
        "six": [made_up(f"c{n}", drawn_from(n, n)) for n in sizes] + [made_up("all", {4: [100] * 3})],
        "alike": [made_up(name, {4: [40, 50, 60, 70 + step]}) for step, name in enumerate("abc")],
        "hundredfold": [
            made_up(name, {4: [40, 150 + step, 9900, 70]}, direction=HIGHER_IS_BETTER, unit="")
            for step, name in enumerate("abc")
        ],
        "worse": [made_up(name, {4: [40, -9900, 20 + step]}) for step, name in enumerate("abc")],
        "long names": [made_up(name, {4: [40, 20, 30 + step]}, label=LONG) for step, name in enumerate("abc")],
        "many": [made_up(f"c{place}", {4: [40, 20 + place, 30, 55]}) for place in range(21)]
        + [made_up("one", {4: [5]})],
        "many with long names": [made_up(f"c{place}", {4: [40, 20 + place, 30]}, label=LONG) for place in range(21)],
        "no change": [made_up(name, {4: [0, 0, 0]}) for name in "ab"],
        "nothing": [made_up("a", {4: [1, 2]}), made_up("b", {12: [1, 2]})],
    }


def draw(cohorts: Sequence[MadeUp], look: Look = LOOK) -> Drawing:
    titles = {made.name: LONG for made in cohorts[1:2]}
    with house_style("forest", look):
        drawing = forest.draw(panels(cohorts, titles), 0.95, look)
        drawing.figure.draw_without_rendering()
    return drawing


@functools.cache
def drawn(name: str) -> Drawing:
    """The forest plot of some of these cohorts, drawn once; read only."""
    return draw(studies()[name])


def written(drawing: Drawing) -> str:
    return " ".join(text.get_text() for text in texts(drawing.figure))


def test_a_visit_that_few_of_many_cohorts_have_is_drawn_like_one_that_all_have():
    cohorts = [made_up(f"c{n}", {4: [40, 20 + n, 30]} | ({12: [60, 70, 90]} if n < 3 else {})) for n in range(21)]
    drawing = draw(cohorts)
    assert set(drawing.data["visit"]) == {4, 12}
    assert "patient" not in set(drawing.data["mark"])


@pytest.mark.parametrize("name", studies())
def test_no_text_lies_over_another_or_over_a_point_or_leaves_the_page(name):
    drawing = drawn(name)
    page = Bbox.from_extents(0, 0, drawing.figure.bbox.width, drawing.figure.bbox.height)
    found = boxes(drawing.figure)
    assert [text for text, box in found if not all(page.contains(*corner) for corner in box.corners())] == []
    assert [(a, b) for (a, one), (b, other) in combinations(found, 2) if one.overlaps(other)] == []
    assert [text for text, box in found for x, y in points(drawing.figure) if box.contains(x, y)] == []
    assert [place for place in points(drawing.figure) if not page.contains(*place)] == []


def test_every_patient_of_a_small_cohort_is_a_point_at_her_value():
    drawing = drawn("three")
    patients = drawing.data[drawing.data["mark"] == "patient"]
    assert len(patients) == len(points(drawing.figure)) == 6 + 8 + 3 + 5 + 6 + 3
    panel = panels(three())[0]
    scale = panel_scale(panel, LOOK)
    here = patients[(patients["visit"] == 4) & (patients["cohort"] == "first")]["percent"]
    places = [x for x, _ in points(drawing.figure)[:6]]
    assert places == pytest.approx([scale.across(percent) for percent in here])


def test_many_cohorts_have_a_line_each_and_no_patients():
    drawing = drawn("many")
    assert set(drawing.data["mark"]) == {"cohort", "pooled", "prediction"}
    assert "The patients of more than 20 cohorts are not drawn." in written(drawing)
    assert "a patient" not in written(drawing)
    assert "1 patient, not pooled" in written(drawing)
    # the second has a title that is too long for its line, so each has its name
    assert [text for text in ("c0", "c1", "c20") if text not in written(drawing).split()] == []


def test_the_data_has_the_means_and_what_is_pooled():
    data = drawn("three").data
    mean = panels(three())[0].pooled
    row = data[(data["mark"] == "pooled") & (data["visit"] == 4)].iloc[0]
    assert (row["percent"], row["lower"], row["upper"], row["n_patients"]) == (
        mean.mean,
        mean.lower,
        mean.upper,
        17,
    )
    assert (data["mark"] == "cohort").sum() == 6
    assert (data["mark"] == "prediction").sum() == 2


def test_the_data_names_the_results_and_the_rows_of_what_is_drawn():
    cohorts = three()
    data = drawn("three").data
    estimates = pooled(cohorts).set_index("result_id")["estimate"]
    for row in data[data["mark"].isin(["cohort", "pooled"])].to_dict("records"):
        assert row["percent"] == estimates[row["result_id"]]
    for row in data[data["mark"] == "prediction"].to_dict("records"):
        assert [row["lower"], row["upper"]] == [estimates[name] for name in row["result_id"].split("; ")]
    visits = {made.name: made.visits for made in cohorts}
    for row in data[data["mark"] == "patient"].to_dict("records"):
        rows = visits[row["cohort"]].iloc[[int(text) for text in row["lesion_visits_row"].split("; ")]]
        assert set(zip(rows["patient_id"], rows["visit"], rows["scenario"], strict=True)) == {
            (row["patient_id"], row["visit"], "observed")
        }
        assert rows["percent_reduction"].mean() == pytest.approx(row["percent"])


def test_two_cohorts_have_no_diamond_and_say_why():
    drawing = drawn("two")
    assert "Not pooled: 2 cohorts can be pooled, fewer than 3" in written(drawing)
    assert "pooled mean with its" not in written(drawing)
    assert set(drawing.data["mark"]) == {"patient", "cohort"}


def test_numbers_stand_beside_the_names():
    text = written(drawn("three"))
    assert "6 patients: 68 % (46 to 91)" in text
    assert "Pooled, 3 cohorts" in text
    assert "Prediction interval for a further cohort: −106 % to 213 %" in text


def test_an_interval_far_beyond_the_patients_leaves_the_axis():
    panel = panels([made_up("a", {4: [10, 90]}), made_up("b", {4: [40, 50, 60]})])[0]
    scale = panel_scale(panel, LOOK)
    assert not scale.holds(panel.cohorts["a"].upper)
    assert scale.holds(panel.cohorts["b"].lower)
    assert all(scale.holds(percent) for percent in (0, 10, 90, 100))


def test_a_large_cohort_is_drawn_by_some_of_its_patients_and_says_so():
    drawing = drawn("six")
    patients = drawing.data[(drawing.data["cohort"] == "c320") & (drawing.data["mark"] == "patient")]
    assert len(patients) == 300
    assert "more than 300 patients" in written(drawing)
    everyone = panels(studies()["six"])[0].cohorts["c320"].patients["improvement"]
    assert {everyone.min(), everyone.max()} <= set(patients["percent"])


def test_a_reservation_is_marked():
    text = written(drawn("alike"))
    assert "12 patients: 55 % (55 to 56) †" in text
    assert "† Interpret with caution; see the flags in the report." in text


def test_a_figure_too_high_for_a_bitmap_ends_and_says_so():
    look = Look.from_config({**STYLE, "dpi": 1200})
    with house_style("forest", look):
        drawing = forest.draw(panels(three()) * 12, 0.95, look)
    assert drawing.figure.bbox.height * 1200 / 72 < 2**16
    drawn = int((drawing.data["mark"] == "pooled").sum())
    assert f"{24 - drawn} panels more would not fit" in written(drawing)


def test_cohorts_that_fill_more_than_a_page_are_drawn_in_parts_each_with_the_pooled_mean(tmp_path):
    cohorts = [made_up(f"c{place}", {4: [40, 20 + place, 30]}) for place in range(60)]
    drawing = draw(cohorts)
    assert len(drawing.parts) == 2
    listed = [re.findall(r"\bc\d+(?=,)", description) for _, description in drawing.parts]
    # the second has a long title
    assert listed == [["c0", *(f"c{n}" for n in range(2, 30))], [f"c{n}" for n in range(30, 60)]]
    for figure, description in drawing.parts:
        assert figure.bbox.height <= PAGE_HEIGHT
        assert "Pooled, 60 cohorts" in [text.get_text() for text in texts(figure)]
        assert "; pooled, 180 patients: " in description
    found = boxes(drawing.figure)
    assert [(a, b) for (a, one), (b, other) in combinations(found, 2) if one.overlaps(other)] == []
    assert drawing.figure.bbox.height == pytest.approx(sum(figure.bbox.height for figure, _ in drawing.parts))
    paths = {f"forest_{end}": str(tmp_path / f"forest.{end}") for end in ("svg", "pdf", "png", "csv")}
    with house_style("forest", LOOK):
        save_figure("forest", drawing, LOOK, paths)
    assert len(re.findall(rb"/Type /Page\b", (tmp_path / "forest.pdf").read_bytes())) == 2
    svg = ElementTree.parse(tmp_path / "forest.svg").getroot()
    parts = svg.findall("{*}svg[@class='part']")
    assert [part.findtext("{*}desc") for part in parts] == [description for _, description in drawing.parts]
    names = [element.get("id") for element in svg.iter() if element.get("id")]
    assert len(names) == len(set(names))


def test_the_figure_of_a_few_cohorts_stays_in_one_piece():
    with house_style("forest", LOOK):
        few = forest.draw(panels(three()) * 4, 0.95, LOOK)
        more = forest.draw(panels([made_up(f"c{n}", drawn_from(n, 20)) for n in range(12)]) * 2, 0.95, LOOK)
    assert few.figure.bbox.height > PAGE_HEIGHT
    assert few.parts == ()
    assert len(more.parts) == 2
    assert max(figure.bbox.height for figure, _ in more.parts) <= PAGE_HEIGHT


def test_groups_are_of_about_the_same_height_and_in_order():
    assert shared_out(dict.fromkeys("abcdef", 10.0), 1000) == [list("abcdef")]
    assert shared_out(dict.fromkeys("abcdefg", 10.0), 40) == [["a", "b"], ["c", "d", "e"], ["f", "g"]]
    # a row that is higher than the room stands alone
    assert shared_out({"a": 50.0, "b": 50.0}, 20) == [["a"], ["b"]]


def test_two_drawings_have_the_same_bytes(tmp_path):
    names = {f"forest_{end}": f"forest.{end}" for end in ("svg", "pdf", "png", "csv")}
    for folder in ("first", "second"):
        with house_style("forest", LOOK):
            drawing = forest.draw(panels(three())[:1], 0.95, LOOK)
            save_figure("forest", drawing, LOOK, {key: str(tmp_path / folder / name) for key, name in names.items()})
    for name in names.values():
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_the_figure_is_told_in_words():
    with house_style("forest", LOOK):
        svg = svg_text("forest", forest.draw(panels(three()[:2]), 0.95, LOOK))
    assert "Reduction of lesion size at week 4: first, 6 patients: 68 % (46 to 91); second" in svg
