from fractions import Fraction

import pytest

from casetrace.printed.granularity import debit, grim, grim_percent, grimmer
from casetrace.printed.numbers import Printed, PrintedError, rounded_text
from tests.printed.printing import data_sets, decimal, mean_of, prints, sd_of, texts

# Example data of the R package scrutiny with the verdicts of its documentation and of its own tests.
PIGS1 = {
    ("7.22", 32): True,
    ("4.74", 25): False,
    ("5.23", 29): False,
    ("2.57", 24): False,
    ("6.77", 27): False,
    ("2.68", 28): True,
    ("7.01", 29): False,
    ("7.38", 26): True,
    ("3.14", 27): False,
    ("6.89", 31): False,
    ("5.00", 25): True,
    ("0.24", 28): False,
}
PIGS2 = {"67.4": False, "54.2": False, "54.0": True, "69.8": False, "68.1": False, "55.4": False}
PIGS3 = {
    ("0.53", "0.50"): True,
    ("0.44", "0.50"): True,
    ("0.77", "0.42"): True,
    ("0.19", "0.35"): False,
    ("0.34", "0.47"): True,
    ("0.93", "0.25"): True,
    ("0.12", "0.33"): True,
}
PIGS5 = {
    ("7.22", "5.30", 38): False,
    ("4.74", "6.55", 31): True,
    ("5.23", "2.55", 35): False,
    ("2.57", "2.57", 30): True,
    ("6.77", "2.18", 33): False,
    ("2.68", "2.59", 34): True,
    ("7.01", "6.68", 35): False,
    ("7.38", "3.65", 32): True,
    ("3.14", "5.32", 33): False,
    ("6.89", "4.18", 37): True,
    ("5.00", "2.18", 31): True,
    ("0.24", "6.43", 34): True,
}


def printed(text: str) -> Printed:
    return Printed.parse(text)


def every(decimals: int, stop: int) -> list[str]:
    """All printed numbers from 0 to a whole number."""
    return [rounded_text(Fraction(units, 10**decimals), decimals) for units in range(stop * 10**decimals + 1)]


# GRIM


def test_the_example_of_brown_and_heathers_2017_is_impossible():
    verdict = grim(printed("5.19"), 28)
    assert (verdict.test, verdict.agrees, verdict.printed, verdict.against) == ("grim", False, "5.19", "n = 28")
    assert verdict.found == "145/28 = 5.18 or 146/28 = 5.21"


@pytest.mark.parametrize(
    ("mean", "n", "items", "agrees"),
    [
        ("5.18", 14, 2, True),  # tests of the R package rsprite2
        ("5.83", 50, 1, False),
        ("5.27", 43, 1, False),  # vignette "GRIM" of scrutiny: 226/43 = 5.26, 227/43 = 5.28
        ("3.48", 20, 1, False),  # twenty throws of a die, in the encyclopedia's article on the test
        ("5.93", 49, 1, False),  # The Economist, 18 June 2016
        ("3.45", 10, 1, False),  # Allard 2018
    ],
)
def test_grim_has_the_verdicts_of_published_examples(mean, n, items, agrees):
    assert grim(printed(mean), n, items).agrees is agrees


def test_grim_has_the_verdicts_of_scrutiny():
    assert {case: grim(printed(case[0]), case[1]).agrees for case in PIGS1} == PIGS1


def test_grim_names_the_possible_means_of_rsprite2():
    assert grim(printed("5.83"), 50).found == "291/50 = 5.82 or 292/50 = 5.84"
    assert grim(printed("5.18"), 28).found == "145/28 = 5.18"


@pytest.mark.parametrize(("mean", "n"), [("2.50", 200), ("5.2", 20), ("3.33", 100), ("0.01", 101)])
def test_grim_finds_every_mean_possible_where_it_cannot_discriminate(mean, n):
    verdict = grim(printed(mean), n)
    assert verdict.agrees
    assert verdict.found == "every mean of this precision is possible"


@pytest.mark.parametrize("decimals", [0, 1, 2])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 7])
def test_grim_accepts_exactly_the_means_of_an_enumeration(n, decimals):
    possible = {text for total in range(3 * n + 1) for text in texts(decimal(Fraction(total, n)), decimals)}
    assert {text for text in every(decimals, 3) if grim(printed(text), n).agrees} == possible


def test_items_multiply_the_sample():
    assert grim(printed("3.07"), 5, 3).agrees
    assert not grim(printed("3.07"), 5, 1).agrees
    assert grim(printed("3.07"), 5, 3).against == "n = 5, items = 3"


def test_a_mean_of_no_values_is_an_error():
    with pytest.raises(PrintedError, match="found n = 0"):
        grim(printed("5.19"), 0)


# Percentages


def test_percentages_have_the_verdicts_of_scrutiny():
    assert {percent: grim_percent(printed(percent), 150).agrees for percent in PIGS2} == PIGS2


def test_a_percentage_is_held_against_its_count():
    assert grim_percent(printed("50"), 6, 3).agrees
    verdict = grim_percent(printed("50"), 5, 2)
    assert (verdict.test, verdict.agrees, verdict.against) == ("count_percent", False, "2 of 5")
    assert verdict.found == "2/5 = 40 %"


@pytest.mark.parametrize("n", [3, 6, 7, 8])
def test_percentages_of_a_count_are_never_accused_and_all_others_are(n):
    possible = {text for count in range(n + 1) for text in texts(decimal(Fraction(100 * count, n)), 0)}
    assert {text for text in every(0, 120) if grim_percent(printed(text), n).agrees} == possible


def test_no_share_of_a_whole_is_above_all_of_it():
    assert grim_percent(printed("110"), 10).found == "10/10 = 100 %"


# GRIMMER


@pytest.mark.parametrize(
    ("mean", "sd", "n", "items", "agrees"),
    [
        ("5.21", "1.6", 28, 1, True),  # tests of rsprite2
        ("3.44", "2.47", 18, 1, False),
        ("5.19", "1.5", 28, 1, False),
        ("2", "1", 1, 1, False),
        ("3.33", "1.234", 250, 1, True),
        ("7.3", "2.51", 12, 1, False),  # vignette "GRIMMER" of scrutiny
        ("0.03", "0.18", 200, 1, True),  # real data that scrutiny once accused: seven of 200 are 1
        ("7.67", "0.00", 2, 3, True),  # and two persons whose three items sum to 23
        ("0.25", "0.50", 4, 1, True),  # one of four is 1
        ("0.26", "0.50", 4, 1, False),
        ("0.25", "0.51", 4, 1, False),
    ],
)
def test_grimmer_has_the_verdicts_of_published_examples(mean, sd, n, items, agrees):
    assert grimmer(printed(sd), printed(mean), n, items).agrees is agrees


def test_grimmer_has_the_verdicts_of_scrutiny():
    assert {case: grimmer(printed(case[1]), printed(case[0]), case[2]).agrees for case in PIGS5} == PIGS5


def test_grimmer_tries_every_total_of_the_mean():
    """Scrutiny's vignette accused 8.9 (2.81) of 25 by the parity of one total, 222; 223 has the other parity."""
    assert (
        grimmer(printed("2.81"), printed("8.9"), 25).found
        == "possible with a total of 223 and a sum of squares of 2179"
    )


def test_grimmer_takes_the_items_of_a_scale_into_account():
    """The scale of three items in scrutiny's vignette; by single items three of the six fail by their mean."""
    scale = [("5.90", "2.19"), ("5.71", "1.42"), ("3.50", "1.81"), ("3.82", "2.43"), ("4.61", "1.92"), ("5.24", "2.51")]
    assert all(grimmer(printed(sd), printed(mean), 40, 3).agrees for mean, sd in scale)
    alone = [grimmer(printed(sd), printed(mean), 40).agrees for mean, sd in scale]
    assert alone == [True, False, True, True, False, False]


def test_grimmer_names_the_nearest_standard_deviations():
    """The one of pigs5 that fails by parity alone: 183 in total, so odd sums of squares."""
    low, high = ((Fraction(squares) - Fraction(183**2, 35)) / 34 for squares in (1177, 1179))
    assert [round(float(variance) ** 0.5, 2) for variance in (low, high)] == [2.54, 2.56]
    assert grimmer(printed("2.55"), printed("5.23"), 35).found == "2.54 or 2.56"


def test_grimmer_says_where_the_mean_is_already_impossible():
    found = grimmer(printed("1.5"), printed("5.19"), 28).found
    assert found == "the mean itself is not possible: 145/28 = 5.18 or 146/28 = 5.21"


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_grimmer_accepts_exactly_the_pairs_of_an_enumeration(n):
    """Standard deviations up to 2 of whole numbers with a mean from 0 up to 1: none is accused, none is missed."""
    possible = {
        (mean.text, sd.text)
        for data in data_sets(n, range(-5, 8))
        if -n <= 2 * sum(data) <= 3 * n
        for mean in prints(mean_of(data), 1)
        for sd in prints(sd_of(data), 1)
    }
    tested = [(mean, sd) for mean in every(1, 1) for sd in every(1, 2)]
    accepted = {(mean, sd) for mean, sd in tested if grimmer(printed(sd), printed(mean), n).agrees}
    assert accepted == possible.intersection(tested)


@pytest.mark.parametrize("items", [2, 3])
def test_grimmer_never_accuses_real_means_of_items(items):
    for data in data_sets(3, range(6)):
        values = [Fraction(score, items) for score in data]
        pairs = [(mean, sd) for mean in prints(mean_of(values), 2) for sd in prints(sd_of(values), 2)]
        assert all(grimmer(sd, mean, 3, items).agrees for mean, sd in pairs)


# DEBIT


def test_debit_has_the_verdicts_of_scrutiny():
    """Its data stand for Table 1 of Heathers and Brown 2019."""
    assert {case: debit(printed(case[0]), printed(case[1]), 1683).agrees for case in PIGS3} == PIGS3


def test_debit_names_the_standard_deviation_of_the_proportion():
    verdict = debit(printed("0.35"), printed("0.18"), 20)  # vignette "DEBIT" of scrutiny
    assert (verdict.agrees, verdict.found) == (False, "0.49")


@pytest.mark.parametrize("n", [2, 5, 9])
def test_debit_accepts_exactly_the_pairs_of_yes_or_no_data(n):
    possible = {
        (mean.text, sd.text)
        for data in data_sets(n, range(2))
        for mean in prints(mean_of(data), 2)
        for sd in prints(sd_of(data), 2)
    }
    tested = [(mean, sd) for mean in every(2, 1) for sd in {pair[1] for pair in possible} | {"0.49", "0.05"}]
    assert {(mean, sd) for mean, sd in tested if debit(printed(mean), printed(sd), n).agrees} == possible


def test_debit_says_where_the_proportion_is_already_impossible():
    assert debit(printed("0.26"), printed("0.50"), 4).found == (
        "the mean itself is not possible: 1/4 = 0.25 or 2/4 = 0.50"
    )
