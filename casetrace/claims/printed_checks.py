"""Checks of the numbers that are printed beside a claim: their roles, their form, and the claims that they refer to."""

from collections.abc import Iterator, Mapping

from casetrace.claims.claims import (
    is_range,
    parse_printed_with,
    parse_reported,
    references_in,
    resolved,
    standard_comparator,
)
from casetrace.claims.findings import Finding, Row, shown, unreadable
from casetrace.claims.terms import TermError, did_you_mean

#: How roles that aren't one number are written.
SEPARATORS = {"parts": "+", "values": ","}
WHOLE = ("n", "count", "items")
WORDS = {"binary": ("yes", "no"), "tails": ("one", "two")}
#: Roles that say nothing without another.
COMPANIONS = {"before": "after", "after": "before", "tails": "test", "items": "n"}


def printed_findings(row: Row, reported: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that is wrong with the numbers printed beside a claim.

    Parameters
    ----------
    row
        The claim.
    reported
        What each of the other claims reports, by claim_id.
    """
    # Of all that ingestion imports this alone needs scipy, and only where numbers are printed beside a claim.
    from casetrace.printed.checks import ROLES

    if row["kind"] not in (*ROLES, "comparison") or not row["printed_with"]:
        return
    roles = ROLES.get(row["kind"], ())
    try:
        pairs = parse_printed_with(row["printed_with"])
    except TermError as error:
        yield unreadable("printed_with", error)
        return
    findings = []
    for role, value in pairs:
        findings += list(_role_findings(row["kind"], role, roles))
        unresolved = list(_reference_findings(value, reported))
        findings += unresolved or list(_form_findings(role, resolved(value, reported)) if role in roles else ())
    findings += _gathering_findings([role for role, _ in pairs])
    if not findings:
        findings += _test_findings(row, {role: resolved(value, reported) for role, value in pairs})
    yield from findings


def _finding(found: str, expected: str) -> Finding:
    return Finding("printed_with", "unfitting number beside", found, expected, "correct printed_with")


def _role_findings(kind: str, role: str, roles: tuple[str, ...]) -> Iterator[Finding]:
    if role not in roles:
        fitting = f"one of {', '.join(roles)}{did_you_mean(role, roles)}" if roles else "a blank cell"
        yield Finding("printed_with", "unknown role", shown(role), f"for {kind} {fitting}", "correct the role")


def _reference_findings(value: str, reported: Mapping[str, str]) -> Iterator[Finding]:
    for name in references_in(value):
        if name not in reported:
            expected = f"the claim_id of another claim{did_you_mean(name, reported)}"
            yield Finding("printed_with", "unknown claim", f'"@{name}"', expected, "correct the reference")
        elif not _is_number(reported[name]):
            found = f'"@{name}", which reports {shown(reported[name])}'
            yield Finding("printed_with", "claim without a number", found, "a claim that reports one number",
                          "write the number itself, or correct the reference")  # fmt: skip


def _form_findings(role: str, value: str) -> Iterator[Finding]:
    """A value that is not what its role takes; a test statistic is read by its test."""
    if role in WORDS:
        if value not in WORDS[role]:
            yield _finding(shown(f"{role}={value}"), f"{role} to be {' or '.join(WORDS[role])}")
    elif role in WHOLE:
        if not (value.isascii() and value.isdigit()) or (int(value) == 0 and role != "count"):
            yield _finding(
                shown(f"{role}={value}"), f"{role} to be a whole number{'' if role == 'count' else ' above 0'}"
            )
    elif role in SEPARATORS:
        mark = SEPARATORS[role]
        if not all(_is_number(part.strip()) for part in value.split(mark)):
            form = f" {mark} ".replace(" ,", ",").join("abc")
            yield _finding(shown(f"{role}={value}"), f"{role} to be numbers in the form {form}")
    elif role != "test" and not _is_number(value):
        yield _finding(shown(f"{role}={value}"), f"{role} to be a number")


def _gathering_findings(roles: list[str]) -> Iterator[Finding]:
    for role in dict.fromkeys(roles):
        if roles.count(role) > 1:
            yield _finding(f"{role} {roles.count(role)} times", "each role once")
        companion = COMPANIONS.get(role)
        if companion and companion not in roles:
            yield _finding(f"{role} without {companion}", "both")


def _test_findings(row: Row, printed: Mapping[str, str]) -> Iterator[Finding]:
    """What the tests themselves refuse, such as a test statistic that cannot be read."""
    from casetrace.printed.checks import ROLES, checks
    from casetrace.printed.numbers import PrintedError

    kind, text = row["kind"], row["reported"]
    if kind not in ROLES or is_range(text) != (kind == "range") or not (is_range(text) or _is_number(text)):
        return
    try:
        checks(kind, text, standard_comparator(row["comparator"]), printed)
    except PrintedError as error:
        found, _, expected = str(error).removeprefix("found ").partition(", expected ")
        yield _finding(found, expected or "numbers that can be tested")


def _is_number(text: str) -> bool:
    """Whether a text is one number, or a percentage with its sign."""
    plain = text.removesuffix("%").strip()
    try:
        return bool(plain) and not is_range(plain) and parse_reported(plain) is not None
    except TermError:
        return False
