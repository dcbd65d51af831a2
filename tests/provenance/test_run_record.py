"""The times of a run, which are apart from its results."""

import os
from datetime import UTC, datetime, timedelta, timezone

from casetrace.provenance.run_record import run_record


def test_a_step_is_finished_with_the_last_of_its_outputs(tmp_path):
    # 1 000 000 000 seconds after the start of 1970 is 2001-09-09 01:46:40 UTC
    times = {"first.csv": 999_999_999, "last.csv": 1_000_000_000}
    for name, time in times.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time, time))
    now = datetime(2026, 11, 23, 7, 30, tzinfo=timezone(timedelta(hours=2)))
    record = run_record([{"rule": "count", "outputs": [str(tmp_path / name) for name in times]}], now)
    assert record["finished"] == {"count": "2001-09-09T01:46:40.000+00:00"}
    assert record["recorded"] == datetime(2026, 11, 23, 5, 30, tzinfo=UTC).isoformat(timespec="milliseconds")
    assert record["processors"] == os.cpu_count()
