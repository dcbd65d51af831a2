"""What hinders a reader of a page: what axe-core finds, and a page that moves sideways.

The page is looked at in every state that it has: as it opens, with all details open, with the panel of a number and
with that of a raw cell; wide and narrow, light and dark. What looks alike is looked at once, since axe takes long for
thousands of like cells, and so is what is there as the page opens and with all details open.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Literal

from playwright.sync_api import Page

from tests.stages.running import FULL

AXE = files("axe_playwright_python") / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"
ALL = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {CONTRAST: {"enabled": False}}}
#: Rules that hang on the width of the page.
PLACES = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
COLOURS = {"runOnly": {"type": "rule", "values": [CONTRAST]}}
#: All but the insides of images, which nobody reaches; and the texts that look each in a way of their own.
REACHED, LOOKS = {"exclude": [["svg [role=img]"]]}, {"include": [["[data-look]"]]}
RUN = """async ([context, options]) => {
  const found = await axe.run(context, { ...options, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}"""
#: Empties images.
BLANK = "() => document.querySelectorAll('main svg [role=img]').forEach((image) => image.replaceChildren())"
#: Leaves of rows, bodies of tables and entries of lists that look alike the first.
THIN = """() => {
  const first = (all) => {
    const seen = new Set();
    for (const one of all) {
      const look = [one.className, ...[...one.children].map((part) => part.tagName + part.className)].join();
      if (seen.has(look)) one.remove();
      seen.add(look);
    }
  };
  document.querySelectorAll("main tbody").forEach((body) => first([...body.rows]));
  document.querySelectorAll("main table").forEach((table) => first([...table.tBodies]));
  document.querySelectorAll("#trace :is(ul, ol)").forEach((list) => first([...list.children]));
}"""
#: The names that two elements of the page bear.
TWICE = """() => { const names = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return names.filter((name, place) => names.indexOf(name) !== place).map((name) => `id twice: ${name}`); }"""
#: Marks the texts that look each in a way of their own, by the kinds and classes of the elements around them; but for
#: those that were marked in an earlier state, if not all are to be marked anew. Says whether there are any.
MARK = """anew => {
  const kind = (element) => `${element.tagName}.${[...element.classList].sort().join(".")}`;
  const around = (element) => element !== document.body ? `${around(element.parentElement)} ${kind(element)}` : "";
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const looks = window.looks = (!anew && window.looks) || new Set();
  for (const element of document.querySelectorAll("body *:not(script, svg *)")) {
    const look = hasText(element) && element.checkVisibility() ? around(element) : "";
    element.toggleAttribute("data-look", Boolean(look) && !looks.has(look));
    looks.add(look);
  }
  return Boolean(document.querySelector("[data-look]"));
}"""
DETAILS = "main details"
OPEN = "open => document.querySelectorAll('main details').forEach((details) => { details.open = open; })"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: The widths of a phone, small and usual, of a tablet and of a screen.
WIDTHS = (320, 390, 768, 1320)
WIDER = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
CUT = """() => [...document.querySelectorAll("main :is(.wide, pre)")].filter((box) => box.checkVisibility()
  && box.scrollWidth > box.clientWidth + 1 && !(box.tabIndex === 0 && box.getAttribute("aria-label")))
  .map((box) => box.outerHTML.slice(0, 200))"""


def resize(page: Page, width: int) -> None:
    """Make the page as wide, and wait until what depends on its width has followed."""
    page.set_viewport_size({"width": width, "height": 860})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def states(page: Page) -> Iterator[str]:
    """Puts a page into one state after the other; without details and a panel it has one."""
    page.evaluate(OPEN, False)
    yield "as opened"
    if page.locator(DETAILS).count():
        page.evaluate(OPEN, True)
        yield "details open"
    for state, place in (("number open", "main .traced"), ("cell open", "#raw td a")):
        if page.locator(place).count():
            page.locator(place).first.click()
            page.locator("#trace:not([hidden])").wait_for()
            yield state
            page.keyboard.press("Escape")


def sideways(page: Page) -> list[str]:
    """Where the page moves sideways, or a box scrolls that has no stop of the Tab key or no name."""
    page.evaluate(BLANK)
    found = []
    for state in states(page):
        for width in WIDTHS:
            resize(page, width)
            if more := page.evaluate(WIDER):
                found.append(f"{state}, {width} px: {more} px too wide")
            found += [f"{state}, {width} px: {box}" for box in page.evaluate(CUT)]
    resize(page, WIDTHS[-1])
    return found


def violations(page: Page) -> list[str]:
    """What axe finds in every state of what is left of a page where like parts are left out, and names borne twice.

    In `make test-full` also what it finds in the whole page, as it opens where it has details, and the colours in each
    state and of the narrow page.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(BLANK)
    found: list[str] = page.evaluate(TWICE)
    found += page.evaluate(RUN, [REACHED, ALL]) if FULL else []
    page.evaluate(THIN)
    for state in states(page):
        if state == "as opened" and page.locator(DETAILS).count() and not FULL:
            continue
        page.evaluate(THIN)
        has_new_looks = page.evaluate(MARK, FULL)
        for width, rules in ((1320, ALL), (390, PLACES)):
            resize(page, width)
            faults = page.evaluate(RUN, [REACHED, rules])
            for scheme in SCHEMES if FULL or (has_new_looks and width == 1320) else ():
                page.emulate_media(color_scheme=scheme)
                faults += page.evaluate(RUN, [LOOKS, COLOURS])
            found += [f"{state}, {width} px: {fault}" for fault in faults]
        resize(page, 1320)
    return found
