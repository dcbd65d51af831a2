"""What every start of the workflow imports stays light: a run with nothing to do waits for it too."""

import re
import subprocess
import sys

from tests.stages.running import ROOT

#: Packages that take longer to import than all that the start needs.
HEAVY = ("numpy", "pandas", "scipy", "matplotlib")


def test_the_start_of_the_workflow_imports_no_heavy_package():
    files = [ROOT / "Snakefile", *sorted((ROOT / "workflow/rules").glob("*.smk"))]
    lines = [
        line
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.match(r"from casetrace[.\w]* import", line)
    ]
    assert len(lines) > 8
    asked = f"import sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    printed = subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, asked])], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == "[]"
