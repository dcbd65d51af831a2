"""Jobs that are forked from one process have what a Python of their own would have."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import chdir
from pathlib import Path

import pytest

from casetrace.pipeline.shared_start import POSSIBLE, SharedStart
from tests.stages.running import ROOT

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="a process that has loaded packages is not forked on this system")

#: What a script sees of itself, written into the file that the variable OUT names.
LOOK = """
import json, os, signal, sys, tempfile
seen = {
    "argv": sys.argv, "path": sys.path, "name": __name__, "file": __file__, "folder": os.getcwd(),
    "environment": dict(os.environ), "interrupt": str(getattr(signal.getsignal(signal.SIGINT), "__name__", "ignored")),
    "child": str(signal.getsignal(signal.SIGCHLD)), "main": sys.modules["__main__"].__dict__.get("MARK"),
    "temporary": tempfile.gettempdir(), "descriptors": sorted(os.listdir("/proc/self/fd"), key=int)[:3],
}
MARK = 1
with open(os.environ["OUT"], "w") as file:
    json.dump(seen, file)
"""


@pytest.fixture
def start():
    # A shell that started the tests in the background may have had interrupts ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    start = SharedStart()
    yield start
    start.end()
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def script(tmp_path):
    def written(text: str, name: str = "job.py") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return written


@pytest.mark.parametrize("interrupts", [signal.default_int_handler, signal.SIG_IGN], ids=["heard", "ignored"])
def test_a_job_sees_what_a_python_of_its_own_sees(start, script, tmp_path, monkeypatch, interrupts):
    """Interrupts are ignored where a shell started the run in the background."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "temporary").mkdir()
    path = script(LOOK)
    seen = []
    signal.signal(signal.SIGINT, interrupts)
    for number, begin in enumerate((start.run, _alone)):
        environment = os.environ | {"OUT": str(tmp_path / f"{number}.json"), "TMPDIR": str(tmp_path / "temporary")}
        assert begin(path, ["tempfile", "json"], environment) == 0
        seen.append(json.loads((tmp_path / f"{number}.json").read_text(encoding="utf-8")))
    for one in seen:
        del one["environment"]["OUT"]
    assert seen[0] == seen[1]
    assert seen[0]["interrupt"] == ("ignored" if interrupts == signal.SIG_IGN else "default_int_handler")


def _alone(path: str, packages: list[str], environment: dict[str, str]) -> int:
    return subprocess.run([sys.executable, path], env=environment, check=False).returncode


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("pass", 0),
        ("import sys; sys.exit(3)", 3),
        ("import sys; sys.stderr.close(); raise ValueError", 1),
        ("import os; os.kill(os.getpid(), 9)", -9),
        ("import os, signal; os.kill(os.getpid(), signal.SIGINT)", -2),
    ],
)
def test_its_exit_status_is_told(start, script, text, status, monkeypatch):
    # Under it a job that is interrupted shows no traceback.
    silent = "import casetrace\n" if status == -2 else ""
    environment = os.environ | {"CASETRACE_RUN": "{}", "PYTHONPATH": str(ROOT)}
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    assert start.run(script(silent + text), [], environment) == status


def test_packages_are_there_before_the_job_and_one_that_is_missing_is_told_by_the_job_alone(start, script):
    path = script("import sys; sys.exit(7 if 'fractions' in sys.modules else 8)")
    assert start.run(path, [], os.environ) == 8
    assert start.run(path, ["no_such_package", "fractions.Fraction", "fractions"], os.environ) == 7
    assert start.run(path, [], os.environ) == 7


def test_what_a_job_changes_in_memory_is_unknown_to_the_next(start, script):
    changes = script("import json; json.loads = None", "changes.py")
    asks = script("import json, sys; sys.exit(json.loads is None)", "asks.py")
    assert start.run(changes, ["json"], os.environ) == 0
    assert start.run(asks, ["json"], os.environ) == 0


def test_what_a_job_leaves_to_its_end_is_done(start, script, tmp_path):
    path = script(
        "import atexit, os, sys, tempfile\n"
        "folder = tempfile.TemporaryDirectory(dir='.')\n"
        "atexit.register(lambda: open('ended', 'w').close())\n"
        "sys.stdout = open('printed', 'w')\n"
        "print('all of it', end='')\n"
    )
    with chdir(tmp_path):
        assert start.run(path, [], os.environ) == 0
    left = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert left == {"job.py": Path(path).read_text(encoding="utf-8"), "ended": "", "printed": "all of it"}


def test_jobs_run_at_the_same_time(start, script, tmp_path):
    meets = """
import pathlib, sys, time
mine, other = sys.argv[0], {other!r}
pathlib.Path(mine + ".begun").touch()
while not pathlib.Path(other + ".begun").exists():
    time.sleep(0.01)
"""
    paths = [str(tmp_path / name) for name in ("one.py", "two.py")]
    for path, other in zip(paths, reversed(paths), strict=True):
        Path(path).write_text(meets.format(other=other), encoding="utf-8")
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda path=path: statuses.append(start.run(path, [], os.environ)), daemon=True)
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert statuses == [0, 0]


def test_the_common_process_ends_with_the_one_that_started_it_and_says_nothing(script, tmp_path):
    kills = script("import os; os.kill(int(os.environ['RUN']), 9)")
    starts = f"""
import os
from casetrace.pipeline.shared_start import SharedStart
SharedStart().run({kills!r}, [], os.environ | {{"RUN": str(os.getpid())}})
"""
    # What it prints ends when the last process has ended that could print more.
    killed = subprocess.run(
        [sys.executable, "-c", starts],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert (killed.returncode, killed.stdout, killed.stderr) == (-9, "", "")


def test_a_request_that_cannot_be_sent_begins_no_job(start, script):
    with pytest.raises(OSError, match="too long"):
        start.run(script("pass"), ["x" * (1 << 24)], os.environ)
    assert start.run(script("pass"), [], os.environ) == 0


SNAKEFILE = """
from pathlib import Path
from casetrace.pipeline import hooks
hooks.start.jobs_share_a_start(Path("ours"))

rule all:
    input: "shared.txt", "others.txt", "two_threads.txt"

rule shared:
    output: "shared.txt"
    script: "ours/scripts/tell.py"

rule others:
    output: "others.txt"
    script: "others/scripts/tell.py"

rule two_threads:
    output: "two_threads.txt"
    threads: 2
    script: "ours/scripts/tell.py"
"""
TELL = "import sys\nopen(snakemake.output[0], 'w').write('shared' if 'fork_server' in str(sys.orig_argv) else 'alone')"


def test_jobs_of_this_repository_share_and_those_of_another_or_with_wishes_do_not(tmp_path):
    (tmp_path / "Snakefile").write_text(SNAKEFILE, encoding="utf-8")
    for folder in ("ours", "others"):
        (tmp_path / folder / "scripts").mkdir(parents=True)
        (tmp_path / folder / "scripts/tell.py").write_text(TELL, encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--quiet", "all"]
    subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    told = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.txt")}
    assert told == {"shared": "shared", "others": "alone", "two_threads": "alone"}
