"""The verdicts on claims: their names, how each is marked and counted in print, and how many claims have it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

Verdict = Literal[
    "not reproduced", "depends on interpretation", "reproduced under an assumption", "reproduced", "not independent",
    "not checkable",
]  # fmt: skip


@dataclass(frozen=True)
class VerdictStyle:
    """How a verdict is printed.

    Attributes
    ----------
    mark
        A sign that tells it without colour.
    style
        Its name in the style sheet.
    label
        The verdict on one claim in print.
    counted
        What a number of claims does, in the singular and in the plural; `{table}` is what they are held against.
    always
        Whether it is counted where no claim has it.
    is_checked
        Whether the claim was held against data that do not come from the publication's own statements.
    """

    mark: str
    style: str
    label: str
    counted: tuple[str, str]
    always: bool = False
    is_checked: bool = True


#: The verdicts in the order in which claims are shown.
VERDICTS: Mapping[Verdict, VerdictStyle] = MappingProxyType(
    {
        "not reproduced": VerdictStyle("✗", "refuted", "disagrees", ("disagrees", "disagree"), always=True),
        "depends on interpretation": VerdictStyle(
            "±", "divided", "depends on interpretation", ("depends on interpretation", "depend on interpretation")
        ),
        "reproduced under an assumption": VerdictStyle(
            "≈", "assumed", "only under an assumption", ("only under an assumption", "only under an assumption")
        ),
        "reproduced": VerdictStyle("✓", "upheld", "agrees", ("agrees with {table}", "agree with {table}"), always=True),
        "not independent": VerdictStyle(
            "=", "dependent", "not independent", ("is not independent", "are not independent"), is_checked=False
        ),
        "not checkable": VerdictStyle(
            "?", "open", "could not be checked", ("could not be checked", "could not be checked"), is_checked=False
        ),
    }
)
assert tuple(VERDICTS) == get_args(Verdict)

#: The verdict on a claim about what is not in the data.
NOT_CHECKABLE: Verdict = "not checkable"
UNDER_ASSUMPTION: Verdict = "reproduced under an assumption"
#: What a reading is called that departs from the claim in nothing.
AS_STATED = "as stated"
#: The verdicts in the order in which they are counted in a sentence.
COUNTED: tuple[Verdict, ...] = (
    "reproduced", "reproduced under an assumption", "depends on interpretation", "not reproduced", "not independent",
    "not checkable",
)  # fmt: skip
#: Verdicts on claims that do not hold as they are stated, in the one way in which they are read.
UNRESOLVED: tuple[Verdict, ...] = ("not reproduced", "reproduced under an assumption")
#: Verdicts that are findings: what a reader of the publication should know.
FINDINGS: tuple[Verdict, ...] = ("not reproduced", "reproduced under an assumption", "depends on interpretation")


def verdict_counts(verdicts: Iterable[str]) -> dict[Verdict, int]:
    """How many claims have each verdict, in the order in which they are counted; they add up to all claims.

    Raises
    ------
    ValueError
        Where a verdict is not declared here.
    """
    given = list(verdicts)
    undeclared = sorted({verdict for verdict in given if verdict not in VERDICTS})
    if undeclared:
        raise ValueError(f"no verdict: {', '.join(undeclared)}")
    return {verdict: given.count(verdict) for verdict in COUNTED}
