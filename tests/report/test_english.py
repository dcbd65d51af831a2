"""The English of what users read: retired phrases, contractions, and the length of sentences."""

import ast
import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import fields, is_dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import yaml

from casetrace.model.plan import read_plan
from casetrace.report.document.blocks import BulletList, Document, Paragraph
from casetrace.report.document.inlines import Inlines
from casetrace.report.documents import cohort_documents
from casetrace.report.report_cohort import cohort_content, read_frames
from casetrace.report.text import joined
from tests.report.test_odd_cohorts import TABLES, study_of
from tests.report.test_printers import FIGURES
from tests.stages.running import PLAN, ROOT, real_cohort

#: Phrases that a reader has to decode, each with what is written in its place.
RETIRED = {
    r"\bso that\b": "a main clause of its own",
    r"\b(stand|stands|standing) (beside|side by side|together)\b": "next to; are compared; agree",
    r"\blook at\b": "see",
    r"\bher(-)? or him|\bhim or her|\bher or his|\bhis or her": "the patient's",
    r"\b(go|goes|gone) together\b": "are correlated; confounded",
    r"\btakes? (no )?notice of\b": "ignores; allows for",
    r"\bof others like them\b": "for similar patients",
    r"\bcould have given\b": "attainable",
    r"\btold apart\b": "confounded; not separable",
    r"\bhow alike\b": "intraclass correlation",
    r"\b(over|of) everybody\b": "of all patients",
    r"\bthe same for everybody\b": "the same for all patients",
    r"\bas observed\b": "observed data",
    r"\bleaves? (0|zero) out\b": "excludes 0",
    r"\bpiled up\b": "clustered at the limit",
    r"\bto be relied on\b": "reliable",
    r"\bnothing can tip\b": "not applicable",
    r"\bsmallest (possible )?p\b": "smallest attainable P",
    r"\bp[ -]values?\b|\bp (=|<|>|≥)|Holm's p\b": "P value, P =",
    r"\bmend(s|ed|ing)?\b": "correct",
    r"\bper cent\b": "%",
    r"\bside by side\b": "compared",
    r"\b(set|held) against\b": "compared with",
    r"\bmade-up\b": "simulated; example",
    r"\bwhat (is|was) (missing|counted|seen|left|inferred|printed beside)\b": "missing data; the remaining",
    r"\bwhat might explain\b": "explanatory variables",
    r"\bcounted among\b(?! the serious)": "n / N",
    r"\bsays? nothing\b|\bsays as much\b": "is not evidence",
    r"\btoo much alike\b": "vary too little",
    r"\bis no (number|data|estimate|proportion)\b": "is not a",
    r"\b100 % or more\b": "100 %",
    r"\bA secondary endpoint was\b": "For the secondary endpoint ...",
    r"\bOf all treated\b": "The denominator is all treated ...",
}
#: Phrases of statistics that are retired where results are told, and may stand in descriptions of files and code.
RETIRED_IN_RESULTS = {
    r"\bover (patients|lesions)\b": "per patient; per lesion",
    r"\b(in|of) remission\b|\bremission\b": "response",
    r"\bcomplications?\b": "adverse event",
    r"\bnobody\b|\beverybody\b|\bsomebody\b": "no patient; all patients",
    r"\bset aside\b": "excluded",
    r"\bthe worst case\b|\bthe best case\b": "no change assumed; complete response assumed",
}
CONTRACTIONS = {
    r"\b\w+n['’]t\b": "not",
    r"\b(it|that|there|what|who|let|he|she|here)['’]s\b": "is",
    r"\b\w+['’](re|ve|ll|d)\b": "are, have, will, would",
}
#: Where texts of results come from. Messages about files and configuration are held to the first list alone.
REPORT = ROOT / "casetrace/report"
RESULTS = [
    *sorted(REPORT.rglob("*.py")),
    *(
        path
        for part in ("analyse", "methods", "audit", "figures")
        for path in sorted((ROOT / "casetrace" / part).rglob("*.py"))
    ),
    *(ROOT / "casetrace/model" / f"{name}.py" for name in ("reservations", "summaries", "scenarios", "comparisons")),
    ROOT / "casetrace/trace/words.py",
]
STAGES = (
    *("read", "words", "ingest", "config", "derive", "clean", "check", "model", "collect", "compare"),
    *("claims", "printed", "trace", "provenance", "pipeline", "inspect", "verify", "cli"),
)
MESSAGES = [path for part in STAGES for path in sorted((ROOT / "casetrace" / part).rglob("*.py"))]
#: Texts that are names, not English: keys that results, tables or configuration have.
NAMES = {"p value", "piled up", "per cent"}
SCHEMAS = [ROOT / "workflow/schemas" / f"{name}.yaml" for name in ("config.schema", "tables", "outputs")]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
#: The most words of a sentence, and of sentences on average.
LONGEST, AVERAGE = 40, 20


def docstrings(tree: ast.AST) -> set[int]:
    """The identities of the nodes of docstrings."""
    return {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def literals(path: Path) -> Iterator[str]:
    """The texts of more than a word in a module; an f-string is one, with a mark where something is put in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.value


def descriptions(node: Any) -> Iterator[str]:
    """All texts of a YAML file."""
    if isinstance(node, dict):
        for inner in node.values():
            yield from descriptions(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from descriptions(inner)
    elif isinstance(node, str) and " " in node:
        yield node


def prose_of(page: str) -> str:
    """The prose of a page in Markdown: without its code."""
    page = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "CODE", page)


def faults(texts: Iterator[str] | list[str], *lists: dict[str, str]) -> list[tuple[str, str]]:
    """The phrases of the lists that stand in texts, each with its surroundings."""
    return [
        (found.group(), text[max(found.start() - 60, 0) : found.end() + 60].replace("\n", " "))
        for text in texts
        if text not in NAMES
        for phrases in lists
        for phrase in phrases
        for found in re.finditer(phrase, text)
    ]


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_texts_of_results_use_the_terms_of_the_field(path: Path):
    assert faults(literals(path), RETIRED, RETIRED_IN_RESULTS, CONTRACTIONS) == []


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_messages_use_no_retired_phrase(path: Path):
    assert faults(literals(path), RETIRED, CONTRACTIONS) == []


def test_the_register_uses_the_terms_of_the_field():
    register = yaml.safe_load((ROOT / "workflow/schemas/methods.yaml").read_text(encoding="utf-8"))
    assert faults(descriptions(register), RETIRED, RETIRED_IN_RESULTS, CONTRACTIONS) == []


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_descriptions_of_keys_and_columns_use_no_retired_phrase(path: Path):
    assert faults(descriptions(yaml.safe_load(path.read_text(encoding="utf-8"))), RETIRED, CONTRACTIONS) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_use_no_retired_phrase(path: Path):
    assert faults([prose_of(path.read_text(encoding="utf-8"))], RETIRED, CONTRACTIONS) == []


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("no interval, so that nothing can tip", RETIRED),
        ("look at the listing of lesions instead", RETIRED),
        ("the mean over her or his lesions", RETIRED),
        ("the smallest p value stands beside it", RETIRED),
        ("Mean reduction, over patients", RETIRED_IN_RESULTS),
        ("4 of 6 had a complication", RETIRED_IN_RESULTS),
        ("in complete remission", RETIRED_IN_RESULTS),
        ("a reduction of 100 % or more", RETIRED),
        ("the data can't support it", CONTRACTIONS),
        ("it’s flagged", CONTRACTIONS),
    ],
)
def test_a_retired_phrase_is_found(text, lists):
    assert faults([text], lists)


def test_texts_in_the_terms_of_the_field_pass():
    texts = ["P < 0.05 is unattainable; see the listing of lesions", "the patient's lesions", "Holm-adjusted P value"]
    assert faults(texts, RETIRED, RETIRED_IN_RESULTS, CONTRACTIONS) == []


def paragraphs(part: object) -> Iterator[Inlines]:
    """The prose of a document: its paragraphs and the items of its lists, without tables."""
    if isinstance(part, Paragraph):
        yield part.parts
    elif isinstance(part, BulletList) and part.role != "names":
        yield from part.items
    elif isinstance(part, tuple):
        for inner in part:
            yield from paragraphs(inner)
    elif is_dataclass(part):
        for field in fields(part):
            yield from paragraphs(getattr(part, field.name))


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, without what is shorter than three words."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if len(part.split()) > 2]


def too_long(texts: list[str]) -> tuple[float, list[str]]:
    """Words per sentence on average, and the sentences that are too long."""
    told = [sentence for text in texts for sentence in sentences(text)]
    return mean(len(sentence.split()) for sentence in told), [one for one in told if len(one.split()) > LONGEST]


@pytest.fixture(scope="module")
def documents(real_run, tmp_path_factory) -> dict[str, Document]:
    """The report and the appendix of the first cohort, without an audit."""
    drawing = tmp_path_factory.mktemp("figures") / "drawing.svg"
    drawing.write_text("<svg/>", encoding="utf-8")
    made_with: dict[str, Any] = {"files": {"table1.csv": "0" * 64}, "software": {"Python": "3"}}
    with chdir(real_run.folder):
        plan = read_plan(PLAN)
        content = cohort_content(
            "made-up",
            read_frames(TABLES, plan),
            plan,
            study_of(real_cohort(), 50, 5),
            audit=None,
            figures=dict.fromkeys(FIGURES, str(drawing)),
            provenance=made_with,
        )
        return {str(name): document for name, document in cohort_documents(content).items()}


@pytest.mark.parametrize("name", ["report", "appendix"])
def test_sentences_of_the_report_are_short(documents, name):
    average, long = too_long([joined(parts) for parts in paragraphs(documents[name].sections)])
    assert long == []
    assert average <= AVERAGE


def test_a_long_sentence_is_found():
    average, long = too_long(["One is short enough. " + "word " * LONGEST + "end."])
    assert len(long) == 1
    assert average > AVERAGE
