"""What a methods paragraph says of each method, by its name in the register."""

from casetrace.methods.register import METHODS
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line
from casetrace.report.printer import WAYS, label

#: What confidence intervals are based on.
INTERVALS: dict[str, Inlines] = {
    "t": ("Student's t distribution for per-patient means",),
    "cr2_t": line(
        "cluster-robust standard errors (",
        label("CR2"),
        ") with Satterthwaite's degrees of freedom for per-lesion means",
    ),
    "median_order_statistics": ("order statistics for per-patient medians, at the exact level given with each",),
    "clopper_pearson": ("the exact method of Clopper and Pearson for proportions",),
    "clopper_pearson_one_sided": ("the exact one-sided upper limit for proportions of zero",),
    "korn_graubard": ("Korn and Graubard's method for proportions of lesions, which allows for clustering by patient",),
    "wilson": ("Wilson's score method for proportions",),
    "poisson_exact": ("the exact Poisson distribution for rates of events",),
    "welch_t": ("Welch's t distribution for differences between means",),
    "newcombe": ("Newcombe's method for differences between proportions",),
    "tango": ("Tango's score method for differences between paired proportions",),
    "miettinen_nurminen": ("Miettinen and Nurminen's score method for differences between proportions",),
    "kaplan_meier": ("Greenwood's formula for Kaplan–Meier estimates",),
    "crossover_t": ("Student's t distribution for the effects of treatment and period in a cross-over",),
    "ancova": ("analysis of covariance with the baseline as covariate",),
}
#: What estimates are that have no interval of their own.
ESTIMATORS: dict[str, Inlines] = {
    "turnbull": ("Cumulative incidence was estimated by Turnbull's method for interval-censored times",),
    "leave_one_out": ("The influence of individual patients was assessed by omitting each patient in turn",),
    "rounding": ("The effect of rounding was assessed by the range of means compatible with the rounded measurements",),
    "tipping_point": ("A tipping-point analysis was performed for the missing values",),
}
#: The tests, each by the beginning of its names.
TESTS: dict[str, str] = {
    "sign_flip": "two-sided sign-flip (one-sample permutation) test of a mean of zero",
    "signed_rank": "two-sided Wilcoxon signed-rank test",
    "sign_test": "two-sided sign test",
    "binomial_exact_one_sided": "one-sided binomial test of a response rate",
    "binomial_exact": "two-sided binomial test of a response rate",
    "permutation": "two-sided permutation test of a difference between two means",
    "boschloo_exact": "two-sided Boschloo test of a difference between two proportions",
    "fisher_exact": "two-sided Fisher test of two proportions",
    "mcnemar_exact": "two-sided McNemar test of paired proportions",
    "crossover_permutation": "two-sided permutation test of a cross-over",
}
#: How a P value was obtained where it is not exact, by the end of a method's name.
WAY_WORDS = {
    "monte_carlo": "with randomly drawn permutations and a fixed seed",
    "normal": "in its normal approximation",
    "chi2": "in its chi-squared approximation",
    "t": "in its t approximation",
}


def family_of_test(method: str) -> str:
    """The family of tests that a method is of; empty where it is no test that has words."""
    if method in TESTS:
        return method
    ends = (method.removesuffix(f"_{way}") for way in WAYS)
    return next((name for name in ends if name in TESTS), "")


def words_of_test(method: str, about: Inlines = ()) -> Inlines:
    """A test in words, with the way in which its P value was obtained.

    Parameters
    ----------
    about
        What it is a test of, where that stands in config.
    """
    family = family_of_test(method)
    way = method.removeprefix(family).removeprefix("_")
    if way in WAY_WORDS:
        return line(f"the {TESTS[family]}", about, f", {WAY_WORDS[way]}")
    return line(f"the exact {TESTS[family]}", about)


def has_words(method: str) -> bool:
    """Whether a method has words of its own here."""
    return method in INTERVALS or method in ESTIMATORS or bool(family_of_test(method))


def register_name(method: str) -> Inlines:
    """The name of a method in the register."""
    return (label(METHODS[method].name),)
