"""The verdicts and how many claims have each."""

from typing import get_args

import pytest

from casetrace.claims.verdicts import COUNTED, FINDINGS, UNRESOLVED, VERDICTS, Verdict, verdict_counts


def test_every_verdict_is_declared_marked_and_counted_once():
    assert set(VERDICTS) == set(COUNTED) == set(get_args(Verdict))
    assert len({style.mark for style in VERDICTS.values()}) == len(VERDICTS)
    assert len({style.style for style in VERDICTS.values()}) == len(VERDICTS)
    assert set(FINDINGS) | set(UNRESOLVED) <= set(VERDICTS)


def test_the_counts_add_up_to_the_claims():
    verdicts = ["reproduced", "reproduced", "not checkable", "depends on interpretation", "not independent"]
    counts = verdict_counts(verdicts)
    assert sum(counts.values()) == len(verdicts)
    assert counts["reproduced"] == 2
    assert counts["not reproduced"] == 0


def test_a_verdict_that_is_not_declared_is_not_lost_silently():
    with pytest.raises(ValueError, match="no verdict: doubtful"):
        verdict_counts(["reproduced", "doubtful"])
