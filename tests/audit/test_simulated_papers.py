"""A sample of the simulated papers; `make test-full` audits all of them."""

from fractions import Fraction

import pytest

from tests.audit.papers import Statement, rounded
from tests.audit.planted_errors import ERRORS
from tests.audit.simulated_papers import TABLE, drawn, truthful, with_error

SAMPLE = range(2)


@pytest.mark.parametrize("seed", SAMPLE)
def test_no_claim_of_a_truthful_paper_is_called_wrong(seed):
    number, wrong = truthful(seed)
    assert number >= 3
    assert wrong == 0


@pytest.mark.parametrize("name", ERRORS)
def test_every_planted_error_is_found(name):
    for seed in SAMPLE:
        tally = with_error(name, seed)
        assert tally["wrong"] >= 1
        assert tally["called_wrong"] == tally["wrong"]


def test_the_tally_that_is_published_meets_its_aims():
    lines = [line.split(",") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    columns = lines[0][1:]
    rows = {name: dict(zip(columns, map(int, cells), strict=True)) for name, *cells in lines[1:]}
    assert set(rows) == set(ERRORS)
    papers = sum(row["papers"] for row in rows.values())
    assert papers >= 0.95 * 300 * len(ERRORS)
    assert sum(row["found"] for row in rows.values()) > 0.9 * papers
    assert sum(row["explained"] for row in rows.values()) > 0.9 * papers


@pytest.mark.parametrize(
    ("value", "decimals", "up", "even"), [("66.5", 0, "67", "66"), ("2.25", 1, "2.3", "2.2"), ("-0.4", 0, "0", "0")]
)
def test_halves_are_rounded_in_both_ways(value, decimals, up, even):
    assert rounded(Fraction(value), decimals, half_up=True) == up
    assert rounded(Fraction(value), decimals, half_up=False) == even


def test_truths_are_those_of_a_series_counted_by_hand():
    series, _, _ = drawn(0)
    seen = [lesion for lesion in series.lesions if lesion.sizes[2] is not None]
    complete = sum(lesion.sizes[2] == 0 for lesion in seen)
    assert Statement("percent", "complete", 2, "lesion").truth(series) == [Fraction(100 * complete, len(seen))]
    everybody = Statement("percent", "complete", 2, "lesion", enrolled=True).truth(series)
    assert everybody == [Fraction(100 * complete, len(series.lesions))]
