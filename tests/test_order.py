"""The order of the tests: none is lost, and each process begins with a part of what waits for other programs."""

from pathlib import Path

import pytest

from tests.order import dealt

TESTS = [
    *(Path("tests/methods/test_means.py") for _ in range(50)),
    *(Path(f"tests/workflow/test_{name}.py") for name in ("audit", "run", "slurm", "trace") for _ in range(3)),
    *(Path("tests/words/test_sites.py") for _ in range(30)),
]


@pytest.mark.parametrize("processes", [1, 2, 3, 4, 8])
def test_each_process_begins_with_its_part(processes):
    tests = list(enumerate(TESTS))
    ordered = dealt(tests, lambda test: test[1], processes)
    assert sorted(ordered) == tests
    assert ordered[0][1].name == "test_slurm.py"
    parts, left = [], [path for _, path in ordered]
    for process in range(processes):
        size = len(left) // (processes - process)
        parts.append([path.parent.name == "workflow" for path in left[:size]])
        del left[:size]
    for waits in parts:
        assert waits == sorted(waits, reverse=True)
        assert any(waits) or processes > 4
