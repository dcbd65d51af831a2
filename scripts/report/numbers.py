"""The one place where numbers are rounded for print."""

import math
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
#: P values below this are printed as such.
P_FLOOR = 0.001


def fixed(value: float, decimals: int) -> str:
    """A number with a fixed number of decimals, halves rounded away from zero, with a true minus sign.

    Parameters
    ----------
    value
        The number; a missing one is printed as a dash.
    decimals
        Digits behind the decimal point.
    """
    if math.isnan(value):
        return DASH
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):,f}".replace("-", MINUS).replace(",", "\N{NARROW NO-BREAK SPACE}")


def trimmed(value: float, decimals: int) -> str:
    """A number with at most `decimals` decimals, without trailing zeros: 70 and 57.5 stay as the source has them."""
    text = fixed(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def p_value(value: float) -> str:
    """A p value with two significant digits, at most three decimals from 0.1 down, `<0.001` below that."""
    if math.isnan(value):
        return DASH
    if value < P_FLOOR:
        return f"<{P_FLOOR}"
    return fixed(value, 2 if value >= 0.1 else 3)


def percent(value: float, among: int) -> str:
    """A percentage of a count: whole numbers under 100 counted, else one decimal."""
    return fixed(value, 0 if among < 100 else 1)


def estimate(value: float, statistic: str, analysis: str, among: int) -> str:
    """An estimate as its statistic is printed.

    Parameters
    ----------
    value
        The number.
    statistic, analysis
        Which number of which quantity, as in statistics.csv.
    among
        How many patients or lesions it rests on.
    """
    if statistic == "count":
        return fixed(value, 0)
    if statistic == "percent":
        return percent(value, among)
    if statistic == "spearman_rho" or analysis == "log_ratio":
        return fixed(value, 2)
    if statistic in ("mean", "sd") or "reduction" in analysis or "increase" in analysis:
        return fixed(value, 1)
    return trimmed(value, 1)
