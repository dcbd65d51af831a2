"""The palette in grey and to those without blue cones, and the cues beside colour."""

from itertools import combinations

import numpy as np
import pytest

from casetrace.figures.intervals import UNITS
from casetrace.figures.look import ARMS, RESPONSES

#: Complete tritanopia, on linear RGB: Machado, Oliveira and Fernandes 2009, doi 10.1109/TVCG.2009.113, severity 1.0.
TRITANOPIA = np.array([
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.303900],
])  # fmt: skip
#: Weights of the luminance of linear sRGB: IEC 61966-2-1, and WCAG 2.2.
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
#: Least difference of lightness (CIE 1976 L*, 0 to 100) of two looks.
APART = 8.0
#: Least contrast of a graphical object with white: WCAG 2.2, criterion 1.4.11.
CONTRAST = 3.0

COLOURS = {name or "none": look.color for name, look in RESPONSES.items()}
PALETTES = {
    "responses": COLOURS,
    "arms": {str(n): look.color for n, look in enumerate(ARMS)},
    "units": {name: color for name, (_, color) in UNITS.items()},
}


def linear(color: str) -> np.ndarray:
    """Linear RGB of a colour written as hexadecimal sRGB."""
    coded = np.array([int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def lightness(rgb: np.ndarray) -> float:
    """CIE 1976 L* of linear RGB."""
    y = float(np.clip(rgb, 0, 1) @ LUMINANCE)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else 24389 / 27 * y


def test_lightness_and_simulation_of_known_colours():
    assert lightness(linear("#ffffff")) == pytest.approx(100)
    assert lightness(linear("#777777")) == pytest.approx(50.03, abs=0.01)
    # greys look the same to everybody: the rows of the matrix add up to 1
    assert TRITANOPIA.sum(axis=1) == pytest.approx(np.ones(3))


@pytest.mark.parametrize("palette", PALETTES)
def test_looks_are_told_apart_in_grey_and_in_tritanopia(palette):
    for (one, first), (other, second) in combinations(PALETTES[palette].items(), 2):
        for matrix in (np.eye(3), TRITANOPIA):
            difference = abs(lightness(matrix @ linear(first)) - lightness(matrix @ linear(second)))
            assert difference >= APART, (one, other)


def test_colours_stand_out_from_white():
    drawn = [look.color for name, look in RESPONSES.items() if name] + [look.color for look in ARMS]
    for color in drawn:
        assert 1.05 / (float(linear(color) @ LUMINANCE) + 0.05) >= CONTRAST, color


def test_colour_is_never_the_only_cue():
    known = [look for name, look in RESPONSES.items() if name]
    assert len({look.marker for look in known}) == len(known)
    assert len({look.dash for look in known}) == len(known)
    assert len({look.hatch for look in ARMS}) == len({look.dash for look in ARMS}) == len(ARMS)
    assert len({marker for marker, _ in UNITS.values()}) == len(UNITS)
