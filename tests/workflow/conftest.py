"""A finished run, made once, and copies of it; and a browser for its reports."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.workflow.clinics import TARGETS, write_clinics
from tests.workflow.running import Run, copy_sources, snakemake, started


def _run_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Run]) -> tuple[Path, Run]:
    """A copy of the repository, and its run by `make`, which may prepare it. Not to be changed.

    Where several processes test, the first that needs it makes it for all of them.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    folder.mkdir(exist_ok=True)
    project, told = folder / "project", folder / "run.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(json.dumps(asdict(make(copy_sources(project)))), encoding="utf-8")
    run = Run(**json.loads(told.read_text(encoding="utf-8")))
    assert run.status == 0, run.printed
    return project, run


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """The study of the repository, run as a user runs it."""
    return _run_once(tmp_path_factory, "finished", started)


@pytest.fixture(scope="session")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of clinics unlike the first cohort, run: `tests.workflow.clinics` says what each has of its own."""

    def make(project: Path) -> Run:
        write_clinics(project)
        return snakemake(project, *TARGETS)

    return _run_once(tmp_path_factory, "clinics", make)[0]


@pytest.fixture(scope="session")
def results(finished_run) -> Path:
    """The results of the first cohort in the finished run."""
    return Path(finished_run[0], "results", "aarhus-2014")


@pytest.fixture
def project(finished_run, tmp_path) -> Path:
    """A copy of the finished run that a test may change."""
    return Path(shutil.copytree(finished_run[0], tmp_path / "project"))


@pytest.fixture
def fresh_project(tmp_path) -> Path:
    """A copy of the repository without results."""
    return copy_sources(tmp_path / "project")


BLANK = "about:blank"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without it the test is skipped."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed; tests/install-debian.sh installs it")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def usual_page(browser: Browser) -> Page:
    """A page that tests share: to begin another one takes as long as to read a report."""
    return browser.new_page()


@pytest.fixture
def watched_page(browser: Browser, usual_page: Page) -> Iterator[Callable[..., Page]]:
    """Opens an address in a page that may ask for nothing else than `own` and must not complain.

    It is the usual page, as if it were new, but for the second one of a test and one that is asked for with options.
    """
    pages: list[tuple[Page, dict[str, Callable[[Any], None]]]] = []
    faults: list[str] = []

    def opened(
        address: str, own: tuple[str, ...], tolerated: str | None = None, width: int = 1320, **options: Any
    ) -> Page:
        page = browser.new_page(**options) if options or pages else usual_page
        page.goto(BLANK)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="null", color_scheme="null", reduced_motion="reduce")

        def said(message: Any) -> None:
            if message.type == "error" and (tolerated is None or tolerated not in message.text):
                faults.append(message.text)

        def asked(request: Any) -> None:
            if not request.url.startswith((*own, BLANK)):
                faults.append(request.url)

        listeners = {"console": said, "pageerror": lambda error: faults.append(str(error)), "request": asked}
        for event, listener in listeners.items():
            page.on(event, listener)  # type: ignore[call-overload]
        pages.append((page, listeners))
        page.goto(address)
        return page

    yield opened
    for page, listeners in pages:
        if page is usual_page:
            page.goto(BLANK)
            for event, listener in listeners.items():
                page.remove_listener(event, listener)
        else:
            page.close()
    assert faults == []


@pytest.fixture
def open_page(watched_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens a file, at a place in it, in a page that may fetch no more than files."""

    def opened(path: Path, fragment: str = "", **options: Any) -> Page:
        return watched_page(path.as_uri() + fragment, ("file:",), **options)

    return opened
