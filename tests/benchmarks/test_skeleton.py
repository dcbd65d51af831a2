"""The workflow that does nothing has the jobs, dependencies and imports of the pipeline."""

from pathlib import Path

from benchmarks.skeleton import imports_of, read_rulegraph, write_skeleton

GRAPH = """digraph snakemake_dag {
    graph[bgcolor=white, margin=0];
	0[label = "all", color = "0.00 0.6 0.85", style="rounded"];
	1[label = "plot", color = "0.58 0.6 0.85", style="rounded"];
	2[label = "ingest", color = "0.13 0.6 0.85", style="rounded"];
	1 -> 0
	2 -> 1
}
"""


READING = """import pandas as pd
from scipy import special, stats
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import _csv

def read():
    import pint
"""


def study(folder: Path) -> Path:
    (folder / "scripts").mkdir(parents=True)
    (folder / "casetrace" / "tables").mkdir(parents=True)
    (folder / "scripts" / "ingest.py").write_text(
        "import csv\nfrom casetrace.tables import reading\n", encoding="utf-8"
    )
    (folder / "scripts" / "plot.py").write_text("from json import dumps\n", encoding="utf-8")
    (folder / "casetrace" / "tables" / "reading.py").write_text(READING, encoding="utf-8")
    return folder


def test_a_rule_graph_is_read_as_rules_and_what_they_need() -> None:
    names, needs = read_rulegraph(GRAPH)
    assert names == ["all", "plot", "ingest"]
    assert needs == {"all": ["plot"], "plot": ["ingest"], "ingest": []}


def test_imports_are_those_made_when_the_script_and_the_modules_behind_it_are_loaded(tmp_path: Path) -> None:
    root = study(tmp_path)
    assert imports_of("ingest", root) == [
        "from scipy import special",
        "from scipy import stats",
        "from typing import TYPE_CHECKING",
        "import csv",
        "import pandas",
    ]


def test_the_skeleton_has_a_job_for_each_rule(tmp_path: Path) -> None:
    skeleton = tmp_path / "skeleton"
    write_skeleton(study(tmp_path / "study"), skeleton, GRAPH)
    text = (skeleton / "Snakefile").read_text(encoding="utf-8")
    assert text.count('script:\n        "scripts/') == 2
    assert 'rule plot:\n    input:\n        "ingest.txt",\n    output:\n        "plot.txt",' in text
    assert "from scipy import special\nfrom scipy import stats\n" in (skeleton / "scripts/ingest.py").read_text(
        encoding="utf-8"
    )
