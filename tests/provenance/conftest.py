"""The finished run of the workflow's tests, and a made-up run of one step."""

import json
from pathlib import Path

import pytest

from casetrace.model.digests import file_digest
from tests.workflow import conftest as workflow

finished_run = workflow.finished_run
results = workflow.results


@pytest.fixture
def small_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which a study of one rule has run; it is the working directory."""
    monkeypatch.chdir(tmp_path)
    files = {
        "Snakefile": "rule count: ...\n",
        "CITATION.cff": "title: Counting\n",
        "scripts/count.py": '"""Count the rows\nof a table.\n\nIn: a table.\n"""\n',
        "scripts/tools.py": "",
        "raw/table one.csv": "size\n1\n",
        "results/a/statistics.csv": "n\n1\n",
        "results/a/counted/rows.parquet": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    manifest = {
        "software": {"python": "3.11.7", "packages": {"snakemake": "9.27.1", "pandas": "3.1.1"}},
        "steps": [
            {
                "rule": "count",
                "inputs": ["raw/table one.csv"],
                "code": ["scripts/count.py", "scripts/tools.py"],
                "parameters": {"seed": 7, "methods": {"level": 0.95, "exact": True}, "groups": {"limb": ["knee"]}},
                "outputs": ["results/a/statistics.csv", "results/a/counted/rows.parquet"],
            }
        ],
        "sha256": {name: file_digest(name) for name in files},
    }
    (tmp_path / "results/a/provenance").mkdir()
    (tmp_path / "results/a/provenance/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return tmp_path
