"""The figure of the audit: what it draws, and that nothing lies over anything else."""

from itertools import combinations

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from casetrace.figures import audit
from casetrace.figures.audit_grid import JOINT, READINGS, Grid, audit_grid
from casetrace.figures.look import Look, house_style
from casetrace.figures.run import plot_figures
from casetrace.figures.saving import Drawing
from casetrace.model.plan import write_plan
from tests.figures.conftest import STYLE
from tests.figures.test_figures import boxes, texts
from tests.outcomes import a_plan, an_outcome, plan_sections
from tests.report import audits

LOOK = Look.from_config(STYLE)
VERDICTS = ("reproduced", "not reproduced", "reproduced under an assumption")
KEYS = [name for name in READINGS if name not in ("statistic", "visit", "printed")] + ["statistic=median", "visit=4"]


def paper_grid() -> Grid:
    frames = audits.paper()
    return audit_grid(frames["audit/claims"], frames["audit/readings"], frames["audit/assumptions"])


def made_up(n_claims: int, n_readings: int) -> Grid:
    """So many claims under so many readings, some with long names, with a joint assumption in many words."""
    words = " ".join(["a lesion that the table does not have"] * 4)
    claims = [
        {"claim_id": f"mean_reduction_of_the_lesions_at_week_{n}" if n % 3 else f"n_{n}", "kind": "percent",
         "reported": str(n), "verdict": VERDICTS[n % 3], "agrees": ("", "yes", "no")[n % 3]}
        for n in range(1, n_claims + 1)
    ]  # fmt: skip
    rows = [
        (claim["claim_id"], key, key, 1.0, 7, key == "stated" if claim["verdict"] == "reproduced" else n % 4 == 3)
        for claim in claims
        for n, key in enumerate(KEYS[:n_readings])
    ]
    assumptions = audits.assumptions_table().assign(assumption=words)
    return audit_grid(audits.claims_table(claims), audits.readings_table(rows), assumptions)


def draw(grid: Grid, look: Look = LOOK) -> Drawing:
    with house_style("audit", look):
        drawing = audit.draw(grid, look)
        drawing.figure.draw_without_rendering()
    return drawing


def marks(figure: Figure) -> list[tuple[float, float, bool]]:
    """Places of all marks on the page, with whether each is filled."""
    found = [line for line in figure.findobj(Line2D) if isinstance(line, Line2D) and line.get_marker() in ("o", "D")]
    return [
        (x, y, line.get_markerfacecolor() != "white")
        for line in found
        for x, y in line.get_transform().transform(line.get_xydata())
    ]


@pytest.mark.parametrize(
    ("n_claims", "n_readings", "width"), [(3, 1, 89), (12, 6, 60), (12, len(KEYS), 89), (40, 14, 89), (9, 14, 180)]
)
def test_no_text_lies_over_another_or_over_a_mark_or_leaves_the_page(n_claims, n_readings, width):
    figure = draw(made_up(n_claims, n_readings), Look.from_config({**STYLE, "width_mm": width})).figure
    page = Bbox.from_extents(0, 0, figure.bbox.width, figure.bbox.height)
    found = boxes(figure)
    assert [text for text, box in found if not all(page.contains(*corner) for corner in box.corners())] == []
    assert [(a, b) for (a, one), (b, other) in combinations(found, 2) if one.overlaps(other)] == []
    assert [text for text, box in found for x, y, _ in marks(figure) if box.padded(1).contains(x, y)] == []
    assert min(float(text.get_fontsize()) for text in texts(figure)) >= 6


def test_claims_stand_in_the_order_of_their_verdicts():
    assert [claim.label for claim in paper_grid().claims] == [
        "Ages ranged from 49 to 71 years", "All lesions were on the extremities", "She died before the visit at week 4",
        "Eight lesions were treated", "By week 4 the lesions were 67 % smaller",
        "Half of the patients were in complete remission by week 12", "In the other half the reduction was 80 %",
        "Six patients were treated", "All patients were women",
    ]  # fmt: skip


def test_readings_that_occur_are_columns_and_the_joint_assumption_is_the_last():
    grid = paper_grid()
    assert list(grid.columns) == [
        "stated", "unit=patient", "denominator=enrolled", "source=printed", "missing=complete_response", "visit",
        "printed", JOINT,
    ]  # fmt: skip
    assert ("age_range", "unit=patient") not in grid.holds
    assert grid.holds["others_week_12", "source=printed"]
    assert not grid.holds["complete_week_12", "denominator=enrolled"]


def test_under_the_joint_assumption_hold_the_claims_that_it_or_its_source_reconciles_and_those_it_does_not_break():
    grid = paper_grid()
    holding = [name for name, column in grid.holds if column == JOINT and grid.holds[name, column]]
    # of the others by week 12 the printed percentages alone have the mean, which the lesion leaves as it is
    assert holding == ["n_lesions", "mean_week_4", "complete_week_12", "others_week_12", "n_patients"]
    frames = audits.paper()
    breaking = frames["audit/assumptions"].assign(broken="n_patients", n_broken=1)
    other = audit_grid(frames["audit/claims"], frames["audit/readings"], breaking)
    assert not other.holds["n_patients", JOINT]


def test_a_filled_mark_is_a_claim_that_holds():
    grid = paper_grid()
    drawn = marks(draw(grid).figure)
    # the legend has one of each kind, of readings and of the joint assumption
    assert len(drawn) == len(grid.holds) + 4
    assert sum(filled for _, _, filled in drawn) == sum(grid.holds.values()) + 2


def test_the_data_has_a_row_for_each_mark():
    data = paper_grid().data
    assert list(data) == ["claim_id", "reading", "recomputed", "recomputed_to", "holds", "result_id"]
    assert len(data) == len(audits.READINGS) + 7 + 1
    row = data[(data["claim_id"] == "mean_week_4") & (data["reading"] == "visit=12")].iloc[0]
    assert (row["recomputed"], row["holds"]) == (pytest.approx(89.404761905), False)


def test_readings_that_do_not_fit_are_those_that_help_least_and_are_counted():
    grid = made_up(12, len(KEYS))
    narrow = Look.from_config({**STYLE, "width_mm": 60})
    columns = audit.fitting_columns(grid, narrow)
    assert len(columns) < len(grid.columns)
    assert {"stated", JOINT} <= set(columns)
    left_out = [name for name in grid.columns if name not in columns]
    kept = [name for name in columns if name not in ("stated", JOINT)]
    assert min(grid.helps(name) for name in kept) >= max(grid.helps(name) for name in left_out)
    written = " ".join(text.get_text() for text in texts(draw(grid, narrow).figure))
    assert f"{len(left_out)} more analysis choices" in written


def test_of_more_claims_than_fit_the_rest_is_counted():
    grid = made_up(60, 4)
    assert (len(grid.claims), grid.left_out) == (40, 20)
    assert "20 more statements in the data" in " ".join(text.get_text() for text in texts(draw(grid).figure))
    assert {claim.verdict for claim in grid.claims[:20]} == {"not reproduced"}
    assert grid.data["claim_id"].nunique() == 60


def test_a_paper_without_rows_is_drawn_by_the_numbers_printed_beside_each_claim():
    frames = audits.claims_only()
    grid = audit_grid(frames["audit/claims"], frames["audit/readings"], frames["audit/assumptions"])
    assert grid.holds == {("pain_free", "printed"): False, ("healed", "printed"): True}
    assert "1 statement could not be checked." in [text.get_text() for text in texts(draw(grid).figure)]


def test_a_paper_without_a_claim_that_can_be_checked_says_so():
    frames = audits.paper()
    nothing = audit_grid(
        frames["audit/claims"].iloc[2:3], frames["audit/readings"].iloc[:0], frames["audit/assumptions"]
    )
    assert [text.get_text() for text in texts(draw(nothing).figure)] == ["No statement could be checked."]


def test_two_drawings_have_the_same_bytes(tmp_path):
    tables = {name: tmp_path / f"{name}.parquet" for name in ("claims", "readings", "assumptions")}
    for name, path in tables.items():
        audits.paper()[f"audit/{name}"].to_parquet(path)
    tables["plan"] = tmp_path / "plan.json"
    write_plan(plan_sections(a_plan(an_outcome())), tables["plan"])
    out = {f"audit_{kind}": f"audit.{kind}" for kind in ("svg", "pdf", "png", "csv")}
    for folder in ("first", "second"):
        paths = {key: str(tmp_path / folder / name) for key, name in out.items()}
        plot_figures({name: str(path) for name, path in tables.items()}, {"style": {**STYLE, "dpi": 72}}, paths)
    for name in out.values():
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
    spoken = "Disagrees: Ages ranged from 49 to 71 years; All lesions were on the extremities."
    assert spoken in (tmp_path / "first/audit.svg").read_text()
    assert len(pd.read_csv(tmp_path / "first/audit.csv")) == len(paper_grid().data)
