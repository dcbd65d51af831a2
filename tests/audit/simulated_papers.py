"""Audits simulated papers, truthful ones and ones with a planted error, and tallies what is found and explained.

`make test-full` runs all of them and writes docs/audit-papers.md; `make test` audits the first few.
"""

import csv
import io
from collections import Counter
from pathlib import Path

import numpy as np

from casetrace.audit.audit import Audit, audited
from casetrace.methods.intervals import clopper_pearson
from tests.audit.cohorts import claims as claims_of
from tests.audit.papers import Series, Written, made_up, paper
from tests.audit.planted_errors import ERRORS, planted
from tests.stages.running import ROOT

ALL = 300
DOCUMENT = ROOT / "docs" / "audit-papers.md"
TABLE = DOCUMENT.with_suffix(".csv")
PAGE = """\
# Simulated papers

{all} seeded case series of 5 to 40 patients with one to three lesions, two visits, missing values and complete
responses; half of their tables print percentages. Each has a paper of 3 to some 30 claims: counts, percentages, means,
medians, standard deviations and ranges, per lesion and per patient, of all patients and of one site, rounded to 0 to 2
decimals, halves up or to even. The truth is computed record by record in fractions, with no code of the audit.
`make test-full` audits all of them and writes this page; `make test` audits the first few.

**Truthful papers.** Called anything but reproduced: {truthful} of the claims.

**Papers with one error.** An error is drawn again until it changes a printed number. It is *found* where a claim that
the table does not bear out is called so. It is *explained* where the audit names it: for a number of the text by the
assumption that it gives for that claim, for an error of the data by the joint assumption that it ranks first or the one
that it gives for a claim, with the very cell and its true value, or the very row; its *kind is named* where the cell or
row is another one. Of the {wrong} claims that the table does not bear out, {called} were called so.

| error | found (95 % Clopper–Pearson interval) | explained | kind named |
|---|---|---|---|
{rows}

What is not explained: an error that changes one printed number alone, which another reading fits by chance (a median
that rounds like the mean of lesions), or another change of a cell or row does. One number cannot distinguish them.
An error of the data leaves the more traces the more claims it touches: where a paper makes few claims of the whole
series, and many of single groups, fewer of them are explained.
"""
#: What is tallied of each error.
COLUMNS = ("papers", "draws", "wrong", "called_wrong", "found", "explained", "kind_named")


def audit_of(series: Series, claims: list[Written]) -> Audit:
    """The audit of a paper."""
    return audited(claims_of(*(one.claim(number) for number, one in enumerate(claims))), series.as_study())


def drawn(seed: int) -> tuple[Series, list[Written], np.random.Generator]:
    """A series, the truthful claims about it, and the generator that drew them."""
    rng = np.random.default_rng(seed)
    series = made_up(rng)
    return series, paper(series, rng), rng


def truthful(seed: int) -> tuple[int, int]:
    """How many claims of a truthful paper there are, and how many are called anything but reproduced."""
    series, claims, _ = drawn(seed)
    verdicts = audit_of(series, claims).claims["verdict"]
    return len(verdicts), int((verdicts != "reproduced").sum())


def with_error(name: str, seed: int) -> Counter[str]:
    """What an audit makes of a paper with one error."""
    series, claims, rng = drawn(seed)
    error, draws = planted(name, series, claims, rng)
    if error is None:
        return Counter()
    audit = audit_of(error.series, error.claims)
    called = audit.claims["verdict"].iloc[error.wrong] != "reproduced"
    exact, kind = error.explains(audit)
    return Counter(
        papers=1,
        draws=draws,
        wrong=len(called),
        called_wrong=int(called.sum()),
        found=int(called.any()),
        explained=int(exact),
        kind_named=int(kind),
    )


def campaign(seeds: int) -> tuple[tuple[int, int], dict[str, Counter[str]]]:
    """The tallies of truthful papers, and of each error."""
    claims = [truthful(seed) for seed in range(seeds)]
    total = (sum(own for own, _ in claims), sum(wrong for _, wrong in claims))
    tallies = {name: sum((with_error(name, seed) for seed in range(seeds)), Counter()) for name in ERRORS}
    return total, tallies


def _share(number: int, among: int) -> str:
    """A share with its Clopper–Pearson interval."""
    limits = clopper_pearson(number, among, 0.95)
    return f"{number} of {among}: {100 * number / among:.1f} % ({100 * limits.lower:.1f} to {100 * limits.upper:.1f})"


def document(total: tuple[int, int], tallies: dict[str, Counter[str]]) -> str:
    """The tallies as Markdown."""
    every: Counter[str] = sum(tallies.values(), Counter())
    rows = [
        f"| {name} | {_share(own['found'], own['papers'])} | {_share(own['explained'], own['papers'])} "
        f"| {_share(own['kind_named'], own['papers'])} |"
        for name, own in {**tallies, "all": every}.items()
    ]
    return PAGE.format(
        all=ALL,
        truthful=_share(total[1], total[0]),
        wrong=every["wrong"],
        called=every["called_wrong"],
        rows="\n".join(rows),
    )


def table(tallies: dict[str, Counter[str]]) -> str:
    """The tallies as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["error", *COLUMNS])
    writer.writerows([name, *(own[column] for column in COLUMNS)] for name, own in tallies.items())
    return text.getvalue()


def write(document_file: Path = DOCUMENT, table_file: Path = TABLE) -> None:
    """Run the campaign and write its page and its table."""
    total, tallies = campaign(ALL)
    document_file.write_text(document(total, tallies), encoding="utf-8")
    table_file.write_text(table(tallies), encoding="utf-8")


if __name__ == "__main__":
    write()
    print(DOCUMENT.read_text(encoding="utf-8"))
