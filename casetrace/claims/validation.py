"""Everything that is wrong with the claims of a cohort, each problem with its file, line and column."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import pandas as pd

from casetrace.claims.cell_checks import cell_findings
from casetrace.claims.claims import referred
from casetrace.claims.endpoint_terms import CONDITIONS, defined
from casetrace.claims.findings import Finding, Known, Row, shown, unreadable
from casetrace.claims.printed_checks import printed_findings
from casetrace.claims.quantity_checks import asked, quantity_findings
from casetrace.claims.reading import read_claim_table
from casetrace.claims.supplied import Supplied, supplied_problems
from casetrace.claims.terms import TermError, did_you_mean
from casetrace.claims.value_checks import known_texts, value_findings
from casetrace.model.plan import Plan
from casetrace.model.problems import Problem


def validated_claims(
    file: str,
    tables: Mapping[str, pd.DataFrame],
    plan: Plan,
    corrections: str | None,
    site_groups: Mapping[str, Collection[str]],
    has_tables: bool,
    supplied: Sequence[Supplied] = (),
) -> tuple[pd.DataFrame, list[Problem]]:
    """The claims of a file as text, and everything that is wrong with them.

    Parameters
    ----------
    file
        Path of claims.csv.
    tables
        The canonical tables, as text.
    plan
        The plan, which has the outcomes and endpoints that claims may name.
    corrections
        Path of corrections.csv, if the cohort has one.
    site_groups
        Section of the cohort's config.
    has_tables
        Whether the cohort has a raw table at all.
    supplied
        Values that corrections or config have from claims.
    """
    claims, problems = read_claim_table(file)
    problems += supplied_problems(supplied, claims, file)
    claims, undefined = with_definitions(claims, file, plan)
    cohort = Known(has_tables, plan.outcomes, known_texts(tables, corrections, site_groups))
    return claims, [*problems, *undefined, *claim_problems(claims, file, cohort)]


def with_definitions(claims: pd.DataFrame, file: str, plan: Plan) -> tuple[pd.DataFrame, list[Problem]]:
    """The claims with the endpoints that they name as their definitions, and the names that have none.

    A claim that names an endpoint that there is not is left out of them.
    """
    problems: list[Problem] = []
    rows = claims.copy()
    for place, row in claims.iterrows():
        for column in CONDITIONS:
            try:
                rows.loc[place, column] = defined(str(row[column]), plan.endpoints, plan.outcomes)
            except TermError as error:
                problems.append(unreadable(column, error).problem(file, int(row["line"])))
    broken = {problem.line for problem in problems}
    return rows[~rows["line"].isin(broken)].reset_index(drop=True), problems


def claim_problems(claims: pd.DataFrame, file: str, cohort: Known) -> Iterator[Problem]:
    """Everything that is wrong with the claims.

    Parameters
    ----------
    claims
        The claims as text, with the `line` of each.
    file
        The file that they are read from.
    cohort
        What is known of the cohort.
    """
    rows = claims.to_dict("records")
    reported = {row["claim_id"]: referred(row) if row["kind"] != "comparison" else "" for row in rows}
    first_lines = {row["claim_id"]: int(row["line"]) for row in reversed(rows)}
    interpreted = {row["claim_id"]: row.get("interpretation_of", "") for row in rows}
    times = Counter(row["claim_id"] for row in rows)
    for row in rows:
        line, name = int(row["line"]), row["claim_id"]
        if name and times[name] > 1 and line != first_lines[name]:
            yield _repeated(name, first_lines[name]).problem(file, line)
        other_reports = {claim_id: text for claim_id, text in reported.items() if claim_id != name}
        for finding in (*_findings(row, cohort, other_reports), *_interpretation_findings(row, interpreted)):
            yield finding.problem(file, line)


def _findings(row: Row, cohort: Known, other_reports: Mapping[str, str]) -> Iterator[Finding]:
    terms = asked(row)
    yield from cell_findings(row)
    yield from terms.findings
    yield from quantity_findings(row, terms, cohort)
    yield from value_findings(terms, cohort)
    yield from printed_findings(row, other_reports)


def _interpretation_findings(row: Row, interpreted: Mapping[str, str]) -> Iterator[Finding]:
    """An interpretation of a claim that there is not, or that is one itself."""
    name = row.get("interpretation_of", "")
    if not name or (name != row["claim_id"] and interpreted.get(name) == ""):
        return
    own_claims = [claim_id for claim_id, other in interpreted.items() if not other]
    expected = f"the claim_id of a claim that is no interpretation itself{did_you_mean(name, own_claims)}"
    yield Finding("interpretation_of", "interpretation of no claim", shown(name), expected, "correct the name")


def _repeated(name: str, first_line: int) -> Finding:
    expected = f"a name of its own; line {first_line} has it already"
    return Finding("claim_id", "repeated claim_id", shown(name), expected, "rename one of them")
