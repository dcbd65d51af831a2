"""The single script that the pipeline is timed against computes the same numbers; else the comparison means nothing.

It shares no code with the pipeline, so that the agreement is also an independent check of the whole.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from casetrace.model.yaml_files import read_yaml
from tests.oracle import monolith
from tests.stages.running import ROOT, Run

#: Statistics of the script by the pipeline's name for them.
STATISTICS = {"mean": "mean", "median": "median", "min": "minimum", "max": "maximum"}

#: Methods that describe and do not infer.
DESCRIPTIVE = ("summary", "count", "sum")
NUMBERS = ["estimate", "ci_lower", "ci_upper", "p_value", "p_value_minimum"]
#: Analyses that belong to no outcome.
OF_THE_COHORT = "complication"


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        lesions = monolith.read_lesions()
        return monolith.all_results(lesions, monolith.status_of_patients(lesions), monolith.lesion_visits(lesions))


def result_id(row: pd.Series) -> str:
    """The pipeline's name of an inference of the script."""
    visit = "" if np.isnan(row["visit"]) else f"week_{row['visit']:.0f}"
    if not np.isnan(row["visit_from"]):
        visit = f"week_{row['visit_from']:.0f}_to_{row['visit']:.0f}"
    outcome = "" if OF_THE_COHORT in row["analysis"] else "size_mm"
    names = row.astype("object").where(row.notna(), "")
    among = names["set"] or "all"
    parts = [names["analysis"], outcome, visit, names["unit"], among, names["scenario"], names["group"]]
    return ".".join(filter(None, [*parts, names["statistic"], names["method"], names["option"]]))


def test_every_inference_of_the_pipeline_agrees(results: pd.DataFrame, real_run: Run) -> None:
    statistics = real_run.statistics
    theirs = statistics[~statistics["method"].isin(DESCRIPTIVE) & (statistics["status"] != "refused")]
    ours = results[results["method"].notna() & (results["method"] != "summary")]
    ours = ours.set_index(ours.apply(result_id, axis="columns"))
    # A t test whose interval is doubtful has no p value in the pipeline; one that only disagrees with another has.
    doubtful = (theirs["status"] == "flagged") & ~theirs["note"].str.startswith("this CI ")
    without_p = theirs.index[doubtful & theirs["method"].isin(["t", "cr2_t"])]
    ours.loc[ours.index.isin(without_p), "p_value"] = np.nan
    assert sorted(ours.index) == sorted(theirs.index)
    assert len(ours) > 320
    exact = ours["level"].dropna()
    assert theirs.loc[exact.index, "ci_level"].to_numpy() == pytest.approx(exact.to_numpy(), rel=1e-12)
    for column in NUMBERS:
        np.testing.assert_allclose(
            ours[column].to_numpy(dtype=float),
            theirs.loc[ours.index, column].to_numpy(dtype=float),
            rtol=1e-8,
            atol=1e-10,
            err_msg=column,
        )


def test_summaries_agree_in_every_scenario(results: pd.DataFrame, real_run: Run) -> None:
    compared, statistics = 0, real_run.statistics
    summaries = results[results["method"] == "summary"]
    for analysis in ("reduction", "reduction_of_sum", "value", "log_ratio"):
        chosen = summaries[
            (summaries["analysis"] == analysis) & summaries["group"].isna() & summaries["statistic"].isin(STATISTICS)
        ]
        for row in chosen.dropna(subset=["estimate"]).to_dict("records"):
            where = f"{analysis}.size_mm.week_{row['visit']:.0f}.{row['unit']}.all.{row['scenario']}"
            name = f"{where}.{STATISTICS[row['statistic']]}.summary"
            assert row["estimate"] == pytest.approx(statistics.loc[name, "estimate"], rel=1e-11), name
            compared += 1
    # Reductions: 5 scenarios, 2 weeks, 2 units, 4 statistics; the other three have one unit and no printed values.
    assert compared == 5 * 2 * 2 * 4 + 3 * 4 * 2 * 4


def test_responses_agree(results: pd.DataFrame, real_run: Run) -> None:
    chosen = results[(results["analysis"] == "response") & (results["statistic"] == "count")]
    statistics = real_run.statistics
    for row in chosen.to_dict("records"):
        among = "all" if row["set"] == "evaluable" else "enrolled"
        where = f"response.size_mm.week_{row['visit']:.0f}.lesion.{among}.{row['scenario']}"
        name = f"{where}.response={row['group']}.count.count"
        assert row["estimate"] == statistics.loc[name, "estimate"], name


def test_the_script_reads_the_shipped_table() -> None:
    cohort = read_yaml(ROOT / "config.yaml")["cohorts"]["aarhus-2014"]
    assert Path(cohort["table"]["file"]).parent == monolith.DATA
    assert cohort["outcomes"]["size_mm"]["follow_up_visits"] == monolith.FOLLOW_UP
    assert cohort["scenarios"] == monolith.SCENARIOS
