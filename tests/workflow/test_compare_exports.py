"""Two exports compared from the command line, in a project whose own results stay as they are."""

import subprocess
import sys
from pathlib import Path

from tests.workflow.running import COHORT, edit


def test_two_exports_are_compared_without_touching_the_project(project, tmp_path):
    table = project / "data" / COHORT / "table1.csv"
    later = tmp_path / "later.csv"
    later.write_bytes(table.read_bytes())
    edit(later, "50/38,10/80", "50/38,20/75")
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*") if _is_kept(path)}
    command = [sys.executable, "-m", "casetrace", "compare", f"data/{COHORT}/table1.csv", str(later)]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 1, run.stderr
    lines = [line.strip() for line in run.stdout.splitlines()]
    assert (
        f'measurements lesion_id 4a, outcome size_mm, visit 12: value was "10" (data/{COHORT}/table1.csv, line 5, '
        f'column 9), is "20" ({later}, line 5, column 9)'
    ) in lines
    assert {"cells altered: 2", "rows added: 0", "columns gone: 0", "problems that are new: 0"} <= set(lines)
    # case 4 goes from 87.5 to 75 percent: the mean of five patients falls by 2.5
    (mean,) = [line for line in lines if line.startswith("reduction.size_mm.week_12.patient.all.observed.mean.")]
    assert "estimate was 89.40476190" in mean
    assert "is 86.90476190" in mean
    after = {path: path.stat().st_mtime_ns for path in project.rglob("*") if _is_kept(path)}
    assert after == before


def _is_kept(path: Path) -> bool:
    """Whether a path is a file of the project; Python may put compiled files into folders beside them."""
    return path.is_file() and "__pycache__" not in path.parts
