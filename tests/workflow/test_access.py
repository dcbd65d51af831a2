"""Who the report can be read by: without a mouse, with a screen reader, on a phone, in the dark, on paper."""

import pytest

from tests.report.reading import PAGES, Report
from tests.workflow.access import sideways, violations

FOCUSED = "document.activeElement"
#: What the report says of the audit in the article's own words, and how many statements an assumption reconciles; the
#: assumption, warnings about the source, and what a correction rests on, in words.
QUOTED = {"words", "reported", "statement", "n_reconciled", "assumption", "found", "expected", "source"}
#: What the listings of the appendix print of a table that opens nothing: names and texts, and what no cell is behind.
CLOSED = {
    "audit": "what the source prints, and what another assumption gives",
    "audit/readings": "what another reading gives",
    "audit/assumptions": "counts of claims",
    "audit/interpretations": "what the source prints, and what could not be recomputed",
    "audit/implied": "what no row has",
    "audit/consistency": "what the source prints",
    "cleaning_log": "names, reasons, and what config or a correction states",
    "problems": "names, remedies, and places in a file of corrections",
    "columns": "how files were read",
    "sources": "how files were read",
    "row_counts": "counts of rows",
}
DIGITS = """() => [...document.querySelectorAll("main span[data-result], main span[data-cell]")]
  .filter((part) => /\\d/.test(part.textContent) && part.dataset.column !== "note")
  .map((part) => [part.classList.contains("traced"), part.dataset.cell?.split("|") ?? []])"""
SIZES = """() => { const own = (element) => parseFloat(getComputedStyle(element).fontSize);
  const parts = [...document.querySelectorAll("main :is(td, th, li, figcaption, dd, code), main p")];
  return [...new Set(parts.filter((part) => part.checkVisibility()).map(own))]; }"""
HIDDEN = """all => all.filter((one) => { const box = one.getBoundingClientRect();
  return !(box.width && box.height && one.checkVisibility({ visibilityProperty: true })); })
  .map((one) => one.outerHTML.slice(0, 200))"""
PAGE_RULE = """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .find((rule) => rule instanceof CSSPageRule).cssText"""


@pytest.fixture
def page(open_page, results):
    """The first cohort's report."""
    return open_page(results / "report.html")


@pytest.fixture
def appendix(open_page, results):
    """The appendix of the first cohort's report."""
    return open_page(results / "appendix.html")


@pytest.fixture(params=PAGES)
def each(open_page, results, request):
    """Either page of the first cohort."""
    return open_page(results / request.param)


def test_the_page_never_moves_sideways_and_what_scrolls_in_it_is_reached_and_named(each):
    assert sideways(each) == []


def test_axe_finds_nothing_in_any_state(each):
    assert violations(each) == []


def test_what_hinders_readers_is_found(open_page, results, tmp_path):
    text = (results / "report.html").read_text(encoding="utf-8")
    planted = tmp_path / "report.html"
    wide = '<p style="width: 1400px; color: #999">pale</p><img src="data:,"><button id="summary"></button>'
    planted.write_text(text.replace("</h2>", f"</h2>{wide}", 1), encoding="utf-8")
    page = open_page(planted)
    page.evaluate("document.querySelectorAll('section:not(#summary)').forEach((section) => section.remove())")
    assert "as opened, 390 px: " in sideways(page)[1]
    found = " ".join(violations(page))
    assert all(f"{rule}:" in found for rule in ("image-alt", "button-name", "color-contrast"))
    assert "id twice: summary" in found


def test_every_number_of_the_report_opens_but_what_is_quoted(page):
    digits = page.evaluate(DIGITS)
    assert [cell for opens, cell in digits if not opens and (not cell or cell[-1] not in QUOTED)] == []
    assert {cell[0] for opens, cell in digits if opens and cell} == {
        "audit",
        "audit/interpretations",
        "cleaning_log",
        "lesions",
        "lesion_visits",
        "problems",
    }


def test_every_number_of_the_appendix_opens_but_those_that_the_hint_names(appendix):
    digits = appendix.evaluate(DIGITS)
    closed = [cell for opens, cell in digits if not opens]
    assert [cell for cell in closed if not cell or cell[0] not in CLOSED] == []
    opening = {cell[0] for opens, cell in digits if opens and cell}
    assert {"audit", "audit/readings", "audit/values", "cleaning_log", "problems", "events"} <= opening
    numbers = {"recomputed", "count", "n"}
    assert [cell for cell in closed if cell[0] == "audit/interpretations" and cell[-1] in numbers] == []
    hint = appendix.locator("#trace-hint").inner_text()
    assert all(word in hint for word in ("Settings", "notes", "quoted", "counts", "the audit"))


def test_a_claim_opens_its_recomputation_and_a_cleaned_cell_the_raw_one(appendix):
    appendix.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
    appendix.locator("#claim-mean_age .traced[data-result]").click()
    assert "Data used (7 lesions: age years)" in appendix.locator("#trace").inner_text()
    appendix.locator('[data-cell="audit/values|lowest_dose, 2|text"]').click()
    assert "Lesion 2a of patient 2: dose min" in appendix.locator("#trace h2").inner_text()
    appendix.locator('#cleaning [data-cell^="cleaning_log|"][data-cell$="|line"].traced').first.click()
    assert appendix.locator("#trace .kind").inner_text() == "Raw cell"


def test_a_name_of_a_result_opens_it_and_gets_the_focus_back(appendix):
    appendix.locator("#flags summary").first.click()
    appendix.locator("#flags details details summary").first.click()
    link = appendix.locator("#flags a:has(code)").first
    name = link.inner_text()
    link.click()
    appendix.locator("#trace:not([hidden])").wait_for()
    assert appendix.locator("#trace .name code").inner_text() == name
    assert 0 <= link.evaluate("link => link.getBoundingClientRect().top") < 900
    appendix.keyboard.press("Escape")
    assert appendix.evaluate(f"{FOCUSED}.textContent") == name


def test_a_denominator_opens_itself_and_a_limit_says_that_it_was_clicked(appendix):
    appendix.locator('#estimates [data-column="n_lesions"]').first.click()
    assert appendix.locator("#trace h2").inner_text().startswith("Number of lesions: ")
    assert "You clicked: number of lesions = 7" in appendix.locator("#trace").inner_text()
    appendix.locator('#estimates [data-column="ci_lower"]').first.click()
    assert "You clicked: lower limit = 40\n" in appendix.locator("#trace").inner_text()
    appendix.locator('#estimates [data-column="estimate"]').first.click()
    assert "You clicked" not in appendix.locator("#trace").inner_text()


@pytest.mark.parametrize(
    ("cell", "value", "used"),
    [("lesion_visits|5a, week 4|improvement", "percent reduction: 75", "1/75"), ("lesions|4a|dose_min", "100", "150")],
)
def test_a_listed_value_frames_what_it_rests_on_and_nothing_else(page, cell, value, used):
    page.locator(f'[data-cell="{cell}"]').click()
    assert value in page.locator("#trace").inner_text()
    framed = page.locator("#raw td.used").all_text_contents()
    assert any(used in text for text in framed)
    assert len(framed) == len([text for text in framed if "Lost" not in text]) <= 2


def test_a_number_is_text_but_for_the_one_at_which_the_tab_key_stops(each):
    table = each.locator("#results table, #estimates table").first
    assert table.get_by_role("button").count() == 1
    table.get_by_role("button").focus()
    first = each.evaluate(f"{FOCUSED}.getAttribute('aria-label')")
    each.keyboard.press("ArrowRight")
    second = each.evaluate(f"{FOCUSED}.getAttribute('aria-label')")
    assert first != second
    assert " of lesion size at week 4" in second
    assert second.endswith(f": {each.evaluate(f'{FOCUSED}.textContent')}")
    assert table.get_by_role("button").count() == 1
    # no name that only computers read
    names = each.locator("main [aria-label]").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert [name for name in names if "size_mm" in name or "how it was" in name] == []
    assert each.locator("main [title]").count() == 0


def test_the_reason_of_a_mark_is_the_description_of_its_number(each):
    number = each.locator("#results table .traced:has(+ .mark), #estimates table .traced:has(+ .mark)").first
    number.focus()
    described = (number.get_attribute("aria-describedby") or "").split()
    assert number.get_attribute("role") == "button"
    signs = number.evaluate("one => one.nextSibling.textContent").removeprefix("†").split(",")
    assert len(described) == len(signs)
    for name, sign in zip(described, signs, strict=True):
        assert each.locator(f"#{name}").inner_text().startswith(f"†{sign}")


def test_marks_of_a_figure_are_reached_by_keyboard(page):
    marks = page.locator("#figure-waterfall .marks rect")
    assert marks.evaluate_all("all => all.filter((one) => one.tabIndex === 0).length") == 1
    marks.first.focus()
    assert page.evaluate(f"{FOCUSED}.getAttribute('aria-label')") == "Lesion 3a, week 4: −50 %"
    page.keyboard.press("ArrowDown")
    name = page.evaluate(f"{FOCUSED}.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.locator("#trace:not([hidden])").wait_for()
    assert page.locator("#trace h2").inner_text().startswith(name.partition(",")[0])
    page.keyboard.press("Escape")
    assert page.evaluate(f"{FOCUSED}.getAttribute('aria-label')") == name


def test_the_first_stop_of_the_tab_key_skips_to_the_content(each):
    each.keyboard.press("Tab")
    assert each.evaluate(f"{FOCUSED}.textContent") == "Skip to content"
    assert each.evaluate(f"{FOCUSED}.getBoundingClientRect().top") >= 0
    each.keyboard.press("Enter")
    assert each.evaluate(f"{FOCUSED}.tagName") == "MAIN"


@pytest.mark.parametrize("name", PAGES)
def test_every_table_has_a_caption_and_every_heading_a_scope_and_a_text(results, name):
    report = Report((results / name).read_text(encoding="utf-8"))
    tags = [tag for tag, _ in report.elements]
    assert tags.count("caption") == tags.count("table") > 0
    assert all(attributes.get("scope") for tag, attributes in report.elements if tag == "th")


def test_print_has_one_size_of_type_everything_open_and_numbered_pages(each):
    each.emulate_media(media="print")
    assert len(each.evaluate(SIZES)) == 1
    assert each.locator("nav").is_hidden()
    details = each.locator("main > :not(#raw) details > :last-child:not(.names)")
    assert details.evaluate_all(HIDDEN) == []
    # a browser leaves out of a rule what it cannot do
    assert "counter(page)" in each.evaluate(PAGE_RULE)
