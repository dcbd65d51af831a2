"""The log of one job: everything goes to the rule's log file, what it did to the terminal if that is wanted."""

import errno
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from casetrace.model.errors import UserError
from casetrace.model.terminal import harmless

#: Set where the run tells of its steps itself, so that its jobs leave their lines of progress to their logs.
CALM_VARIABLE = "CASETRACE_CALM"

#: First line of what a log says about a mistake of the user's; the workflow's `onerror` shows all that follows it.
USER_ERROR_MARK = "--- what to correct ---"

#: What a log says behind the traceback of an internal error.
FAULT_MARK = "this is a fault of the program"

#: Faults of the machine, and what to do about them.
MACHINE_FAULTS = {
    errno.ENOSPC: "there is no space left on the disk. Free some",
    errno.EDQUOT: "the quota of the disk is used up. Free some space",
    errno.EFBIG: "a file may not grow that large here. Raise the limit of the size of files",
    errno.EROFS: "the disk can only be read. Make it writable, or run in another folder",
    errno.EACCES: "the permission is missing. Make the folder writable for you",
    errno.EPERM: "the permission is missing. Make the folder writable for you",
    errno.EIO: "the disk cannot be read or written. Look after the disk",
    errno.EMFILE: "too many files are open. Raise the limit (ulimit -n)",
    errno.ENOMEM: "the memory is used up. End other programs, or run with --cores 1",
}

logger = logging.getLogger("casetrace")


class _Harmless(logging.Formatter):
    """Formats what goes to a terminal, whose texts may come from raw files."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a text that orders the terminal nothing."""
        return harmless(super().format(record))


@contextmanager
def job_log(path: str | Path) -> Iterator[None]:
    """Run the body of a script with its log at `path`.

    Parameters
    ----------
    path
        The rule's log file; it is written anew.

    Raises
    ------
    SystemExit
        With status 1 when the body fails. A `UserError` leaves its message in the log behind `USER_ERROR_MARK`, and so
        does a fault of the machine; any other exception leaves its traceback there and one line on the terminal.
    """
    path = Path(path)
    # A log that cannot be written, as on a full disk, is no reason to tell of the log.
    logging.raiseExceptions = False
    try:
        with _logging_to(path):
            yield
    except UserError as error:
        _tell(path, str(error))
        sys.exit(1)
    except (OSError, MemoryError) as error:
        fault = machine_fault(error)
        if not fault:
            _leave_traceback(path)
        _tell(path, fault)
        sys.exit(1)
    except Exception:
        _leave_traceback(path)
    finally:
        logging.shutdown()


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    to_file = logging.FileHandler(path, mode="w", encoding="utf-8")
    to_file.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    to_terminal = logging.StreamHandler(sys.stderr)
    to_terminal.setLevel(logging.WARNING if os.environ.get(CALM_VARIABLE) else logging.INFO)
    to_terminal.addFilter(lambda record: record.name == logger.name)
    to_terminal.setFormatter(_Harmless("  %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.handlers = [to_file, to_terminal]
    logging.captureWarnings(True)
    yield


def machine_fault(error: OSError | MemoryError) -> str:
    """What the user can do about a fault of the machine, in one line; empty where nothing is known of it."""
    number = errno.ENOMEM if isinstance(error, MemoryError) else _number(error)
    if number not in MACHINE_FAULTS:
        return ""
    file = getattr(error, "filename", None)
    return f"{f'{file}: ' if file else ''}{MACHINE_FAULTS[number]}, then run `snakemake` again."


def _number(error: OSError) -> int:
    """The number of a fault; that of a library's own exception stands in its text alone."""
    found = re.search(r"\[errno (\d+)\]", str(error), re.IGNORECASE)
    return error.errno or (int(found[1]) if found else 0)


def _tell(path: Path, message: str) -> None:
    """Leave a message in the log, or on the terminal where the log takes no more."""
    try:
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{USER_ERROR_MARK}\n{message}\n")
    except OSError:
        print(f"  {message}", file=sys.stderr)


def _leave_traceback(path: Path) -> NoReturn:
    logging.getLogger("casetrace.failure").exception(FAULT_MARK)
    print(f"  Internal error; the traceback is in {path}", file=sys.stderr)
    sys.exit(1)


def user_errors(logs: list[Path]) -> dict[Path, str]:
    """What each log says of the user's mistakes, in their order, for the logs that say anything."""
    messages = {}
    for path in logs:
        _, mark, message = path.read_text(encoding="utf-8").partition(f"{USER_ERROR_MARK}\n")
        if mark:
            messages[path] = message.rstrip()
    return messages
