"""All tests that the numbers printed beside a claim allow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from casetrace.printed.arithmetic import listed, reduction, total
from casetrace.printed.granularity import debit, grim, grim_percent, grimmer
from casetrace.printed.numbers import COMPARATORS, EQUALITIES, Printed, PrintedError, parse_range
from casetrace.printed.p_values import p_value
from casetrace.printed.spread import mean_range, sd_range
from casetrace.printed.verdict import Verdict

# What may be printed with a claim of each kind.
ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "count": ("n", "percent", "parts"),
        "sum": ("parts",),
        "percent": ("n", "count", "before", "after", "parts"),
        "mean": ("n", "items", "minimum", "maximum", "sd", "values"),
        "median": ("values",),
        "sd": ("n", "mean", "items", "binary", "minimum", "maximum"),
        "minimum": ("values", "n", "mean"),
        "maximum": ("values", "n", "mean"),
        "range": ("values", "n", "mean"),
        "p value": ("test", "tails"),
    }
)
TAILS = {"one": 1, "two": 2}


def checks(
    kind: str, reported: str, comparator: str, printed_with: Mapping[str, str], decimals: int | None = None
) -> list[Verdict]:
    """Hold a reported number against all numbers printed beside it.

    Parameters
    ----------
    kind
        One of ROLES.
    reported
        The number as printed; two for a range, such as "49 to 71".
    comparator
        One of COMPARATORS. Where it only bounds the number ("<"), tests of which values are possible are left out.
    printed_with
        The text of each number printed beside it, by its role; lists are joined by " + " (parts) or "," (values).
    decimals
        How many decimals the reported number is rounded to; as many as are printed unless given.

    Returns
    -------
    list of Verdict
        One for each test whose numbers are all there, in a fixed order.

    Raises
    ------
    PrintedError
        Where a role, a number or a comparator is not what it can be.
    """
    if kind not in ROLES:
        raise PrintedError(f"found {kind!r}, expected one of {', '.join(ROLES)}")
    unknown = [role for role in printed_with if role not in ROLES[kind]]
    if unknown:
        raise PrintedError(f"found {', '.join(unknown)}, expected for {kind} one of {', '.join(ROLES[kind])}")
    if comparator not in COMPARATORS:
        raise PrintedError(f"found comparator {comparator!r}, expected one of {', '.join(COMPARATORS)}")
    ends = parse_range(reported, decimals) if kind == "range" else (Printed.parse(reported, decimals),)
    beside = _Beside(printed_with)
    if kind in ("count", "sum"):
        return _count_checks(ends[0], comparator, beside)
    if kind == "percent":
        return _percent_checks(ends[0], comparator, beside)
    if kind == "p value":
        return _p_checks(ends[0], comparator, beside)
    if kind == "sd":
        return _sd_checks(ends[0], beside) if comparator in EQUALITIES else []
    if kind == "mean":
        return _mean_checks(ends[0], comparator, beside)
    return _order_checks(kind, ends, comparator, beside)


class _Beside:
    """The numbers printed beside a claim, read when they are asked for; None where a role is missing."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def has(self, *roles: str) -> bool:
        return all(role in self.texts for role in roles)

    def number(self, role: str) -> Printed | None:
        return Printed.parse_beside(self.texts[role]) if role in self.texts else None

    def given(self, role: str) -> Printed:
        return Printed.parse_beside(self.texts[role])

    def whole(self, role: str, default: int | None = None) -> int:
        if default is not None and role not in self.texts:
            return default
        number = self.given(role)
        if number.value.denominator != 1:
            raise PrintedError(f"found {role} = {number.text}, expected a whole number")
        return int(number.value)

    def numbers(self, role: str, separator: str) -> list[Printed]:
        return [Printed.parse_beside(part) for part in self.texts[role].split(separator)]

    def word(self, role: str, words: Sequence[str]) -> str:
        if self.texts[role] not in words:
            raise PrintedError(f"found {role} = {self.texts[role]}, expected {' or '.join(words)}")
        return self.texts[role]


def _count_checks(reported: Printed, comparator: str, beside: _Beside) -> list[Verdict]:
    verdicts = []
    if beside.has("n", "percent") and comparator in EQUALITIES:
        if reported.value.denominator != 1:
            raise PrintedError(f"found the count {reported.text}, expected a whole number")
        verdicts.append(grim_percent(beside.given("percent"), beside.whole("n"), int(reported.value)))
    if beside.has("parts"):
        verdicts.append(total(reported, beside.numbers("parts", "+"), comparator))
    return verdicts


def _percent_checks(reported: Printed, comparator: str, beside: _Beside) -> list[Verdict]:
    verdicts = []
    if beside.has("n", "count"):
        verdicts.append(grim_percent(reported, beside.whole("n"), beside.whole("count"), comparator))
    elif beside.has("n") and comparator in EQUALITIES:
        verdicts.append(grim_percent(reported, beside.whole("n")))
    if beside.has("before", "after"):
        verdicts.append(reduction(reported, beside.given("before"), beside.given("after"), comparator))
    if beside.has("parts"):
        parts = [replace(part, is_percent=True) for part in beside.numbers("parts", "+")]
        verdicts.append(total(reported, parts, comparator))
    return verdicts


def _mean_checks(mean: Printed, comparator: str, beside: _Beside) -> list[Verdict]:
    verdicts = []
    if comparator in EQUALITIES:
        if beside.has("n", "items"):
            verdicts.append(grim(mean, beside.whole("n"), beside.whole("items")))
        if beside.has("minimum") or beside.has("maximum"):
            n = beside.whole("n") if beside.has("n") else None
            verdicts.append(mean_range(mean, n, beside.number("minimum"), beside.number("maximum")))
        if beside.has("sd"):
            verdicts += _sd_tests(beside.given("sd"), mean, beside)
    if beside.has("values"):
        verdicts.append(listed("mean", [mean], beside.numbers("values", ","), comparator))
    return verdicts


def _sd_checks(sd: Printed, beside: _Beside) -> list[Verdict]:
    mean = beside.number("mean")
    verdicts = _sd_tests(sd, mean, beside)
    if beside.has("binary") and beside.word("binary", ("yes", "no")) == "yes" and mean and beside.has("n"):
        verdicts.append(debit(mean, sd, beside.whole("n")))
    return verdicts


def _sd_tests(sd: Printed, mean: Printed | None, beside: _Beside) -> list[Verdict]:
    """GRIMMER where the data are said to be whole numbers, and the bounds where the ends are printed."""
    verdicts = []
    if mean and beside.has("n", "items"):
        verdicts.append(grimmer(sd, mean, beside.whole("n"), beside.whole("items")))
    if beside.has("n", "minimum", "maximum"):
        verdicts.append(sd_range(sd, beside.whole("n"), beside.given("minimum"), beside.given("maximum"), mean))
    return verdicts


def _order_checks(kind: str, ends: Sequence[Printed], comparator: str, beside: _Beside) -> list[Verdict]:
    """Of a median, a minimum, a maximum or a range."""
    verdicts = []
    if beside.has("values"):
        verdicts.append(listed(kind, ends, beside.numbers("values", ","), comparator))
    if beside.has("mean") and comparator in EQUALITIES:
        minimum = None if kind == "maximum" else ends[0]
        maximum = None if kind == "minimum" else ends[-1]
        n = beside.whole("n") if beside.has("n") else None
        verdicts.append(mean_range(beside.given("mean"), n, minimum, maximum))
    return verdicts


def _p_checks(p: Printed, comparator: str, beside: _Beside) -> list[Verdict]:
    if not beside.has("test"):
        return []
    tails = TAILS[beside.word("tails", tuple(TAILS))] if beside.has("tails") else 2
    return [p_value(p, comparator, beside.texts["test"], tails)]
