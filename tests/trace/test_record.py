"""The record of a run whose folder was moved, changed or mixed with that of another run."""

import hashlib
import json
from pathlib import Path

import pytest

from casetrace.trace.record import Record

CONTENT = {
    "data/raw.csv": b"raw",
    "results/x/ingest/raw.parquet": b"cells",
    "results/x/ingest/plan.json": b"plan",
    "results/x/derive/lesions.parquet": b"lesions",
    "results/x/statistics.csv": b"numbers",
    "results/x/figures/flow.svg": b"drawn",
}
STEPS = [
    ("ingest", ["data/raw.csv"], ["results/x/ingest/plan.json", "results/x/ingest/raw.parquet"]),
    ("derive", ["results/x/ingest/raw.parquet"], ["results/x/derive/lesions.parquet"]),
    ("plot", ["results/x/ingest/plan.json"], ["results/x/figures/flow.svg"]),
    ("collect", ["results/x/derive/lesions.parquet"], ["results/x/statistics.csv"]),
]


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """The record of a run in a folder that was moved since."""
    for name, content in CONTENT.items():
        path = tmp_path / "moved" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    manifest = {
        "steps": [
            {"rule": rule, "code": [f"scripts/{rule}.py"], "inputs": inputs, "outputs": outputs, "parameters": {}}
            for rule, inputs, outputs in STEPS
        ],
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in CONTENT.items()},
    }
    folder = tmp_path / "moved/results/x"
    (folder / "provenance").mkdir()
    (folder / "provenance/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = Record.read(folder)
    assert found is not None
    return found


def test_files_of_a_folder_that_was_moved_are_found_with_the_data_beside_it(record):
    assert {record.state(name) for name in CONTENT} == {"unchanged"}


def test_an_output_is_meant_by_its_path_in_the_results_its_full_path_or_that_of_the_manifest(record, monkeypatch):
    svg = "results/x/figures/flow.svg"
    monkeypatch.chdir(record.folder / "figures")
    for name in ("figures/flow.svg", "flow.svg", svg, str(record.folder / "figures/flow.svg")):
        assert record.output(name) == svg
    assert record.output("figures/flow.png") is None
    assert record.output("data/raw.csv") is None


def test_the_steps_behind_an_output_are_those_that_lead_to_it(record):
    behind = record.steps_behind("results/x/statistics.csv")
    assert [step["rule"] for step in behind] == ["ingest", "derive", "collect"]
    # of what ingestion made, the plan did not lead to it
    assert behind[0]["outputs"] == ["results/x/ingest/raw.parquet"]


def test_a_run_is_mixed_where_what_answers_are_read_from_changed_or_is_gone(record):
    assert list(record.mixed()) == []
    (record.folder / "figures/flow.svg").write_bytes(b"other")
    assert list(record.mixed()) == []
    (record.folder / "ingest/raw.parquet").write_bytes(b"other cells")
    (record.folder / "statistics.csv").unlink()
    assert list(record.mixed()) == ["ingest/raw.parquet", "statistics.csv"]
    assert record.state("results/x/statistics.csv") == "absent"


def test_a_run_that_did_not_come_to_its_end_has_no_record(tmp_path):
    assert Record.read(tmp_path) is None
