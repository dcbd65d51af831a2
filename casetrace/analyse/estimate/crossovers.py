"""The cross-over of two arms in two periods: the effects of arm and period, each free of the other; arms by period."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple

import pandas as pd

from casetrace.analyse.estimate.arm_pairs import FIELDS, ArmPair, pair_basis
from casetrace.analyse.estimate.means import add_estimate, add_mean
from casetrace.analyse.estimate.no_change import out_of_reach
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import Visit, per_patient
from casetrace.methods.crossover import crossover_effects, crossover_tests
from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.model.basis import LESION_VISITS, with_value
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Sizes, Subject, adds_results, distinct_labels
from casetrace.model.summaries import add_summary, sizes_of

EFFECTS = ("treatment_effect", "period_effect")
ONE_SEQUENCE = (
    "all patients received the arms in the same order: effects of arm and period are confounded; see the differences "
    "within patients"
)
TOO_FEW = "fewer than 3 patients were in both periods; see the differences within patients"
ALL_ALIKE = (
    "within each sequence all patients have the same difference between periods; see the differences within patients"
)


class Sequences(NamedTuple):
    """The patients who had one arm in each of two periods.

    Attributes
    ----------
    periods
        What the periods are called, in order.
    first, second
        Patients' means in the first and in the second period: of those who began with the first arm, and with the
        second.
    n, left_out
        How many patients and lesions these are, and how many patients of both arms are none of them.
    """

    periods: tuple[str, str]
    first: pd.DataFrame
    second: pd.DataFrame
    n: Sizes
    left_out: int


def add_crossover(
    results: Results,
    subject: Subject,
    pair: ArmPair,
    column: str,
    enrolled: pd.DataFrame,
    settings: EstimationSettings,
) -> None:
    """Add what a cross-over of two periods tells; nothing where the arms are no such thing.

    Parameters
    ----------
    subject
        The difference of two arms in a column, over the patients who are in both.
    enrolled
        The lesion visits of everybody.
    """
    sequences = _sequences(pair, column)
    if sequences is None:
        return
    patients = sequences.first.index.union(sequences.second.index, sort=False)
    subject = subject.resting_on(pair_basis(enrolled, pair, column, patients=patients))
    _add_effects(results, subject, sequences, pair, settings)
    _add_tests(results, subject, sequences, pair, settings)


def _sequences(pair: ArmPair, column: str) -> Sequences | None:
    """The sequences of a cross-over; None without two periods, or where nobody had one arm in each of them."""
    lesions = pd.concat(pair.lesions).dropna(subset=["period", column])
    lesions = lesions[lesions["patient_id"].isin(pair.in_both)]
    periods = _in_order(lesions["period"].unique())
    if len(periods) != 2:
        return None
    first, second = (_patients_in(lesions[lesions["period"] == period], column) for period in periods)
    crossed = first.merge(second, on="patient_id", suffixes=("_first", "_second"))
    one_arm_each = (crossed["arms_first"] == 1) & (crossed["arms_second"] == 1)
    crossed = crossed[one_arm_each & (crossed["arm_first"] != crossed["arm_second"])]
    if crossed.empty:
        return None
    began_with_first, means = crossed["arm_first"] == pair.arms[0], crossed[["mean_first", "mean_second"]]
    return Sequences(
        (periods[0], periods[1]),
        means[began_with_first],
        means[~began_with_first],
        sizes_of(lesions[lesions["patient_id"].isin(crossed.index)], lesions=pair.of_lesions),
        len(pair.in_both) - len(crossed),
    )


def _patients_in(lesions: pd.DataFrame, column: str) -> pd.DataFrame:
    """Of each patient in a period the arm, the number of arms, and the mean of a column."""
    groups = lesions.groupby("patient_id", sort=False)
    return groups.agg(arm=("arm", "first"), arms=("arm", "nunique"), mean=(column, "mean"))


def _subjects(subject: Subject, periods: tuple[str, str]) -> dict[str, Subject]:
    """What the effects are about: the arms compared, and the periods."""
    return {"treatment_effect": subject, "period_effect": subject.within("period", " against ".join(periods))}


def _flag(sequences: Sequences, pair: ArmPair) -> str:
    number = sequences.left_out
    verb = "is" if number == 1 else "are"
    unused = f"{number} patient{'' if number == 1 else 's'} without one arm in each period {verb} excluded"
    return combined(unused if number else "", pair.unknown_arms)


@adds_results
def _add_effects(
    results: Results, subject: Subject, sequences: Sequences, pair: ArmPair, settings: EstimationSettings
) -> None:
    """Add the effects of the arm and of the period with their t intervals."""
    subjects = _subjects(subject, sequences.periods)
    try:
        effects = crossover_effects(sequences.first, sequences.second, settings.level)
    except (TooFewError, NoSpreadError) as error:
        note = ALL_ALIKE if isinstance(error, NoSpreadError) else _too_few(sequences)
        for statistic, about in subjects.items():
            results.refuse(about, statistic, "crossover_t", sequences.n, note)
        return
    for statistic, estimate in zip(EFFECTS, (effects.treatment, effects.period), strict=True):
        add_estimate(
            results, subjects[statistic], estimate, "crossover_t", sequences.n, settings,
            statistic=statistic, caveat=_flag(sequences, pair),
        )  # fmt: skip


def _too_few(sequences: Sequences) -> str:
    return ONE_SEQUENCE if min(len(sequences.first), len(sequences.second)) == 0 else TOO_FEW


@adds_results
def _add_tests(
    results: Results, subject: Subject, sequences: Sequences, pair: ArmPair, settings: EstimationSettings
) -> None:
    """Add the permutation tests of both effects."""
    subjects = _subjects(subject, sequences.periods)
    drawing = settings.drawing(subject.result_id("treatment_effect", "crossover_permutation"))
    try:
        tests = crossover_tests(
            sequences.first, sequences.second, exact_assignments=settings.methods["exact_assignments"], **drawing
        )
    except (TooFewError, NoSpreadError) as error:
        note = ALL_ALIKE if isinstance(error, NoSpreadError) else _too_few(sequences)
        for statistic, about in subjects.items():
            results.refuse(about, statistic, "crossover_permutation_exact", sequences.n, note)
        return
    for statistic, test in zip(EFFECTS, (tests.treatment, tests.period), strict=True):
        results.add(
            subjects[statistic],
            statistic,
            test.statistic,
            f"crossover_permutation_{test.kind}",
            sequences.n,
            p_value=test.p_value,
            p_value_minimum=test.p_value_minimum,
            note=combined(_flag(sequences, pair), out_of_reach(test.p_value_minimum, settings)),
        )


@adds_results
def add_periods(
    results: Results, visits: Iterable[Visit], measures: Mapping[str, Quantity], settings: EstimationSettings
) -> None:
    """Add what each arm was like in each period; nothing where fewer than two periods are recorded.

    Parameters
    ----------
    visits
        The visit of each arm.
    measures
        The quantities whose differences are compared, by their column.
    """
    visits = list(visits)
    periods = _in_order(pd.concat([visit.lesions["period"] for visit in visits]).dropna().unique())
    if len(periods) < 2:
        return
    for visit, (column, quantity) in product(visits, measures.items()):
        for period, label in zip(periods, distinct_labels(periods), strict=True):
            present = (visit.lesions["period"] == period) & visit.lesions[column].notna()
            subject = visit.subject.of(Quantity(quantity.name)).over("patient").within("period", label)
            subject = subject.chosen_alike(with_value(LESION_VISITS, visit.lesions, present, FIELDS[column]))
            rows = per_patient(visit.lesions[present], column)
            add_summary(results, subject, rows, column)
            add_mean(results, subject, rows, column, settings)


def _in_order(periods: Iterable[str]) -> list[str]:
    """Periods by number, or else by name."""
    return sorted(map(str, periods), key=lambda name: (not name.isdecimal(), name.zfill(9)))
