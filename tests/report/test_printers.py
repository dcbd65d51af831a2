"""The printers of a document, held against it: no number is lost in HTML or in text, and none is added."""

import re
from contextlib import chdir
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from casetrace.claims.audit_tables import audit_content
from casetrace.model.figure_families import FAMILIES
from casetrace.model.plan import read_plan
from casetrace.model.study_terms import StudyTerms
from casetrace.report.content import flag_groups, methods_of
from casetrace.report.document.blocks import Document
from casetrace.report.document.inlines import Number
from casetrace.report.documents import claims_report, pooled_documents
from casetrace.report.footnotes import MARK
from casetrace.report.page import page
from casetrace.report.pooled_content import PooledContent
from casetrace.report.printer import Printer
from casetrace.report.report_cohort import cohort_content, read_frames
from casetrace.report.report_pooled import cohort_entries, compared
from tests.analyse.pool.cohorts import pooled, three
from tests.report import audits
from tests.report.documents import document_text, source_of, traced_parts, whole_report, words_of
from tests.report.reading import SOURCES, Report
from tests.report.test_audit import SVG
from tests.report.test_odd_cohorts import TABLES, study_of
from tests.stages.running import PLAN, ROOT, run_stages
from tests.stages.test_arms_and_outcomes import CROSS_OVER, TWO_ARMS, cross_over, two_arms

TEMPLATE = str(ROOT / "workflow/report/page.html.j2")
MADE_WITH: dict[str, Any] = {"files": {"table.csv": "0" * 64}, "software": {"Python": "3"}}
FIGURES = tuple(figure for family in FAMILIES.values() for figure in family.figures)


@pytest.fixture(scope="module")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An empty drawing for each figure."""
    path = tmp_path_factory.mktemp("figures") / "figure.svg"
    path.write_text(SVG, encoding="utf-8")
    return dict.fromkeys(FIGURES, str(path))


def document_of(folder: Path, raw: str, section: dict, drawings: dict[str, str]) -> Document:
    """The report of a made-up cohort, with an audit of other claims."""
    run = run_stages(folder, raw, section)
    audit = audit_content(audits.paper(), audits.SCENARIO, 5)
    with chdir(run.folder):
        plan = read_plan(PLAN)
        parts = {"audit": audit, "figures": drawings, "provenance": MADE_WITH}
        return whole_report(
            cohort_content("made-up", read_frames(TABLES, plan), plan, study_of(section, 4, 5), **parts)
        )


def pooled_content(drawings: dict[str, str]) -> PooledContent:
    """What the report of three made-up cohorts together says."""
    cohorts, statistics, nothing = three(), pooled(three()), pd.DataFrame(columns=["measure", "cohort"])
    return PooledContent(
        title="A study",
        cohorts=cohort_entries({made.name: {"title": made.name, "source": None} for made in cohorts}, nothing),
        compared=compared(statistics, {made.name: made.cohort for made in cohorts}, StudyTerms()),
        rates=[],
        categories=[],
        harmonisation=[],
        overlap=[],
        printed=[],
        pool={"categories": {}},
        labels={},
        printer=Printer(statistics),
        methods=methods_of(statistics),
        flags=flag_groups(statistics),
        settings={"pooled_cohorts": 3, "confidence_level": 0.95},
        figures=drawings,
        files=MADE_WITH["files"],
    )


def pooled_document(drawings: dict[str, str]) -> Document:
    """The report of three made-up cohorts together."""
    return pooled_documents(pooled_content(drawings))["report"]


@pytest.fixture(scope="module", params=["two arms", "cross-over", "claims alone", "pooled"])
def document(request, drawings, tmp_path_factory) -> Document:
    folder = tmp_path_factory.mktemp("cohort")
    if request.param == "two arms":
        return document_of(folder, TWO_ARMS, two_arms(), drawings)
    if request.param == "cross-over":
        return document_of(folder, CROSS_OVER, cross_over(), drawings)
    if request.param == "claims alone":
        audit = audit_content(audits.claims_only(), {}, 50)
        study = {"title": "A study", "cohort_title": None, "source": None}
        return claims_report("made-up", study, audit, drawings["audit"], MADE_WITH)
    return pooled_document(drawings)


def test_html_has_every_number_of_the_document_with_its_source_in_order_and_no_other(document):
    printed = []
    for attributes in Report(page(document, TEMPLATE)).spans:
        source = {name: value for name, value in attributes.items() if name in SOURCES and name != "data-method"}
        if source:
            printed.append(source)
    assert printed == [source_of(part) for part in traced_parts(document)]


def test_html_prints_every_number_of_the_document_as_the_document_has_it(document):
    printed = [
        (carried["data-result"], carried["data-column"], text)
        for text, carried in Report(page(document, TEMPLATE)).texts
        if carried.get("data-result") and carried["data-column"] != "note"
    ]
    numbers = [part for part in traced_parts(document) if isinstance(part, Number) and part.column != "note"]
    assert printed == [(part.result_id, part.column, part.text) for part in numbers]


def test_text_has_every_number_of_the_document_in_order(document):
    text, place = " ".join(document_text(document).split()), 0
    for part in traced_parts(document):
        words = words_of(part) + (MARK if isinstance(part, Number) and part.marked else "")
        words = " ".join(words.replace("|", r"\|").split())
        found = text.find(words, place)
        assert found >= 0, f"{part} is not printed after {text[max(0, place - 80) : place]!r}"
        place = found + len(words)


def test_text_has_no_html(document):
    assert "<span" not in document_text(document)
    assert "Markup(" not in repr(document)


def test_a_document_of_a_cohort_has_numbers_of_all_kinds(drawings, tmp_path):
    kinds = {type(part).__name__ for part in traced_parts(document_of(tmp_path, TWO_ARMS, two_arms(), drawings))}
    assert kinds == {"Number", "Reason", "Value", "Setting", "Count", "Name"}


def test_a_table_as_text_has_one_header_and_a_cell_for_each_column(document):
    tables = [part.splitlines() for part in document_text(document).split("\n\n") if part.startswith("| ")]
    assert len(tables) > 2
    for header, line, *rows in tables:
        columns = len(re.findall(r"(?<!\\)\|", header))
        assert line == "|" + " --- |" * (columns - 1)
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} <= {columns}
