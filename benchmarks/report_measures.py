"""Measures how much there is to read in the reports of a finished run.

    python -m benchmarks.report_measures [RESULTS_FOLDER]

For report.html and appendix.html of each cohort: screens of 1320 × 860 pixels and of a phone, words, numbers, tables
and numbers that open, with everything as it is shown at first. Needs Chromium.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

#: Width and height of a screen of a desk and of a phone, pixels.
DESK, PHONE = (1320, 860), (390, 844)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
SHOWN = "document.querySelector('main').innerText"
HEIGHT = "document.documentElement.scrollHeight"
WIDTH = "document.scrollingElement.scrollWidth"


@dataclass(frozen=True)
class Measures:
    """How much there is to read on a page.

    Attributes
    ----------
    screens, phone_screens
        Heights of the page in screens of a desk and of a phone.
    too_wide
        Pixels by which the page is wider than the phone.
    words, numbers
        In what is shown.
    tables, opening
        Tables that are shown, and numbers that open.
    """

    screens: float
    phone_screens: float
    too_wide: int
    words: int
    numbers: int
    tables: int
    opening: int


def measured(browser: Browser, path: Path) -> Measures:
    """The measures of a page.

    Parameters
    ----------
    browser
        A running Chromium.
    path
        The file of the page.
    """
    heights, widths = [], []
    for width, height in (PHONE, DESK):
        page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page.goto(path.absolute().as_uri())
        heights.append(page.evaluate(HEIGHT) / height)
        widths.append(page.evaluate(WIDTH) - width)
    text = page.evaluate(SHOWN)
    return Measures(
        screens=round(heights[1], 1),
        phone_screens=round(heights[0], 1),
        too_wide=widths[0],
        words=len(text.split()),
        numbers=len(NUMBER.findall(text)),
        tables=page.locator("main table:visible").count(),
        opening=page.locator("main [data-result]:visible").count(),
    )


def reports(results: Path) -> Iterator[Path]:
    """The pages of all cohorts."""
    for name in ("report.html", "appendix.html"):
        yield from sorted(results.glob(f"*/{name}"))


def main(results: str = "results") -> None:
    """Print the measures of all pages."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed; tests/install-debian.sh installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in reports(Path(results)):
            shown = ", ".join(f"{name} {value}" for name, value in asdict(measured(browser, path)).items())
            print(f"{path.parent.name}/{path.name}: {shown}")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
