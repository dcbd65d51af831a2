"""The colours of the report: texts stand out from what is behind them, by day and by night (WCAG 2.2, 1.4.3)."""

import re
from pathlib import Path

import pytest

from tests.stages.running import ROOT

CSS = Path(ROOT, "workflow/report/report.css").read_text(encoding="utf-8")
NAMED = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
LIGHT = dict(NAMED.findall(CSS.partition("@media")[0]))
DARK = dict(NAMED.findall(CSS.partition("@media")[2].partition("* {")[0]))
TEXTS = ("ink", "soft", "accent", "warn", "refuted")
GROUNDS = ("paper", "tint")
#: Grounds of their own texts.
PAIRS = [("ink", ground) for ground in ("warn-tint", "current", "pointed")] + [("warn", "warn-tint")]


def luminance(colour: str) -> float:
    """The relative luminance of a colour."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_guidelines():
    # grey #767676 on white is the palest that passes, at 4.54 (WCAG, understanding 1.4.3)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [(text, ground) for text in TEXTS for ground in GROUNDS] + PAIRS)
def test_text_stands_out_from_its_ground(colours, text, ground):
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_the_dark_scheme_has_every_colour_of_the_light_one():
    assert DARK.keys() == LIGHT.keys()
    assert not re.search(r"(?<!-)(?:color|background): #(?!ffffff)", CSS), "a colour that has no name"
