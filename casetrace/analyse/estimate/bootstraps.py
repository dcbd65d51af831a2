"""Bootstrap intervals of a mean over patients, each drawn with all her or his lesions."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from casetrace.analyse.estimate.means import as_interval, no_spread
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.estimates import NoSpreadError
from casetrace.methods.resampling import DrawnBootstrap, ExactBootstrap, cluster_sums, drawn_bootstrap, exact_bootstrap
from casetrace.methods.trust import caution
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Sizes, Subject, adds_results
from casetrace.model.summaries import NOBODY, sizes
from casetrace.model.wording import patients_in_words

#: Fewest patients whose samples are not called few.
MANY_SAMPLES = 10


@adds_results
def add_bootstrap(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    column: str,
    settings: EstimationSettings,
    *,
    at_the_end: bool = False,
    flag: str = "",
) -> None:
    """Add the bootstrap of a mean over patients, or why there is none.

    Parameters
    ----------
    rows
        One row per unit of analysis without a missing value, with `patient_id`.
    at_the_end
        Whether many of the values are at the end of the range that they can have.
    flag
        Why the mean is flagged anyway.
    """
    not_primary = subject.not_primary
    values, n, methods = rows[column].to_numpy(dtype=float), sizes(rows, subject), settings.methods
    sums, counts = cluster_sums(values, rows["patient_id"].to_numpy())
    patients = len(sums)
    exact = patients <= methods["exact_bootstrap_patients"]
    method = "bootstrap_exact" if exact else "bootstrap_percentile"
    reason = _refusal(patients, methods)
    if reason:
        results.refuse(not_primary, "mean", method, n, reason)
        return
    small_sample_note = f"few distinct bootstrap samples ({patients} patients)" if patients < MANY_SAMPLES else ""
    notes = {
        name: combined(
            flag,
            small_sample_note,
            caution(name, "mean", not_primary.unit_of_analysis, patients, at_the_end=at_the_end),
        )
        for name in ("bootstrap_exact", "bootstrap_percentile", "bootstrap_bca")
    }
    try:
        if exact:
            _add_exact(results, not_primary, exact_bootstrap(sums, counts, settings.level), n, settings, notes)
        else:
            rng = settings.stream(not_primary.result_id("mean", "bootstrap"))
            drawn = drawn_bootstrap(sums, counts, settings.level, methods["resamples"], rng)
            _add_drawn(results, not_primary, drawn, n, settings, notes)
    except NoSpreadError:
        results.refuse(not_primary, "mean", method, n, no_spread(values))


def _refusal(patients: int, methods: Mapping[str, Any]) -> str:
    """Why so many patients have no bootstrap; empty where they have one."""
    number = patients_in_words(patients)
    if patients == 0:
        return NOBODY
    if patients < methods["bootstrap_patients"]:
        smallest = methods["bootstrap_patients"]
        return f"{number}, fewer than {smallest}: too few for a bootstrap; see the listing of lesions"
    if patients > methods["asymptotic_patients"]:
        largest = methods["asymptotic_patients"]
        return f"{number}, more than {largest}: a bootstrap would agree with the t interval; see that interval"
    return ""


@adds_results
def _add_exact(
    results: Results,
    subject: Subject,
    counted: ExactBootstrap,
    n: Sizes,
    settings: EstimationSettings,
    notes: Mapping[str, str],
) -> None:
    method = "bootstrap_exact"
    interval = as_interval(counted.limits, settings)
    results.add(subject, "mean", counted.value, method, n, interval=interval, note=notes[method])
    results.add(subject, "se", counted.se, method, n, note=notes[method])
    results.add(subject, "distinct_samples", counted.samples, method, n, note=notes[method])


@adds_results
def _add_drawn(
    results: Results,
    subject: Subject,
    drawn: DrawnBootstrap,
    n: Sizes,
    settings: EstimationSettings,
    notes: Mapping[str, str],
) -> None:
    method = "bootstrap_percentile"
    interval = as_interval(drawn.percentile, settings)
    results.add(subject, "mean", drawn.value, method, n, interval=interval, note=notes[method])
    results.add(subject, "se", drawn.se, method, n, note=notes[method])
    method = "bootstrap_bca"
    if drawn.bca is None:
        reason = "the correction for skewness is undefined for these data; see the percentile interval"
        results.refuse(subject, "mean", method, n, reason)
        return
    results.add(subject, "mean", drawn.value, method, n, interval=as_interval(drawn.bca, settings), note=notes[method])
