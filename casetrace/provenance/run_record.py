"""When and on what a run was made: what may differ between two runs that give the same results."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casetrace.model.environment import platform_name, python_version


def run_record(steps: Iterable[dict[str, Any]], moment: datetime) -> dict[str, Any]:
    """The times of a run and its machine, which has no name here.

    Parameters
    ----------
    steps
        The steps as the manifest has them.
    moment
        Time of writing.

    Returns
    -------
    dict
        `recorded`, Python, platform and number of processors; and when each step was `finished`. A step that was not
        made anew has the time of the run that made it.
    """
    return {
        "recorded": _shown(moment),
        "python": python_version(),
        "platform": platform_name(),
        "processors": os.cpu_count(),
        "finished": {step["rule"]: _shown(_last_written(step["outputs"])) for step in steps},
    }


def _last_written(outputs: Iterable[str]) -> datetime:
    return datetime.fromtimestamp(max(Path(path).stat().st_mtime for path in outputs), UTC)


def _shown(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="milliseconds")
