"""Several cohorts in one project: a broken one leaves the others alone, each runs by itself, and so does a study."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from tests.stages.running import shipped_config
from tests.workflow.running import COHORT, edit, snakemake

#: What is wrong with the table of a cohort, and what is told of it.
BROKEN = {
    "broken": [
        "Cohort broken: 1 error in its data.",
        "data/broken/table.csv, line 3, column 4 (Size of calcinosis)",
        '"seventy"',
    ],
    "renamed": ["missing column: data/renamed/table.csv, line 1 (Localization)", '"Place"'],
    "gone": ["missing file: data/gone/table.csv", "found: no such file"],
}


def cohort_of(file: str) -> dict[str, Any]:
    """The shipped cohort with its raw table in another file, without its corrections and claims."""
    cohort = dict(shipped_config()["cohorts"][COHORT])
    cohort["table"] = cohort["table"] | {"file": file}
    del cohort["corrections"], cohort["claims"]
    return cohort


def write_config(path: Path, cohorts: Mapping[str, Any]) -> None:
    config = shipped_config() | {"cohorts": dict(cohorts)}
    config["methods"]["resamples"] = 999
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")


def copy_table(project: Path, file: str) -> Path:
    """The shipped raw table under another name."""
    table = project / file
    table.parent.mkdir(parents=True)
    table.write_bytes((project / "data" / COHORT / "table1.csv").read_bytes())
    return table


def test_with_keep_going_broken_cohorts_are_named_and_leave_the_others_to_finish(project):
    # a cohort without claims has no audit, and its report no section on it; it is explored by nothing, to be quick
    sound = shipped_config()["cohorts"][COHORT] | {"explore": {"variables": [], "groups": []}}
    del sound["claims"]
    tables = {name: copy_table(project, f"data/{name}/table.csv") for name in BROKEN}
    edit(tables["broken"], "2,SSc/59,Knee,70,", "2,SSc/59,Knee,seventy,")
    edit(tables["renamed"], "Localization", "Place")
    tables["gone"].unlink()
    broken = {name: cohort_of(f"data/{name}/table.csv") for name in BROKEN}
    write_config(project / "config.yaml", {**broken, COHORT: sound})
    targets = [f"results/{name}/statistics.csv" for name in (*BROKEN, COHORT)]
    run = snakemake(project, "--keep-going", *targets)
    assert run.status != 0
    # the changed setting makes the sound cohort's results anew, and no others are made
    assert run.rules.count("collect_results") == 1
    assert not {"audit_claims", "figures_audit"} & set(run.rules)
    assert "Traceback" not in run.printed
    for name, told in BROKEN.items():
        assert run.printed.count(f"Cohort {name}: ") == 1
        assert [text for text in told if text not in run.printed] == []
        assert not (project / "results" / name / "statistics.csv").exists()
    problems = pd.read_csv(project / "results/broken/problems.csv")
    assert problems["line"][problems["severity"] == "error"].tolist() == [3]

    alone = snakemake(project, targets[-1])
    assert alone.status == 0, alone.printed
    assert "Nothing to be done" in alone.printed


def test_a_study_in_a_folder_of_the_project_is_run_by_its_configuration(project):
    copy_table(project, "studies/knees/table.csv")
    write_config(project / "studies/knees/study.yaml", {"knees": cohort_of("studies/knees/table.csv")})
    run = snakemake(project, "results/knees/problems.csv", "--configfile", "studies/knees/study.yaml")
    assert run.status == 0, run.printed
    assert run.rules == ["ingest_cohort", "clean_cohort"]
    assert set(pd.read_csv(project / "results/knees/problems.csv")["file"]) == {"studies/knees/table.csv"}
    planned = snakemake(project, "--configfile", "studies/knees/study.yaml", "--dry-run", "--quiet", "host").printed
    assert f"results/{COHORT}" not in planned
    assert "results/knees/report.html" in planned
