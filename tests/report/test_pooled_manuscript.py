"""The manuscript of cohorts together."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from casetrace.methods.register import METHODS
from casetrace.report.article.pooled_text import METHOD_WORDS, results_paragraphs
from casetrace.report.document.blocks import Document, Paragraph, Table
from casetrace.report.document.inlines import Number
from casetrace.report.document.walking import parts_of
from casetrace.report.pooled_content import PooledContent
from casetrace.report.pooled_manuscript import pooled_manuscript
from casetrace.report.printer import Printer
from casetrace.report.report_pooled import cohort_entries
from casetrace.report.sections.pooled import pooled_results
from casetrace.report.sections.pooled_sensitivity import pooled_mean
from casetrace.report.text import text
from casetrace.report.values import named_values
from tests.analyse.pool.cohorts import made_up, pooled, three
from tests.report.test_audit import SVG
from tests.report.test_printers import FIGURES, pooled_content


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> PooledContent:
    path: Path = tmp_path_factory.mktemp("figures") / "figure.svg"
    path.write_text(SVG, encoding="utf-8")
    return pooled_content(dict.fromkeys(FIGURES, str(path)))


@pytest.fixture(scope="module")
def manuscript(content: PooledContent) -> Document:
    return pooled_manuscript(content)


def words(document: Document, name: str) -> str:
    [section] = [section for section in document.sections if section.id == name]
    return " ".join(text(part) for part in parts_of(section, Paragraph))


def test_the_sections_are_those_of_an_article(manuscript):
    names = [section.id for section in manuscript.sections]
    assert names == ["methods", "results", "tables", "figure-legends", "declarations", "references"]


def test_the_results_tell_the_pooled_mean_with_both_intervals_and_the_variance_between(content, manuscript):
    [row] = [row for row in content.printer.by_id.values() if row["result_id"].endswith(".mean.hartung_knapp")][:1]
    told = words(manuscript, "results")
    assert f"was {row['estimate']:.0f}" in told
    for phrase in ("confidence interval", "prediction interval", "between-cohort variance", "Cochran's Q"):
        assert phrase in told


def test_a_pooled_mean_is_told_with_its_patients(content):
    mean = pooled_mean(content, content.compared[0])
    told = text(Paragraph(next(results_paragraphs(content))))
    assert f"; {mean.row('mean')['n_patients']} patients). The prediction interval" in told


def test_cohorts_whose_mean_cannot_be_pooled_are_named(content):
    cohorts = [*three(), made_up("fourth", {4: [100, 100, 100]}), made_up("fifth", {4: [90, 90]})]
    rows = pooled(cohorts)
    titles = {made.name: {"title": made.name.capitalize(), "source": None} for made in cohorts}
    nothing = pd.DataFrame(columns=["measure", "cohort"])
    seen = replace(content, printer=Printer(rows), cohorts=cohort_entries(titles, nothing))
    told = text(Paragraph(next(results_paragraphs(seen))))
    assert "17 patients, without Fourth and Fifth, whose mean cannot be pooled). The prediction interval" in told


def test_the_methods_tell_what_is_printed_and_nothing_else(manuscript):
    told = words(manuscript, "methods")
    assert "variance between cohorts of Paule and Mandel" in told
    assert "Simon" not in told
    assert "double arcsines" not in told


def test_a_method_that_has_words_is_in_the_register():
    assert METHOD_WORDS.keys() <= METHODS.keys()


def test_captions_tell_tables_apart(manuscript):
    captions = [text(Paragraph(table.caption)) for table in parts_of(manuscript, Table)]
    assert all(captions)
    assert len(set(captions)) == len(captions)


def test_every_number_of_the_text_has_a_name(content, manuscript):
    values = {(value.result_id, value.column) for value in named_values(content.printer, manuscript, several=False)}
    numbers = [number for number in parts_of(manuscript, Number) if number.column not in ("note", "df")]
    found = {(number.result_id, number.column) for number in numbers}
    told = {key for key in found if content.printer.by_id[key[0]][key[1]] is not None}
    assert told <= values


def test_the_note_of_a_pooled_row_is_not_bold(content):
    tables = parts_of(pooled_results(content), Table)
    rows = [row for table in tables for body in table.bodies for row in body.rows if "head" in row.roles]
    assert rows
    assert {row.cells[-1].role for row in rows} == {"aside"}
