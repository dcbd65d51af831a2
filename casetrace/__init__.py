"""Casetrace: from the raw table of a case series to a report in which every number can be traced."""

import os
import sys
from types import TracebackType

__version__ = "0.2.0"


def _interrupted_in_silence(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


# A job that is interrupted with its run, which says so, shows no traceback. Here, since a job imports this first.
if "CASETRACE_RUN" in os.environ:
    sys.excepthook = _interrupted_in_silence
