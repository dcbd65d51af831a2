"""The report in a browser: every number opens on its rows and their raw cells, by mouse, keyboard and touch."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
PRIMARY = "reduction.size_mm.week_12.patient.all.observed.median.summary"
PANEL = "#trace"

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed; tests/install-debian.sh installs it"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM or "chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser, results) -> Iterator[tuple[Page, Path]]:
    """The first cohort's report, in a page that may fetch nothing and must not complain."""
    page = browser.new_page(viewport={"width": 1320, "height": 900}, has_touch=True)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else faults.append(request.url))
    page.goto((results / "report.html").as_uri())
    yield page, results
    page.close()
    assert faults == []


def title(page: Page) -> str:
    return page.locator(f"{PANEL} h2").inner_text()


def statistics(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "statistics.csv").set_index("result_id")


def raw_text(folder: Path, line: int, column: int) -> str:
    table = folder.parents[1] / "data" / "aarhus-2014" / "table1.csv"
    with table.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))[line - 1][column - 1]


def test_the_mouse_goes_from_a_number_to_its_cell_and_on_to_what_that_reaches(opened):
    page, folder = opened
    number = page.locator(f'#summary .traced[data-result="{PRIMARY}"]').first
    printed = number.inner_text()
    number.click()
    row = statistics(folder).loc[PRIMARY]
    assert printed == f"{row['estimate']:.1f}"
    text = page.locator(PANEL).inner_text()
    assert f"Number\n{printed}" in text
    assert "5 patients, 5 lesions; primary result" in text
    assert "Looked at, without a value (2 lesion visits: percent reduction)" in text
    assert f"python -m scripts.trace aarhus-2014 '{PRIMARY}'" in text
    page.locator(f"{PANEL} .cells a", has_text="line 3, column 9").first.click()
    assert title(page) == "Line 3, column 9"
    assert f"Text\n{raw_text(folder, 3, 9)}\nColumn" in page.locator(PANEL).inner_text()
    assert page.locator("#raw td.used").all_inner_texts() == [raw_text(folder, 3, 9)]
    page.locator(
        f"{PANEL} .results a", has_text="Minimum, reduction of lesion size at week 12, over lesions"
    ).first.click()
    assert title(page).startswith("Minimum, reduction of lesion size at week 12, over lesions")
    page.locator(f"{PANEL} .back").click()
    page.wait_for_function("document.querySelector('#trace h2').textContent === 'Line 3, column 9'")
    page.locator(f"{PANEL} .close").click()
    assert page.locator(PANEL).is_hidden()


def test_the_keyboard_alone_goes_from_a_number_to_its_cell_and_back(opened):
    page, _ = opened
    page.locator("#summary .traced").first.focus()
    first = page.evaluate("document.activeElement.dataset.result")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.result") != first
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert page.locator(PANEL).is_visible()
    page.keyboard.press("Escape")
    assert page.locator(PANEL).is_hidden()
    assert page.evaluate("document.activeElement.dataset.result") == first
    page.locator(f'.traced[data-result="{PRIMARY}"]').first.focus()
    page.keyboard.press(" ")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#trace .cells a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#trace h2').textContent.startsWith('Line ')")


def test_arrows_go_down_the_column_of_a_table_which_is_one_stop_of_the_tab_key(opened):
    page, _ = opened
    stops = page.evaluate(
        "[...document.querySelectorAll('#cohort table .traced')].filter((one) => one.tabIndex === 0).length"
    )
    assert stops == 1
    page.locator("#cohort tbody tr .traced").first.focus()
    page.keyboard.press("ArrowDown")
    where = "[document.activeElement.closest('td').cellIndex, document.activeElement.closest('tr').rowIndex]"
    assert page.evaluate(where) == [0, 2]


def test_a_listed_cell_opens_on_its_row_and_a_point_of_a_figure_on_its_lesion(opened):
    page, folder = opened
    page.locator('[data-cell="lesions|2a|dose_mean_mg"]').click()
    assert "57.5 (12.5–87.5)" in page.locator(PANEL).inner_text()
    assert raw_text(folder, 3, 6) == "57.5 (12.5–87.5)"
    page.locator("#figure-waterfall .marks rect").first.dispatch_event("click", {"bubbles": True})
    page.wait_for_function("document.querySelector('#trace h2').textContent === 'Lesion 1a of patient 1, week 4'")


def test_a_link_to_a_trace_opens_it_and_touch_does_so_on_a_narrow_screen(browser, results):
    url = (results / "report.html").as_uri()
    page = browser.new_page(viewport={"width": 390, "height": 800}, has_touch=True)
    page.goto(f"{url}#trace={PRIMARY}")
    assert title(page) == "Median, reduction of lesion size at week 12, over patients, as observed"
    box = page.locator(PANEL).bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    page.locator(f"{PANEL} .close").tap()
    page.locator("#summary .traced").nth(1).tap()
    assert page.locator(PANEL).is_visible()
    page.close()


def test_print_shows_neither_panel_nor_hint_nor_raw_data(opened):
    page, _ = opened
    page.locator("#summary .traced").first.click()
    page.emulate_media(media="print")
    for element in (PANEL, "#trace-hint", "#raw"):
        assert page.locator(element).is_hidden()
    assert page.locator("#summary").is_visible()
