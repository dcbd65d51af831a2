"""The references of the methods in full: authors, title, journal, year, volume, pages."""

#: By the source as the register of methods has it, up to its doi. What is not here is printed as the register has it.
BIBLIOGRAPHY = {
    "Bell & McCaffrey 2002": (
        "Bell RM, McCaffrey DF. Bias reduction in standard errors for linear regression with multi-stage samples. "
        "Survey Methodology 2002; 28: 169–181"
    ),
    "Boschloo 1970": (
        "Boschloo RD. Raised conditional level of significance for the 2 × 2-table when testing the equality of two "
        "probabilities. Statistica Neerlandica 1970; 24: 1–9"
    ),
    "Brookmeyer & Crowley 1982": (
        "Brookmeyer R, Crowley J. A confidence interval for the median survival time. Biometrics 1982; 38: 29–41"
    ),
    "Brown & Heathers 2017": (
        "Brown NJL, Heathers JAJ. The GRIM test: a simple technique detects numerous anomalies in the reporting of "
        "results in psychology. Social Psychological and Personality Science 2017; 8: 363–369"
    ),
    "Clopper & Pearson 1934": (
        "Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. "
        "Biometrika 1934; 26: 404–413"
    ),
    "Cook 1977": (
        "Cook RD. Detection of influential observation in linear regression. Technometrics 1977; 19: 15–18"
    ),
    "Fisher 1935, The Design of Experiments": (
        "Fisher RA. The Design of Experiments. Edinburgh: Oliver and Boyd, 1935, § 21"
    ),
    "Garwood 1936": "Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936; 28: 437–442",
    "Hanley & Lippman-Hand 1983": (
        "Hanley JA, Lippman-Hand A. If nothing goes wrong, is everything all right? Interpreting zero numerators. "
        "JAMA 1983; 249: 1743–1745"
    ),
    "Hills & Armitage 1979": (
        "Hills M, Armitage P. The two-period cross-over clinical trial. British Journal of Clinical Pharmacology 1979; "
        "8: 7–20"
    ),
    "Hodges & Lehmann 1963": (
        "Hodges JL, Lehmann EL. Estimates of location based on rank tests. Annals of Mathematical Statistics 1963; 34: "
        "598–611"
    ),
    "Holm 1979": (
        "Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 1979; 6: "
        "65–70"
    ),
    "Kaplan & Meier 1958": (
        "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. Journal of the American "
        "Statistical Association 1958; 53: 457–481"
    ),
    "Korn & Graubard 1998": (
        "Korn EL, Graubard BI. Confidence intervals for proportions with small expected number of positive counts "
        "estimated from survey data. Survey Methodology 1998; 24: 193–201"
    ),
    "McNemar 1947": (
        "McNemar Q. Note on the sampling error of the difference between correlated proportions or percentages. "
        "Psychometrika 1947; 12: 153–157"
    ),
    "Miettinen & Nurminen 1985": (
        "Miettinen O, Nurminen M. Comparative analysis of two rates. Statistics in Medicine 1985; 4: 213–226"
    ),
    "Newcombe 1998": (
        "Newcombe RG. Interval estimation for the difference between independent proportions: comparison of eleven "
        "methods. Statistics in Medicine 1998; 17: 873–890"
    ),
    "Pitman 1937": (
        "Pitman EJG. Significance tests which may be applied to samples from any populations. Supplement to the "
        "Journal of the Royal Statistical Society 1937; 4: 119–130"
    ),
    "Pitman 1938": (
        "Pitman EJG. Significance tests which may be applied to samples from any populations. III. The analysis of "
        "variance test. Biometrika 1938; 29: 322–335"
    ),
    "Pustejovsky & Tipton 2018": (
        "Pustejovsky JE, Tipton E. Small-sample methods for cluster-robust variance estimation and hypothesis testing "
        "in fixed effects models. Journal of Business & Economic Statistics 2018; 36: 672–683"
    ),
    "Scheffé & Tukey 1945": (
        "Scheffé H, Tukey JW. Non-parametric estimation. I. Validation of order statistics. Annals of Mathematical "
        "Statistics 1945; 16: 187–192"
    ),
    "Senn 2006": (
        "Senn S. Change from baseline and analysis of covariance revisited. Statistics in Medicine 2006; 25: 4334–4344"
    ),
    "Spearman 1904": (
        "Spearman C. The proof and measurement of association between two things. American Journal of Psychology 1904; "
        "15: 72–101"
    ),
    "Student 1908": "Student. The probable error of a mean. Biometrika 1908; 6: 1–25",
    "Tango 1998": (
        "Tango T. Equivalence test and confidence interval for the difference in proportions for the paired-sample "
        "design. Statistics in Medicine 1998; 17: 891–908"
    ),
    "Thompson 1936": (
        "Thompson WR. On confidence ranges for the median and other expectation distributions for populations of "
        "unknown distribution form. Annals of Mathematical Statistics 1936; 7: 122–128"
    ),
    "Turnbull 1976": (
        "Turnbull BW. The empirical distribution function with arbitrarily grouped, censored and truncated data. "
        "Journal of the Royal Statistical Society, Series B 1976; 38: 290–295"
    ),
    "Welch 1947": (
        "Welch BL. The generalization of ‘Student’s’ problem when several different population variances are involved. "
        "Biometrika 1947; 34: 28–35"
    ),
    "Wilcoxon 1945": (
        "Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bulletin 1945; 1: 80–83"
    ),
    "Wilson 1927": (
        "Wilson EB. Probable inference, the law of succession, and statistical inference. Journal of the American "
        "Statistical Association 1927; 22: 209–212"
    ),
}  # fmt: skip


def full_reference(source: str) -> str:
    """A reference in full, with its doi, or as the register has it.

    Parameters
    ----------
    source
        A source of the register, such as `Student 1908, doi 10.2307/2331554`.
    """
    for short, full in BIBLIOGRAPHY.items():
        if source == short or source.startswith(f"{short},"):
            _, doi, identifier = source.partition(", doi ")
            return f"{full}{doi.replace(',', '.')}{identifier}"
    return source
