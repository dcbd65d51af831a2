"""Checks of the cells of a claim that need neither the cohort nor another claim."""

import re
from collections.abc import Iterable, Iterator

from casetrace.claims.claims import (
    BETWEEN_QUANTITIES,
    COMPARATORS,
    KINDS,
    UNITS,
    decimals_shown,
    is_range,
    parse_reported,
    standard_comparator,
)
from casetrace.claims.findings import Finding, Row, shown, unreadable
from casetrace.claims.terms import TermError, did_you_mean

CLAIM_ID = re.compile(r"[a-z][a-z0-9_]*")
DECIMALS = re.compile(r"-?[0-9]{1,2}")
FEWEST_DECIMALS, MOST_DECIMALS = -6, 10
#: Words of a publication that are quoted at most.
MOST_WORDS = 15
WORDS_OF_COMPARISONS = ("all", "most", "none")
#: Comparators that only go with a number of their kind.
ENDS = {"up to": "maximum", "at least": "minimum"}


def cell_findings(row: Row) -> Iterator[Finding]:
    """Everything that is wrong with the cells of a claim by themselves."""
    if not CLAIM_ID.fullmatch(row["claim_id"]):
        expected = "small letters, digits and underscores, a letter first"
        yield Finding("claim_id", "unusable claim_id", shown(row["claim_id"]), expected, "rename the claim")
    required = {"statement": "the statement in own words", "place": "its section in the publication"}
    for column, expected in required.items():
        if not row[column] and not (column == "place" and row.get("interpretation_of")):
            yield Finding(column, "missing text", "a blank cell", expected, "fill it in")
    yield from _quotation_findings(row)
    yield from _unknown_word(row, "kind", KINDS)
    if row["unit"]:
        yield from _unknown_word(row, "unit", UNITS)
    if row["kind"] == "not checkable":
        yield from _not_checkable_findings(row)
    if standard_comparator(row["comparator"]) not in COMPARATORS:
        yield from _unknown_word(row, "comparator", COMPARATORS)
    elif row["kind"] in KINDS:
        yield from _comparator_findings(row)
    if row["kind"] != "comparison":
        yield from _reported_findings(row)
    yield from _decimals_findings(row)


def _unknown_word(row: Row, column: str, words: Iterable[str]) -> Iterator[Finding]:
    if row[column] not in words:
        expected = f"one of {', '.join(words)}{did_you_mean(row[column], words)}"
        yield Finding(column, f"unknown {column}", shown(row[column]), expected, f"correct the {column}")


def _quotation_findings(row: Row) -> Iterator[Finding]:
    """Words of the publication where they belong to another claim, or more of them than a quotation needs."""
    words = row.get("words", "")
    if words and row.get("interpretation_of"):
        expected = "a blank cell: the words are quoted with the claim that is interpreted"
        yield Finding("words", "words of an interpretation", shown(words), expected, "move them to that claim")
    if len(words.split()) > MOST_WORDS:
        found, expected = f"{len(words.split())} words", f"a few words of the publication, at most {MOST_WORDS}"
        yield Finding("words", "long quotation", found, expected, "shorten it, with … for omissions", "warning")


def _not_checkable_findings(row: Row) -> Iterator[Finding]:
    if not row["note"]:
        yield Finding(
            "note", "missing text", "a blank cell", "why the claim cannot be checked",
            "state what the data lack, or give a quantity and its kind",
        )  # fmt: skip
    for column in ("quantity", "population", "printed_with"):
        if row[column]:
            yield Finding(
                column, "claim that is not checked", shown(row[column]), "a blank cell, since nothing is computed",
                "empty the cell, or give the kind of the claim",
            )  # fmt: skip


def _comparator_findings(row: Row) -> Iterator[Finding]:
    kind, comparator = row["kind"], standard_comparator(row["comparator"])
    if kind == "comparison":
        fitting: tuple[str, ...] = (*WORDS_OF_COMPARISONS, *BETWEEN_QUANTITIES)
    elif kind == "not checkable":
        return
    else:
        fitting = tuple(
            word
            for word in COMPARATORS
            if word not in WORDS_OF_COMPARISONS and ENDS.get(word, kind) == kind and (kind != "range" or word == "=")
        )
    if comparator not in fitting:
        expected = f"for {kind} one of {', '.join(fitting)}"
        remedy = "correct the comparator or the kind"
        yield Finding("comparator", "unfitting comparator", shown(row["comparator"]), expected, remedy)


def _reported_findings(row: Row) -> Iterator[Finding]:
    """Of any kind but a comparison, which reports another quantity."""
    kind, text = row["kind"], row["reported"]
    if not text:
        if kind in KINDS and kind != "not checkable":
            yield Finding("reported", "missing number", "a blank cell", "the printed number", "fill it in")
        return
    try:
        reported = parse_reported(text)
    except TermError as error:
        yield unreadable("reported", error)
        return
    expected = ""
    if kind == "range" and not is_range(text):
        expected = "two numbers, such as 49 to 71"
    elif kind not in ("range", "not checkable") and is_range(text):
        expected = "one number; two are of the kind range"
    elif reported.lower > reported.upper:
        expected = "the smaller number first"
    elif kind == "count" and (reported.lower < 0 or not reported.lower.is_integer()):
        expected = "a whole number, since it is a count"
    elif kind == "p value" and not 0 <= reported.lower <= 1:
        expected = "a number from 0 to 1, since it is a P value"
    if expected:
        yield Finding("reported", "unfitting number", shown(text), expected, "correct the number or the kind")


def _decimals_findings(row: Row) -> Iterator[Finding]:
    text, reported = row["decimals"], row["reported"]
    if not text:
        return
    expected = ""
    if not DECIMALS.fullmatch(text) or not FEWEST_DECIMALS <= int(text) <= MOST_DECIMALS:
        expected = f"a whole number from {FEWEST_DECIMALS} to {MOST_DECIMALS}"
    elif not reported or row["kind"] == "comparison":
        expected = "a blank cell, since no number is reported"
    elif int(text) < decimals_shown(reported) > 0:
        expected = f"at least {decimals_shown(reported)}, the decimals that are printed"
    if expected:
        yield Finding(
            "decimals", "unfitting decimals", shown(text), expected, "correct the decimals, or leave them blank"
        )
