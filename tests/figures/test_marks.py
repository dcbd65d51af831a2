"""The marks over a figure in its SVG: where they lie, what they name, and the rows and results that they lead to."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pandas as pd
import pytest

from casetrace.analyse.describe.follow_up import describe_follow_up
from casetrace.figures import audit, forest
from casetrace.figures.case_series import case_series
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import Drawing, svg_text
from casetrace.model.results import Results
from casetrace.model.visits import observed
from tests.analyse.pool.cohorts import panels, three
from tests.figures.conftest import STYLE, Cohort, aarhus, cross_over, many
from tests.figures.test_audit_figure import paper_grid
from tests.figures.test_figures import DRAWINGS, points

LOOK = Look.from_config(STYLE)
SVG = "{http://www.w3.org/2000/svg}"
COMPLETE = "Half of the patients were in complete remission by week 12"
ROWS = "derive/lesion_visits|"


def drawn(name: str, cohort: Cohort) -> Drawing:
    with house_style(name, LOOK):
        series = case_series(cohort.visits, cohort.outcome, LOOK)
        return DRAWINGS[name](series, cohort.lesions)


def of_one_arm(cohort: Cohort) -> Cohort:
    """The same with nobody in an arm."""
    return cohort._replace(visits=cohort.visits.assign(arm=pd.Series(None, index=cohort.visits.index, dtype="str")))


def marks(name: str, drawing: Drawing) -> Iterator[tuple[str, dict[str, str]]]:
    """The title and the attributes of each mark, as a reader of XML finds them."""
    with house_style(name, LOOK):
        tree = ElementTree.fromstring(svg_text(name, drawing))
    for rect in tree.iterfind(f"./{SVG}g[@class='marks']/{SVG}rect"):
        yield str(rect.findtext(f"{SVG}title")), rect.attrib


@pytest.mark.parametrize("name", ["trajectories", "spider", "reduction_by_size", "reduction_by_dose"])
def test_each_point_has_a_mark_in_its_middle(name, first_cohort):
    drawing = drawn(name, first_cohort)
    height = drawing.figure.bbox.height
    middles = [
        (float(rect["x"]) + float(rect["width"]) / 2, height - float(rect["y"]) - float(rect["height"]) / 2)
        for _, rect in marks(name, drawing)
    ]
    places = [(round(x, 1), round(y, 1)) for x, y in middles]
    drawn_points = [(round(x, 1), round(y, 1)) for x, y in points(drawing.figure)]
    assert [pytest.approx(place, abs=0.11) for place in sorted(places)] == sorted(drawn_points)


@pytest.mark.parametrize("name", ["waterfall", "reduction_by_size", "reduction_by_dose"])
def test_a_mark_names_lesion_visit_and_value_of_its_row(name, first_cohort):
    found = list(marks(name, drawn(name, first_cohort)))
    assert len(found) == 12
    for title, rect in found:
        row = first_cohort.visits.iloc[int(rect["data-rows"].removeprefix(ROWS))]
        assert row["scenario"] == "observed"
        value = f"{-row['percent_reduction']:.1f}".removesuffix(".0").replace("-", "−")
        assert title == f"Lesion {row['lesion_id']}, week {row['visit']}: {value} %"


def test_the_marks_of_a_course_name_the_baseline_too(first_cohort):
    titles = [title for title, _ in marks("trajectories", drawn("trajectories", first_cohort))]
    assert {"Lesion 3a, week 0: 6 mm", "Lesion 3a, week 4: 3 mm", "Lesion 3a, week 12: 2 mm"} <= set(titles)


@pytest.mark.parametrize("name", ["trajectories", "waterfall", "reduction_by_size", "reduction_by_dose"])
def test_the_data_beside_a_figure_names_the_row_of_each_value(name, first_cohort):
    data = drawn(name, first_cohort).data
    rows = first_cohort.visits.iloc[data["lesion_visits_row"]].reset_index(drop=True)
    assert rows["lesion_id"].to_list() == data["lesion_id"].to_list()
    column, values = "percent_change", -rows["percent_reduction"]
    if name == "trajectories":
        column, values = "value", rows["value"].where(data["visit"] > 0, rows["baseline"])
    assert data[column].to_list() == pytest.approx(values.to_list(), nan_ok=True)
    assert rows.loc[data["visit"] > 0, "visit"].to_list() == data.loc[data["visit"] > 0, "visit"].to_list()


def test_marks_that_open_something_are_buttons_of_which_one_is_a_stop_of_the_tab_key(first_cohort):
    found = [rect for _, rect in marks("waterfall", drawn("waterfall", first_cohort))]
    assert {rect["role"] for rect in found} == {"button"}
    assert [rect["tabindex"] for rect in found] == ["0", *["-1"] * (len(found) - 1)]
    assert found[0]["aria-label"] == next(title for title, _ in marks("waterfall", drawn("waterfall", first_cohort)))


def test_a_figure_with_buttons_is_no_image_and_one_without_is(first_cohort):
    more = many(STYLE["label_lesions"] + 1, [4])
    for cohort, role in ((first_cohort, "group"), (more, "img")):
        drawing = drawn("waterfall", cohort)
        with house_style("waterfall", LOOK):
            root = ElementTree.fromstring(svg_text("waterfall", drawing))
        assert root.attrib["role"] == role
        assert root.attrib["aria-labelledby"] == "waterfall-title waterfall-desc"


def test_names_from_the_data_are_text_in_a_title(hostile_cohort):
    titles = [title for title, _ in marks("waterfall", drawn("waterfall", hostile_cohort))]
    assert "Lesion <b>&_^{2}, week 12: −100 %" in titles


def test_lesions_too_many_to_be_named_have_no_marks():
    more = many(STYLE["label_lesions"] + 1, [4])
    for name in ("trajectories", "waterfall", "reduction_by_size", "reduction_by_dose"):
        assert list(marks(name, drawn(name, more))) == []


@pytest.mark.parametrize(
    "made", [aarhus(), of_one_arm(cross_over()), many(12, [4, 12])], ids=["aarhus", "cross-over", "reasons"]
)
def test_a_number_of_the_flow_is_the_result_that_it_names(made):
    results = Results()
    visits = made.visits.assign(change=made.visits["value"] - made.visits["baseline"])
    describe_follow_up(results, made.outcome, observed(visits, "size_mm"))
    counts = results.frame().set_index("result_id")["estimate"]
    data = drawn("flow", made).data.query("step != 'enrolled'")
    for row in data.to_dict("records"):
        for name in row["result_id"].split("; "):
            assert counts[name] == row["patients" if ".patient." in name else "lesions"], name


def test_the_lesions_of_a_cross_over_are_counted_otherwise_than_in_the_results(cross_over_cohort):
    enrolled = drawn("flow", of_one_arm(cross_over_cohort)).data.iloc[0]
    assert (enrolled["lesions"], enrolled["result_id"]) == (4, "patients.patient.enrolled.count.count")


def test_numbers_of_an_arm_are_in_no_result(cross_over_cohort):
    drawing = drawn("flow", cross_over_cohort)
    assert set(drawing.data["arm"]) == {"control", "drug"}
    assert set(drawing.data["result_id"]) == {""}
    assert list(marks("flow", drawing)) == []


def test_each_number_of_the_flow_that_is_a_result_leads_to_it(first_cohort):
    found = {title: rect["data-result"] for title, rect in marks("flow", drawn("flow", first_cohort))}
    at = "evaluable.size_mm.week_{}.{}.enrolled.{}count.count"
    assert found == {
        "Included: 6 patients": "patients.patient.enrolled.count.count",
        "Included: 7 lesions": "lesions.lesion.enrolled.count.count",
        "Week 4: 6 patients": at.format(4, "patient", ""),
        "Week 4: 7 lesions": at.format(4, "lesion", ""),
        "Week 12: 5 patients": at.format(12, "patient", ""),
        "Week 12: 5 lesions": at.format(12, "lesion", ""),
        "Week 12: not measured: 2 lesions": at.format(12, "lesion", "missing=died."),
    }


def test_the_stated_reading_of_a_claim_leads_to_its_result():
    grid = paper_grid()
    with house_style("audit", LOOK):
        found = dict(marks("audit", audit.draw(grid, LOOK)))
    assert len(found) == len(grid.holds)
    stated = f"{COMPLETE}, as stated: disagrees"
    assert found[stated]["data-result"] == "claim.size_mm.week_12.patient.all.claim=complete_week_12.percent.claim"
    assert [title for title, rect in found.items() if "data-result" in rect] == [stated]


def test_the_means_of_a_forest_lead_to_their_results_and_no_patient_is_named():
    with house_style("forest", LOOK):
        drawing = forest.draw(panels(three())[:1], 0.95, LOOK)
    found = list(marks("forest", drawing))
    results = [rect["data-result"] for _, rect in found if "data-result" in rect]
    named = drawing.data["result_id"].dropna()
    assert results == "; ".join(named).split("; ")
    patients = [title for title, rect in found if "data-result" not in rect]
    assert len(patients) == 6 + 8 + 3
    assert "a patient of first: 40 %" in patients
