"""A job writes what it cost where a benchmark asks for it, also when it fails."""

import json

import pytest

from casetrace.pipeline.costs import COSTS_VARIABLE, costs_kept


def test_costs_are_written_where_they_are_asked_for(tmp_path, monkeypatch):
    with costs_kept("unasked"):
        pass
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv(COSTS_VARIABLE, str(tmp_path))
    with pytest.raises(ZeroDivisionError), costs_kept("ingest_cohort"):
        raise ZeroDivisionError
    (path,) = tmp_path.iterdir()
    costs = json.loads(path.read_text(encoding="utf-8"))
    assert costs["rule"] == "ingest_cohort"
    assert costs["processor"] > 0
    assert 10 < costs["peak"] < 100_000
