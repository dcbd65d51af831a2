"""A sample of the campaign of hostile input; all of it is run by `python -m tests.faults`."""

import pytest

from tests.faults.__main__ import DOCUMENT, campaigns, document, row, rows_of
from tests.faults.hostile import KINDS

SAMPLE = 6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(SAMPLE))
def test_hostile_input_ends_in_results_or_in_a_message(tmp_path, kind, seed):
    assert KINDS[kind][0](tmp_path, 7 * seed) in ("results", "a message")


def test_the_tally_has_every_campaign_and_one_that_is_run_again_takes_the_place_of_its_line(tmp_path):
    names = list(campaigns(tmp_path))
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = rows_of(text)
    assert document(names, rows) == text
    assert list(rows) == names
    rows[names[1]] = row(names[1], {"results": 2, "a message": 3})
    changed = document(names, rows)
    assert f"| {names[1]} | 5 | a message: 3, results: 2 |\n" in changed
    assert len(changed.splitlines()) == len(text.splitlines())
