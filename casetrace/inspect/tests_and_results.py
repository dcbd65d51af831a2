"""Long tables whose rows name a test and its result, as laboratories and CDISC have them, and graded responses."""

from collections.abc import Iterable

from casetrace.ingest.names import normalised, slug_of, spellings
from casetrace.inspect.proposal import Proposal

#: Headers of what was measured, of its result and of the result's unit, normalised; each only beside the others.
TESTS = spellings(
    "rstestcd, trtestcd, paramcd, test, test name, test code, parameter, param, measurement, measure, analyte"
)
#: The standardised result first, where a file has the original one too.
RESULTS = spellings(
    "trstresn, rsstresc, aval, avalc, result, results, test result, finding, ergebnis, resultat, resultado, rsorres"
)
UNITS = spellings("unit, units, result unit, einheit, enhed, unite, unidad")
#: The levels of a response to treatment (RECIST 1.1), the best one first; NE is none of them.
RESPONSES = ("CR", "PR", "SD", "PD")
NOT_EVALUABLE = ("NE", "ND", "NOT DONE")


def propose_tests_and_results(proposal: Proposal) -> None:
    """Propose the columns of tests, results and units, where nothing else tells what was measured."""
    columns = proposal.columns().values()
    if any("outcome" in parts or parts.get("field") == "value" for parts in columns):
        return
    test, result, unit = (_one_of(proposal, words) for words in (TESTS, RESULTS, UNITS))
    if not test or not result:
        return
    if proposal.header_of("outcome") != test:
        proposal.add_column(test, "outcome", "each row names what was measured")
    proposal.add_column(result, "value")
    if unit:
        proposal.add_column(unit, "unit")
    _propose_levels(proposal, test, result)


def _one_of(proposal: Proposal, words: Iterable[str]) -> str:
    """The column with one of some headers, in the order of these."""
    headers = {normalised(header): header for header in [*proposal.unread(), proposal.header_of("outcome")]}
    return next((headers[word] for word in words if word in headers), "")


def _propose_levels(proposal: Proposal, test: str, result: str) -> None:
    """Propose the levels of the tests whose results are grades of response."""
    texts = proposal.raw.columns
    grades: dict[str, set[str]] = {}
    for name, text in zip(texts[test], texts[result], strict=True):
        if name.strip() and text.strip():
            grades.setdefault(slug_of(name), set()).add(text.strip().upper())
    graded = {name for name, found in grades.items() if found <= {*RESPONSES, *NOT_EVALUABLE} and found & {*RESPONSES}}
    if not graded:
        return
    for name in grades:
        levels = {"scale": "ordered", "levels": list(RESPONSES), "better": "lower"} if name in graded else {}
        proposal.outcomes[name] = levels
        if levels:
            proposal.note(("outcomes", name), "grades of response, the best one first")
    absent = [text for text in NOT_EVALUABLE if any(text in found for found in grades.values())]
    if absent:
        proposal.table["missing"] = [*proposal.section()["missing"], *absent]
