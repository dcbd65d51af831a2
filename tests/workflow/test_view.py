"""The site of the results in a browser: from the first page to a number, its rows and its raw cells."""

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from casetrace.verify.lock import lock_of
from casetrace.verify.lock_file import write_lock
from casetrace.view.folders import Results
from casetrace.view.frame import Frame
from casetrace.view.server import Server
from casetrace.view.site import Site
from tests.workflow.access import sideways, violations
from tests.workflow.running import COHORT, REPOSITORY

PRIMARY = "reduction.size_mm.week_12.patient.all.observed.median.summary"
PRIMARY_WORDS = "Median, reduction of lesion size at week 12, per patient, observed data"
CELL = "data/aarhus-2014/table1.csv:3:9"
ADDRESSES = [
    "",
    f"cohort/{COHORT}",
    f"cohort/{COHORT}/audit",
    f"cohort/{COHORT}/cleaning-log",
    f"cohort/{COHORT}/problems",
    f"cohort/{COHORT}/result?id={PRIMARY}",
    f"cohort/{COHORT}/cell?place={CELL}",
    "search?q=5/93",
    "changes",
    "nothing",
]


def served(results: Results) -> Iterator[str]:
    with Server(Site(results, Frame.of(REPOSITORY / "workflow")), 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def site(finished_run) -> Iterator[str]:
    """The address of the site of the finished run."""
    yield from served(Results(finished_run[0] / "results"))


@pytest.fixture
def visit(watched_page, site) -> Callable[..., Page]:
    """Opens a page of the site, which fetches nothing from elsewhere and complains of nothing but what is not there."""
    return lambda address, **options: watched_page(site + address, (site,), tolerated="404 (Not Found)", **options)


def test_from_the_first_page_to_the_report_and_back(visit, site):
    page = visit("")
    page.get_by_role("link", name=COHORT, exact=True).click()
    expect(page).to_have_title(COHORT)
    assert page.locator("main h2").first.inner_text() == "Six patients, Aarhus, July to December 2014"
    page.get_by_role("link", name="report.html", exact=True).click()
    expect(page).to_have_url(f"{site}results/{COHORT}/report.html")
    page.locator(f'#summary .traced[data-result="{PRIMARY}"]').first.click()
    assert page.locator("#trace h2").inner_text() == PRIMARY_WORDS


def test_a_search_leads_to_a_result_its_rows_its_cells_and_on_to_what_these_reach(visit):
    page = visit("")
    page.get_by_label("Search results and raw cells").fill("median reduction week 12 per patient")
    page.get_by_role("button", name="Search").click()
    page.locator(f'#found-result a[href="/cohort/{COHORT}/result?id={PRIMARY}"]').click()
    assert page.locator("#result h2").inner_text() == PRIMARY_WORDS
    assert "93 (in full 92.8571428571)" in page.locator("#result").inner_text()
    row = page.locator("#part-1 tr", has_text="lesion 2a of patient 2, week 12")
    assert "percent_reduction = 92.86" in row.inner_text()
    assert "‘5/93’" in row.inner_text()
    row.get_by_role("link", name="table1.csv:3:9").click()
    assert "measurements: value 5" in page.locator("#cell").inner_text()
    assert page.locator("#results tbody tr").count() == 100
    page.locator("#cell").get_by_role("link", name="report.html").click()
    page.locator("#trace:not([hidden])").wait_for()
    assert page.locator("#trace h2").inner_text() == "Line 3, column 9"


def test_a_search_finds_raw_cells_by_their_text_and_lists_no_more_than_it_says(visit):
    page = visit("search?q=Lost+to+follow-up")
    assert page.locator("#found-cell tbody tr").count() == 1
    page = visit("search?q=e")
    assert "of which the first 200" in page.locator("#found-result caption").inner_text()
    assert page.locator("#found-result tbody tr").count() == 200


def test_the_report_opens_on_a_number_from_its_page(visit):
    page = visit(f"cohort/{COHORT}/result?id={PRIMARY}")
    page.locator("#result").get_by_role("link", name="report.html").click()
    page.locator("#trace:not([hidden])").wait_for()
    assert page.locator("#trace h2").inner_text() == PRIMARY_WORDS


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_hinders_no_reader_and_does_not_move_sideways(visit, address):
    page = visit(address)
    assert sideways(page) == []
    assert violations(page) == []


def test_what_moved_since_the_lock_and_what_was_edited_is_told(project, browser):
    write_lock(lock_of(project), project / "reproducibility.lock")
    for address in served(Results(project / "results")):
        page = browser.new_page()
        page.goto(f"{address}changes")
        assert "Nothing changed" in page.locator("main").inner_text()
        statistics = project / "results" / COHORT / "statistics.csv"
        line = next(one for one in statistics.read_text("utf-8").splitlines() if one.startswith(PRIMARY))
        edited = statistics.read_text("utf-8").replace(line, line.replace("92.8571428571", "92.9"))
        statistics.write_text(edited, encoding="utf-8")
        page.goto(f"{address}changes")
        told = page.locator("main").inner_text()
        assert "1 value moved, and 1 file differs, among" in told
        row = page.locator("tr", has_text=PRIMARY).first.inner_text()
        assert "92.8571428571" in row
        assert "92.9" in row
        assert f"{COHORT}/statistics.csv was changed after collect_results had written it" in told
        page.goto(f"{address}cohort/{COHORT}/result?id={PRIMARY}")
        assert "are not of one run" in page.locator("main").inner_text()
        page.close()
