"""Draw the calibration: a pair of panels for each method, without and with the ceiling.

In: the table of the calibration.
Out: one PNG.
"""

import argparse
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from benchmarks.calibration.design import CORRELATIONS, LEVEL, PATIENTS
from benchmarks.calibration.lines import Line, read_lines
from benchmarks.calibration.verdict import STANDARD_ERRORS, monte_carlo_error
from casetrace.figures.look import INK, MUTED, RULE, Look, house_style

LOOK = Look(width=640, font=7, small=6.3, dpi=144, label_lesions=0)
COLUMNS = 4
PANEL_HEIGHT = 58
#: Coverage below the lower end is drawn there, as a triangle.
LOWEST, HIGHEST = 0.80, 1.005
#: Colour (Okabe and Ito) and marker of each correlation.
LOOKS = {0.0: ("#0072b2", "o"), 0.3: ("#e69f00", "s"), 0.7: ("#d55e00", "D")}


class Panel(NamedTuple):
    """What a pair of panels shows: methods on one matter, of which each number of patients has one."""

    title: str
    statistic: str
    unit: str
    methods: tuple[str, ...]


PANELS = (
    Panel("Mean over patients: t", "mean", "patient", ("t",)),
    Panel("Mean over lesions: CR2", "mean", "lesion", ("cr2_t",)),
    Panel("Mean over lesions: t, naive", "mean", "lesion", ("t_naive",)),
    Panel("Mean over patients: bootstrap", "mean", "patient", ("bootstrap_exact", "bootstrap_percentile")),
    Panel("Mean over lesions: bootstrap", "mean", "lesion", ("bootstrap_exact", "bootstrap_percentile")),
    Panel("Mean over patients: BCa", "mean", "patient", ("bootstrap_bca",)),
    Panel("Mean over lesions: BCa", "mean", "lesion", ("bootstrap_bca",)),
    Panel("Median: order statistics", "median", "patient", ("median_order_statistics",)),
    Panel("Pseudomedian: Hodges–Lehmann", "pseudomedian", "patient", ("hodges_lehmann_one_sample",)),
    Panel("Mean over lesions: GEE", "mean", "lesion", ("gee_exchangeable",)),
    Panel("Mean over lesions: mixed model", "mean", "lesion", ("mixed_model",)),
    Panel("Mean of cohorts: Hartung–Knapp", "pooled_mean", "patient", ("hartung_knapp",)),
    Panel("3 cohorts: Hartung–Knapp", "pooled_mean_of_3", "patient", ("hartung_knapp",)),
    Panel("3 cohorts: with ad hoc", "pooled_mean_ad_hoc_of_3", "patient", ("hartung_knapp",)),
    Panel("3 cohorts: a further one", "further_cohort_of_3", "patient", ("hartung_knapp",)),
    Panel("3 cohorts: proportion", "pooled_proportion_of_3", "patient", ("binomial_normal",)),
    Panel("3 cohorts: variance", "tau2_of_3", "patient", ("hartung_knapp",)),
    Panel("3 cohorts: Partlett–Riley", "further_cohort_partlett_riley_of_3", "patient", ("hartung_knapp_reml",)),
    Panel("3 cohorts: the same, k − 1", "further_cohort_k_less_1_of_3", "patient", ("hartung_knapp_reml",)),
    Panel("3 cohorts: category", "pooled_category_of_3", "patient", ("cumulative_logit",)),
    Panel("5 cohorts: Hartung–Knapp", "pooled_mean_of_5", "patient", ("hartung_knapp",)),
    Panel("5 cohorts: with ad hoc", "pooled_mean_ad_hoc_of_5", "patient", ("hartung_knapp",)),
    Panel("5 cohorts: a further one", "further_cohort_of_5", "patient", ("hartung_knapp",)),
    Panel("5 cohorts: proportion", "pooled_proportion_of_5", "patient", ("binomial_normal",)),
    Panel("5 cohorts: variance", "tau2_of_5", "patient", ("hartung_knapp",)),
    Panel("5 cohorts: Partlett–Riley", "further_cohort_partlett_riley_of_5", "patient", ("hartung_knapp_reml",)),
    Panel("5 cohorts: the same, k − 1", "further_cohort_k_less_1_of_5", "patient", ("hartung_knapp_reml",)),
    Panel("5 cohorts: category", "pooled_category_of_5", "patient", ("cumulative_logit",)),
    Panel("10 cohorts: Hartung–Knapp", "pooled_mean_of_10", "patient", ("hartung_knapp",)),
    Panel("10 cohorts: with ad hoc", "pooled_mean_ad_hoc_of_10", "patient", ("hartung_knapp",)),
    Panel("10 cohorts: a further one", "further_cohort_of_10", "patient", ("hartung_knapp",)),
    Panel("10 cohorts: proportion", "pooled_proportion_of_10", "patient", ("binomial_normal",)),
    Panel("10 cohorts: variance", "tau2_of_10", "patient", ("hartung_knapp",)),
    Panel("10 cohorts: Partlett–Riley", "further_cohort_partlett_riley_of_10", "patient", ("hartung_knapp_reml",)),
    Panel("10 cohorts: the same, k − 1", "further_cohort_k_less_1_of_10", "patient", ("hartung_knapp_reml",)),
    Panel("10 cohorts: category", "pooled_category_of_10", "patient", ("cumulative_logit",)),
    Panel("No effect: sign flip", "mean", "patient", ("sign_flip_exact", "sign_flip_monte_carlo")),
    Panel("No effect: signed rank", "signed_rank", "patient", ("signed_rank_exact",)),
    Panel("No effect: sign test", "median", "patient", ("sign_exact",)),
    Panel("Patients: binomial test", "proportion", "patient", ("binomial_exact",)),
    Panel("Patients: binomial, one-sided", "proportion", "patient", ("binomial_exact_one_sided",)),
    Panel("Patients: Clopper–Pearson", "proportion", "patient", ("clopper_pearson",)),
    Panel("Patients: Wilson", "proportion", "patient", ("wilson",)),
    Panel("Patients: beta posterior", "proportion", "patient", ("beta_posterior",)),
    Panel("Lesions: Clopper–Pearson", "proportion", "lesion", ("clopper_pearson",)),
    Panel("Lesions: Wilson", "proportion", "lesion", ("wilson",)),
    Panel("Lesions: Korn–Graubard", "proportion", "lesion", ("korn_graubard",)),
    Panel("Arms: Welch's t", "mean_difference", "patient", ("welch_t",)),
    Panel("Arms, lesions: CR2", "mean_difference", "lesion", ("cr2_t",)),
    Panel("Arms: permutation test", "mean_difference", "patient", ("permutation_exact", "permutation_monte_carlo")),
    Panel("Arms: Hodges–Lehmann", "shift", "patient", ("hodges_lehmann",)),
    Panel("Arms: Newcombe", "risk_difference", "patient", ("newcombe",)),
    Panel("Arms: Miettinen–Nurminen", "risk_difference", "patient", ("miettinen_nurminen",)),
    Panel("Arms: Fisher's exact test", "odds_ratio", "patient", ("fisher_exact",)),
    Panel("Within patients: McNemar", "paired_response", "patient", ("mcnemar_exact",)),
    Panel("Within patients: Tango", "paired_risk_difference", "patient", ("tango",)),
    Panel(
        "Groups: permutation test", "groups", "patient", ("groups_permutation_exact", "groups_permutation_monte_carlo")
    ),
    Panel("Covariate: Spearman, test", "spearman_rho", "patient", ("spearman_exact", "spearman_monte_carlo")),
    Panel("Covariate: Spearman, bootstrap", "spearman_rho", "patient", ("spearman_bootstrap",)),
    Panel("Covariate, lesions: CR2 slope", "slope", "lesion", ("cr2_t",)),
    Panel("Arms: Barnard's exact test", "risk_difference", "patient", ("barnard_exact",)),
    Panel("Arms: Boschloo's exact test", "risk_difference", "patient", ("boschloo_exact",)),
    Panel("Groups: Fisher–Freeman–Halton", "groups_response", "patient", ("fisher_freeman_halton_exact",)),
    Panel("Arms: ANCOVA", "mean_difference", "patient", ("ancova",)),
    Panel("Arms: Welch's t, df under 4", "mean_difference_few_df", "patient", ("welch_t",)),
    Panel("Cross-over, treatment: t", "treatment_effect", "patient", ("crossover_t",)),
    Panel("Cross-over, period: t", "period_effect", "patient", ("crossover_t",)),
    Panel(
        "Cross-over: permutation test", "treatment_effect", "patient",
        ("crossover_permutation_exact", "crossover_permutation_monte_carlo"),
    ),
    Panel("Mean over lesions: Satterthwaite", "mean", "lesion", ("mixed_model_satterthwaite",)),
    Panel("Mean over lesions: Kenward–Roger", "mean", "lesion", ("mixed_model_kenward_roger",)),
    Panel("Intraclass correlation: F", "icc", "lesion", ("icc_f",)),
    Panel("Incidence: Kaplan–Meier", "cumulative_incidence", "patient", ("kaplan_meier",)),
    Panel("Median time: Kaplan–Meier", "median", "patient", ("kaplan_meier",)),
)  # fmt: skip


def held(lines: Sequence[Line], panel: Panel, ceiling: bool, icc: float) -> list[tuple[int, float]]:
    """What a panel draws of one correlation: position on the axis and coverage, or one minus the size.

    Too few patients for an interval of 95 % are not drawn.
    """
    points = []
    for line in lines:
        shown = line.statistic == panel.statistic and line.unit == panel.unit and line.method in panel.methods
        share = line.coverage_or_size
        of_panel = shown and line.ceiling == ceiling and line.icc == icc and line.promised == LEVEL
        if of_panel and share is not None:
            points.append((PATIENTS.index(line.patients), share if line.kind == "coverage" else 1 - share))
    return sorted(points)


def draw_panel(axes: Axes, lines: Sequence[Line], panel: Panel, ceiling: bool) -> None:
    """Draw one panel."""
    data_sets = max(line.data_sets for line in lines)
    band = STANDARD_ERRORS * monte_carlo_error(data_sets)
    axes.axhspan(LEVEL - band, LEVEL + band, color=RULE, alpha=0.45, linewidth=0)
    axes.axhline(LEVEL, color=MUTED, linewidth=0.5)
    for icc, (color, marker) in LOOKS.items():
        points = held(lines, panel, ceiling, icc)
        places = [place for place, _ in points]
        shares = [max(share, LOWEST) for _, share in points]
        axes.plot(places, shares, color=color, marker=marker, markersize=2.2, linewidth=0.8, clip_on=False, zorder=3)
        below = [place for place, share in points if share < LOWEST]
        axes.plot(below, [LOWEST] * len(below), "v", color=color, markersize=4, clip_on=False, zorder=4)
    axes.set_xlim(-0.4, len(PATIENTS) - 0.6)
    axes.set_ylim(LOWEST, HIGHEST)
    axes.set_xticks(range(len(PATIENTS)), [])
    axes.set_yticks([0.8, 0.85, 0.9, 0.95, 1.0], [])
    axes.tick_params(length=1.5)


def draw(lines: Sequence[Line]) -> Figure:
    """The whole figure."""
    depth = -(-len(PANELS) // COLUMNS)
    # An empty column between the pairs, in which the labels of the next pair's axis stand.
    widths = ([1.0, 1.0, 0.42] * COLUMNS)[:-1]
    top = 66
    height = depth * PANEL_HEIGHT * 1.42 + top + 24
    figure = Figure(figsize=(LOOK.width / 72, height / 72))
    grid = figure.add_gridspec(
        depth, len(widths), width_ratios=widths, left=0.04, right=0.992, top=1 - top / height, bottom=30 / height,
        wspace=0.07, hspace=0.42,
    )  # fmt: skip
    for number, panel in enumerate(PANELS):
        down, across = divmod(number, COLUMNS)
        for side, ceiling in enumerate((False, True)):
            axes = figure.add_subplot(grid[down, 3 * across + side])
            draw_panel(axes, lines, panel, ceiling)
            if side == 0:
                axes.set_yticklabels(["80", "85", "90", "95", "100"])
                axes.set_title(panel.title, loc="left", fontsize=LOOK.font, fontweight="bold", pad=3)
            if number + COLUMNS >= len(PANELS):
                # Every other number, for which there is room.
                axes.set_xticklabels([str(number) if place % 2 == 0 else "" for place, number in enumerate(PATIENTS)])
            if down == 0:
                heading = "with ceiling" if ceiling else "without ceiling"
                axes.text(0.5, 1.25, heading, transform=axes.transAxes, ha="center", color=MUTED, fontsize=LOOK.small)
    _legend(figure, height)
    return figure


def _legend(figure: Figure, height: float) -> None:
    title = "Coverage of 95 % intervals, and 100 − size of 5 % tests, in percent, by number of patients"
    figure.text(0.012, 1 - 14 / height, title, fontsize=LOOK.font + 1.5, fontweight="bold", color=INK)
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=color, marker=marker, markersize=3, linewidth=1, label=f"ICC {icc:g}")
        for icc, (color, marker) in ((icc, LOOKS[icc]) for icc in CORRELATIONS)
    ]
    handles += [
        Patch(color=RULE, alpha=0.45, linewidth=0, label="95 % ± 3 Monte Carlo standard errors"),
        Line2D([], [], color=MUTED, marker="v", markersize=4, linestyle="", label="below 80 %"),
    ]
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.006, 1 - 18 / height), ncols=5, frameon=False,
        fontsize=LOOK.small, borderpad=0.2,
    )  # fmt: skip


def main() -> None:
    """Draw the table that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration.plot_calibration")
    parser.add_argument("table", help="path of the calibration's CSV file")
    parser.add_argument("figure", help="path of the PNG file to write")
    options = parser.parse_args()
    lines = read_lines(options.table)
    with house_style("calibration", LOOK):
        draw(lines).savefig(options.figure, format="png", dpi=LOOK.dpi, metadata={"Software": None})


if __name__ == "__main__":
    main()
