"""Which jobs are to run again, and which files of the results nothing makes any more: both by content."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from casetrace.pipeline.digests import JobRecord, KnownDigests, files_of, read_record, record_file, records, told

#: Files that are named of a longer list.
SHOWN = 5


@dataclass
class Decision:
    """What is found before a run.

    Attributes
    ----------
    again
        Outputs of the jobs that are to run again.
    told
        What the user should know of it, one line each.
    """

    again: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """A job of the workflow: its log, and the files that it reads and writes."""

    log: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def decide(jobs: Iterable[Job], known: KnownDigests) -> Decision:
    """Which jobs are to run again because a file of theirs is not as they left it.

    Parameters
    ----------
    jobs
        All jobs that may run.
    known
        Digests of files.

    Returns
    -------
    Decision
        A job is to run again where it has no record, which one that was ended before its end has not; where it read
        something else than is there now; or where what it wrote is missing or has been changed, which alone is told.
    """
    decision = Decision()
    for job in jobs:
        record = read_record(record_file(job.log))
        if record is None:
            decision.again.update(job.outputs)
            continue
        damaged = known.differs(record.written)
        decision.told += [f"{told(path, record.rule)}; it is made again." for path in damaged if os.path.exists(path)]
        if damaged or _others(job, record) or known.differs(record.read):
            decision.again.update(job.outputs)
    return decision


def _others(job: Job, record: JobRecord) -> bool:
    """Whether a job has files that it had not when it was recorded, or lacks some."""
    inputs = set(files_of(path for path in job.inputs if path not in record.read))
    outputs = files_of(path for path in job.outputs if path not in record.written)
    return bool(inputs) or not set(record.read) <= set(job.inputs) or not set(outputs) <= set(record.written)


def leftovers(folder: Path, made: Iterable[str], known: KnownDigests, *, remove: bool = True) -> Iterator[str]:
    """Remove from a cohort's results what an earlier version of the workflow made and nothing makes any more.

    Parameters
    ----------
    folder
        The results of the cohort.
    made
        Paths of all files and folders that a rule makes there.
    known
        Digests of files.
    remove
        Whether they are removed, or told alone, as in a dry run.

    Yields
    ------
    str
        What was removed. A file that no job has written, or that was changed since, is left and told.
    """
    kept, folders = set(made), tuple(f"{path}/" for path in made)
    below = files_of([str(folder)]) if folder.is_dir() else []
    found = [path for path in below if path not in kept and not path.startswith(folders)]
    strays = [path for path in found if Path(path).relative_to(folder).parts[0] != "logs"]
    if not strays:
        return
    written = {path: digest for record in records(folder.parent) for path, digest in record.written.items()}
    removed = [path for path in strays if path in written and known.digest(path) == written[path]]
    for path in removed if remove else []:
        Path(path).unlink()
    left = [path for path in strays if path not in removed]
    if removed:
        yield f"{'Removed' if remove else 'To be removed'}, since nothing makes it any more: {_listed(removed)}."
    if left:
        yield f"No step makes these files, and they are no part of these results: {_listed(left)}."


def _listed(paths: list[str]) -> str:
    more = len(paths) - SHOWN
    return ", ".join(paths[:SHOWN]) + (f" and {more} more" if more > 0 else "")
