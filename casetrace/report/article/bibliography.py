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
    "Browne 1995": (
        "Browne RH. On the use of a pilot sample for sample size determination. Statistics in Medicine 1995; 14: "
        "1933–1940"
    ),
    "Clopper & Pearson 1934": (
        "Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. "
        "Biometrika 1934; 26: 404–413"
    ),
    "Cook 1977": "Cook RD. Detection of influential observation in linear regression. Technometrics 1977; 19: 15–18",
    "Egger, Davey Smith, Schneider & Minder 1997": (
        "Egger M, Davey Smith G, Schneider M, Minder C. Bias in meta-analysis detected by a simple, graphical test. "
        "BMJ 1997; 315: 629–634"
    ),
    "Fisher 1935, The Design of Experiments": (
        "Fisher RA. The Design of Experiments. Edinburgh: Oliver and Boyd, 1935, § 21"
    ),
    "Freeman & Tukey 1950": (
        "Freeman MF, Tukey JW. Transformations related to the angular and the square root. Annals of Mathematical "
        "Statistics 1950; 21: 607–611"
    ),
    "Garwood 1936": "Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936; 28: 437–442",
    "Hanley & Lippman-Hand 1983": (
        "Hanley JA, Lippman-Hand A. If nothing goes wrong, is everything all right? Interpreting zero numerators. "
        "JAMA 1983; 249: 1743–1745"
    ),
    "Hedeker & Gibbons 1994": (
        "Hedeker D, Gibbons RD. A random-effects ordinal regression model for multilevel analysis. Biometrics 1994; "
        "50: 933–944"
    ),
    "Higgins, Thompson & Spiegelhalter 2009": (
        "Higgins JPT, Thompson SG, Spiegelhalter DJ. A re-evaluation of random-effects meta-analysis. Journal of the "
        "Royal Statistical Society, Series A 2009; 172: 137–159"
    ),
    "Hills & Armitage 1979": (
        "Hills M, Armitage P. The two-period cross-over clinical trial. British Journal of Clinical Pharmacology "
        "1979; 8: 7–20"
    ),
    "Hodges & Lehmann 1963": (
        "Hodges JL, Lehmann EL. Estimates of location based on rank tests. Annals of Mathematical Statistics 1963; "
        "34: 598–611"
    ),
    "Holm 1979": (
        "Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 1979; 6:"
        " 65–70"
    ),
    "IntHout, Ioannidis & Borm 2014": (
        "IntHout J, Ioannidis JPA, Borm GF. The Hartung–Knapp–Sidik–Jonkman method for random effects meta-analysis "
        "is straightforward and considerably outperforms the standard DerSimonian–Laird method. BMC Medical Research "
        "Methodology 2014; 14: 25"
    ),
    "Julious 2004": (
        "Julious SA. Sample sizes for clinical trials with Normal data. Statistics in Medicine 2004; 23: 1921–1986"
    ),
    "Kaplan & Meier 1958": (
        "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. Journal of the American "
        "Statistical Association 1958; 53: 457–481"
    ),
    "Kenward & Roger 1997": (
        "Kenward MG, Roger JH. Small sample inference for fixed effects from restricted maximum likelihood. "
        "Biometrics 1997; 53: 983–997"
    ),
    "Kish 1965, Survey Sampling, § 8.2": "Kish L. Survey Sampling. New York: Wiley, 1965, § 8.2",
    "Knapp & Hartung 2003": (
        "Knapp G, Hartung J. Improved tests for a random effects meta-regression with a single covariate. Statistics "
        "in Medicine 2003; 22: 2693–2710"
    ),
    "Korn & Graubard 1998": (
        "Korn EL, Graubard BI. Confidence intervals for proportions with small expected number of positive counts "
        "estimated from survey data. Survey Methodology 1998; 24: 193–201"
    ),
    "Laird & Ware 1982": "Laird NM, Ware JH. Random-effects models for longitudinal data. Biometrics 1982; 38: 963–974",
    "Lehmann 1975, Nonparametrics, § 3.3": (
        "Lehmann EL. Nonparametrics: Statistical Methods Based on Ranks. San Francisco: Holden-Day, 1975, § 3.3"
    ),
    "Luo, Wan, Liu & Tong 2018": (
        "Luo D, Wan X, Liu J, Tong T. Optimally estimating the sample mean from the sample size, median, mid-range, "
        "and/or mid-quartile range. Statistical Methods in Medical Research 2018; 27: 1785–1805"
    ),
    "McCullagh 1980": (
        "McCullagh P. Regression models for ordinal data. Journal of the Royal Statistical Society, Series B 1980; "
        "42: 109–142"
    ),
    "McGrath, Zhao, Steele, Thombs & Benedetti 2020": (
        "McGrath S, Zhao X, Steele R, Thombs BD, Benedetti A. Estimating the sample mean and standard deviation from "
        "commonly reported quantiles in meta-analysis. Statistical Methods in Medical Research 2020; 29: 2520–2537"
    ),
    "McNemar 1947": (
        "McNemar Q. Note on the sampling error of the difference between correlated proportions or percentages. "
        "Psychometrika 1947; 12: 153–157"
    ),
    "Miettinen & Nurminen 1985": (
        "Miettinen O, Nurminen M. Comparative analysis of two rates. Statistics in Medicine 1985; 4: 213–226"
    ),
    "Miller 1978": (
        "Miller JJ. The inverse of the Freeman–Tukey double arcsine transformation. The American Statistician 1978; "
        "32: 138"
    ),
    "Newcombe 1998": (
        "Newcombe RG. Interval estimation for the difference between independent proportions: comparison of eleven "
        "methods. Statistics in Medicine 1998; 17: 873–890"
    ),
    "Partlett & Riley 2017": (
        "Partlett C, Riley RD. Random effects meta-analysis: coverage performance of 95% confidence and prediction "
        "intervals following REML estimation. Statistics in Medicine 2017; 36: 301–317"
    ),
    "Paule & Mandel 1982": (
        "Paule RC, Mandel J. Consensus values and weighting factors. Journal of Research of the National Bureau of "
        "Standards 1982; 87: 377–385"
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
        "Pustejovsky JE, Tipton E. Small-sample methods for cluster-robust variance estimation and hypothesis testing"
        " in fixed effects models. Journal of Business & Economic Statistics 2018; 36: 672–683"
    ),
    "Scheffé & Tukey 1945": (
        "Scheffé H, Tukey JW. Non-parametric estimation. I. Validation of order statistics. Annals of Mathematical "
        "Statistics 1945; 16: 187–192"
    ),
    "Schwarzer et al. 2019": (
        "Schwarzer G, Chemaitelly H, Abu-Raddad LJ, Rücker G. Seriously misleading results using inverse of "
        "Freeman–Tukey double arcsine transformation in meta-analysis of single proportions. Research Synthesis "
        "Methods 2019; 10: 476–483"
    ),
    "Searle 1971, Linear Models, § 9.8": "Searle SR. Linear Models. New York: Wiley, 1971, § 9.8",
    "Searle, Casella & McCulloch 1992, Variance Components, § 3.6": (
        "Searle SR, Casella G, McCulloch CE. Variance Components. New York: Wiley, 1992, § 3.6"
    ),
    "Senn 2006": (
        "Senn S. Change from baseline and analysis of covariance revisited. Statistics in Medicine 2006; 25: "
        "4334–4344"
    ),
    "Simon 1989": (
        "Simon R. Optimal two-stage designs for phase II clinical trials. Controlled Clinical Trials 1989; 10: 1–10"
    ),
    "Spearman 1904": (
        "Spearman C. The proof and measurement of association between two things. American Journal of Psychology "
        "1904; 15: 72–101"
    ),
    "Sterne et al. 2011": (
        "Sterne JAC, Sutton AJ, Ioannidis JPA, et al. Recommendations for examining and interpreting funnel plot "
        "asymmetry in meta-analyses of randomised controlled trials. BMJ 2011; 343: d4002"
    ),
    "Stijnen, Hamza & Özdemir 2010": (
        "Stijnen T, Hamza TH, Özdemir P. Random effects meta-analysis of event outcome in the framework of the "
        "generalized linear mixed model with applications in sparse data. Statistics in Medicine 2010; 29: 3046–3067"
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
    "van Elteren 1960": (
        "van Elteren PH. On the combination of independent two sample tests of Wilcoxon. Bulletin of the "
        "International Statistical Institute 1960; 37: 351–361"
    ),
    "Viechtbauer 2005": (
        "Viechtbauer W. Bias and efficiency of meta-analytic variance estimators in the random-effects model. Journal"
        " of Educational and Behavioral Statistics 2005; 30: 261–293"
    ),
    "Viechtbauer 2007": (
        "Viechtbauer W. Confidence intervals for the amount of heterogeneity in meta-analysis. Statistics in Medicine"
        " 2007; 26: 37–52"
    ),
    "Wan, Wang, Liu & Tong 2014": (
        "Wan X, Wang W, Liu J, Tong T. Estimating the sample mean and standard deviation from the sample size, "
        "median, range and/or interquartile range. BMC Medical Research Methodology 2014; 14: 135"
    ),
    "Welch 1947": (
        "Welch BL. The generalization of ‘Student’s’ problem when several different population variances are "
        "involved. Biometrika 1947; 34: 28–35"
    ),
    "Wilcoxon 1945": "Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bulletin 1945; 1: 80–83",
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
