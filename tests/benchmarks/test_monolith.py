"""The single script that the pipeline is timed against computes the same numbers; else the comparison means nothing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import monolith
from scripts.config.reading import read_yaml
from tests.stages.running import ROOT, Run

#: Statistics of the script by the pipeline's name for them.
STATISTICS = {"mean": "mean", "median": "median", "min": "minimum", "max": "maximum"}


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        lesions = monolith.read_lesions()
        return monolith.all_results(lesions, monolith.status_of_patients(lesions), monolith.lesion_visits(lesions))


def test_summaries_agree_in_every_scenario(results: pd.DataFrame, real_run: Run) -> None:
    compared = 0
    for analysis in ("reduction", "reduction_of_sum", "value", "log_ratio"):
        chosen = results[
            (results["analysis"] == analysis) & results["group"].isna() & results["statistic"].isin(STATISTICS)
        ]
        for row in chosen.dropna(subset=["estimate"]).to_dict("records"):
            where = f"{analysis}.size_mm.week_{row['visit']:.0f}.{row['unit']}.all.{row['scenario']}"
            name = f"{where}.{STATISTICS[row['statistic']]}.summary"
            assert row["estimate"] == pytest.approx(real_run.statistics.loc[name, "estimate"], rel=1e-12), name
            compared += 1
    # Reductions: 5 scenarios, 2 weeks, 2 units, 4 statistics; the other three have one unit and no printed values.
    assert compared == 5 * 2 * 2 * 4 + 3 * 4 * 2 * 4


def test_rank_correlations_and_their_exact_p_values_agree(results: pd.DataFrame, real_run: Run) -> None:
    theirs = real_run.statistics[real_run.statistics["statistic"] == "spearman_rho"]
    ours = results[results["statistic"] == "spearman_rho"].set_index(["analysis", "visit"]).sort_index()
    theirs = theirs.set_index(["analysis", "visit"]).sort_index()
    assert list(ours.index.map(str)) == list(theirs.index.map(str))
    np.testing.assert_allclose(
        ours[["estimate", "p_value"]].to_numpy(), theirs[["estimate", "p_value"]].to_numpy(dtype=float), rtol=1e-12
    )


def test_responses_agree(results: pd.DataFrame, real_run: Run) -> None:
    chosen = results[(results["analysis"] == "response") & (results["statistic"] == "count")]
    for row in chosen.to_dict("records"):
        among = "all" if row["set"] == "evaluable" else "enrolled"
        where = f"response.size_mm.week_{row['visit']:.0f}.lesion.{among}.{row['scenario']}"
        name = f"{where}.response={row['group']}.count.count"
        assert row["estimate"] == real_run.statistics.loc[name, "estimate"], name


def test_the_script_reads_the_shipped_table() -> None:
    cohort = read_yaml(ROOT / "config.yaml")["cohorts"]["aarhus-2014"]
    assert Path(cohort["table"]["file"]).parent == monolith.DATA
    assert cohort["outcomes"]["size_mm"]["follow_up_visits"] == monolith.FOLLOW_UP
    assert cohort["scenarios"] == monolith.SCENARIOS
