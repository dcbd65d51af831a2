"""The workflow that does nothing has the jobs, dependencies and imports of the pipeline."""

from pathlib import Path

from benchmarks.skeleton import packages_of, read_rulegraph, write_skeleton

GRAPH = """digraph snakemake_dag {
    graph[bgcolor=white, margin=0];
	0[label = "all", color = "0.00 0.6 0.85", style="rounded"];
	1[label = "plot", color = "0.58 0.6 0.85", style="rounded"];
	2[label = "ingest", color = "0.13 0.6 0.85", style="rounded"];
	1 -> 0
	2 -> 1
}
"""


def study(folder: Path) -> Path:
    (folder / "scripts" / "tables").mkdir(parents=True)
    (folder / "scripts" / "ingest.py").write_text("import csv\nfrom scripts.tables import reading\n", encoding="utf-8")
    (folder / "scripts" / "plot.py").write_text("from json import dumps\n", encoding="utf-8")
    (folder / "scripts" / "tables" / "reading.py").write_text("import pandas as pd\n", encoding="utf-8")
    return folder


def test_a_rule_graph_is_read_as_rules_and_what_they_need() -> None:
    names, needs = read_rulegraph(GRAPH)
    assert names == ["all", "plot", "ingest"]
    assert needs == {"all": ["plot"], "plot": ["ingest"], "ingest": []}


def test_packages_are_those_of_the_script_and_of_the_modules_behind_it(tmp_path: Path) -> None:
    root = study(tmp_path)
    assert packages_of(root / "scripts/ingest.py", root) == ["csv", "pandas"]


def test_the_skeleton_has_a_job_for_each_rule(tmp_path: Path) -> None:
    skeleton = tmp_path / "skeleton"
    write_skeleton(study(tmp_path / "study"), skeleton, GRAPH)
    text = (skeleton / "Snakefile").read_text(encoding="utf-8")
    assert text.count('script:\n        "scripts/') == 2
    assert 'rule plot:\n    input:\n        "ingest.txt",\n    output:\n        "plot.txt",' in text
    assert "import pandas" in (skeleton / "scripts/ingest.py").read_text(encoding="utf-8")
