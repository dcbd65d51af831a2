"""The case series in one script, as an analyst would write it without the pipeline: the yardstick of the benchmark.

Reads the table, corrects it, parses its composite cells, and computes what the pipeline computes of it: summaries of
every scenario, visit and unit, responses and groups; means with their intervals and tests, proportions and log ratios;
what the means owe to missing values, to single patients and to rounding; and the explorations. Draws the same five
figures in the same formats and sizes, and writes one CSV of results and one HTML page.

It shares no code with the pipeline: formulas are applied as they are printed, with dense matrices and full enumeration,
and the rest is left to SciPy and statsmodels. When the pipeline computes or draws something new, it belongs here too,
or the comparison favours this script.

    python -m tests.oracle.monolith [OUTPUT_FOLDER]
"""

import sys
from collections.abc import Iterator
from itertools import combinations, permutations, product
from math import comb
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import (
    PermutationMethod,
    beta,
    binom,
    binomtest,
    gamma,
    kruskal,
    norm,
    permutation_test,
    rankdata,
    t,
    wilcoxon,
)
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

DATA = Path("data/aarhus-2014")
FOLLOW_UP = [4, 12]
SCENARIOS = ["observed", "as_reported", "locf", "no_change", "complete_response"]
RESPONSES = ["complete", "partial", "stable", "progression"]
COLORS = {"complete": "#009e73", "partial": "#0072b2", "stable": "#e69f00", "progression": "#d55e00"}
MARKERS = {"complete": "D", "partial": "o", "stable": "s", "progression": "v"}
SITE_GROUPS = {
    "Fingertip": "fingertip",
    "Knee": "limb",
    "Elbow": "limb",
    "Anterolateral side of lower left leg": "limb",
    "Buttocks": "buttocks",
}
BANDS = ["under 5 mm", "5 to under 50 mm", "50 mm or more"]
VARIABLES = ["baseline", "dose_mean", "n_treatments", "age_years"]
GROUPS = {"site": "site_group", "regimen": "regimen", "diagnosis": "diagnosis"}
OFFSETS = {"offset_0_25": 0.25, "offset_0_5": 0.5, "offset_1": 1.0}
#: Slack for comparing statistics of permutations that are the same but for rounding.
SLACK = 1e-9
WIDTH_MM = 89

Rows = list[dict[str, Any]]


def read_lesions() -> pd.DataFrame:
    """One row per lesion, with the numbers taken out of the composite cells."""
    raw = pd.read_csv(DATA / "table1.csv", dtype=str, encoding="utf-8")
    shared = raw.columns.difference(["Size of calcinosis", "Size (mm)/reduction (%) week 4"])
    further = raw["Case"].isna()
    raw[shared] = raw[shared].where(~further, raw[shared].ffill())
    lesions = pd.DataFrame({"patient_id": raw["Case"], "site": raw["Localization"]})
    letters = raw.groupby("Case", sort=False).cumcount().map(lambda number: "abcdefgh"[number])
    lesions.insert(0, "lesion_id", raw["Case"] + letters)
    lesions["site_group"] = raw["Localization"].map(SITE_GROUPS)
    lesions[["diagnosis", "age_years"]] = raw["Diagnosis/age"].str.extract(r"^([^/]+)/(\d+)$")
    lesions["n_treatments"] = raw["Treatment"].str.extract(r"every week for (\d+) weeks")[0].fillna("1")
    lesions["regimen"] = np.where(raw["Treatment"].eq("Single injection"), "single injection", "weekly injections")
    doses = raw["Sodium thiosulphate, mg Mean (range)"].str.extract(r"^([\d.]+)(?: \(([\d.]+)[–-]([\d.]+)\))?$")
    lesions["dose_mean"] = doses[0]
    lesions["dose_min"] = doses[1].fillna(doses[0])
    lesions["dose_max"] = doses[2].fillna(doses[0])
    lesions["complication"] = raw["Complications"].str.extract(r"^(Infection|Transient pain)")[0].str.lower()
    lesions["baseline"] = raw["Size of calcinosis"]
    for week in FOLLOW_UP:
        cell = raw[f"Size (mm)/reduction (%) week {week}"]
        lesions[[f"value_{week}", f"printed_{week}"]] = cell.str.extract(r"^(\d+)/(\d+)$")
    numbers = ["age_years", "n_treatments", "baseline", *lesions.filter(regex="^(dose|value|printed)_").columns]
    lesions[numbers] = lesions[numbers].astype(float)
    lesions["baseline_band"] = pd.cut(lesions["baseline"], [-np.inf, 5, 50, np.inf], right=False, labels=BANDS)
    return lesions


def status_of_patients(lesions: pd.DataFrame) -> pd.Series:
    """How each patient left the study, as corrected by hand."""
    status = pd.Series("completed", index=lesions["patient_id"].unique())
    corrections = pd.read_csv(DATA / "corrections.csv", dtype=str, keep_default_na=False)
    corrections = corrections[corrections["table"].eq("disposition") & corrections["field"].eq("status")]
    status.update(corrections.set_index("key")["new"])
    return status


def lesion_visits(lesions: pd.DataFrame) -> pd.DataFrame:
    """One row per lesion, follow-up visit and scenario, with reduction, log ratio and response."""
    parts = []
    for scenario in SCENARIOS:
        earlier = lesions["baseline"]
        for week in FOLLOW_UP:
            part = lesions.drop(columns=list(lesions.filter(regex="^(value|printed)_").columns))
            value = lesions[f"value_{week}"]
            filled = {"locf": earlier, "no_change": lesions["baseline"], "complete_response": 0.0}
            earlier = value.fillna(earlier)
            part["value"] = value.fillna(filled[scenario]) if scenario in filled else value
            part["reduction"] = 100 * (1 - part["value"] / part["baseline"])
            part["log_ratio"] = np.log((part["value"] + 0.5) / (part["baseline"] + 0.5))
            if scenario == "as_reported":
                part = part.assign(reduction=lesions[f"printed_{week}"], value=np.nan, log_ratio=np.nan)
            parts.append(part.assign(visit=week, scenario=scenario))
    visits = pd.concat(parts, ignore_index=True)
    reduction = visits["reduction"]
    found = np.select(
        [reduction >= 100 - 1e-9, reduction >= 30 - 1e-9, reduction <= -20 + 1e-9],
        [*RESPONSES[:2], RESPONSES[3]],
        "stable",
    )
    visits["response"] = pd.Series(found, index=visits.index).where(reduction.notna())
    return visits


def patient_visits(visits: pd.DataFrame) -> pd.DataFrame:
    """One row per patient, follow-up visit and scenario: the mean over the lesions, and the reduction of their sum."""
    seen = visits.dropna(subset=["reduction"]).assign(complete=visits["response"] == "complete")
    patients = seen.groupby(["patient_id", "visit", "scenario"], sort=False).agg(
        reduction=("reduction", "mean"),
        value=("value", lambda sizes: sizes.sum(min_count=1)),
        baseline=("baseline", "sum"),
        any_complete=("complete", "any"),
        all_complete=("complete", "all"),
    )
    patients["reduction_of_sum"] = 100 * (1 - patients["value"] / patients["baseline"])
    return patients.reset_index()


def summary(values: pd.Series, **about: object) -> Iterator[dict[str, object]]:
    """Number, median, range, mean and standard deviation."""
    found = values.agg(["count", "median", "min", "max", "mean", "std"])
    for statistic, estimate in found.items():
        yield {**about, "method": "summary", "statistic": statistic, "estimate": estimate}


def counted(values: pd.Series, order: list[str] | None = None, **about: object) -> Iterator[dict[str, object]]:
    """How many have each value, and the percentage of all."""
    counts = values.value_counts().reindex(order or sorted(values.dropna().unique()), fill_value=0)
    for value, number in counts.items():
        percent = 100 * number / len(values) if len(values) else np.nan
        yield {**about, "group": value, "statistic": "count", "estimate": number}
        yield {**about, "group": value, "statistic": "percent", "estimate": percent}


def characteristics(lesions: pd.DataFrame, status: pd.Series) -> Rows:
    """Who was treated, with what, and what went wrong."""
    patients = lesions.drop_duplicates("patient_id")
    rows: Rows = [
        *summary(patients["age_years"], analysis="age_years", unit="patient"),
        *summary(lesions.groupby("patient_id").size(), analysis="lesions_per_patient", unit="patient"),
        *summary(lesions["baseline"], analysis="baseline", unit="lesion"),
        *summary(lesions.groupby("patient_id")["baseline"].mean(), analysis="baseline", unit="patient"),
        *counted(lesions["baseline_band"].astype(str), BANDS, analysis="baseline_band", unit="lesion"),
        *counted(status, analysis="disposition", unit="patient"),
        *counted(patients["complication"].fillna("none"), analysis="complication", unit="patient"),
        *counted(patients["diagnosis"], analysis="diagnosis", unit="patient"),
    ]
    for column in ("site_group", "regimen"):
        rows += counted(lesions[column], analysis=column, unit="lesion")
    for column in ("n_treatments", "dose_mean", "dose_min", "dose_max"):
        rows += summary(lesions[column], analysis=column, unit="lesion")
    return rows


def outcomes(visits: pd.DataFrame, patients: pd.DataFrame, n_patients: int) -> Rows:
    """Reductions, sizes and responses at each visit in each scenario, and the change between visits."""
    rows: Rows = []
    for (scenario, week), part in visits.groupby(["scenario", "visit"], sort=False):
        about = {"visit": week, "scenario": scenario, "unit": "lesion"}
        for column in ("reduction", "value", "log_ratio"):
            rows += summary(part[column], analysis=column, **about)
        rows += counted(part["response"].dropna(), RESPONSES, analysis="response", set="evaluable", **about)
        rows += counted(part["response"].fillna("none"), RESPONSES, analysis="response", set="enrolled", **about)
        own = patients[(patients["scenario"] == scenario) & (patients["visit"] == week)]
        about["unit"] = "patient"
        for column in ("reduction", "reduction_of_sum"):
            rows += summary(own[column], analysis=column, **about)
        for column in ("any_complete", "all_complete"):
            for among, total in {"evaluable": len(own), "enrolled": n_patients}.items():
                number = own[column].sum()
                rows.append({**about, "analysis": column, "set": among, "statistic": "count", "estimate": number})
                rows.append(
                    {
                        **about,
                        "analysis": column,
                        "set": among,
                        "statistic": "percent",
                        "estimate": 100 * number / total,
                    }
                )
    for unit, frame in {"lesion": visits, "patient": patients}.items():
        wide = frame.pivot_table("reduction", [f"{unit}_id", "scenario"], "visit", sort=False)
        for scenario, part in (wide[12] - wide[4]).groupby("scenario", sort=False):
            rows += summary(part, analysis="change_in_reduction", visit=12, scenario=scenario, unit=unit)
    return rows


def groups(visits: pd.DataFrame) -> Rows:
    """The observed reduction in groups of lesions."""
    rows: Rows = []
    observed = visits[visits["scenario"] == "observed"]
    for column in ("baseline_band", "site_group", "regimen", "diagnosis"):
        for (week, value), part in observed.groupby(["visit", column], sort=False, observed=True):
            about = {"analysis": "reduction", "visit": week, "scenario": "observed", "group": f"{column}={value}"}
            rows += summary(part["reduction"], unit="lesion", **about)
            rows += summary(part.groupby("patient_id")["reduction"].mean(), unit="patient", **about)
    return rows


def cr2(design: ArrayLike, values: ArrayLike, patients: ArrayLike) -> list[tuple[float, float, float]]:
    """Coefficients of a regression with their CR2 standard errors and Satterthwaite degrees of freedom.

    Bell & McCaffrey 2002, and Pustejovsky & Tipton 2018, doi 10.1080/07350015.2016.1247004; the identity is the working
    covariance.
    """
    x, y = np.asarray(design, dtype=float), np.asarray(values, dtype=float)
    bread = np.linalg.inv(x.T @ x)
    coefficients = bread @ x.T @ y
    residual_maker = np.eye(len(y)) - x @ bread @ x.T
    scores, weights = [], []
    for rows in (np.asarray(patients) == patient for patient in pd.unique(pd.Series(patients))):
        roots, vectors = np.linalg.eigh(residual_maker[np.ix_(rows, rows)])
        inverse = np.where(roots > 1e-12, 1 / np.sqrt(np.maximum(roots, 1e-12)), 0)
        weight = bread @ x[rows].T @ (vectors * inverse) @ vectors.T
        scores.append(weight @ (y - x @ coefficients)[rows])
        weights.append(weight @ residual_maker[rows])
    results = []
    for column, coefficient in enumerate(coefficients):
        among = np.array([weight[column] for weight in weights])
        products = among @ among.T
        variance = sum(score[column] ** 2 for score in scores)
        results.append((float(coefficient), float(np.sqrt(variance)), np.trace(products) ** 2 / np.sum(products**2)))
    return results


def t_rows(about: dict[str, object], estimate: float, se: float, df: float, statistic: str = "mean") -> Rows:
    """An estimate with its 95 % interval and two-sided t test, its standard error and degrees of freedom."""
    half, p_value = t.ppf(0.975, df) * se, 2 * t.sf(abs(estimate) / se, df)
    limits = {"ci_lower": estimate - half, "ci_upper": estimate + half}
    found = {
        statistic: {"estimate": estimate, **limits, "p_value": p_value},
        "se": {"estimate": se},
        "df": {"estimate": df},
    }
    return [{**about, "statistic": name, **numbers} for name, numbers in found.items()]


def means(part: pd.DataFrame, column: str, **about: object) -> Rows:
    """The mean over lesions, clustered by patient, and the mean over patients."""
    seen = part.dropna(subset=[column])
    own = seen.groupby("patient_id")[column].mean()
    [over_lesions] = cr2(np.ones((len(seen), 1)), seen[column], seen["patient_id"])
    rows = t_rows({**about, "unit": "lesion", "method": "cr2_t"}, *over_lesions)
    return rows + t_rows({**about, "unit": "patient", "method": "t"}, own.mean(), own.sem(), len(own) - 1)


def medians(part: pd.DataFrame, column: str, **about: object) -> Rows:
    """Median and pseudomedian over patients, with the narrowest exact intervals between ordered values."""
    values = np.sort(part.groupby("patient_id")[column].mean().dropna().to_numpy())
    n = len(values)
    walsh = np.sort([(values[one] + values[other]) / 2 for one in range(n) for other in range(one, n)])
    ranks = [sum(place for place, sign in enumerate(signs, 1) if sign) for signs in product([0, 1], repeat=n)]
    tails = {
        "median": [2 * float(binom.cdf(rank, n, 0.5)) for rank in range(n)],
        "pseudomedian": [2 * float(np.mean(np.array(ranks) <= rank)) for rank in range(len(walsh))],
    }
    rows: Rows = []
    for statistic, ordered in {"median": values, "pseudomedian": walsh}.items():
        rank = max([0, *(place for place, tail in enumerate(tails[statistic]) if tail <= 0.05)])
        method = "median_order_statistics" if statistic == "median" else "hodges_lehmann_one_sample"
        limits = {"ci_lower": ordered[rank], "ci_upper": ordered[-1 - rank]}
        own = {**about, "unit": "patient", "method": method, "statistic": statistic}
        rows.append({**own, "estimate": np.median(ordered), **limits, "level": 1 - tails[statistic][rank]})
    return rows


def tests_of_no_change(part: pd.DataFrame, column: str, **about: object) -> Rows:
    """Sign-flip and signed-rank tests over patients; no signs give a smaller p value than equal ones."""
    values = part.groupby("patient_id")[column].mean().dropna().to_numpy()

    def sign_flip(own: np.ndarray) -> float:
        test = permutation_test((own,), np.mean, permutation_type="samples", n_resamples=np.inf, vectorized=True)
        return float(test.pvalue)

    def signed_rank(own: np.ndarray, alternative: str = "two-sided") -> tuple[float, float]:
        test = wilcoxon(own, alternative=alternative, method=PermutationMethod(n_resamples=np.inf))
        return float(test.statistic), float(test.pvalue)

    return [
        {
            **about, "unit": "patient", "method": "sign_flip_exact", "statistic": "mean", "estimate": values.mean(),
            "p_value": sign_flip(values), "p_value_minimum": sign_flip(np.abs(values)),
        },
        {
            **about, "unit": "patient", "method": "signed_rank_exact", "statistic": "signed_rank",
            "estimate": signed_rank(values, "greater")[0],
            "p_value": signed_rank(values)[1], "p_value_minimum": signed_rank(np.abs(values))[1],
        },
    ]  # fmt: skip


def holm(tests: Rows) -> Rows:
    """Holm's p value beside each test: the smallest p times their number, the next times one less, never falling."""
    adjusted = 0.0
    rows: Rows = []
    for place, test in enumerate(sorted(tests, key=lambda row: row["p_value"])):
        adjusted = max(adjusted, min(1.0, (len(tests) - place) * float(test["p_value"])))  # type: ignore[arg-type]
        about = {name: test[name] for name in ("analysis", "unit", "visit", "scenario")}
        rows.append({**about, "method": "holm", "statistic": "p_value_holm", "estimate": adjusted})
    return rows


def proportions(number: int, total: int, **about: object) -> Rows:
    """A proportion with its intervals; where nobody is counted, the one-sided limit beside them."""
    rows: Rows = []
    for method, name in {"clopper_pearson": "beta", "wilson": "wilson"}.items():
        lower, upper = proportion_confint(number, total, method=name)
        own = {**about, "method": method, "statistic": "proportion"}
        rows.append({**own, "estimate": number / total, "ci_lower": lower, "ci_upper": upper})
    if number == 0:
        limit = proportion_confint(0, total, alpha=0.1, method="beta")[1]
        own = {**about, "method": "clopper_pearson_one_sided", "statistic": "upper_limit"}
        rows.append({**own, "estimate": limit, "ci_lower": 0.0, "ci_upper": limit})
    return rows


def log_ratios(part: pd.DataFrame, **about: object) -> Rows:
    """Mean log ratios with each offset, and the ratios that they stand for."""
    rows: Rows = []
    for option, offset in OFFSETS.items():
        logs = np.log((part["value"] + offset) / (part["baseline"] + offset))
        found = means(part.assign(log_ratio=logs), "log_ratio", analysis="log_ratio", option=option, **about)
        for mean in [row for row in found if row["statistic"] == "mean"]:
            numbers = {name: np.exp(mean[name]) for name in ("estimate", "ci_lower", "ci_upper")}
            found.append({**mean, "statistic": "ratio", **numbers, "p_value": np.nan})
        rows += found
    return rows


def effects(lesions: pd.DataFrame, visits: pd.DataFrame) -> Rows:
    """Means in every scenario; as observed also their bootstraps and tests, log ratios, and shares of responders."""
    rows: Rows = []
    for (scenario, week), part in visits.groupby(["scenario", "visit"], sort=False):
        rows += means(part, "reduction", analysis="reduction", visit=week, scenario=scenario)
    observed = visits[visits["scenario"] == "observed"]
    for week, part in observed.groupby("visit"):
        about = {"visit": week, "scenario": "observed"}
        sizes = part.assign(absolute_reduction=part["baseline"] - part["value"])
        rows += means(sizes, "absolute_reduction", analysis="absolute_reduction", **about)
        for column in ("reduction", "absolute_reduction"):
            rows += tests_of_no_change(sizes, column, analysis=column, **about)
            rows += medians(sizes, column, analysis=column, **about)
        rows += log_ratios(part, **about)
        rows += responders(part, **about)
    for column in ("reduction", "absolute_reduction"):
        rows += holm([row for row in rows if row["analysis"] == column and row["method"] == "sign_flip_exact"])
    both = observed.pivot_table("reduction", ["patient_id", "lesion_id"], "visit").dropna().reset_index()
    both["change"] = both[12] - both[4]
    change = {"analysis": "change_in_reduction", "visit": 12, "visit_from": 4, "scenario": "observed"}
    for estimates in (means, tests_of_no_change):
        rows += estimates(both, "change", **change)
    answers = endpoint(observed, "response", 30, against=True) + endpoint(observed, "complete_response", 100)
    return rows + answers + complications(lesions)


def responders(part: pd.DataFrame, **about: object) -> Rows:
    """Shares of lesions in each response, and of patients with any and all of their lesions in complete response."""
    rows: Rows = []
    for among, own in {"all": part.dropna(subset=["reduction"]), "enrolled": part}.items():
        for response in RESPONSES:
            number = (own["response"] == response).sum()
            subject = {"analysis": "response", "unit": "lesion", "set": among, "group": f"response={response}"}
            rows += proportions(number, len(own), **subject, **about)
        complete = (own["response"] == "complete").groupby(own["patient_id"])
        for analysis, count in {"any_complete": complete.any(), "all_complete": complete.all()}.items():
            subject = {"analysis": analysis, "unit": "patient", "set": among}
            rows += proportions(count.sum(), len(count), **subject, **about)
    return rows


def endpoint(observed: pd.DataFrame, name: str, threshold: float, *, against: bool = False) -> Rows:
    """An endpoint: a percentage or more in all evaluable lesions of a patient, and in single lesions.

    Whether there is something declared that the patients who respond are compared `against`.
    """
    rows: Rows = []
    answers: dict[int, pd.Series] = {}
    about = {"analysis": "responders", "scenario": "observed", "group": f"endpoint={name}"}
    for week, part in observed.groupby("visit"):
        seen = part.dropna(subset=["reduction"])
        hits = (seen["reduction"] >= threshold).groupby(seen["patient_id"])
        answers[week] = hits.all()
        of_all = hits.all() & (hits.size() == part.groupby("patient_id").size().reindex(hits.size().index))
        counts = {"all": hits.all().sum(), "enrolled": of_all.sum()}
        totals = {"all": seen["patient_id"].nunique(), "enrolled": part["patient_id"].nunique()}
        for among, frame in {"all": seen, "enrolled": part}.items():
            own = {**about, "visit": week, "set": among}
            rows += proportions((frame["reduction"] >= threshold).sum(), len(frame), **own, unit="lesion")
            rows.append(
                {**own, "unit": "lesion", **clustered_share(frame["reduction"] >= threshold, frame["patient_id"])}
            )
            rows += proportions(counts[among], totals[among], **own, unit="patient")
            if against and week == FOLLOW_UP[-1]:
                rows += declared(counts[among], totals[among], **own, unit="patient")
    first, last = (answers[week] for week in FOLLOW_UP)
    both = first.index.intersection(last.index)
    gained, lost = ((one[both] & ~other[both]).sum() for one, other in ((last, first), (first, last)))
    change = {**about, "analysis": "change_in_responders", "visit": 12, "visit_from": 4, "unit": "patient"}
    lower, upper = score_limits(gained, lost, len(both))
    limits = {"ci_lower": lower, "ci_upper": upper}
    rows.append(
        {**change, "method": "tango", "statistic": "risk_difference", "estimate": (gained - lost) / len(both), **limits}
    )
    if gained + lost:
        exact = binomtest(int(gained), int(gained + lost)).pvalue
        tests = {"p_value": exact, "p_value_minimum": 0.5 ** (gained + lost - 1)}
        about_test = {
            "method": "mcnemar_exact",
            "statistic": "risk_difference",
            "estimate": (gained - lost) / len(both),
        }
        rows.append({**change, **about_test, **tests})
    return rows


def clustered_share(events: pd.Series, patients: pd.Series) -> dict[str, object]:
    """A share of lesions with the interval of Korn and Graubard; that of as many patients where all or none have it."""
    n, share, clusters = len(events), events.mean(), patients.nunique()
    effective = float(clusters)
    if 0 < share < 1:
        totals = (events - share).groupby(patients).sum()
        variance = clusters / (clusters - 1) * (totals**2).sum() / n**2
        effective = min(share * (1 - share) / variance, n) * (t.ppf(0.975, n - 1) / t.ppf(0.975, clusters - 1)) ** 2
    hits = share * effective
    lower = 0.0 if share == 0 else beta.ppf(0.025, hits, effective - hits + 1)
    upper = 1.0 if share == 1 else beta.ppf(0.975, hits + 1, effective - hits)
    limits = {"ci_lower": lower, "ci_upper": upper}
    return {"method": "korn_graubard", "statistic": "proportion", "estimate": share, **limits}


def declared(number: int, total: int, **about: object) -> Rows:
    """What config declares of the rate: a test against a half, and a uniform prior."""
    tail = [sum(comb(total, count) for count in range(least, total + 1)) / 2**total for least in (number, total)]
    own = {**about, "method": "binomial_exact_one_sided", "statistic": "proportion", "estimate": number / total}
    posterior = beta(number + 1, total - number + 1)
    limits = {"ci_lower": posterior.ppf(0.025), "ci_upper": posterior.ppf(0.975)}
    after = {**about, "method": "beta_posterior", "statistic": "posterior_median", "estimate": posterior.median()}
    return [{**own, "p_value": tail[0], "p_value_minimum": tail[1]}, {**after, **limits}]


def score_limits(gained: int, lost: int, n: int) -> tuple[float, float]:
    """Where the score test of a paired difference has 5 %, with the likelihood maximised by search (Tango 1998)."""

    def score(difference: float) -> float:
        def minus_log_likelihood(share: float) -> float:
            others = 1 - 2 * share - difference
            terms = ((gained, share + difference), (lost, share), (n - gained - lost, others))
            return -sum(number * float(np.log(max(part, 1e-300))) for number, part in terms if number)

        bounds = (max(0.0, -difference), (1 - difference) / 2)
        inside = minimize_scalar(minus_log_likelihood, bounds=bounds, method="bounded", options={"xatol": 1e-14}).x
        share = min((*bounds, inside), key=minus_log_likelihood)
        variance = n * (2 * share + difference * (1 - difference))
        return float((gained - lost - n * difference) / np.sqrt(variance))

    quantile, observed, slack = norm.ppf(0.975), (gained - lost) / n, 1e-9
    upper = brentq(lambda difference: score(difference) + quantile, observed + slack, 1 - slack, xtol=1e-14)
    lower = brentq(lambda difference: score(difference) - quantile, slack - 1, observed - slack, xtol=1e-14)
    return lower, upper


def complications(lesions: pd.DataFrame) -> Rows:
    """Shares of patients with complications, each with one, and their rates: all came with the treatments.

    None was serious but the death, which was not related.
    """
    suffered = lesions.drop_duplicates("patient_id")["complication"]
    numbers = dict.fromkeys(["any_complication", "related_complication"], suffered.notna().sum())
    died = int((status_of_patients(lesions) == "died").sum())
    numbers |= {"serious_complication": died, "serious_related_complication": 0}
    last_weeks = [
        max(week for week in FOLLOW_UP if part[f"value_{week}"].notna().any()) for part in by_patient(lesions)
    ]
    exposures = {"rate_per_patient_week": sum(last_weeks), "rate_per_treatment": lesions["n_treatments"].sum()}
    rows: Rows = []
    for analysis, number in numbers.items():
        rows += occurrences(number, len(suffered), exposures, analysis=analysis)
    for kind, number in suffered.value_counts().items():
        group = f"type={str(kind).replace(' ', '_')}"
        rows += occurrences(number, len(suffered), exposures, analysis="complication", group=group)
    return rows


def by_patient(lesions: pd.DataFrame) -> list[pd.DataFrame]:
    """The lesions of each patient."""
    return [part for _, part in lesions.groupby("patient_id")]


def occurrences(number: int, total: int, exposures: dict[str, float], **about: object) -> Rows:
    """The share of patients with an event, and the rates of as many events, with limits of the gamma distribution."""
    rows = proportions(number, total, unit="patient", set="enrolled", **about)
    for statistic, exposure in exposures.items():
        lower, upper = gamma.ppf(0.025, number) if number else 0.0, gamma.ppf(0.975, number + 1)
        limits = {"ci_lower": lower / exposure, "ci_upper": upper / exposure}
        own = {"unit": "event", "set": "enrolled", "method": "poisson_exact", "statistic": statistic}
        rows.append({**about, **own, "estimate": number / exposure, **limits})
    return rows


def sensitivity(visits: pd.DataFrame) -> Rows:
    """What the observed means owe to missing values, to single patients and to rounding."""
    rows: Rows = []
    for week, part in visits[visits["scenario"] == "observed"].groupby("visit"):
        about = {"analysis": "reduction", "visit": week, "scenario": "observed"}
        seen = part.dropna(subset=["reduction"])
        rows += tipping_points(part, **about)
        rows += influence(seen, **about)
        rows += rounding(seen, **about)
    return rows


def tipping_points(part: pd.DataFrame, **about: object) -> Rows:
    """The reduction of all missing lesions with which the lower limit of each mean is 0."""
    if part["reduction"].notna().all():
        return []

    def lower_limit(value: float, unit: str) -> float:
        completed = means(part.fillna({"reduction": value}), "reduction")
        [mean] = [row for row in completed if row["unit"] == unit and row["statistic"] == "mean"]
        return float(mean["ci_lower"])

    own = {**about, "method": "tipping_point", "statistic": "tipping_point"}
    units = ("lesion", "patient")
    return [{**own, "unit": unit, "estimate": brentq(lower_limit, -1000, 100, args=(unit,))} for unit in units]


def influence(seen: pd.DataFrame, **about: object) -> Rows:
    """The range of each mean when one patient is left out, and the largest shift."""
    rows: Rows = []
    patients = seen.groupby("patient_id", as_index=False)["reduction"].mean()
    for unit, values in {"lesion": seen, "patient": patients}.items():
        mean = values["reduction"].mean()
        left = [values.loc[values["patient_id"] != one, "reduction"].mean() for one in patients["patient_id"]]
        largest = max((value - mean for value in left), key=abs)
        found = {"minimum": min(left), "maximum": max(left), "largest_shift": largest}
        own = {**about, "unit": unit, "method": "leave_one_out"}
        rows += [{**own, "statistic": f"leave_one_out_{name}", "estimate": value} for name, value in found.items()]
    return rows


def rounding(seen: pd.DataFrame, **about: object) -> Rows:
    """The lowest and highest reductions that sizes rounded to whole millimetres allow: the means and each lesion's."""
    baseline, value = seen["baseline"], seen["value"]
    ends = {
        "rounding_lower": 100 * (1 - (value + 0.5) / (baseline - 0.5)),
        "rounding_upper": 100 * (1 - (value - 0.5).clip(lower=0) / (baseline + 0.5)),
    }
    rows: Rows = []
    for statistic, bounds in ends.items():
        own = {**about, "method": "rounding", "statistic": statistic}
        rows.append({**own, "unit": "lesion", "estimate": bounds.mean()})
        rows.append({**own, "unit": "patient", "estimate": bounds.groupby(seen["patient_id"]).mean().mean()})
        for lesion, bound in zip(seen["lesion_id"], bounds, strict=True):
            rows.append({**own, "unit": "lesion", "group": f"lesion={lesion}", "estimate": bound})
    return rows


def shares_as_extreme(statistics: np.ndarray) -> dict[str, float]:
    """The p value of the first of all ways, and that of the most extreme one."""
    return {
        "p_value": float(np.mean(statistics >= statistics[0] - SLACK)),
        "p_value_minimum": float(np.mean(statistics >= statistics.max() - SLACK)),
    }


def exact_spearman(x: pd.Series, y: pd.Series, **about: object) -> dict[str, object]:
    """Spearman's rho with its two-sided p value over all orders of `y`, of which the first is the observed one."""
    first, second = rankdata(x), rankdata(y)
    first, second = first - first.mean(), second - second.mean()
    orders = np.array(list(permutations(second)))
    rho = float(first @ second / np.sqrt((first @ first) * (second @ second)))
    found = {"estimate": rho, **shares_as_extreme(np.abs(orders @ first))}
    return {**about, "unit": "patient", "method": "spearman_exact", "statistic": "spearman_rho", **found}


def between_groups(values: pd.Series, labels: pd.Series, **about: object) -> Rows:
    """Share of the variance between groups of two patients or more, with its p value over all orders of the values."""
    counts = labels.value_counts()
    if len(counts) < 2 or counts.min() < 2:
        return []
    centred = (values - values.mean()).to_numpy()
    members = pd.get_dummies(labels).to_numpy(dtype=float)
    orders = np.array(list(permutations(centred)))
    shares = ((orders @ members) ** 2 / members.sum(axis=0)).sum(axis=1) / (centred @ centred)
    own = {**about, "unit": "patient", "method": "groups_permutation_exact", "statistic": "variance_share"}
    return [{**own, "estimate": shares[0], **shares_as_extreme(shares)}]


def associations(lesions: pd.DataFrame) -> Rows:
    """The explanatory variables and groups against each other, over all patients."""
    patients = lesions.groupby("patient_id").agg(
        dict.fromkeys(VARIABLES, "mean") | dict.fromkeys(GROUPS.values(), "first")
    )
    rows: Rows = []
    for first, second in combinations(VARIABLES, 2):
        about = {"analysis": f"{first}_with_{second}", "set": "enrolled"}
        rows.append(exact_spearman(patients[first], patients[second], **about))
    for variable, (group, column) in product(VARIABLES, GROUPS.items()):
        statistic = kruskal(*(own for _, own in patients.groupby(column)[variable])).statistic
        ratio = np.sqrt(statistic / (len(patients) - 1))
        about = {"analysis": f"{variable}_with_{group}", "unit": "patient", "set": "enrolled"}
        rows.append({**about, "method": "correlation_ratio", "statistic": "correlation_ratio", "estimate": ratio})
    for first, second in combinations(GROUPS, 2):
        empty = (pd.crosstab(patients[GROUPS[first]], patients[GROUPS[second]]) == 0).to_numpy().sum()
        about = {"analysis": f"{first}_with_{second}", "unit": "patient", "set": "enrolled"}
        rows.append({**about, "method": "cross_tabulation", "statistic": "empty_cells", "estimate": empty})
    return rows


def explorations(visits: pd.DataFrame) -> Rows:
    """The observed reduction at each visit against the variables and groups, with Holm's p values."""
    rows: Rows = []
    seen = visits[visits["scenario"] == "observed"].dropna(subset=["reduction"])
    for week, part in seen.groupby("visit"):
        about = {"visit": week, "scenario": "observed"}
        columns = [*VARIABLES, "reduction"]
        patients = part.groupby("patient_id").agg(
            dict.fromkeys(columns, "mean") | dict.fromkeys(GROUPS.values(), "first")
        )
        tests = [
            exact_spearman(patients[name], patients["reduction"], analysis=f"reduction_by_{name}", **about)
            for name in VARIABLES
        ]
        design = np.column_stack([np.ones(len(part)), np.log(part["baseline"])])
        _, slope = cr2(design, part["reduction"], part["patient_id"])
        on_baseline = {**about, "analysis": "reduction_on_log_baseline", "unit": "lesion", "method": "cr2_t"}
        tests += t_rows(on_baseline, *slope, statistic="slope")
        for group, column in GROUPS.items():
            analysis = f"reduction_between_{group}"
            tests += between_groups(patients["reduction"], patients[column], analysis=analysis, **about)
        # The slope has fewer than 4 degrees of freedom: its p value is not relied on.
        raw = [test for test in tests if "p_value" in test and test["statistic"] != "slope"]
        adjusted = multipletests([test["p_value"] for test in raw], method="holm")[1]
        for test, p_value in zip(raw, adjusted, strict=True):
            own = {**about, "analysis": test["analysis"], "unit": test["unit"], "method": "holm"}
            tests.append({**own, "statistic": "p_value_holm", "estimate": p_value})
        rows += tests
    return rows


def all_results(lesions: pd.DataFrame, status: pd.Series, visits: pd.DataFrame) -> pd.DataFrame:
    """Everything that is computed, one number a row."""
    rows = characteristics(lesions, status)
    rows += outcomes(visits, patient_visits(visits), lesions["patient_id"].nunique())
    rows += effects(lesions, visits)
    rows += groups(visits)
    rows += associations(lesions)
    rows += explorations(visits)
    rows += sensitivity(visits)
    return pd.DataFrame(rows)


def panels(height_mm: float, count: int = 1) -> tuple[Figure, list[Axes]]:
    """A figure with `count` panels above each other."""
    figure, axes = plt.subplots(count, 1, figsize=(WIDTH_MM / 25.4, height_mm / 25.4), squeeze=False)
    return figure, list(axes[:, 0])


def response_lines(axes: Axes, horizontal: bool = True) -> None:
    """The thresholds of the responses, across the panel."""
    draw = axes.axhline if horizontal else axes.axvline
    for percent, style in {100: "--", 30: "--", 0: "-", -20: "--"}.items():
        draw(percent, color="#b3b3b3", linestyle=style, linewidth=0.6, zorder=0)


def legend_below(axes: Axes) -> None:
    sns.move_legend(axes, "upper left", bbox_to_anchor=(-0.1, -0.35), ncols=4, frameon=False, title=None, fontsize=6)


def draw_trajectories(lesions: pd.DataFrame, observed: pd.DataFrame) -> Figure:
    """Size of each lesion over the weeks, coloured by its last response."""
    figure, [axes] = panels(122)
    start = lesions[["lesion_id", "baseline"]].rename(columns={"baseline": "value"}).assign(visit=0)
    sizes = pd.concat([start, observed[["lesion_id", "visit", "value"]]]).dropna()
    last = observed.dropna(subset=["reduction"]).groupby("lesion_id")["response"].last()
    sizes["response"] = sizes["lesion_id"].map(last)
    sns.lineplot(
        sizes, x="visit", y="value", hue="response", style="response", units="lesion_id", estimator=None, ax=axes,
        palette=COLORS, markers=MARKERS, dashes=False, hue_order=RESPONSES, style_order=RESPONSES, clip_on=False,
    )  # fmt: skip
    for lesion, row in sizes.groupby("lesion_id").last().iterrows():
        axes.annotate(str(lesion), (row["visit"], row["value"]), xytext=(5, 0), textcoords="offset points", va="center")
    axes.set_yscale("function", functions=(lambda size: np.sqrt(np.maximum(size, 0)), np.square))
    axes.set(xlabel="week", ylabel="lesion size (mm), square-root scale", xticks=[0, *FOLLOW_UP], ylim=(0, 90))
    legend_below(axes)
    return figure


def draw_waterfall(observed: pd.DataFrame) -> Figure:
    """Reduction of each lesion at each visit, best first."""
    figure, rows = panels(108, len(FOLLOW_UP))
    for axes, (week, part) in zip(rows, observed.groupby("visit"), strict=True):
        bars = part.sort_values(["reduction", "lesion_id"], ascending=[False, True])
        sns.barplot(
            bars, x="lesion_id", y="reduction", hue="response", hue_order=RESPONSES, palette=COLORS, ax=axes,
            dodge=False, legend=bool(week == FOLLOW_UP[-1]),
        )  # fmt: skip
        for place, percent in enumerate(bars["reduction"]):
            text = "×" if np.isnan(percent) else f"{percent:.0f}"
            axes.annotate(text, (place, np.nan_to_num(percent)), ha="center", va="bottom")
        response_lines(axes)
        axes.set(title=f"Week {week}", xlabel="", ylabel="reduction of lesion size (%)", ylim=(-30, 115))
    legend_below(rows[-1])
    return figure


def draw_reduction_by_size(observed: pd.DataFrame) -> Figure:
    """Reduction of each lesion against its baseline size."""
    figure, rows = panels(134, len(FOLLOW_UP))
    for axes, (week, part) in zip(rows, observed.groupby("visit"), strict=True):
        seen = part.dropna(subset=["reduction"])
        sns.scatterplot(
            seen, x="baseline", y="reduction", hue="response", style="response", hue_order=RESPONSES, ax=axes,
            style_order=RESPONSES, palette=COLORS, markers=MARKERS, legend=bool(week == FOLLOW_UP[-1]),
        )  # fmt: skip
        for name, x, y in zip(seen["lesion_id"], seen["baseline"], seen["reduction"], strict=True):
            axes.annotate(name, (x, y), xytext=(4, 0), textcoords="offset points", va="center")
        response_lines(axes)
        axes.set_xscale("log")
        axes.set_xticks([3, 5, 10, 20, 50, 100], ["3", "5", "10", "20", "50", "100"])
        axes.minorticks_off()
        axes.set(title=f"Week {week}", xlabel="baseline lesion size (mm), log scale", ylabel="reduction (%)")
    legend_below(rows[-1])
    return figure


def draw_reduction_by_site(observed: pd.DataFrame) -> Figure:
    """Reduction of each lesion by group of sites."""
    figure, rows = panels(96, len(FOLLOW_UP))
    for axes, (week, part) in zip(rows, observed.groupby("visit"), strict=True):
        sns.stripplot(
            part, x="reduction", y="site_group", hue="response", hue_order=RESPONSES, palette=COLORS, jitter=False,
            order=["fingertip", "limb", "buttocks"], ax=axes, legend=bool(week == FOLLOW_UP[-1]),
        )  # fmt: skip
        response_lines(axes, horizontal=False)
        axes.set(title=f"Week {week}", xlabel="reduction of lesion size (%)", ylabel="", xlim=(-30, 110))
    legend_below(rows[-1])
    return figure


def draw_flow(observed: pd.DataFrame, status: pd.Series) -> Figure:
    """Patients and lesions from enrolment to each visit."""
    figure, [axes] = panels(40)
    axes.set_axis_off()
    texts = [f"Enrolled\n{observed['patient_id'].nunique()} patients, {observed['lesion_id'].nunique()} lesions"]
    missing = ""
    for week, part in observed.groupby("visit"):
        seen, out = part.dropna(subset=["reduction"]), part[part["reduction"].isna()]
        texts.append(f"Week {week}: evaluable\n{seen['patient_id'].nunique()} patients, {len(seen)} lesions")
        reasons = ", ".join(status[out["patient_id"].unique()].unique())
        missing = f"Not evaluable\n{out['patient_id'].nunique()} patient, {len(out)} lesions: {reasons}"
    box = {"boxstyle": "square", "facecolor": "white", "edgecolor": "#222222", "linewidth": 0.6}
    arrow = {"arrowstyle": "->", "linewidth": 0.6, "color": "#222222", "shrinkA": 0, "shrinkB": 0}
    for number, text in enumerate(texts):
        height = 0.9 - 0.4 * number
        if number:
            axes.annotate("", (0.25, height + 0.12), (0.25, height + 0.28), arrowprops=arrow)
        axes.text(0.25, height, text, ha="center", va="center", bbox=box)
    axes.annotate("", (0.6, 0.1), (0.47, 0.1), arrowprops=arrow)
    axes.text(0.78, 0.1, missing, ha="center", va="center", bbox=box)
    return figure


def save_figures(figures: dict[str, Figure], folder: Path) -> None:
    for name, figure in figures.items():
        figure.tight_layout()  # once for the three formats
        for extension in ("svg", "pdf", "png"):
            figure.savefig(folder / f"{name}.{extension}", dpi=300)
        plt.close(figure)


def write_report(results: pd.DataFrame, lesions: pd.DataFrame, names: list[str], folder: Path) -> None:
    """One HTML page with the figures inside it."""
    parts = [f"<h2>{name}</h2>{(folder / f'{name}.svg').read_text(encoding='utf-8')}" for name in names]
    parts += ["<h2>Lesions</h2>", lesions.to_html(index=False), "<h2>Results</h2>"]
    for analysis, rows in results.groupby("analysis", sort=False):
        parts.append(f"<h3>{analysis}</h3>{rows.dropna(axis='columns', how='all').to_html(index=False, na_rep='')}")
    page = "<!doctype html><html lang='en'><meta charset='utf-8'><title>Case series</title><h1>Case series</h1>"
    (folder / "report.html").write_text(page + "\n".join(parts) + "</html>", encoding="utf-8")


def main(folder: Path) -> None:
    """Analyse the case series; everything is written into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    lesions = read_lesions()
    status = status_of_patients(lesions)
    visits = lesion_visits(lesions)
    results = all_results(lesions, status, visits)
    results.to_csv(folder / "results.csv", index=False)

    sns.set_theme("paper", "ticks", rc={"font.family": "DejaVu Sans", "font.size": 7, "axes.labelsize": 7})
    observed = visits[visits["scenario"] == "observed"]
    figures = {
        "trajectories": draw_trajectories(lesions, observed),
        "waterfall": draw_waterfall(observed),
        "reduction_by_size": draw_reduction_by_size(observed),
        "reduction_by_site": draw_reduction_by_site(observed),
        "flow": draw_flow(observed, status),
    }
    save_figures(figures, folder)
    write_report(results, lesions, list(figures), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "results/monolith"))
