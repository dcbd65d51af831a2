"""The trend of an outcome over many visits: the mean slope with its interval, and the tests of no trend."""

from casetrace.analyse.estimate.means import add_mean
from casetrace.analyse.estimate.no_change import add_tests
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.trends import Trend
from casetrace.analyse.visits import units_of
from casetrace.model.reservations import combined
from casetrace.model.results import Results


def add_trend(results: Results, trend: Trend, settings: EstimationSettings) -> None:
    """Add the mean slope over lesions and over patients, a patient's slope being the mean over the lesions."""
    flag = combined(trend.worsening, trend.pooled)
    for unit, rows in units_of(trend.subject, trend.lesions, "slope"):
        add_mean(results, unit, rows, "slope", settings, flag=flag)
        if unit.unit_of_analysis == "patient":
            add_tests(results, unit, rows, "slope", settings, flag=flag)
