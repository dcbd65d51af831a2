"""The log of one job: everything goes to the rule's log file, a line of progress to the terminal."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casetrace.model.errors import UserError
from casetrace.model.terminal import harmless

#: First line of what a log says about a mistake of the user's; the workflow's `onerror` shows all that follows it.
USER_ERROR_MARK = "--- what to correct ---"

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
        With status 1 when the body fails. A `UserError` leaves its message in the log behind `USER_ERROR_MARK`; any
        other exception leaves its traceback there and one line on the terminal.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    to_file = logging.FileHandler(path, mode="w", encoding="utf-8")
    to_file.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    to_terminal = logging.StreamHandler(sys.stderr)
    to_terminal.setLevel(logging.INFO)
    to_terminal.addFilter(lambda record: record.name == logger.name)
    to_terminal.setFormatter(_Harmless("  %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.handlers = [to_file, to_terminal]
    logging.captureWarnings(True)
    try:
        yield
    except UserError as error:
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{USER_ERROR_MARK}\n{error}\n")
        sys.exit(1)
    except Exception:
        logging.getLogger("casetrace.failure").exception("this is a fault of the program")
        print(f"  Internal error; the traceback is in {path}", file=sys.stderr)
        sys.exit(1)
    finally:
        logging.shutdown()


def user_errors(logs: list[Path]) -> dict[Path, str]:
    """What each log says of the user's mistakes, for the logs that say anything."""
    messages = {}
    for path in sorted(logs):
        _, mark, message = path.read_text(encoding="utf-8").partition(f"{USER_ERROR_MARK}\n")
        if mark:
            messages[path] = message.rstrip()
    return messages
