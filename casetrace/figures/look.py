"""How every figure looks: sizes, colours and markers, and the matplotlib settings that make its bytes reproducible."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import font_source_sans_pro
import matplotlib as mpl
from matplotlib.font_manager import fontManager

from casetrace.config.rules import WIDTH_IN_TEXT_SIZES
from casetrace.model.errors import UserError

POINTS_PER_MM = 72 / 25.4

#: The font of the figures, and that of the characters that it has not; both come with packages.
FONTS = ["Source Sans Pro", "DejaVu Sans"]
#: The files of the first one: regular and bold.
FONT_FILES = [font_source_sans_pro.font_files_ttf[name] for name in ("SourceSansPro", "SourceSansProBold")]

#: Smallest size of text that prints legibly, in points.
SMALLEST_TEXT = 6.0


#: Diameter of a point in points, and that of one among many.
MARKER = 4.6
SMALL_MARKER = 2.0

#: More marks than this become one bitmap inside the SVG and PDF.
VECTOR_MARKS = 250

#: A line's pattern, as matplotlib has it.
Dash = tuple[float, tuple[float, ...] | None]
SOLID: Dash = (0, None)

INK = "#222222"
MUTED = "#595959"
RULE = "#b3b3b3"


class ResponseLook(NamedTuple):
    """How a response is drawn: the colour, and a marker, a hatch and a dash, so that colour is never the only cue."""

    color: str
    marker: str
    hatch: str = ""
    dash: Dash = SOLID


class ArmLook(NamedTuple):
    """How an arm is drawn: the colour, and a hatch and a dash, so that colour is never the only cue."""

    color: str
    hatch: str
    dash: Dash


#: The responses of the analysis dataset, best first; the empty one has no follow-up value.
RESPONSES = {
    "complete": ResponseLook("#062b40", "D"),
    "partial": ResponseLook("#2368a2", "o", dash=(0, (5, 1.2))),
    "stable": ResponseLook("#b98710", "s", "//////", (0, (1.2, 1.2))),
    "progression": ResponseLook("#8a1c12", "^", "xxxxxx", (0, (5, 1.2, 1.2, 1.2))),
    "": ResponseLook("#b0b0b0", "o", dash=(0, (1, 2.4))),
}

#: The arms in their order; a fifth arm looks like the first one.
ARMS = (
    ArmLook("#14304f", "", SOLID),
    ArmLook("#b5651d", "//////", (0, (5, 1.2))),
    ArmLook("#8f3b76", "......", (0, (1.2, 1.2))),
    ArmLook("#6c98b5", "xxxxxx", (0, (5, 1.2, 1.2, 1.2))),
)


@dataclass(frozen=True)
class Look:
    """Sizes of a figure: `width`, `font` and `small` (secondary text) in points; `label_lesions` most named lesions."""

    width: float
    font: float
    small: float
    dpi: int
    label_lesions: int

    @classmethod
    def from_config(cls, style: Mapping[str, Any]) -> "Look":
        """The sizes that the section `figures` of config asks for.

        Raises
        ------
        UserError
            When the figures are too narrow for their text.
        """
        font = float(style["font_size_pt"])
        if style["width_mm"] * POINTS_PER_MM < WIDTH_IN_TEXT_SIZES * font:
            narrowest = WIDTH_IN_TEXT_SIZES * font / POINTS_PER_MM
            raise UserError(
                f"figures: width_mm is {style['width_mm']:g}; figures with a font_size_pt of {font:g} need at least "
                f"{narrowest:.0f} mm. Widen the figures or take smaller text."
            )
        small = min(font, max(SMALLEST_TEXT, 0.9 * font))
        return cls(style["width_mm"] * POINTS_PER_MM, font, small, int(style["dpi"]), int(style["label_lesions"]))

    @property
    def scale(self) -> float:
        """How much larger than the default the text is; data areas grow with it."""
        return max(1.0, self.font / 7)

    @property
    def text_height(self) -> float:
        """Height of small text from its highest to its lowest stroke."""
        return 1.08 * self.small

    @property
    def line(self) -> float:
        """Height of a line of small text."""
        return 1.2 * self.small


@contextmanager
def house_style(name: str, look: Look) -> Iterator[None]:
    """Matplotlib set up for one figure, whatever the user's own settings and fonts are.

    Parameters
    ----------
    name
        The figure's name, from which the identifiers inside its SVG are derived.
    look
        Its sizes.
    """
    only_bundled_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({
            "font.family": FONTS, "font.size": look.font,
            # Text comes from the data, so a dollar sign is a dollar sign.
            "text.parse_math": False, "text.usetex": False, "text.color": INK,
            "axes.labelsize": look.font, "axes.labelcolor": INK, "axes.edgecolor": MUTED, "axes.linewidth": 0.6,
            "axes.spines.top": False, "axes.spines.right": False,
            "xtick.labelsize": look.small, "ytick.labelsize": look.small, "xtick.color": MUTED, "ytick.color": MUTED,
            "xtick.labelcolor": INK, "ytick.labelcolor": INK, "xtick.major.size": 2.5, "ytick.major.size": 2.5,
            "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.pad": 2.0, "ytick.major.pad": 2.0,
            "hatch.linewidth": 0.5, "svg.fonttype": "path", "svg.hashsalt": name, "pdf.fonttype": 42,
        })  # fmt: skip
        yield


def only_bundled_fonts() -> None:
    """Forget every font but those that come with packages, so that no font of the machine is drawn with."""
    bundled = Path(mpl.get_data_path())
    fontManager.ttflist = [font for font in fontManager.ttflist if bundled in Path(font.fname).parents]
    for path in FONT_FILES:
        fontManager.addfont(path)
