"""A study of several cohorts: they stand beside each other in a folder of their own."""

import json
import shutil

import pandas as pd
import yaml

from scripts.provenance.digests import file_digest
from scripts.reproducibility.lock import lock_of
from tests.stages.running import shipped_config, study
from tests.workflow.number_sources import NumberSources
from tests.workflow.running import COHORT, snakemake
from tests.workflow.traced_numbers import traced

POOLING = ["pool_cohorts", "plot_pooled", "render_pooled", "record_pooled_provenance", "write_pooled_crate"]
OUTPUTS = [
    "figures/forest.csv",
    "figures/forest.pdf",
    "figures/forest.png",
    "figures/forest.svg",
    "provenance/manifest.json",
    "report.html",
    "ro-crate-metadata.json",
    "statistics.csv",
]
#: What describes the run.
RECORDS = {"provenance/manifest.json", "ro-crate-metadata.json"}


def test_a_study_of_one_cohort_pools_nothing(finished_run):
    project, run = finished_run
    assert not set(POOLING) & set(run.rules)
    assert not (project / "results/pooled").exists()


def test_cohorts_of_a_study_stand_beside_each_other_after_the_last_of_them(project):
    # the second cohort is the first one once more, whose results are there already
    config = shipped_config()
    config["cohorts"]["once-more"] = config["cohorts"][COHORT] | {"title": "The same, once more"}
    (project / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    shutil.copytree(project / "results" / COHORT, project / "results/once-more")
    run = snakemake(project, "--allowed-rules", "all", *POOLING, "--rerun-triggers", "mtime")
    assert run.status == 0, run.printed
    assert run.rules == [*POOLING, "all"]
    assert "The report is results/pooled/report.html" in run.printed

    pooled = project / "results/pooled"
    made = sorted(path.relative_to(pooled).as_posix() for path in pooled.rglob("*") if path.is_file())
    assert [path for path in made if not path.startswith(("logs/", "provenance/workflow/"))] == OUTPUTS
    results = pd.read_csv(pooled / "statistics.csv").set_index("result_id")
    start = "reduction.size_mm.week_4.patient.all.observed"
    for name in (f"cohort={COHORT.replace('-', '_')}", "cohort=once_more"):
        assert results.loc[f"{start}.{name}.mean.t", "estimate"] == 63.17577030812325
    assert results.loc[f"{start}.mean.hartung_knapp", "status"] == "refused"

    assert traced(pooled / "report.html", NumberSources(pooled, study() | config, project)).faults == []

    manifest = json.loads((pooled / "provenance/manifest.json").read_text(encoding="utf-8"))
    outputs = [path for step in manifest["steps"] for path in step["outputs"]]
    assert sorted(outputs) == [f"results/pooled/{name}" for name in OUTPUTS if name not in RECORDS]
    assert all(manifest["sha256"][path] == file_digest(project / path) for path in outputs)
    lock = lock_of(project)
    assert {f"results/pooled/{name}" for name in OUTPUTS} <= set(lock.outputs)
    assert set(results.index) == set(lock.numbers["pooled"])
