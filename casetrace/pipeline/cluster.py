"""What a step asks a cluster for, where its job there failed, and why it is tried again.

A cohort is one job of the cluster, in which its steps run one after the other (profiles/slurm).
"""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from casetrace.pipeline.digests import record_file
from casetrace.pipeline.log import FAULT_MARK, MACHINE_FAULTS, USER_ERROR_MARK

#: Megabytes that a step takes for a cohort of a few patients, and those more for each megabyte of raw text: the largest
#: step of 700 kB of text took 580, of 7 MB 1550.
LEAST_MEMORY, MEMORY_PER_RAW = 1000, 200
#: Minutes that a step is given, and those more for each megabyte; most take seconds.
LEAST_MINUTES, MINUTES_PER_RAW = 5, 1
#: Formats that are compressed, and how much larger their text is at a guess.
COMPRESSED = frozenset({".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".pdf", ".parquet", ".sav", ".zsav"})
EXPANSION = 8

#: What Slurm says of a job that it ended itself, in words.
ENDS = {
    "BOOT_FAIL": "its node did not start",
    "CANCELLED": "it was cancelled",
    "DEADLINE": "its time was over",
    "NODE_FAIL": "its node failed",
    "OUT_OF_MEMORY": "it took more memory than it had asked for",
    "TIMEOUT": "it took more time than it had asked for",
}
STATUS = re.compile(r"SLURM status is:\s+'(\w+)")
REFUSED = re.compile(r"sbatch failed\. The error message was '(.*?)'\.\n", re.DOTALL)
#: Begins each line of that message.
SBATCH = "sbatch: error: "
#: Seconds that the clocks of two machines may be apart.
SKEW = 2.0
#: Seconds in which a cluster has to say that it is there.
PATIENCE = 30


def raw_megabytes(files: Iterable[str]) -> float:
    """How large raw files are as text, as far as they are there."""
    sizes = {
        path: path.stat().st_size * (EXPANSION if path.suffix.lower() in COMPRESSED else 1)
        for path in map(Path, files)
        if path.is_file()
    }
    return sum(sizes.values()) / 1e6


def memory_mb(megabytes: float, attempt: int) -> int:
    """The memory in megabytes that a step asks for: more for a larger raw table, and twice as much at a new attempt."""
    return round(LEAST_MEMORY + MEMORY_PER_RAW * megabytes) << (attempt - 1)


def minutes(megabytes: float, attempt: int) -> int:
    """The minutes that a step asks for, in the same way."""
    return round(LEAST_MINUTES + MINUTES_PER_RAW * megabytes) << (attempt - 1)


def began(log: str, since: float) -> bool:
    """Whether a step has begun at a time or later, and has not come to its end."""
    try:
        return Path(log).stat().st_mtime >= since - SKEW and not record_file(log).exists()
    except OSError:
        return False


def in_vain(log: str, since: float) -> bool:
    """Whether a step failed in a way that more memory or time, or another node, would not mend."""
    if not began(log, since):
        return False
    text = Path(log).read_text(encoding="utf-8", errors="replace")
    message = text.partition(USER_ERROR_MARK)[2]
    of_the_machine = any(fault in message for fault in MACHINE_FAULTS.values())
    return FAULT_MARK in text or (bool(message) and not of_the_machine)


def silence() -> str:
    """Why no job can be sent to Slurm from here; empty where it answers. The plugin would wait for ever."""
    try:
        asked = subprocess.run(["sinfo", "--noheader"], capture_output=True, text=True, timeout=PATIENCE, check=False)
    except FileNotFoundError:
        return "Slurm's commands, such as sinfo, are not found. Load them, often with `module load slurm`"
    except subprocess.TimeoutExpired:
        return f"Slurm does not answer (no reply to sinfo in {PATIENCE} seconds). Ask who runs the cluster"
    if asked.returncode:
        said = "; ".join(line.removeprefix("sinfo: ") for line in asked.stderr.splitlines())
        return f"Slurm does not answer ({said or 'sinfo fails'}). Ask who runs the cluster"
    return ""


def why(reason: str) -> str:
    """What the cluster says of a job that failed, in words; empty where the job ended of itself."""
    status, refused = STATUS.search(reason), REFUSED.search(reason)
    if refused:
        return f"it was refused: {'; '.join(line.removeprefix(SBATCH) for line in refused[1].splitlines())}"
    return ENDS.get(status[1], "") if status else ""


def refused_for_good(reason: str) -> bool:
    """Whether the cluster does not know what a job asks for, such as its partition or account."""
    refused = REFUSED.search(reason)
    return bool(refused and "invalid" in refused[1].lower())
