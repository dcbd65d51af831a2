"""The one place where numbers are rounded for print."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal, TypeAlias

from casetrace.model.quantities import Kind
from casetrace.model.time_units import in_every_unit

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
#: What stands between thousands.
THOUSANDS = "\N{NARROW NO-BREAK SPACE}"
#: How the decimal mark is called in config, and what it is.
DecimalMark: TypeAlias = Literal["point", "comma"]
DECIMAL_MARKS: dict[DecimalMark, str] = {"point": ".", "comma": ","}
_mark: ContextVar[str] = ContextVar("decimal_mark", default=DECIMAL_MARKS["point"])
#: A number with decimals in a text: no part of a doi, a version or a file's name.
DECIMAL = re.compile(r"(?<![\w./-])\d+\.\d+(?!\w|/|\.\d)")
#: P values below this are printed as such.
P_FLOOR = 0.001
#: From so many patients or lesions on a percentage has a decimal.
MANY = 100


@contextmanager
def decimal_mark(name: DecimalMark) -> Iterator[None]:
    """Numbers that are printed within have this decimal mark."""
    token = _mark.set(DECIMAL_MARKS[name])
    try:
        yield
    finally:
        _mark.reset(token)


def marked(text: str) -> str:
    """A number that is written with a point, with the decimal mark of the study."""
    mark = _mark.get()
    return text if mark == "." else text.replace(".", mark)


def marked_words(text: str) -> str:
    """A text, such as the note on a result, with the decimal mark of the study in its numbers; identifiers stay."""
    mark = _mark.get()
    return text if mark == "." else DECIMAL.sub(lambda found: found[0].replace(".", mark), text)


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
    return marked(_pointed(value, decimals))


def _pointed(value: float, decimals: int) -> str:
    """A number with a fixed number of decimals behind a point."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):,f}".replace("-", MINUS).replace(",", THOUSANDS)


def whole(number: int) -> str:
    """A count."""
    return fixed(number, 0)


def trimmed(value: float, decimals: int) -> str:
    """A number with at most `decimals` decimals, without trailing zeros: 70 and 57.5 stay as the source has them."""
    if math.isnan(value):
        return DASH
    text = _pointed(value, decimals)
    return marked(text.rstrip("0").rstrip(".") if "." in text else text)


def significant(value: float, digits: int) -> float:
    """A number rounded to so many significant digits, halves away from zero."""
    return float(Context(digits, ROUND_HALF_UP).create_decimal(repr(float(value))))


def p_value(value: float) -> str:
    """A p value with two significant digits, at most three decimals from 0.1 down, `<0.001` below that."""
    if math.isnan(value):
        return DASH
    if value < P_FLOOR:
        return marked(f"<{P_FLOOR}")
    return fixed(value, 2 if value >= 0.1 else 3)


def percent(value: float, among: int) -> str:
    """A percentage, or a percent change: a whole number where it rests on fewer than 100, else one decimal.

    What is neither 0 nor 100 is not printed as such: 99.6 keeps its decimal.
    """
    whole = fixed(value, 0)
    would_be_exact = whole in ("0", "100") and whole != trimmed(value, 1)
    return fixed(value, 1) if among >= MANY or would_be_exact else whole


#: Statistics between 0 and 1 (or their differences) that are printed in percent.
SHARES = {
    "alpha", "cumulative_incidence", "posterior_median", "power", "predicted_lower", "predicted_upper", "proportion",
    "risk_difference", "stops", "upper_limit", "variance_share",
}  # fmt: skip
#: Decimals of the statistics that are printed alike, whatever they are about.
DECIMALS = {
    "count": 0,
    "count_at_least": 0,
    "at_risk": 0,
    "events": 0,
    "censored": 0,
    "responds": 0,
    "responds_earlier": 0,
    "unconfirmed": 0,
    "not_cleared": 0,
    "excess": 0,
    "patients": 0,
    "enrolled": 0,
    "first_limit": 0,
    "first_patients": 0,
    "limit": 0,
    "expected": 1,
    "half_width": 1,
    "tau2_transformed": 2,
    "q": 1,
    "intercept": 2,
    "rank_sum": 2,
    "distinct_samples": 0,
    "empty_cells": 0,
    "signed_rank": 1,
    "df": 1,
    "spearman_rho": 2,
    "correlation_ratio": 2,
    "ratio": 2,
    "icc": 2,
    "design_effect": 2,
    "odds_ratio": 2,
    "table_probability": 4,
    **in_every_unit({"rate_per_patient_week": 3}),
    "rate_per_treatment": 3,
}
#: Statistics above 0: one that would be printed as 0 is printed as less than its last digit.
POSITIVE = {
    *("ratio", "odds_ratio", "table_probability", "rate_per_treatment"),
    *in_every_unit({"rate_per_patient_week": True}),
}


def scale(statistic: str) -> int:
    """What a statistic is multiplied with for print: shares are printed in percent."""
    return 100 if statistic in SHARES else 1


def estimate(value: float, statistic: str, kind: Kind, among: int) -> str:
    """An estimate, or a limit of its interval, as its statistic is printed.

    Parameters
    ----------
    value
        The number.
    statistic, kind
        Which number of what kind of quantity.
    among
        How many patients or lesions it rests on.
    """
    if math.isinf(value):
        return "\N{INFINITY}" if value > 0 else f"{MINUS}\N{INFINITY}"
    if statistic == "p_value_holm":
        return p_value(value)
    if statistic == "percent" or statistic in SHARES:
        return percent(scale(statistic) * value, among)
    if statistic in DECIMALS or kind in ("log_ratio", "slope"):
        decimals = DECIMALS.get(statistic, 2)
        is_too_small = statistic in POSITIVE and 0 < value < 0.5 * 10.0**-decimals
        return f"<{fixed(10.0**-decimals, decimals)}" if is_too_small else fixed(value, decimals)
    if kind == "percent_change":
        return percent(value, among)
    if statistic in ("mean", "sd"):
        return fixed(value, 1)
    return trimmed(value, 1)
