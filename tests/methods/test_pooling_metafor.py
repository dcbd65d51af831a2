"""Published meta-analyses against R's metafor.

Sources: R 4.2.2, metafor 3.8-1, data sets of metadat 1.2-0 as named. Each row is of ``rma(yi, vi, method=...,
test="knha")`` and ``test="adhoc"`` with ``control=list(threshold=1e-12, tol=1e-12)``, ``predict()`` of the latter, and
``confint()``, whose interval of the variance is by the Q-profile.
"""

import numpy as np
import pytest
from scipy import special

from casetrace.methods.pooled_proportions import binomial_normal, freeman_tukey
from casetrace.methods.pooling import dersimonian_laird, hartung_knapp, paule_mandel, reml
from casetrace.methods.small_studies import egger
from tests.methods.test_pooled_proportions import CATHETERS, INFECTED
from tests.methods.test_pooling import LOG_RATIOS, THEIR_ERRORS_BCG

# dat.molloy2014: correlations and sizes, of which Fisher's z with the variance 1 / (n - 3) are pooled.
CORRELATIONS = np.array([0.187, 0.162, 0.34, 0.32, 0.27, 0, 0.175, 0.05, 0.26, 0.01, -0.09, 0.37, 0, 0.15, 0.24, 0.04])
THEIR_SIZES = np.array([109, 749, 55, 107, 72, 65, 174, 326, 58, 771, 56, 91, 116, 537, 158, 65])
# dat.normand1999: n, mean and SD of the stay in hospital of two arms, in days; differences of means.
STROKE = np.array(
    [
        [155, 55, 47, 156, 75, 64], [31, 27, 7, 32, 29, 4], [75, 64, 17, 71, 119, 29], [18, 66, 20, 18, 137, 48],
        [8, 14, 8, 13, 18, 11], [57, 19, 7, 52, 18, 4], [34, 52, 45, 33, 41, 34], [110, 21, 16, 183, 31, 27],
        [60, 30, 27, 52, 23, 20],
    ],
    dtype=float,
).T  # fmt: skip
# dat.raudenbush1985: standardised mean differences and their variances.
PYGMALION = np.array(
    [0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.8, 0.54, 0.18, -0.02, 0.23, -0.18, -0.06, 0.3, 0.07,
     -0.07]
)  # fmt: skip
PYGMALION_VARIANCES = np.array(
    [0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.063, 0.0912, 0.0497, 0.0835, 0.0841,
     0.0253, 0.0279, 0.0193, 0.0088, 0.0303]
)  # fmt: skip
# dat.hackshaw1998, lung cancer and passive smoking: logarithms of odds ratios and their variances.
SMOKING = np.array(
    [0.1655144384776, 0.3715635564325, 0.7030975114131, 0.1823215567940, -0.2876820724518, 0.7275486072773,
     0.7561219797213, -0.2231435513142, -0.2357223335211, 0.6981347220710, 0.2070141693843, 0.1823215567940,
     0.4187103348582, 0.0295588022415, 0.4382549309312, 0.0295588022415, 0.8501509293696, 0.5007752879125,
     0.1739533071234, 0.4187103348582, 0.7701082216961, 0.0769610411361, 0.9360933591703, 0.4824261492443,
     0.0582689081240, -0.2357223335211, -0.3011050927839, 0.8197798314933, -0.0304592074847, 0.4700036292457,
     0.1739533071234, 0.5068176023685, 0.2311117209634, 0.0953101798043, 0.5068176023685, 0.1484200051183,
     0.1043600153242]
)  # fmt: skip
SMOKING_VARIANCES = np.array(
    [0.0187768854851, 0.0330440389058, 0.5401958653424, 0.0312676144887, 0.0796556541020, 0.2273205916705,
     0.0889215627070, 0.1926796031171, 0.3390163475386, 0.0980662024388, 0.0455555485775, 0.2317499696415,
     0.0796429220192, 0.2173950246726, 0.0769579740387, 0.0715017635258, 0.2925657720657, 0.0324375074299,
     0.0362733466419, 0.4838512418225, 0.1238162019218, 0.0710851917221, 0.3981954333542, 0.0896231240689,
     0.0337198883326, 0.0161294909174, 0.1802334734356, 0.3171477228644, 0.0125468451490, 0.1136962923510,
     0.0893367804166, 0.1759855947918, 0.0100290474315, 0.0862143558866, 0.0398749675437, 0.0363997555696,
     0.0664195066220]
)  # fmt: skip
N_1, MEAN_1, SD_1, N_2, MEAN_2, SD_2 = STROKE
DATA = {
    "bcg": (LOG_RATIOS, THEIR_ERRORS_BCG**2),
    "molloy2014": (np.arctanh(CORRELATIONS), 1 / (THEIR_SIZES - 3)),
    "normand1999": (MEAN_1 - MEAN_2, SD_1**2 / N_1 + SD_2**2 / N_2),
    "raudenbush1985": (PYGMALION, PYGMALION_VARIANCES),
    "hackshaw1998": (SMOKING, SMOKING_VARIANCES),
}
#: tau², its interval, mean, Hartung–Knapp error, interval without and with the correction, prediction interval on k − 1
#: df, Q.
EXPECTED = [
    ("bcg", reml, (
        0.3132432581, 0.1197183611, 1.111479084, -0.7145323422, 0.1807917441, -1.108443714, -0.3206209706,
        -1.108443714, -0.3206209706, -1.996016834, 0.5669521499, 152.2330081,
    )),
    ("bcg", paule_mandel, (
        0.3180684522, 0.1197183611, 1.111479084, -0.7149681535, 0.1808921915, -1.109098381, -0.3208379258,
        -1.109098381, -0.3208379258, -2.005425923, 0.5754896159, 152.2330081,
    )),
    ("bcg", dersimonian_laird, (
        0.3087602629, 0.1197183611, 1.111479084, -0.7141172221, 0.1806966283, -1.107821354, -0.32041309,
        -1.107821354, -0.32041309, -1.987206963, 0.5589725193, 152.2330081,
    )),
    ("molloy2014", reml, (
        0.008109560824, 0.001695174013, 0.03777089841, 0.1499171485, 0.03276977225, 0.08007003235, 0.2197642647,
        0.08007003235, 0.2197642647, -0.05433999392, 0.354174291, 38.15951542,
    )),
    ("molloy2014", paule_mandel, (
        0.009479293702, 0.001695174013, 0.03777089841, 0.1510068123, 0.03306518269, 0.08053004372, 0.221483581,
        0.08053004372, 0.221483581, -0.06815554227, 0.370169167, 38.15951542,
    )),
    ("normand1999", reml, (
        684.6461519, 292.9181217, 2889.451349, -15.10602747, 9.198908747, -36.31874908, 6.106694136,
        -36.31874908, 6.106694136, -79.06454247, 48.85248752, 238.9158109,
    )),
    ("normand1999", paule_mandel, (
        728.2511286, 292.9181217, 2889.451349, -15.14568003, 9.214271595, -36.39382844, 6.102468368,
        -36.39382844, 6.102468368, -80.90335729, 50.61199722, 238.9158109,
    )),
    ("raudenbush1985", reml, (
        0.01881828814, 0.005861526616, 0.1977006663, 0.08370124188, 0.06157931947, -0.04567210761, 0.2130745914,
        -0.04567210761, 0.2130745914, -0.2322085639, 0.3996110477, 35.8295363,
    )),
    ("raudenbush1985", paule_mandel, (
        0.0517733101, 0.005861526616, 0.1977006663, 0.1039569702, 0.06820838732, -0.03934353401, 0.2472574745,
        -0.03934353401, 0.2472574745, -0.3950980085, 0.603011949, 35.8295363,
    )),
    ("hackshaw1998", reml, (
        0.02239453097, 0, 0.06637643819, 0.2188892316, 0.04616867641, 0.1252548159, 0.3125236473,
        0.1187104454, 0.3190680178, -0.1007170831, 0.5384955463, 47.49794576,
    )),
    ("hackshaw1998", paule_mandel, (
        0.0128767168, 0, 0.06637643819, 0.2091708753, 0.04518173953, 0.1175380604, 0.3008036902,
        0.1175380604, 0.3008036902, -0.03853991813, 0.4568816688, 47.49794576,
    )),
    ("hackshaw1998", dersimonian_laird, (
        0.01703644432, 0, 0.06637643819, 0.2138889357, 0.04565119307, 0.1213040249, 0.3064738465,
        0.1183197933, 0.309458078, -0.06754875223, 0.4953266236, 47.49794576,
    )),
]  # fmt: skip
#: Proportions: responders and patients; log-odds, error and variance between of ``rma.glmm(measure="PLO",
#: test="t", nAGQ=50)`` with its interval; and ``rma(measure="PFT", method="PM", test="knha")`` transformed back by
#: ``transf.ipft.hm``.
PROPORTIONS = {
    "nielweise2007, treated": (INFECTED, CATHETERS),
    "pritz1997": (
        [16, 10, 4, 43, 10, 25, 13, 12, 22, 4, 5, 18, 58, 6],
        [17, 12, 8, 58, 10, 42, 14, 12, 41, 5, 6, 23, 68, 10],
    ),
    "debruin2009": (
        [11, 24, 179, 82, 60, 11, 99, 9, 88, 17, 26, 23, 40],
        [29, 33, 326, 240, 110, 29, 244, 17, 215, 26, 138, 55, 54],
    ),
}


@pytest.mark.parametrize(("name", "between", "expected"), EXPECTED)
def test_published_meta_analyses_are_those_of_metafor(name, between, expected):
    effects, variances = DATA[name]
    pooled = hartung_knapp(effects, np.sqrt(variances), 0.95, between)
    found = (
        pooled.tau2, pooled.tau2_limits.lower, pooled.tau2_limits.upper, pooled.estimate.value, pooled.estimate.se,
        pooled.estimate.lower, pooled.estimate.upper, pooled.ad_hoc.lower, pooled.ad_hoc.upper,
        pooled.prediction_hk_wide_df.lower, pooled.prediction_hk_wide_df.upper, pooled.heterogeneity.q,
    )  # fmt: skip
    assert found == pytest.approx(expected, rel=1e-8, abs=1e-9)


#: metafor 3.8-1, dat.bcg: ``leave1out(rma(yi, vi, method="PM", test="knha"))``, and the same of the trials up to each
#: year, by hand in the order of their years.
LEFT_OUT = [
    (-0.7085124837, 0.1944829180, 0.3557589364), (-0.6542353909, 0.1814652683, 0.2956597631),
    (-0.6863043738, 0.1890087680, 0.3347163552), (-0.6326109054, 0.1828893961, 0.2873976079),
]  # fmt: skip
CUMULATIVE = {
    3: (-0.9444457767, 0.2154379096, 0.05968557631), 4: (-0.9126317738, 0.1557664175, 0.02480930956),
    5: (-1.037374051, 0.1564422081, 0.03746642427), 8: (-0.7907993396, 0.2079266136, 0.2084341095),
    12: (-0.7954162094, 0.1826201201, 0.2840954803),
}  # fmt: skip
YEARS = np.array([1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976])


@pytest.mark.parametrize(("place", "expected"), list(enumerate(LEFT_OUT)))
def test_leaving_a_trial_out_is_that_of_metafor(place, expected):
    # its own tolerance is wider here than above
    pooled = hartung_knapp(np.delete(LOG_RATIOS, place), np.delete(THEIR_ERRORS_BCG, place), 0.95)
    assert (pooled.estimate.value, pooled.estimate.se, pooled.tau2) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("number", "expected"), list(CUMULATIVE.items()))
def test_the_trials_up_to_a_year_are_those_of_metafor(number, expected):
    first = np.argsort(YEARS, kind="stable")[:number]
    pooled = hartung_knapp(LOG_RATIOS[first], THEIR_ERRORS_BCG[first], 0.95)
    assert (pooled.estimate.value, pooled.estimate.se, pooled.tau2) == pytest.approx(expected, rel=1e-8)


def test_the_asymmetry_of_the_vaccine_trials_is_that_of_metafor():
    # regtest(yi, vi, model="lm"): t and P; the intercept and its error are those of lm(yi / sei ~ I(1 / sei))
    found = egger(LOG_RATIOS, THEIR_ERRORS_BCG, 0.95)
    assert found.value / found.se == pytest.approx(-1.40128200229, rel=1e-10)
    assert found.p_value == pytest.approx(0.188706995082, rel=1e-10)
    assert (found.value, found.se) == pytest.approx((-2.11204212089, 1.507221328357), rel=1e-10)


@pytest.mark.parametrize(
    ("name", "exact", "arcsine"),
    [
        (
            "nielweise2007, treated",
            (-4.8118545230, 0.3552004995, 0.8253323682, -5.5612620702, -4.0624469758),
            (0.007192272834, 0.002093129114, 0.01437225766, 0.001676569913),
        ),
        (
            "pritz1997",
            (1.3765875214, 0.2883773592, 0.5892998935, 0.7535861134, 1.9995889295),
            (0.802806658159, 0.691786142229, 0.89669955156, 0.025371302551),
        ),
        (
            "debruin2009",
            (-0.1118114364, 0.1880433209, 0.3786828720, -0.5215226365, 0.2978997638),
            (0.472840293422, 0.372575001287, 0.57418116754, 0.022701978002),
        ),
    ],
)
def test_published_proportions_are_those_of_metafor(name, exact, arcsine):
    pooled, beside = binomial_normal(*PROPORTIONS[name], 0.95), freeman_tukey(*PROPORTIONS[name], 0.95)
    limits = special.logit([pooled.limits.lower, pooled.limits.upper])
    # the optimiser of lme4 stops this far from the peak: nowhere is its likelihood above ours
    assert (pooled.log_odds, pooled.se, pooled.tau2, *limits) == pytest.approx(exact, rel=1e-5, abs=1e-5)
    found = (beside.proportion, beside.limits.lower, beside.limits.upper, beside.tau2)
    assert found == pytest.approx(arcsine, rel=1e-9)
