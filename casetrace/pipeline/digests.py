"""What each job read and wrote, by digest, so that content and not the time of a file says what is to be made again.

Beside the log of each job stands its record: the digests of all files that it read, as they were at its start, and of
all that it wrote. A job whose files are as recorded need not run, whatever their times; a file that is not what the job
wrote that made it was changed since, and no later job takes it for a result.
"""

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from casetrace.model.digests import file_digest
from casetrace.model.errors import UserError

SUFFIX = ".digests.json"
#: A file this young, in seconds, may be written to again within one tick of the clock: its digest is not kept.
YOUNG = 2.0


@dataclass
class JobRecord:
    """The files of a job.

    Attributes
    ----------
    rule
        The rule, as the log is named.
    read, written
        SHA-256 by path; files of a folder are there one by one.
    """

    rule: str
    read: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)


def record_file(log: str | Path) -> Path:
    """Where the record of a job is, whose log is `log`."""
    return Path(log).with_suffix(SUFFIX)


def read_record(path: Path) -> JobRecord | None:
    """A record; nothing where there is none, or where it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return JobRecord(str(content["rule"]), dict(content["read"]), dict(content["written"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def records(results: str | Path, cohorts: Iterable[str] = ("*",)) -> Iterator[JobRecord]:
    """The records of all jobs of a folder of results, or of those of some cohorts."""
    for cohort in cohorts:
        for path in sorted(Path(results).glob(f"{cohort}/logs/*{SUFFIX}")):
            record = read_record(path)
            if record:
                yield record


def files_of(paths: Iterable[str]) -> Iterator[str]:
    """The files that paths name, and those below the folders among them; hidden ones are Snakemake's."""
    for path in paths:
        if os.path.isdir(path):
            for folder, _, names in os.walk(path):
                yield from (f"{folder}/{name}" for name in sorted(names) if not name.startswith("."))
        else:
            yield path


def digests(paths: Iterable[str]) -> dict[str, str]:
    """The digests of the files that are there."""
    return {path: file_digest(path) for path in files_of(paths) if os.path.isfile(path)}


@contextmanager
def recorded(log: str, inputs: Iterable[str], outputs: Iterable[str]) -> Iterator[None]:
    """Run a job between the check of what it reads and the record of what it wrote.

    Parameters
    ----------
    log
        The job's log, which stands in `<results>/<cohort>/logs/`.
    inputs, outputs
        Its files. A job without outputs is not recorded.

    Raises
    ------
    UserError
        Where a file that an earlier job wrote is not what that job wrote.
    """
    outputs = list(outputs)
    path = record_file(log)
    with suppress(FileNotFoundError):
        path.unlink()
    read = digests(inputs)
    changed = _changed(read, path.parents[2])
    if changed:
        raise UserError("\n".join(f"{text}. Run `snakemake` again, which makes it anew." for text in changed))
    yield
    if outputs:
        waiting = path.with_suffix(".new")
        record = JobRecord(path.name.removesuffix(SUFFIX), read, digests(outputs))
        waiting.write_text(json.dumps(asdict(record), indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
        waiting.replace(path)


def _changed(found: Mapping[str, str], results: Path) -> list[str]:
    """What of some files is not what the job wrote that made it, in words."""
    below = (Path(path) for path in found if Path(path).is_relative_to(results))
    cohorts = dict.fromkeys(path.relative_to(results).parts[0] for path in below)
    return [
        told(path, record.rule)
        for record in records(results, cohorts)
        for path, digest in record.written.items()
        if found.get(path, digest) != digest
    ]


def told(path: str, rule: str) -> str:
    """That a file was changed, in words."""
    return f"{path} was changed after {rule} had written it"


def changed_results(results: str | Path) -> list[str]:
    """Every file of the results that is not what the job wrote that made it, in words; missing ones are left out."""
    found = digests(path for record in records(results) for path in record.written)
    return _changed(found, Path(results))


class KnownDigests:
    """Digests of files, computed again only for a file whose size, times or inode have changed.

    Parameters
    ----------
    path
        Where they are kept between two runs. It is a cache: it can be deleted, and need not be writable.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, list[Any]] = {}
        self._new: dict[str, list[Any]] = {}
        with suppress(OSError, ValueError):
            self._kept = dict(json.loads(path.read_text(encoding="utf-8")))

    def digest(self, path: str) -> str:
        """The digest of a file; empty where there is none that can be read."""
        if path in self._new:
            return str(self._new[path][-1])
        try:
            about = os.stat(path)
            # The time of a change of the inode can't be set back, as that of the content can.
            sign = [about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino]
            kept = self._kept.get(path)
            self._new[path] = kept if kept and kept[:-1] == sign else [*sign, file_digest(path)]
        except OSError:
            return ""
        return str(self._new[path][-1])

    def differs(self, expected: Mapping[str, str]) -> list[str]:
        """The files that have another content than expected, or are not there."""
        return [path for path, digest in expected.items() if self.digest(path) != digest]

    def keep(self) -> None:
        """Write them for the next run, where something is new."""
        old_enough = (time.time() - YOUNG) * 1e9
        kept = {path: about for path, about in self._new.items() if max(about[1], about[2]) < old_enough}
        if kept != self._kept:
            with suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.write_text(json.dumps(kept), encoding="utf-8")
