"""Says of intervals and exact tests of one difference that they disagree about there being one."""

from collections.abc import Iterable, Sequence
from typing import Any

from casetrace.methods.precision import above, below
from casetrace.model.reservations import combined

#: Intervals of a difference, and exact tests of none, by how their methods begin.
INTERVALS = {
    "welch_t": "Welch's interval",
    "t": "the t interval",
    "newcombe": "Newcombe's interval",
    "miettinen_nurminen": "the Miettinen–Nurminen interval",
    "tango": "Tango's interval",
}
TESTS = {
    "permutation": "the permutation test",
    "sign_flip": "the sign-flip test",
    "fisher_exact": "Fisher's exact test",
    "barnard_exact": "Barnard's test",
    "boschloo_exact": "Boschloo's test",
    "mcnemar_exact": "McNemar's test",
}
#: How permutation tests come to their p value: what their methods end in.
WAYS = ("_exact", "_monte_carlo", "_normal")
#: What is compared by an interval; a test of proportions may have another statistic.
STATISTICS = ("mean", "mean_difference", "risk_difference", "odds_ratio")
FEW = "with few patients a CI and an exact test can disagree; interpret both"
#: What is said of an interval and of a test, by whether the interval excludes 0.
OF_INTERVAL = {
    True: "this CI excludes 0 although P ≥ {limit:.2g} by {others}",
    False: "this CI includes 0 although P < {limit:.2g} by {others}",
}
OF_TEST = {
    True: "P ≥ {limit:.2g} although 0 is excluded by {others}",
    False: "P < {limit:.2g} although 0 is not excluded by {others}",
}


def note_disagreements(rows: Iterable[dict[str, Any]], level: float) -> None:
    """Flag the interval and the exact test of one difference where they disagree; each names the other.

    Parameters
    ----------
    rows
        Results on two arms, or two visits.
    level
        Confidence level of the intervals; a test rejects at 1 less that.
    """
    differences: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        if row["statistic"] in STATISTICS and not row["option"]:
            key = (row["analysis"], row["unit_of_analysis"], row["analysis_set"], row["group"])
            differences.setdefault(key, []).append(row)
    for results in differences.values():
        _note(results, 1 - level)


def _note(results: Sequence[dict[str, Any]], limit: float) -> None:
    intervals = {id(row): _excludes_zero(row) for row in results if row["method"] in INTERVALS and _has_limits(row)}
    tests = {id(row): bool(below(row["p_value"], limit)) for row in results if _test_name(row) and _has_p(row)}
    by_id = {id(row): row for row in results}
    notes: dict[int, str] = {}
    for judged, against, words in ((intervals, tests, OF_INTERVAL), (tests, intervals, OF_TEST)):
        for place, verdict in judged.items():
            others = [_name(by_id[other]) for other, other_verdict in against.items() if other_verdict != verdict]
            if others:
                excluded = verdict if words is OF_INTERVAL else not verdict
                notes[place] = f"{words[excluded].format(others=' and '.join(others), limit=limit)}: {FEW}"
    for place, note in notes.items():
        by_id[place] |= {"note": combined(by_id[place]["note"], note), "status": "flagged"}


def _excludes_zero(row: dict[str, Any]) -> bool:
    return bool(above(row["ci_lower"], 0) or below(row["ci_upper"], 0))


def _has_limits(row: dict[str, Any]) -> bool:
    return bool(row["ci_lower"] == row["ci_lower"])


def _has_p(row: dict[str, Any]) -> bool:
    return bool(row["p_value"] == row["p_value"])


def _test_name(row: dict[str, Any]) -> str:
    method = row["method"]
    for way in WAYS:
        method = method if method in TESTS else method.removesuffix(way)
    return TESTS.get(method, "")


def _name(row: dict[str, Any]) -> str:
    return INTERVALS.get(row["method"]) or _test_name(row)
