import pytest

from casetrace.printed.checks import ROLES, checks
from casetrace.printed.numbers import PrintedError


def verdicts(kind: str, reported: str, comparator: str = "=", **printed_with: str) -> dict[str, bool]:
    return {verdict.test: verdict.agrees for verdict in checks(kind, reported, comparator, printed_with)}


@pytest.mark.parametrize(
    ("kind", "reported", "printed_with", "expected"),
    [
        ("count", "3", {"n": "6", "percent": "50"}, {"count_percent": True}),
        ("count", "2", {"n": "5", "percent": "50"}, {"count_percent": False}),
        ("count", "7", {"parts": "3 + 2 + 1 + 1"}, {"total": True}),
        ("sum", "21", {"parts": "1 + 4 + 4 + 4 + 1 + 3 + 3"}, {"total": False}),
        ("percent", "67.4", {"n": "150"}, {"grim": False}),
        ("percent", "50", {"n": "5", "count": "2"}, {"count_percent": False}),
        ("percent", "80", {"before": "80", "after": "10"}, {"reduction": False}),
        ("mean", "5.19", {"n": "28", "items": "1"}, {"grim": False}),
        ("mean", "57.5", {"n": "4", "minimum": "12.5", "maximum": "87.5"}, {"mean_range": True}),
        ("mean", "57.5", {"maximum": "50"}, {"mean_range": False}),
        ("mean", "3.44", {"n": "18", "items": "1", "sd": "2.47"}, {"grim": True, "grimmer": False}),
        ("mean", "2.5", {"values": "1, 2, 3, 4"}, {"listed": True}),
        ("sd", "1.6", {"n": "28", "items": "1", "mean": "5.21"}, {"grimmer": True}),
        ("sd", "0.18", {"n": "20", "mean": "0.35", "binary": "yes"}, {"debit": False}),
        ("sd", "5", {"n": "20", "minimum": "1", "maximum": "7"}, {"sd_range": False}),
        ("median", "2.5", {"values": "1, 2, 3, 4"}, {"listed": True}),
        ("maximum", "71", {"values": "49, 74"}, {"range": False}),
        ("minimum", "6", {"mean": "4"}, {"mean_range": False}),
        ("range", "49 to 71", {"values": "49, 74", "mean": "60"}, {"range": False, "mean_range": True}),
        ("range", "60 to 150", {"mean": "120", "n": "3"}, {"mean_range": True}),
        ("p value", ".03", {"test": "t(28) = 1.20"}, {"p_value": False}),
        ("p value", ".018", {"test": "t(28) = 2.20", "tails": "one"}, {"p_value": True}),
    ],
)
def test_each_kind_is_held_against_what_is_printed_with_it(kind, reported, printed_with, expected):
    assert verdicts(kind, reported, **printed_with) == expected


@pytest.mark.parametrize("kind", ROLES)
def test_a_number_alone_contradicts_nothing(kind):
    assert verdicts(kind, "1 to 2" if kind == "range" else "1") == {}


def test_means_are_of_whole_numbers_only_where_the_items_say_so():
    assert verdicts("mean", "5.19", n="28") == {}


@pytest.mark.parametrize("kind", ["percent", "mean", "sd"])
def test_what_only_bounds_a_number_is_not_tested_for_being_possible(kind):
    beside = {"percent": {"n": "3"}, "mean": {"n": "3", "items": "1"}, "sd": {"n": "3", "items": "1", "mean": "5"}}
    assert verdicts(kind, "5.19", "<", **beside[kind]) == {}


def test_what_bounds_a_number_is_held_against_what_can_be_computed():
    assert verdicts("percent", "50", "<", n="5", count="2") == {"count_percent": True}
    assert verdicts("percent", "40", "<", n="5", count="2") == {"count_percent": False}


def test_the_decimals_of_a_claim_decide_its_rounding():
    assert checks("percent", "70", "=", {"n": "3", "count": "2"}, decimals=-1)[0].agrees
    assert not checks("percent", "70", "=", {"n": "3", "count": "2"})[0].agrees


@pytest.mark.parametrize(
    ("kind", "reported", "comparator", "printed_with", "message"),
    [
        ("count", "3", "=", {"sd": "2"}, "found sd, expected for count one of n, percent, parts"),
        ("comparison", "3", "=", {}, "found 'comparison'"),
        ("mean", "3", "most", {}, "found comparator 'most'"),
        ("mean", "3", "=", {"n": "2.5", "items": "1"}, "found n = 2.5, expected a whole number"),
        ("mean", "3", "=", {"values": "1, x"}, "found ' x'"),
        ("sd", "3", "=", {"binary": "maybe", "mean": "1", "n": "3"}, "found binary = maybe, expected yes or no"),
        ("p value", "3", "=", {"test": "z = 1", "tails": "three"}, "found tails = three, expected one or two"),
        ("count", "2.5", "=", {"n": "5", "percent": "50"}, "found the count 2.5"),
    ],
)
def test_what_cannot_be_tested_as_asked_is_named(kind, reported, comparator, printed_with, message):
    with pytest.raises(PrintedError, match=message):
        checks(kind, reported, comparator, printed_with)
