"""The next study: what the patients at hand say of its variances, and the sizes of three designs that follow."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.estimates import SingularError, TooFewError
from casetrace.methods.intervals import clopper_pearson
from casetrace.methods.nested_variance import lesion_spread, patient_spread
from casetrace.methods.trial_size import (
    Trial,
    enrolled,
    parallel_half_width,
    parallel_power,
    patients_for,
    simulated_parallel_power,
    simulated_split_power,
    split_half_width,
    split_power,
)
from casetrace.methods.two_stage import Rates, TwoStage, precision, simon
from casetrace.model.basis import OF_COHORT, Basis, part
from casetrace.model.comparisons import Cohort
from casetrace.model.outcome import Outcome
from casetrace.model.planning import GRID, OF_ARMS, OF_DROPOUT, OF_SPREAD, ONE_ARM, UPPER_SD, WITHIN
from casetrace.model.pooled_patients import lesions_at, patients_of, together
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import in_words
from casetrace.model.results import Interval, Results, Sizes, Subject, adds_results

#: Level of the two-sided interval whose upper end is the one-sided 80 % limit of a standard deviation.
UPPER_LIMIT_LEVEL = 0.6
#: Trials that are simulated, and numbers drawn at most.
SIMULATED, MOST_DRAWN = 10_000, 20_000_000
NO_DIFFERENCE = "no number of patients up to 100 000 has the power"
NO_CORRELATION = (
    "the correlation of two lesions of a patient is not estimable ({reason}); give next_study.icc in config"
)
ALL_ALIKE = (
    "all patients of {groups} have the same value, which draws the common SD, and the sizes that follow from it, "
    "towards 0: other patients may vary more; see the patients of each cohort"
)
IN_BOTH_ARMS = (
    "patients of {cohorts} have lesions or periods in more than one arm, so the SD is of means over arms, and lesions "
    "of a patient differ by the treatment as well: plan from patients in one arm"
)
SIZE_OF_ALIKE = "the SD that it follows from is flagged; see the SD of patients"
NOBODY = "no cohort has patients with a value here; see the reports of the cohorts"


@dataclass(frozen=True)
class Design:
    """One of the two designs that compare treatments."""

    quantity: Quantity
    power: Callable[[Trial, int], float]
    half_width: Callable[[Trial, int, float], float]
    simulated: Callable[[Trial, int, int, np.random.Generator], float]


DESIGNS = (
    Design(OF_ARMS, parallel_power, parallel_half_width, simulated_parallel_power),
    Design(WITHIN, split_power, split_half_width, simulated_split_power),
)


@dataclass(frozen=True)
class Seen:
    """What the patients at hand say.

    Attributes
    ----------
    sd
        Standard deviation of a lesion within its cohort.
    upper
        How many times that its upper limit is.
    icc
        Correlation of two lesions of a patient; not a number where it is not known.
    no_icc
        Why it is not.
    dropout
        Share of the patients without a value.
    note
        Why the standard deviation is to be read with caution.
    subject, n
        What results on it are about, and rest on.
    """

    sd: float
    upper: float
    icc: float
    no_icc: str
    dropout: float
    note: str
    subject: Subject
    n: Sizes


def add_next_study(
    results: Results,
    cohorts: Sequence[Cohort],
    visits: Mapping[str, pd.DataFrame],
    asked: Mapping[str, Any],
    settings: EstimationSettings,
) -> None:
    """Add what the next study needs.

    Parameters
    ----------
    cohorts, visits
        Those whose patients are at hand, and the lesion visits of each.
    asked
        The section `pool.next_study` of config.
    settings
        How estimates are made.
    """
    name, week = asked["outcome"], asked["visit"]
    having = [cohort for cohort in cohorts if week in cohort.weeks(name)]
    if having:
        outcome = replace(having[0].outcomes[name], name=name)
        subject = Subject(OF_SPREAD, "patient", "exploratory", outcome, week, scenario="observed")
        seen = _add_seen(results, subject, having, visits, asked, settings)
        if seen is not None:
            for design in DESIGNS:
                for lesions in asked["lesions_per_patient"]:
                    _add_design(results, design, lesions, seen, asked, settings)
            if "response" in asked:
                _add_one_arm(results, seen, asked["response"], settings)


def _rows(
    cohorts: Sequence[Cohort], visits: Mapping[str, pd.DataFrame], name: str, week: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The patients and the lesions of all cohorts, each with its improvement and the `group` that it is compared with.

    That is its cohort, or of a cohort with arms the arm of its patient: treatments that differ spread no patients.
    """
    own = {cohort.name: (cohort.outcomes[name], cohort.own_week(name, week)) for cohort in cohorts}
    patients = {cohort: patients_of(visits[cohort], outcome, week) for cohort, (outcome, week) in own.items()}
    lesions = {cohort: lesions_at(visits[cohort], outcome, week) for cohort, (outcome, week) in own.items()}
    of_patients, of_lesions = together(patients), together(lesions)
    arms = of_lesions.dropna(subset="arm").groupby("patient_id")["arm"]
    named = {patient: f", {in_words(sorted(set(own)))}" for patient, own in arms}
    for rows in (of_patients, of_lesions):
        rows["group"] = rows["cohort"] + [named.get(patient, "") for patient in rows["patient_id"]]
    return of_patients, of_lesions


@adds_results
def _add_seen(
    results: Results,
    subject: Subject,
    cohorts: Sequence[Cohort],
    visits: Mapping[str, pd.DataFrame],
    asked: Mapping[str, Any],
    settings: EstimationSettings,
) -> Seen | None:
    """Add the spread of the patients and lesions and the share without a value; None where nobody has one."""
    patients, lesions = _rows(cohorts, visits, asked["outcome"], asked["visit"])
    subject = subject.resting_on(*(_basis(cohort, asked["outcome"], asked["visit"]) for cohort in cohorts))
    n = Sizes(len(patients), len(lesions) if subject.counts_lesions else None)
    try:
        spread = patient_spread(patients["improvement"], patients["group"], settings.level)
        wide = patient_spread(patients["improvement"], patients["group"], UPPER_LIMIT_LEVEL)
    except (TooFewError, SingularError) as error:
        results.refuse(subject, "sd", "nested_variance", n, f"{error}; {NOBODY}")
        return None
    interval = Interval(spread.limits.lower, spread.limits.upper, settings.level)
    mixed = _in_both_arms(lesions)
    note = "; ".join(filter(None, (_all_alike(patients), mixed)))
    results.add(subject, "sd", spread.sd, "nested_variance", n, interval=interval, note=note)
    results.add(subject, "sd", wide.limits.upper, "nested_variance", n, option=UPPER_SD, note=note)
    sd, icc, no_icc = spread.sd, math.nan, ""
    try:
        found = lesion_spread(lesions["improvement"], lesions["patient_id"], lesions["group"], settings.level)
        interval = Interval(found.limits.lower, found.limits.upper, settings.level)
        results.add(subject.over("lesion"), "sd", found.sd, "nested_variance", n, note=note)
        results.add(subject.over("lesion"), "icc", found.icc, "nested_variance", n, interval=interval, note=mixed)
        sd, icc = found.sd, found.icc
    except (TooFewError, SingularError) as error:
        no_icc = NO_CORRELATION.format(reason=str(error))
        results.refuse(subject.over("lesion"), "icc", "nested_variance", n, no_icc)
    icc = float(asked.get("icc", icc))
    dropout = _add_dropout(results, subject.of(OF_DROPOUT), cohorts, asked, settings.level)
    return Seen(sd, wide.limits.upper / spread.sd, icc, "" if icc == icc else no_icc, dropout, note, subject, n)


def _all_alike(patients: pd.DataFrame) -> str:
    """Names the groups whose patients, two or more, have one value, such as a complete response of all."""
    values_of = patients.groupby("group", sort=False)["improvement"]
    names = [str(name) for name, values in values_of if len(values) > 1 and np.ptp(values) == 0]
    return ALL_ALIKE.format(groups=in_words(names)) if names else ""


def _in_both_arms(lesions: pd.DataFrame) -> str:
    """Names the cohorts that have patients in more than one arm."""
    arms = lesions.groupby(["cohort", "patient_id"], sort=False)["arm"].nunique()
    names = list(dict.fromkeys(arms[arms > 1].index.get_level_values("cohort")))
    return IN_BOTH_ARMS.format(cohorts=in_words(names)) if names else ""


def _basis(cohort: Cohort, name: str, week: int) -> Basis:
    """The patients behind the cohort's mean."""
    return tuple(replace(basis_part, fields=(), role="used") for basis_part in cohort.mean(name, week).basis[:1])


def _add_dropout(
    results: Results, subject: Subject, cohorts: Sequence[Cohort], asked: Mapping[str, Any], level: float
) -> float:
    """Add the share of the patients who have no value at the visit, over all cohorts; 0 where nobody is counted."""
    bases, evaluable, everybody = [], 0, 0
    for cohort in cohorts:
        outcome: Outcome = cohort.outcomes[asked["outcome"]]
        about = Subject(
            Quantity("evaluable"),
            "patient",
            "descriptive",
            outcome,
            cohort.own_week(asked["outcome"], asked["visit"]),
            analysis_set="enrolled",
        )
        rows = cohort.statistics[cohort.statistics["result_id"] == about.result_id("count", "count")]
        if len(rows):
            evaluable += int(rows["estimate"].iloc[0])
            everybody += int(rows["n_patients"].iloc[0])
            bases.append((part(OF_COHORT.format(cohort=cohort.name), rows, "estimate"),))
    if not everybody:
        return 0.0
    limits = clopper_pearson(everybody - evaluable, everybody, level)
    share = (everybody - evaluable) / everybody
    interval = Interval(limits.lower, limits.upper, level)
    about = subject.resting_on(*bases)
    results.add(about, "count", everybody - evaluable, "clopper_pearson", Sizes(everybody))
    results.add(about, "proportion", share, "clopper_pearson", Sizes(everybody), interval=interval)
    return share


@adds_results
def _add_design(
    results: Results, design: Design, lesions: int, seen: Seen, asked: Mapping[str, Any], settings: EstimationSettings
) -> None:
    """Add the size, power and precision of a design with so many lesions of each patient (and treatment)."""
    subject = seen.subject.of(design.quantity).within("lesions_per_patient", str(lesions))
    if seen.no_icc and (lesions > 1 or design.quantity is WITHIN):
        results.refuse(subject, "patients", "trial_size", seen.n, seen.no_icc)
        return
    icc = 0.0 if seen.no_icc else seen.icc
    trial = Trial(asked["difference"], seen.sd, icc, lesions, asked["alpha"])
    for option, planned in (("", trial), (UPPER_SD, replace(trial, sd=trial.sd * seen.upper))):
        patients = patients_for(asked["power"], design.power, planned)
        if patients is None:
            results.refuse(subject, "patients", "trial_size", seen.n, NO_DIFFERENCE, option=option)
            continue
        numbers = {"patients": patients, "enrolled": enrolled(patients, seen.dropout)}
        for statistic, number in numbers.items():
            results.add(
                subject, statistic, number, "trial_size", seen.n, option=option, note=SIZE_OF_ALIKE if seen.note else ""
            )
        if option:
            continue
        results.add(subject, "power", design.power(trial, patients), "trial_size", seen.n)
        half_width = design.half_width(trial, patients, settings.level)
        results.add(subject, "half_width", half_width, "trial_size", seen.n)
        trials = min(SIMULATED, max(100, MOST_DRAWN // (2 * patients * lesions)))
        rng = settings.stream(subject.result_id("power", "simulated_trials"))
        found = design.simulated(trial, patients, trials, rng)
        results.add(subject, "power", found, "simulated_trials", seen.n)
    for patients in GRID:
        at = subject.within("patients", str(patients))
        results.add(at, "power", design.power(trial, patients), "trial_size", seen.n)


@adds_results
def _add_one_arm(results: Results, seen: Seen, asked: Mapping[str, Any], settings: EstimationSettings) -> None:
    """Add Simon's two designs for a study of one arm."""
    subject = seen.subject.of(ONE_ARM)
    rates = Rates(asked["poor"], asked["good"], asked["alpha"], asked["beta"])
    try:
        designs = simon(rates)
    except SingularError as error:
        results.refuse(subject, "patients", "simon_two_stage", seen.n, f"{error}; take rates that are farther apart")
        return
    for option, design in zip(("optimal", "minimax"), designs, strict=True):
        for statistic, value in _of_design(design, rates, seen.dropout, settings.level).items():
            results.add(subject, statistic, value, "simon_two_stage", seen.n, option=option)
        for statistic, rate in (("alpha", rates.poor), ("power", rates.good)):
            rng = settings.stream(subject.result_id(statistic, "simulated_trials", option))
            early = rng.binomial(design.first, rate, SIMULATED)
            late = early + rng.binomial(design.patients - design.first, rate, SIMULATED)
            found = float(np.mean((early > design.first_limit) & (late > design.limit)))
            results.add(subject, statistic, found, "simulated_trials", seen.n, option=option)


def _of_design(design: TwoStage, rates: Rates, dropout: float, level: float) -> dict[str, float]:
    """The numbers of a design, by statistic."""
    return {
        "first_limit": design.first_limit,
        "first_patients": design.first,
        "limit": design.limit,
        "patients": design.patients,
        "enrolled": enrolled(design.patients, dropout),
        "alpha": design.alpha,
        "power": design.power,
        "expected": design.expected,
        "stops": design.stops,
        "half_width": precision(rates.good, design.patients, level),
    }
