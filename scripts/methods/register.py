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


METHODS = {
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
    "spearman_exact": Method(
        name="Spearman rank correlation, exact permutation test",
        description=(
            "Rank correlation over patients; its p value is the share of all orders of the patients that give a "
            "correlation at least as strong, with the smallest p value that these data could have given beside it."
        ),
        reference="Spearman 1904, doi 10.2307/1412159.",
        assumptions="Patients are independent and, without an association, exchangeable.",
        refused="With too few patients (see config), or where one variable is the same for everybody.",
    ),
    "spearman_monte_carlo": Method(
        name="Spearman rank correlation, Monte Carlo permutation test",
        description="As the exact test, over orders drawn with the study's seed; the smallest possible p is not given.",
        reference="Phipson & Smyth 2010, doi 10.2202/1544-6115.1585.",
        assumptions="Patients are independent and, without an association, exchangeable.",
        refused="With too few patients (see config), or where one variable is the same for everybody.",
    ),
}
