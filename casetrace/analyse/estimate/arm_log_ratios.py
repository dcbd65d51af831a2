"""Compares the log ratios of two arms to their baselines: as they are, and adjusted for the baseline."""

from typing import NamedTuple

import pandas as pd

from casetrace.analyse.estimate.arm_pairs import NO_SPREAD_IN_ARMS, TOO_FEW_IN_AN_ARM, ArmPair, left_out
from casetrace.analyse.estimate.means import add_estimate, add_mean
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.baseline_adjusted import covariate_adjusted
from casetrace.methods.estimates import Estimate, NoSpreadError, SingularError, TooFewError
from casetrace.methods.intervals import welch_interval
from casetrace.methods.ratios import as_ratio
from casetrace.methods.reduction import log_ratio, logarithm
from casetrace.methods.trust import few_df
from casetrace.model.having import having
from casetrace.model.outcome import Offset
from casetrace.model.reservations import combined, offset_note
from casetrace.model.results import Interval, Results, Sizes, Subject, adds_results
from casetrace.model.summaries import sizes_of

TOO_FEW_TO_ADJUST = (
    "fewer than {fewest} patients in an arm: too few to adjust for the baseline; see the unadjusted difference"
)
NO_SLOPE = "the baseline is constant within each arm, or explains all values; see the unadjusted difference"


class LogArms(NamedTuple):
    """Patients' mean log ratios in two arms with an offset, by `patient_id`, with their mean log baselines."""

    first: pd.DataFrame
    second: pd.DataFrame
    n: Sizes


@adds_results
def compare_log_ratios(results: Results, subject: Subject, pair: ArmPair, settings: EstimationSettings) -> None:
    """Add the difference of the mean log ratios with each offset, and the ratio of ratios that it stands for.

    Parameters
    ----------
    subject
        The difference of the log ratio of two arms at a visit, over patients.
    """
    alike = next(filter(None, map(offset_note, pair.lesions)), "")
    reason = pair.empty_arm or (f"in an arm {alike}" if alike else "")
    if reason:
        results.refuse(subject, "mean_difference", "welch_t", pair.n, reason)
        return
    for offset in pair.outcome.log_offsets:
        arms = _log_arms(pair, offset)
        if pair.is_paired:
            _add_within_patients(results, subject, pair, arms, settings, offset)
        elif not arms.first.empty and not arms.second.empty:
            _add_unadjusted(results, subject, pair, arms, settings, offset)
            _add_adjusted(results, subject, pair, arms, settings, offset)


def _log_arms(pair: ArmPair, offset: Offset) -> LogArms:
    lesions = [_with_logarithms(of_arm, offset) for of_arm in pair.lesions]
    first, second = (
        of_arm.groupby("patient_id", sort=False)[["log_ratio", "log_baseline"]].mean() for of_arm in lesions
    )
    return LogArms(first, second, sizes_of(pd.concat(lesions), lesions=pair.of_lesions))


def _with_logarithms(lesions: pd.DataFrame, offset: Offset) -> pd.DataFrame:
    baseline = lesions["baseline"].where(lesions["baseline"] > 0)
    logs = lesions.assign(
        log_ratio=log_ratio(baseline, lesions["value"], offset.value), log_baseline=logarithm(baseline + offset.value)
    )
    return having(logs, "log_ratio")


@adds_results
def _add_unadjusted(
    results: Results, subject: Subject, pair: ArmPair, arms: LogArms, settings: EstimationSettings, offset: Offset
) -> None:
    try:
        estimate = welch_interval(arms.first["log_ratio"], arms.second["log_ratio"], settings.level)
    except (TooFewError, NoSpreadError) as error:
        note = TOO_FEW_IN_AN_ARM if isinstance(error, TooFewError) else NO_SPREAD_IN_ARMS
        results.refuse(subject, "mean_difference", "welch_t", arms.n, note, option=offset.option)
        return
    _add_difference(results, subject, estimate, "welch_t", pair, arms, settings, offset)


@adds_results
def _add_adjusted(
    results: Results, subject: Subject, pair: ArmPair, arms: LogArms, settings: EstimationSettings, offset: Offset
) -> None:
    fewest = settings.methods["model_patients"]
    note, estimate = TOO_FEW_TO_ADJUST.format(fewest=fewest), None
    if min(len(arms.first), len(arms.second)) >= fewest:
        first, second = ((arm["log_ratio"], arm["log_baseline"]) for arm in (arms.first, arms.second))
        try:
            estimate = covariate_adjusted(first, second, settings.level)
        except (SingularError, NoSpreadError):
            note = NO_SLOPE
    if estimate is None:
        results.refuse(subject, "mean_difference", "ancova", arms.n, note, option=offset.option)
        return
    _add_difference(results, subject, estimate, "ancova", pair, arms, settings, offset)


def _add_difference(
    results: Results,
    subject: Subject,
    estimate: Estimate,
    method: str,
    pair: ArmPair,
    arms: LogArms,
    settings: EstimationSettings,
    offset: Offset,
) -> None:
    note = few_df(method, estimate.df)
    add_estimate(
        results, subject, estimate, method, arms.n, settings,
        statistic="mean_difference", option=offset.option, note=note, caveat=pair.note,
    )  # fmt: skip
    _add_ratio(results, subject, estimate, method, arms.n, settings, offset, combined(pair.note, note))


@adds_results
def _add_ratio(
    results: Results,
    subject: Subject,
    estimate: Estimate,
    method: str,
    n: Sizes,
    settings: EstimationSettings,
    offset: Offset,
    note: str,
) -> None:
    ratio = as_ratio(estimate)
    interval = Interval(ratio.lower, ratio.upper, settings.level, of_ratio=True)
    results.add(subject, "ratio", ratio.value, method, n, interval=interval, option=offset.option, note=note)


def _add_within_patients(
    results: Results, subject: Subject, pair: ArmPair, arms: LogArms, settings: EstimationSettings, offset: Offset
) -> None:
    """Add the mean difference within the patients who are in both arms."""
    in_both = arms.first.index.intersection(arms.second.index, sort=False)
    lesions = pd.concat(_with_logarithms(of_arm, offset) for of_arm in pair.lesions)
    lesions = lesions[lesions["patient_id"].isin(in_both)]
    difference = arms.first.loc[in_both, "log_ratio"] - arms.second.loc[in_both, "log_ratio"]
    rows = pd.DataFrame({"patient_id": in_both, "difference": difference.to_numpy(dtype=float)})
    if pair.of_lesions:
        rows["n_evaluable"] = lesions.groupby("patient_id", sort=False).size().reindex(in_both).to_numpy()
    flag = combined(left_out(pair.n.patients - len(in_both)), pair.note)
    noted = add_mean(results, subject, rows, "difference", settings, option=offset.option, flag=flag)
    if noted is not None:
        n = sizes_of(rows, lesions=pair.of_lesions)
        _add_ratio(results, subject, noted.estimate, "t", n, settings, offset, noted.note)
