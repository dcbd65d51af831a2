"""The audit of published claims: its target, cohorts without claims or without rows, and the option to fail."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from casetrace.audit.agreement import AGREEMENT_TYPES
from casetrace.audit.gate import audit_check, failure
from casetrace.audit.tables import CLAIM_TYPES, frame_of
from casetrace.model.storage import write_parquet
from tests.stages.running import shipped_config, study
from tests.workflow.number_sources import NumberSources
from tests.workflow.running import COHORT, Run, copy_sources, snakemake
from tests.workflow.traced_numbers import traced

HEADER = "claim_id,statement,place,kind,quantity,population,unit,reported,decimals,comparator,printed_with,note\n"
# 7 of 20 are 35 %, and no number of 20 is 34 % (Brown and Heathers 2017, GRIM)
POSSIBLE = "cured,A third was cured.,Results,percent,,,patient,35,,,n=20; count=7,\n"
IMPOSSIBLE = "relapsed,Another third relapsed.,Results,percent,,,patient,34,,,n=20,\n"
PASSED = "audit/passed.txt"


def claim(name: str, **changes: Any) -> dict[str, Any]:
    """A row of the audit's claims."""
    blank = {key: "" for key, kind in CLAIM_TYPES.items() if kind == "str"}
    row = blank | {
        "claim_id": name,
        "statement": "What the paper says.",
        "verdict": "not reproduced",
    }
    return row | {"line": 2} | changes


@pytest.fixture(scope="module")
def paper(tmp_path_factory) -> tuple[Path, Run]:
    """A study of a paper without rows whose claims must all be reproduced, and what its run printed."""
    project = copy_sources(tmp_path_factory.mktemp("paper") / "project")
    (project / "claims.csv").write_text(HEADER + POSSIBLE + IMPOSSIBLE, encoding="utf-8")
    config = {"cohorts": {"paper": {"claims": "claims.csv"}}, "audit": {"unreproduced": "fail"}}
    (project / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return project, snakemake(project)


def test_the_target_makes_the_audit_and_nothing_after_it(project):
    for name in ("audit.csv", "figures/audit.svg", "report.html"):
        (project / "results" / COHORT / name).unlink()
    run = snakemake(project, "audit")
    assert run.status == 0, run.printed
    assert run.rules == ["audit_claims", "figures_audit", "audit"]


def test_the_target_of_a_study_without_claims_says_that_there_are_none(fresh_project):
    config = shipped_config()
    del config["cohorts"][COHORT]["claims"]
    (fresh_project / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    run = snakemake(fresh_project, "audit")
    assert run.status == 0, run.printed
    assert run.printed.count("No cohort of this study has published claims") == 1
    assert not (fresh_project / "results" / COHORT).exists()


def test_a_cohort_of_claims_alone_goes_through_the_audit_to_a_report(paper):
    project, run = paper
    results = project / "results/paper"
    steps = ["ingest_cohort", "clean_cohort", "check_cohort", "audit_claims"]
    assert run.rules[:4] == steps
    assert sorted(run.rules[4:-2]) == ["collect_results", "figures_audit"]
    assert run.rules[-2:] == ["report_claims", "provenance_cohort"]
    verdicts = pd.read_csv(results / "audit.csv").set_index("claim_id")["verdict"]
    assert verdicts.to_dict() == {"cured": "reproduced", "relapsed": "not reproduced"}
    manifest = json.loads((results / "provenance/manifest.json").read_text(encoding="utf-8"))
    made = {path for step in manifest["steps"] for path in step["outputs"]}
    found = {path.relative_to(project).as_posix() for path in results.rglob("*") if path.is_file()}
    described = ("provenance/manifest.json", "ro-crate-metadata.json")
    aside = ("results/paper/logs/", "results/paper/provenance/workflow/")
    assert made == {path for path in found if not path.startswith(aside) and not path.endswith(described)}
    assert {f"results/paper/{name}" for name in ("report.html", "statistics.csv", "figures/audit.pdf")} <= made
    assert "claims.csv" in manifest["steps"][0]["inputs"]


def test_every_number_of_a_report_of_claims_alone_is_traced_to_a_source_that_has_it(paper):
    project, _ = paper
    config = study() | yaml.safe_load((project / "config.yaml").read_text(encoding="utf-8"))
    report = project / "results/paper/report.html"
    found = traced(report, NumberSources(report.parent, config, project))
    assert found.faults == []
    assert found.kinds["data-count"] >= 6


def test_a_claim_that_is_not_reproduced_fails_a_study_that_wants_all_to_be(paper):
    project, run = paper
    assert run.status != 0
    assert "Traceback" not in run.printed
    assert run.printed.count("Cohort paper: published statements that disagree: 1 of 2 checked.") == 1
    clash = "printed with it: n = 20; expected: "
    for text in ("claims.csv, line 3 (relapsed): Another third relapsed.", "printed: 34", clash):
        assert text in run.printed
    assert "The run failed, but these results are complete: results/paper/report.html" in run.printed
    assert "The report is" not in run.printed
    assert not (project / "results/paper" / PASSED).exists()


def test_the_message_has_each_claim_with_what_is_printed_what_the_rows_give_and_how_far_off_it_is():
    claims = frame_of(
        [
            claim("mean_age", line=2, reported="63", recomputed=380 / 6, verdict="reproduced"),
            claim("dose", line=3, verdict="not checkable"),
            claim(
                "mean_week_4",
                line=4,
                reported="67",
                decimals=0,
                recomputed=62.638,
                difference=-4.362,
                arithmetic="a sum of 313.19 over 5 lesions",
            ),
            claim(
                "all_smaller",
                line=7,
                kind="comparison",
                comparator="all",
                recomputed=60,
                arithmetic="3 of 5 lesions",
                exceptions="2, 6b",
            ),
            claim("lost", line=9, reported="3", comparator="<=", arithmetic="no patient has a value"),
        ],
        CLAIM_TYPES,
    )
    message = failure("own", claims, frame_of([], AGREEMENT_TYPES), "data/claims.csv", "results/own/audit.csv")
    assert message.splitlines() == [
        "Cohort own: published statements that disagree: 3 of 4 checked.",
        "1. data/claims.csv, line 4 (mean_week_4): What the paper says.",
        "    printed: 67",
        "    recomputed: 62.6 (a sum of 313.19 over 5 lesions); −4.4 from the printed number",
        "2. data/claims.csv, line 7 (all_smaller): What the paper says.",
        "    printed: all",
        "    recomputed: 60 % (3 of 5 lesions); contradicted by 2, 6b",
        "3. data/claims.csv, line 9 (lost): What the paper says.",
        "    printed: <= 3",
        "    recomputed: nothing: no patient has a value",
        "All statements: results/own/audit.csv. Everything in results/own/ is written.",
        "The run fails because config says audit.unreproduced: fail.",
    ]


def test_a_claim_that_holds_under_an_assumption_passes(folder):
    verdicts = ("reproduced", "reproduced under an assumption", "not checkable", "not independent")
    claims = frame_of([claim(f"claim_{index}", verdict=verdict) for index, verdict in enumerate(verdicts)], CLAIM_TYPES)
    paths = {name: str(folder / f"{name}.parquet") for name in ("claims", "consistency")}
    write_parquet(claims, paths["claims"])
    write_parquet(frame_of([], AGREEMENT_TYPES), paths["consistency"])
    passed = folder / "passed.txt"
    audit_check("own", **paths, file="claims.csv", audit_csv="audit.csv", passed=str(passed))
    assert passed.read_text(encoding="utf-8") == "No published statement disagrees, of 2 checked.\n"
