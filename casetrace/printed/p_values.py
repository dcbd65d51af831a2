"""p values that can be recomputed from the test statistic printed with them."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from scipy import special

from casetrace.printed.numbers import EQUALITIES, Printed, PrintedError
from casetrace.printed.verdict import Verdict

ALPHA = 0.05
ONE_TAILED = ("t", "z", "r")

_TEST = re.compile(
    r"(?P<name>t|F|chi2|χ2|χ²|z|r)\s*(?:\((?P<df>[\d.,\s]+)(?:,\s*[Nn]\s*=\s*\d+)?\))?\s*=\s*(?P<statistic>\S+)"
)
_N_DEGREES = {"t": 1, "F": 2, "chi2": 1, "z": 0, "r": 1}
_EXPECTED = "t(18) = 2.31, F(2, 40) = 3.1, chi2(1) = 3.84, z = 1.96 or r(18) = 0.4"

# The probability of a statistic that is as large or larger; of t, z and r in one tail.
_UPPER_TAIL: dict[str, Callable[..., float]] = {
    "t": lambda t, df: special.stdtr(df, -t),
    "F": lambda f, df1, df2: special.fdtrc(df1, df2, f),
    "chi2": lambda chi2, df: special.chdtrc(df, chi2),
    "z": lambda z: special.ndtr(-z),
    "r": lambda r, df: special.stdtr(df, -r * math.sqrt(df / (1 - r**2))) if r < 1 else 0.0,
}


@dataclass(frozen=True)
class PrintedStatistic:
    """A printed test statistic with its degrees of freedom."""

    name: str
    degrees: tuple[float, ...]
    statistic: Printed

    @classmethod
    def parse(cls, text: str) -> "PrintedStatistic":
        """Read such a text as "t(18) = 2.31".

        Raises
        ------
        PrintedError
            Where the text is of no known test, or its degrees of freedom are not those of the test.
        """
        match = _TEST.fullmatch(text.strip())
        if match is None:
            raise PrintedError(f"found {text!r}, expected {_EXPECTED}")
        name = match["name"].replace("χ²", "chi2").replace("χ2", "chi2")
        printed = [Printed.parse(df) for df in match["df"].split(",")] if match["df"] else []
        degrees = tuple(float(df.value) for df in printed)
        if len(degrees) != _N_DEGREES[name] or not all(df > 0 for df in degrees):
            raise PrintedError(f"found {text!r}, expected {_N_DEGREES[name]} degrees of freedom above 0 for {name}")
        statistic = Printed.parse(match["statistic"])
        if (name in ("F", "chi2") and statistic.value < 0) or (name == "r" and abs(statistic.value) > 1):
            raise PrintedError(f"found {text!r}, a value that {name} cannot have")
        return cls(name, degrees, statistic)

    def p_bounds(self, tails: int) -> tuple[float, float]:
        """The smallest and the largest p value that the rounding of the statistic leaves open."""
        distance, half_unit = abs(self.statistic.value), self.statistic.upper - self.statistic.value
        return self.p(distance + half_unit, tails), self.p(max(distance - half_unit, Fraction(0)), tails)

    def p(self, distance: Fraction, tails: int) -> float:
        """The p value of a statistic at a distance from 0."""
        tail = float(_UPPER_TAIL[self.name](float(distance), *self.degrees))
        return min(tails * tail, 1.0) if self.name in ONE_TAILED else tail


def p_value(p: Printed, comparator: str, test: str, tails: int = 2) -> Verdict:
    """Whether a printed p value is that of the test statistic printed with it.

    It agrees if some statistic that rounds to the printed one has a p value that rounds to the printed one, or meets
    the printed bound. `found` adds "decision error" where printed and recomputed p lie on different sides of 0.05.

    Parameters
    ----------
    p
        The printed p value.
    comparator
        How it is stated: "=", "<", "<=", ">" or ">=".
    test
        The printed test, such as "t(18) = 2.31". The sign of the statistic plays no role.
    tails
        1 or 2; for t, z and r alone, since F and chi-squared tests have one tail.

    Notes
    -----
    After statcheck: Nuijten MB et al. (2016). The prevalence of statistical reporting errors in psychology. Behav Res
    Methods 48:1205-1226. doi:10.3758/s13428-015-0664-2. Unlike there, p = .000 is what rounds to it, and no error.
    """
    statistic = PrintedStatistic.parse(test)
    if tails == 1 and statistic.name not in ONE_TAILED:
        raise PrintedError(f"found one tail for {test!r}, expected a t, z or r test")
    low, high = statistic.p_bounds(tails)
    agrees = p.allows(Fraction(low), Fraction(high), comparator)
    recomputed = _p_text(low) if _p_text(low) == _p_text(high) else f"{_p_text(low)} to {_p_text(high)}"
    if not agrees and _decides_otherwise(p, comparator, statistic.p(abs(statistic.statistic.value), tails)):
        recomputed += f"; decision error at {ALPHA}"
    sign = "" if comparator in EQUALITIES else f"{comparator} "
    against = test.strip() + (", one-tailed" if tails == 1 else "")
    return Verdict("p_value", agrees, f"{sign}{p.text}", against, recomputed)


def _decides_otherwise(p: Printed, comparator: str, recomputed: float) -> bool:
    """Whether the printed p value says significant where the recomputed one does not, or the reverse."""
    printed = float(p.value)
    if comparator in ("<", "<="):
        return printed <= ALPHA < recomputed
    if comparator in (">", ">="):
        return recomputed <= ALPHA <= printed
    return (printed <= ALPHA) != (recomputed <= ALPHA)


def _p_text(p: float) -> str:
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}"
