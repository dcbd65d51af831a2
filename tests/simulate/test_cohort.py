"""Simulated cohorts are as their design says, the same each time, and every way to write them reads the same."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from casetrace.model.errors import UserError
from casetrace.simulate.cohort import simulated
from casetrace.simulate.design import Design, Dialect, Mistake, sd_with_complete
from casetrace.simulate.mistakes import with_mistakes
from casetrace.simulate.population import Population, sd_for_remissions
from casetrace.simulate.table import encoded, texts_of

LARGE = Design(patients=20_000, lesions=(2, 2), effect=70, sd=30, correlation=0.5, dropout=0.2, missing=0.1)
#: Four standard errors of a share of so many patients.
SLACK = 4 * 0.5 / math.sqrt(LARGE.patients)


@pytest.fixture(scope="module")
def cohort():
    return simulated(LARGE, "large")


def test_the_reductions_have_the_mean_the_remissions_and_the_correlation_of_the_design(cohort):
    population = LARGE.population
    assert cohort.reductions.mean() == pytest.approx(population.true_mean, abs=30 * 2 * SLACK)
    assert (cohort.reductions >= 100).mean() == pytest.approx(population.share_from(100), abs=SLACK)
    uncut = Population(70, 30, 0.5).draw(cohort.owners, np.random.default_rng(1))
    assert stats.pearsonr(uncut[::2], uncut[1::2]).statistic == pytest.approx(0.5, abs=0.02)


def test_the_true_mean_is_that_of_a_censored_normal_variable():
    # By the trapezoidal rule on a fine grid, without the closed form.
    z = np.linspace(-12, 12, 2_000_001)
    expected = np.trapezoid(np.minimum(70 + 30 * z, 100) * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi), z)
    assert LARGE.population.true_mean == pytest.approx(expected, rel=1e-9)


def test_sizes_have_the_reduction_that_was_drawn_up_to_their_last_digit(cohort):
    last = cohort.sizes[:, -1]
    seen = ~np.isnan(last)
    found = 100 * (1 - last[seen] / cohort.sizes[seen, 0])
    # A size is written to 0.1 mm, the smallest baseline is 5 mm.
    assert np.abs(found - cohort.reductions[seen]).max() <= 100 * 0.1 / 5
    assert (found[cohort.reductions[seen] < 100] < 100).all()
    assert (found[cohort.reductions[seen] >= 100] == 100).all()


def test_patients_leave_and_values_are_missing_as_often_as_the_design_says(cohort):
    assert cohort.lost.mean() == pytest.approx(0.2, abs=SLACK)
    assert not np.isnan(cohort.sizes[:, 0]).any()
    assert np.isnan(cohort.sizes[cohort.lost[cohort.owners], -1]).all()
    stays = ~cohort.lost[cohort.owners]
    assert np.isnan(cohort.sizes[stays, 1:]).mean() == pytest.approx(0.1, abs=SLACK)


def test_a_share_of_remissions_decides_the_spread():
    assert Population(60, sd_for_remissions(60, 0.25), 0, 100).share_from(100) == pytest.approx(0.25, rel=1e-12)
    for effect, share in ((60, 0.5), (60, 0), (60, 0.9), (100, 0.2)):
        with pytest.raises(UserError, match="expected a share"):
            sd_with_complete(effect, share)


def test_a_cohort_is_the_same_twice_and_another_by_its_name_or_seed():
    design = Design(patients=30)
    first, again = (simulated(design, "one").sizes for _ in range(2))
    np.testing.assert_array_equal(first, again)
    for other in (simulated(design, "two"), simulated(replace(design, seed=2), "one")):
        assert not np.array_equal(first[:30], other.sizes[:30], equal_nan=True)


def test_a_wide_and_a_long_table_of_one_cohort_have_the_same_values():
    design = Design(patients=30)
    wide, long = (texts_of(simulated(replace(design, layout=layout), "one")).frame for layout in ("wide", "long"))
    values = [name for name in wide.columns if name.startswith("size_mm")]
    melted = wide.melt("lesion_id", values).assign(week=lambda frame: frame["variable"].str.split().str[-1])
    melted = melted[melted["value"] != ""]
    places = ["lesion_id", "week"]
    assert melted.set_index(places)["value"].to_dict() == long.set_index(places)["size_mm"].to_dict()
    events = long[long["event_type"] != ""]
    assert len(events) == (wide["event_type"] != "").sum() > 0


def test_a_dialect_changes_the_signs_alone():
    design = Design(patients=30)
    plain = simulated(design, "one")
    german = replace(design, dialect=Dialect(";", ",", "utf-16"))
    text = encoded(texts_of(simulated(german, "one")).frame, simulated(german, "one")).decode("utf-16")
    assert encoded(texts_of(plain).frame, plain).decode() == text.replace(",", ".").replace(";", ",")


@pytest.mark.parametrize("layout", ["wide", "long"])
def test_mistakes_stand_where_they_are_said_to_and_nowhere_else(layout):
    wanted: dict[Mistake, int] = {
        "text": 3, "decimal": 2, "negative": 2, "unit": 1, "swapped": 3, "blank_baseline": 2, "duplicate_row": 2,
        "differing_age": 2,
    }  # fmt: skip
    cohort = simulated(Design(patients=40, layout=layout, mistakes=wanted), "one")
    clean = texts_of(cohort).frame
    frame, made = with_mistakes(texts_of(cohort), cohort, "one")
    assert pd.Series([one.mistake for one in made]).value_counts().to_dict() == wanted | {"swapped": 6}
    cells = [one for one in made if one.column]
    for one in cells:
        assert frame.iloc[one.line - 2, one.column - 1] == one.written != one.true
        assert clean.iloc[one.line - 2, one.column - 1] == one.true
    changed = (frame.iloc[: len(clean)] != clean).to_numpy()
    assert changed.sum() == len(cells) == len({(one.line, one.column) for one in cells})
    assert len(frame) == len(clean) + 2
    assert frame.iloc[len(clean) :].duplicated().sum() == 0
    assert frame.duplicated().sum() == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"patients": 0}, "patients: at least 1"),
        ({"lesions": (3, 2)}, "lesions: from 1 on"),
        ({"weeks": (4,)}, "weeks: from 0 on"),
        ({"weeks": (0, 12, 4)}, "weeks: from 0 on"),
        ({"sd": 0}, "sd: more than 0"),
        ({"effect": math.nan}, "effect: a finite number"),
        ({"correlation": 1.5}, "correlation: 0 to 1"),
        ({"dropout": -0.1}, "dropout: 0 to 1"),
        ({"dialect": Dialect(",", ",")}, "decimal: another character"),
    ],
)
def test_a_design_that_cannot_be_is_refused(change, told):
    with pytest.raises(UserError, match=told):
        Design(**change)


def test_mistakes_that_do_not_fit_are_refused():
    few = simulated(Design(patients=2, lesions=(1, 1), mistakes={"text": 9}), "one")
    with pytest.raises(UserError, match="has room for"):
        with_mistakes(texts_of(few), few, "one")
    levels = simulated(Design(endpoint="category", mistakes={"unit": 1}), "one")
    with pytest.raises(UserError, match="are no numbers"):
        with_mistakes(texts_of(levels), levels, "one")
