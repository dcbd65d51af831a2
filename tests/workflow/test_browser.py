"""The report in a browser: a number opens on its rows and their raw cells, by mouse, keyboard and touch."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jinja2.utils import htmlsafe_json_dumps
from playwright.sync_api import Page

from casetrace.trace.chain import Lineage
from tests.report.reading import PAGES

PRIMARY = "reduction.size_mm.week_12.patient.all.observed.median.summary"
PRIMARY_WORDS = "Median, reduction of lesion size at week 12, per patient, observed data"
MINIMUM = "reduction.size_mm.week_12.patient.all.observed.minimum.summary"
RAW_FILE = "data/aarhus-2014/table1.csv"
#: The size of lesion 2a at week 12, with the reduction that the source prints: 5 mm of 70 mm.
CELL = f"{RAW_FILE}:3:9"
PANEL = "#trace"
FOCUSED = "document.activeElement"
TOP = "element => element.getBoundingClientRect().top"


@pytest.fixture
def page(open_page: Callable[..., Page], results: Path) -> Page:
    """The first cohort's report."""
    return open_page(results / "report.html")


def wait_for_title(page: Page, title: str) -> None:
    page.wait_for_function("title => document.querySelector('#trace h2').textContent === title", arg=title)


def words(page: Page) -> str:
    return page.locator(PANEL).inner_text()


def raw_text(folder: Path, line: int, column: int) -> str:
    with (folder.parents[1] / RAW_FILE).open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))[line - 1][column - 1]


def carried(report: str) -> dict[str, Any]:
    """What a report carries of the lineage."""
    return dict(json.loads(report.partition('id="lineage">')[2].partition("</script>")[0]))


def written(folder: Path, report: str, data: dict[str, Any]) -> Path:
    """A report that carries something else."""
    before, start, rest = report.partition('id="lineage">')
    path = folder / "report.html"
    path.write_text(before + start + str(htmlsafe_json_dumps(data)) + rest[rest.index("</script>") :], encoding="utf-8")
    return path


def test_the_mouse_goes_from_a_number_to_its_row_and_cell_and_on_to_what_that_reaches(page, results):
    number = page.locator(f'#summary .traced[data-result="{PRIMARY}"]').first
    top = number.evaluate(TOP)
    number.click()
    assert number.evaluate(TOP) == pytest.approx(top, abs=1)
    row = pd.read_csv(results / "statistics.csv").set_index("result_id").loc[PRIMARY]
    assert page.locator(f"{PANEL} h2").inner_text() == PRIMARY_WORDS
    text = words(page)
    assert page.locator(f"{PANEL} .name code").inner_text() == PRIMARY
    assert f"Result\n{row['estimate']:.0f}\nMethod" in text
    assert f"{row['n_patients']:.0f} patients, {row['n_lesions']:.0f} lesions; secondary result" in text
    assert "Excluded (no value) (2 lesion visits: percent reduction)" in text
    assert f"casetrace trace aarhus-2014 '{PRIMARY}'" in text
    page.locator(f"{PANEL} .rows a", has_text="lesion 2a of patient 2, week 12").click()
    wait_for_title(page, "Lesion 2a of patient 2, week 12")
    assert "percent reduction: 92.86" in words(page)
    page.locator(f"{PANEL} .cells a", has_text="line 3, column 9").first.click()
    wait_for_title(page, "Line 3, column 9")
    assert f"Text\n{raw_text(results, 3, 9)}\nColumn" in words(page)
    assert page.locator("#raw td.used").is_hidden()
    page.get_by_role("button", name="Show 1 cell in the raw data").click()
    assert page.locator("#raw td.used").all_inner_texts() == [raw_text(results, 3, 9)]
    page.locator(f'{PANEL} .results a[href="#trace={MINIMUM}"]').click()
    wait_for_title(page, PRIMARY_WORDS.replace("Median", "Minimum"))


def test_the_keyboard_alone_goes_from_a_number_to_its_cell_and_returns_to_it(page):
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches('#summary .traced')"):
            break
    first = page.evaluate(f"{FOCUSED}.dataset.result")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{FOCUSED}.dataset.result") != first
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{FOCUSED}.id === 'trace-title'")
    for key, wanted in (("Enter", ".cells a"), ("Enter", ".results a"), ("Escape", None)):
        for _ in range(40):
            if wanted is None or page.evaluate(f"{FOCUSED}.matches('#trace {wanted}')"):
                break
            page.keyboard.press("Tab")
        before = page.locator(f"{PANEL} h2").inner_text()
        page.keyboard.press(key)
        page.wait_for_function(
            "before => document.querySelector('#trace').hidden"
            " || document.querySelector('#trace h2').textContent !== before",
            arg=before,
        )
    assert page.locator(PANEL).is_hidden()
    assert page.evaluate(f"{FOCUSED}.dataset.result") == first


def test_back_and_forward_move_in_the_panel_and_back_from_its_first_step_closes_it(page):
    page.locator(f'#summary .traced[data-result="{PRIMARY}"]').first.click()
    back, forward = page.get_by_label("Back", exact=True), page.get_by_label("Forward", exact=True)
    assert back.is_disabled()
    page.locator(f"{PANEL} .cells a", has_text="line 3, column 9").first.click()
    wait_for_title(page, "Line 3, column 9")
    back.click()
    wait_for_title(page, PRIMARY_WORDS)
    assert back.is_disabled()
    forward.click()
    wait_for_title(page, "Line 3, column 9")
    assert forward.is_disabled()
    page.evaluate("history.go(-2)")
    page.locator(PANEL).wait_for(state="hidden")


def test_arrows_keep_to_the_column_of_a_table_which_is_one_stop_of_the_tab_key(page):
    cells = page.locator("#cohort table .traced")
    cells.first.focus()
    page.keyboard.press("ArrowDown")
    where = f"[{FOCUSED}.closest('td, th').cellIndex, {FOCUSED}.closest('tr').rowIndex]"
    assert page.evaluate(where) == [0, 2]
    stops = cells.evaluate_all(
        f"cells => cells.filter((cell) => cell.tabIndex === 0).map((cell) => cell === {FOCUSED})"
    )
    assert stops == [True]


def test_a_listed_cell_opens_on_its_row_and_a_point_of_a_figure_on_its_lesion(page, results):
    page.locator('[data-cell="lesions|2a|dose_mean"]').click()
    assert raw_text(results, 3, 6) in words(page)
    page.locator("#figure-waterfall .marks rect").first.dispatch_event("click", {"bubbles": True})
    wait_for_title(page, "Lesion 3a of patient 3, week 4")


def test_a_raw_cell_opens_on_what_it_became_and_on_the_results_that_depend_on_it(page, results):
    page.locator("#raw summary").click()
    page.locator("#raw tbody tr").nth(1).locator("a").nth(8).click()
    wait_for_title(page, "Line 3, column 9")
    page.locator(f"{PANEL} summary", has_text="Values read from it").click()
    assert "lesion 2a of patient 2, week 12 (measurements)\nvalue: 5" in words(page)
    links = page.locator(f"{PANEL} .results a")
    reached = links.evaluate_all("links => links.map((link) => decodeURIComponent(link.hash.slice(7)))")
    lineage = Lineage.read(results)
    number = lineage.origins.cells.number(RAW_FILE, 3, 9)
    assert number is not None
    assert set(reached) == lineage.results_of(number)
    page.keyboard.press("Escape")
    assert page.evaluate(f"decodeURIComponent({FOCUSED}.hash)") == f"#cell={CELL}"


@pytest.mark.parametrize("name", PAGES)
def test_a_link_to_a_trace_opens_it_and_shows_where_it_is_printed(open_page, results, name):
    page = open_page(results / name, f"#trace={PRIMARY}")
    assert page.locator(f"{PANEL} h2").inner_text() == PRIMARY_WORDS
    number = page.locator(f'.traced[data-result="{PRIMARY}"]').first
    assert number.evaluate("number => number.classList.contains('current')")
    assert 0 <= number.evaluate(TOP) < 900
    page.keyboard.press("Escape")
    assert number.evaluate(f"number => number === {FOCUSED}")


def test_a_link_to_nothing_leaves_the_report_as_it_is(open_page, results):
    page = open_page(results / "report.html", "#trace=%")
    for fragment in ("#trace=nothing", "#trace=toString", "#row=__proto__|toString", "#cell=constructor"):
        page.evaluate("fragment => { location.hash = fragment; }", fragment)
        page.evaluate("new Promise((resolve) => setTimeout(resolve))")
        assert page.locator(PANEL).is_hidden()
    assert page.locator("#trace-hint").is_visible()


@pytest.mark.parametrize(("name", "section"), [("report.html", "#results"), ("appendix.html", "#estimates")])
def test_touch_opens_a_sheet_below_the_number_on_a_narrow_screen(open_page, results, name, section):
    page = open_page(results / name, width=390, has_touch=True)
    number = page.locator(f"{section} .traced").nth(2)
    number.tap()
    page.locator(f"{PANEL}:not([hidden])").wait_for()
    sheet, printed = page.locator(PANEL).bounding_box(), number.bounding_box()
    assert sheet is not None
    assert printed is not None
    assert (sheet["x"], sheet["width"]) == (0, 390)
    assert 0 <= printed["y"] < sheet["y"]


def test_a_hidden_column_shows_no_text_and_text_of_the_data_stays_text(open_page, results, tmp_path):
    report = (results / "report.html").read_text(encoding="utf-8")
    data = carried(report)
    planted = "</script><script>document.title = 'planted'</script><img src=x onerror=alert(1)>"
    data["raw"][0]["columns"][0] = [1, planted, True]
    for _, texts in data["raw"][0]["rows"]:
        texts[0] = None
    for cell in data["cells"]:
        if cell[2] == 1:
            cell[3:5] = [planted, None]
        elif cell[2] == 9:
            cell[4] = planted
    page = open_page(written(tmp_path, report, data), f"#trace={PRIMARY}")
    page.locator("#raw summary").click()
    assert page.locator("#raw td.hidden").all_inner_texts() == [""] * len(data["raw"][0]["rows"])
    assert planted in page.locator(f"{PANEL} .cells").first.inner_text()
    page.goto(f"{page.url.partition('#')[0]}#cell={RAW_FILE}:3:1")
    wait_for_title(page, "Line 3, column 1")
    assert "Text\nhidden since its column is dropped or pseudonymised\nColumn\n" + planted in words(page)
    assert page.title() != "planted"
    assert page.locator("img").count() == 0


@pytest.mark.parametrize(("name", "section"), [("report.html", "#summary"), ("appendix.html", "#estimates")])
def test_print_shows_neither_panel_nor_hint_nor_raw_data(open_page, results, name, section):
    page = open_page(results / name)
    page.locator(f"{section} .traced").first.click()
    for element in (PANEL, "#trace-hint", "#raw"):
        assert page.locator(element).is_visible()
    page.emulate_media(media="print")
    for element in (PANEL, "#trace-hint", "#raw"):
        assert page.locator(element).is_hidden()
    assert page.locator(section).is_visible()


@pytest.mark.parametrize(("name", "section"), [("report.html", "#summary"), ("appendix.html", "#endpoints")])
def test_without_scripts_the_report_reads_as_plain_text(open_page, results, name, section):
    page = open_page(results / name, java_script_enabled=False)
    assert page.locator("#trace-hint").is_hidden()
    assert page.locator(".traced, #trace, #raw").count() == 0
    assert "median 93\u00a0%" in page.locator(section).inner_text()
