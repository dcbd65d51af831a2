"""Words that are put around results: P values, and in which arm."""

import pytest

from casetrace.model.groups import written
from casetrace.report.document.inlines import Number
from casetrace.report.phrases import p_words, within_arm
from casetrace.report.text import joined


@pytest.mark.parametrize(("printed", "words"), [("0.031", "P = 0.031"), ("<0.001", "P <0.001"), ("1.00", "P = 1.00")])
def test_a_p_value_below_the_smallest_printed_one_has_one_sign(printed, words):
    assert joined(p_words(Number(printed, "r", "p_value"))) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("control", "in the control arm"),
        ("STS 10 mg", "in the STS 10 mg arm"),
        ("A", "in arm A"),
        ("10", "in arm 10"),
        ("group 1", "in group 1"),
        ("Arm B", "in Arm B"),
        ("alarm", "in the alarm arm"),
    ],
)
def test_an_arm_is_named_as_it_is_spoken_of(name, words):
    assert joined(within_arm(written((("arm", name),)))) == words
