"""The register of methods: what each `method` of statistics.csv is, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """One method: its name, what it does in one sentence, where it comes from, what it assumes, when it is refused."""

    name: str
    description: str
    reference: str
    assumptions: str
    refused: str


INDEPENDENT = "Patients are independent of each other."
EXCHANGEABLE = "Patients are independent and, without an association, exchangeable."
NO_SPREAD = "Where all values are the same, which would give an interval of no width."
IN_BOTH_ARMS = "Where the same patients stand in both arms."
DRAWN = "Phipson & Smyth 2010, doi 10.2202/1544-6115.1585."

DESCRIPTIONS = {
    "count": Method(
        name="Counts and percentages",
        description="How many patients or lesions, with the number that they are counted among.",
        reference="Definition.",
        assumptions="None; the denominator is given beside each percentage.",
        refused="No percentage where nobody can be counted among.",
    ),
    "summary": Method(
        name="Median, range, mean and standard deviation",
        description="Describes the values at hand; sums are rounded once, and the SD divides by n − 1.",
        reference="Shewchuk 1997, doi 10.1007/PL00009321, for the sums.",
        assumptions="None; nothing is inferred beyond the patients described.",
        refused="No standard deviation of fewer than 3 values; a mean percent change is flagged where one got worse.",
    ),
    "sum": Method(
        name="Total",
        description="The sum over all lesions.",
        reference="Definition.",
        assumptions="What lesions share, such as an injection, is counted for each of them.",
        refused="Not refused; flagged where a lesion has no number.",
    ),
    "claim": Method(
        name="Recomputed claim",
        description="The number that a published statement gives, from the rows of the table as it is printed.",
        reference="Brown & Heathers 2017, doi 10.1177/1948550616673876, for the rounding of printed numbers.",
        assumptions="What the statement says of its unit, its population and its statistic; see the audit.",
        refused="Where nobody has a value.",
    ),
}

INTERVALS = {
    "t": Method(
        name="Mean over patients, t interval",
        description="Mean of the patients' values, or of their differences, with Student's t interval on n − 1 df.",
        reference="Student 1908, doi 10.2307/2331554.",
        assumptions=f"{INDEPENDENT} Their values are not far from a normal distribution.",
        refused=f"With fewer than 2 patients. {NO_SPREAD} Flagged where the interval leaves the possible range.",
    ),
    "cr2_t": Method(
        name="Mean over lesions, cluster-robust t interval (CR2)",
        description=(
            "Least-squares mean, or coefficient, over lesions, with the bias-reduced cluster-robust variance CR2 over "
            "patients and Satterthwaite's degrees of freedom."
        ),
        reference="Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, doi 10.1080/07350015.2016.1247004.",
        assumptions=f"{INDEPENDENT} Lesions of one patient may depend on each other in any way.",
        refused=f"With fewer than 2 patients. {NO_SPREAD} Flagged where the interval leaves the possible range.",
    ),
    "bootstrap_exact": Method(
        name="Bootstrap over patients, all samples counted",
        description=(
            "Every sample that can be drawn of the patients, each with all her or his lesions, is counted with its "
            "probability; a limit is the smallest value whose cumulative probability reaches it. No number is drawn."
        ),
        reference="Efron 1979, doi 10.1214/aos/1176344552; Fisher & Hall 1991, for the enumeration.",
        assumptions=f"{INDEPENDENT} The patients at hand stand for all those who might have been seen.",
        refused=f"With too few patients (see config). {NO_SPREAD} Flagged under 10 patients: few distinct samples.",
    ),
    "bootstrap_percentile": Method(
        name="Bootstrap over patients, percentile interval",
        description="Samples of the patients, each with all her or his lesions, are drawn with the study's seed.",
        reference="Efron 1979, doi 10.1214/aos/1176344552.",
        assumptions=f"{INDEPENDENT} The patients at hand stand for all those who might have been seen.",
        refused=f"With too few patients (see config), and above the asymptotic limit. {NO_SPREAD}",
    ),
    "bootstrap_bca": Method(
        name="Bootstrap over patients, BCa interval",
        description="As the percentile interval, corrected for bias and for skewness by the jackknife over patients.",
        reference="Efron 1987, doi 10.1080/01621459.1987.10478410.",
        assumptions=f"{INDEPENDENT} The patients at hand stand for all those who might have been seen.",
        refused=f"With too few patients (see config), and above the asymptotic limit. {NO_SPREAD}",
    ),
    "clopper_pearson": Method(
        name="Proportion, Clopper–Pearson interval",
        description="Exact binomial interval: it covers at least its level, whatever the true proportion.",
        reference="Clopper & Pearson 1934, doi 10.1093/biomet/26.4.404.",
        assumptions="What is counted is independent: patients, not lesions; over lesions it is flagged.",
        refused="Where there is nobody to count among.",
    ),
    "clopper_pearson_one_sided": Method(
        name="Proportion of no event, exact upper limit",
        description="The highest true proportion under which seeing no event at all is not too unlikely, one-sided.",
        reference="Hanley & Lippman-Hand 1983, doi 10.1001/jama.1983.03330370053031.",
        assumptions="What is counted is independent: patients, not lesions; over lesions it is flagged.",
        refused="Given only where no event was seen.",
    ),
    "wilson": Method(
        name="Proportion, Wilson interval",
        description="Score interval, which covers its level on average over true proportions.",
        reference="Wilson 1927, doi 10.1080/01621459.1927.10502953.",
        assumptions="What is counted is independent: patients, not lesions; over lesions it is flagged.",
        refused="Where there is nobody to count among.",
    ),
}

TESTS = {
    "sign_flip_exact": Method(
        name="Sign-flip test of the mean, exact",
        description=(
            "The share of all ways to flip the signs of the patients' values that give a mean at least as far "
            "from 0, with the smallest p value that these values could have given beside it."
        ),
        reference="Fisher 1935, The Design of Experiments, § 21; Pitman 1937, doi 10.2307/2984124.",
        assumptions=f"{INDEPENDENT} Without an effect, a patient's value is as likely to be positive as negative.",
        refused="With no patient whose value differs from 0.",
    ),
    "sign_flip_monte_carlo": Method(
        name="Sign-flip test of the mean, Monte Carlo",
        description="As the exact test, over sign changes drawn with the study's seed.",
        reference=DRAWN,
        assumptions=f"{INDEPENDENT} Without an effect, a patient's value is as likely to be positive as negative.",
        refused="With no patient whose value differs from 0.",
    ),
    "sign_flip_normal": Method(
        name="Sign-flip test of the mean, normal approximation",
        description="As the exact test, with the normal distribution in place of the counted one.",
        reference="Pitman 1937, doi 10.2307/2984124.",
        assumptions=f"{INDEPENDENT} There are many of them: used above the asymptotic limit only.",
        refused="With no patient whose value differs from 0.",
    ),
    "signed_rank_exact": Method(
        name="Wilcoxon signed-rank test, exact",
        description="The sign-flip test on the ranks of the absolute values, ties at their mean rank, zeros left out.",
        reference="Wilcoxon 1945, doi 10.2307/3001968; Streitberg & Röhmel 1986, for the exact distribution with ties.",
        assumptions=f"{INDEPENDENT} Without an effect, a patient's value is as likely to be positive as negative.",
        refused="With no patient whose value differs from 0.",
    ),
    "signed_rank_normal": Method(
        name="Wilcoxon signed-rank test, normal approximation",
        description="As the exact test, with the normal distribution and a correction for ties.",
        reference="Wilcoxon 1945, doi 10.2307/3001968.",
        assumptions=f"{INDEPENDENT} Used for more than 200 values that are not 0, and above the asymptotic limit.",
        refused="With no patient whose value differs from 0.",
    ),
}

ASSOCIATIONS = {
    "spearman_exact": Method(
        name="Spearman rank correlation, exact permutation test",
        description=(
            "Rank correlation over patients; its p value is the share of all orders of the patients that give a "
            "correlation at least as strong, with the smallest p value that these data could have given beside it."
        ),
        reference="Spearman 1904, doi 10.2307/1412159.",
        assumptions=EXCHANGEABLE,
        refused="With too few patients (see config), or where one variable is the same for everybody.",
    ),
    "spearman_monte_carlo": Method(
        name="Spearman rank correlation, Monte Carlo permutation test",
        description="As the exact test, over orders drawn with the study's seed; the smallest possible p is not given.",
        reference=DRAWN,
        assumptions=EXCHANGEABLE,
        refused="With too few patients (see config), or where one variable is the same for everybody.",
    ),
    "spearman_t": Method(
        name="Spearman rank correlation, t approximation",
        description="As the exact test, with a t distribution on n − 2 degrees of freedom in place of the counted one.",
        reference="Kendall & Stuart 1973, The Advanced Theory of Statistics, volume 2.",
        assumptions=f"{EXCHANGEABLE} There are many of them: used above the asymptotic limit only.",
        refused="Where one variable is the same for everybody.",
    ),
    "spearman_bootstrap": Method(
        name="Spearman rank correlation, percentile interval of the bootstrap over patients",
        description="Samples of the patients are drawn with the study's seed, and each is ranked anew.",
        reference="Efron 1979, doi 10.1214/aos/1176344552.",
        assumptions=f"{INDEPENDENT} The patients at hand stand for all those who might have been seen.",
        refused="With fewer than 10 patients, and above the asymptotic limit.",
    ),
    "correlation_ratio": Method(
        name="Correlation ratio of ranks",
        description=(
            "How far groups explain the ranks of a number, from 0 to 1: the square root of the share of their variance "
            "that lies between the groups."
        ),
        reference="Kruskal & Wallis 1952, doi 10.1080/01621459.1952.10483441, whose H is (n − 1) times its square.",
        assumptions="None; it describes the patients at hand.",
        refused="With too few patients (see config), or where the number, or the group, is the same for everybody.",
    ),
    "cross_tabulation": Method(
        name="Empty cells of a cross-tabulation",
        description="How many combinations of two groupings no patient has; with one, they can't be told apart.",
        reference="Definition.",
        assumptions="None; it describes the patients at hand.",
        refused="Where a grouping is the same for everybody.",
    ),
    "groups_permutation_exact": Method(
        name="Permutation test between groups, exact",
        description=(
            "The share of all ways to deal the patients to groups of these sizes that give group means at "
            "least as far apart (sum of squares between groups)."
        ),
        reference="Pitman 1938, doi 10.1093/biomet/29.3-4.322.",
        assumptions=EXCHANGEABLE,
        refused="Where a group has fewer than 2 patients, or a patient has lesions in several groups.",
    ),
    "groups_permutation_monte_carlo": Method(
        name="Permutation test between groups, Monte Carlo",
        description="As the exact test, over ways drawn with the study's seed.",
        reference=DRAWN,
        assumptions=EXCHANGEABLE,
        refused="Where a group has fewer than 2 patients, or a patient has lesions in several groups.",
    ),
    "groups_permutation_chi2": Method(
        name="Permutation test between groups, chi-squared approximation",
        description="As the exact test, with a chi-squared distribution in place of the counted one.",
        reference="Pitman 1938, doi 10.1093/biomet/29.3-4.322.",
        assumptions=f"{EXCHANGEABLE} There are many of them: used above the asymptotic limit only.",
        refused="Where a group has fewer than 2 patients, or a patient has lesions in several groups.",
    ),
    "holm": Method(
        name="Holm's adjusted p value",
        description="The p value of a test, adjusted for the number of tests of its family.",
        reference="Holm 1979.",
        assumptions="None beyond those of the tests.",
        refused="Where the test was refused.",
    ),
}

ARMS = {
    "welch_t": Method(
        name="Difference of two means, Welch's t interval",
        description="Difference of the arms' means over patients, without assuming that they vary alike.",
        reference="Welch 1947, doi 10.1093/biomet/34.1-2.28.",
        assumptions=f"{INDEPENDENT} Their values are not far from a normal distribution.",
        refused=f"With fewer than 2 patients in an arm. {NO_SPREAD} {IN_BOTH_ARMS}",
    ),
    "permutation_exact": Method(
        name="Permutation test of two arms, exact",
        description=(
            "The share of all ways to deal the patients to arms of these sizes that give means at least as far apart."
        ),
        reference="Pitman 1937, doi 10.2307/2984124.",
        assumptions=EXCHANGEABLE,
        refused=f"With an empty arm, or where all values are the same. {IN_BOTH_ARMS}",
    ),
    "permutation_monte_carlo": Method(
        name="Permutation test of two arms, Monte Carlo",
        description="As the exact test, over ways drawn with the study's seed.",
        reference=DRAWN,
        assumptions=EXCHANGEABLE,
        refused=f"With an empty arm, or where all values are the same. {IN_BOTH_ARMS}",
    ),
    "permutation_normal": Method(
        name="Permutation test of two arms, normal approximation",
        description="As the exact test, with the normal distribution in place of the counted one.",
        reference="Pitman 1937, doi 10.2307/2984124.",
        assumptions=f"{EXCHANGEABLE} There are many of them: used above the asymptotic limit only.",
        refused=f"With an empty arm, or where all values are the same. {IN_BOTH_ARMS}",
    ),
    "hodges_lehmann": Method(
        name="Hodges–Lehmann shift with Moses' interval",
        description=(
            "Median of all differences between a patient of one arm and a patient of the other, with the interval that "
            "inverts the exact rank-sum test."
        ),
        reference="Hodges & Lehmann 1963, doi 10.1214/aoms/1177704172; Moses 1965.",
        assumptions=f"{INDEPENDENT} The arms differ by a shift alone; with ties the interval covers its level or more.",
        refused="Where so few patients have no interval of this level, and above the asymptotic limit.",
    ),
    "fisher_exact": Method(
        name="Fisher's exact test",
        description="Odds ratio of two arms with the exact conditional p value.",
        reference="Fisher 1935, doi 10.2307/2342435.",
        assumptions=INDEPENDENT,
        refused=f"With an empty arm, or where nobody, or everybody, responded. {IN_BOTH_ARMS}",
    ),
    "newcombe": Method(
        name="Risk difference, Newcombe's interval",
        description="Difference of two proportions with the interval that combines their Wilson intervals.",
        reference="Newcombe 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.",
        assumptions=INDEPENDENT,
        refused=f"With an empty arm. {IN_BOTH_ARMS}",
    ),
    "miettinen_nurminen": Method(
        name="Risk difference, Miettinen–Nurminen interval",
        description="Difference of two proportions with the interval that inverts the score test.",
        reference="Miettinen & Nurminen 1985, doi 10.1002/sim.4780040211.",
        assumptions=INDEPENDENT,
        refused=f"With an empty arm. {IN_BOTH_ARMS}",
    ),
    "mcnemar_exact": Method(
        name="McNemar's test, exact",
        description="Of the patients in both arms, are those who respond in one alone as many in either arm.",
        reference="McNemar 1947, doi 10.1007/BF02295996.",
        assumptions=INDEPENDENT,
        refused="Where no patient responded in one arm alone.",
    ),
}

MODELS = {
    "gee_exchangeable": Method(
        name="Generalised estimating equations, exchangeable, bias-reduced covariance",
        description="Mean over lesions with one correlation of the lesions of a patient; t interval, patients − 1 df.",
        reference=(
            "Liang & Zeger 1986, doi 10.1093/biomet/73.1.13; Mancl & DeRouen 2001, "
            "doi 10.1111/j.0006-341X.2001.00126.x."
        ),
        assumptions=f"{INDEPENDENT} There are more than a handful of them.",
        refused="With too few patients (see config), or where the fit is singular or does not converge.",
    ),
    "mixed_model": Method(
        name="Linear mixed model with a random patient effect, REML",
        description="Mean over lesions with normal effects of patients and of lesions; t interval, patients − 1 df.",
        reference="Laird & Ware 1982, doi 10.2307/2529876.",
        assumptions=f"{INDEPENDENT} Effects of patients and of lesions are normal.",
        refused="With too few patients (see config), one lesion each, or where the fit is singular or not converging.",
    ),
}

SENSITIVITY = {
    "tipping_point": Method(
        name="Tipping point",
        description=(
            "The value that all missing patients, or lesions, would have to have for the interval of the mean to stop, "
            "or to begin, leaving 0 out."
        ),
        reference="Yan, Lee & Li 2009, Journal of Biopharmaceutical Statistics 19, 1085.",
        assumptions="Those of the interval; the missing ones all have one value.",
        refused="Where nobody is missing, or no value changes the conclusion.",
    ),
    "leave_one_out": Method(
        name="Leave one patient out",
        description="The mean without each patient in turn: its range, and who moves it most.",
        reference="Cook 1977, doi 10.2307/1268249.",
        assumptions="None; it describes the patients at hand.",
        refused="With fewer than 3 patients.",
    ),
    "rounding": Method(
        name="Rounding carried through",
        description=(
            "The lowest and the highest mean that values rounded as they were recorded allow; a true value is not "
            "below the lowest possible."
        ),
        reference="Definition; as GRIM does for means, Brown & Heathers 2017, doi 10.1177/1948550616673876.",
        assumptions="Values are rounded to the last digit in which they are recorded.",
        refused="Where a baseline may be 0 within its rounding.",
    ),
}

POOLING = {
    "hartung_knapp": Method(
        name="Random effects over cohorts, Hartung–Knapp interval",
        description=(
            "Mean of the cohorts' estimates, weighted by their variance and that between cohorts (Paule–Mandel), with "
            "the interval of Hartung, Knapp, Sidik and Jonkman and a prediction interval for a further cohort."
        ),
        reference=(
            "IntHout, Ioannidis & Borm 2014, doi 10.1186/1471-2288-14-25; Higgins, Thompson & Spiegelhalter 2009, "
            "doi 10.1111/j.1467-985X.2008.00552.x; Paule & Mandel 1982, doi 10.6028/jres.087.022."
        ),
        assumptions="Cohorts are independent, and their effects come from one normal distribution.",
        refused=(
            "With too few cohorts (see config), or where all have one mean. Flagged where the interval is narrower "
            "than that of one common mean, or leaves the possible range, and where a cohort is left out."
        ),
    ),
}

METHODS = DESCRIPTIONS | INTERVALS | TESTS | ASSOCIATIONS | ARMS | MODELS | SENSITIVITY | POOLING
