"""How the processes of jobs start."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from snakemake.script import PythonScript
from snakemake.sourcecache import LocalSourceFile

from casetrace.pipeline.imports import outside_imports
from casetrace.pipeline.shared_start import POSSIBLE, SharedStart

#: What a script of Snakemake's loads of it before its own first line.
SNAKEMAKE_OF_A_JOB = ("snakemake.logging", "snakemake.iocontainers", "snakemake.io", "snakemake.script")


def jobs_share_a_start(root: Path) -> None:
    """Let the jobs of this repository be forked from a process that has loaded what they import from elsewhere.

    Snakemake starts Python for each of them, and a small cohort waits longer for its imports than for its results.
    """
    ours = root.resolve() / "scripts"
    folders: set[Path] | None = PythonScript.__dict__.get("casetrace_folders")
    if folders is not None:
        folders.add(ours)
        return
    PythonScript.casetrace_folders = folders = {ours}
    start, started_alone = SharedStart(), PythonScript.execute_script

    def execute_script(self: Any, fname: str, edit: bool = False) -> None:
        folder = _script_folder(self)
        if not POSSIBLE or folder not in folders or not _is_plain(self):
            started_alone(self, fname, edit=edit)
            return
        files = map(Path, self.input.get("code", []))
        packages = [*SNAKEMAKE_OF_A_JOB, *outside_imports(files, folder.parent)]
        try:
            status = start.run(fname, packages, _job_environment(self))
        except OSError:
            started_alone(self, fname, edit=edit)
            return
        if status:
            raise subprocess.CalledProcessError(status, f"{sys.executable} {fname}")

    PythonScript.execute_script = execute_script


def _script_folder(job: Any) -> Path | None:
    """The folder of a job's script, where it is a file on this machine."""
    is_local = isinstance(job.path, LocalSourceFile)
    return Path(job.path.get_path_or_uri(secret_free=True)).resolve().parent if is_local else None


def _is_plain(job: Any) -> bool:
    """Whether nothing is asked for a job but to be run by this Python with one thread."""
    asked = (job.conda_env, job.container_img, job.env_modules, job.shadow_dir, job.bench_record)
    return not any(asked) and job.threads == 1 and not job.resources.get("shell_exec")


def _job_environment(job: Any) -> dict[str, str]:
    """The environment that Snakemake gives the script of a job of one thread."""
    threads = ("OMP", "GOTO", "OPENBLAS", "MKL", "NUMEXPR")
    environment = {**os.environ, **{f"{name}_NUM_THREADS": "1" for name in threads}, "VECLIB_MAXIMUM_THREADS": "1"}
    folder = job.resources.get("tmpdir")
    return environment | (dict.fromkeys(("TMPDIR", "TMP", "TEMPDIR", "TEMP"), folder) if folder else {})
