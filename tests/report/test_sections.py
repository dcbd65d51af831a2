"""The texts of the sections: numbers come from results, tables and settings, never from the text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stages.running import ROOT

REPORT = ROOT / "casetrace/report"
WRITERS = [*sorted((REPORT / "sections").glob("*.py")), REPORT / "phrases.py", REPORT / "documents.py"]
#: Where a part is put into a text.
SLOT = re.compile(r"\{\w+\}")
#: A name with a digit, and statistics and a method called so.
NAMES = {"SHA-256", "tau2", "tau2_transformed", "i2", "cr2_t", "τ²", "q1", "q3"}


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """The nodes of the docstrings."""
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def texts(path: Path) -> Iterator[str]:
    """The texts in a module, parts of f-strings among them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in set(ast.walk(tree)) - docstrings(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield SLOT.sub("", node.value)


def numbers_in_texts(path: Path) -> list[object]:
    """Numbers that an f-string would print as they are."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Constant)
    ]


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: path.stem)
def test_texts_hold_no_digit_of_a_result(path: Path):
    assert [text for text in texts(path) if any(map(str.isdigit, text)) and text not in NAMES] == []
    assert numbers_in_texts(path) == []


def test_sections_know_of_no_html():
    for path in WRITERS:
        assert not any(sign in text for text in texts(path) for sign in ("</", "<span", "<p", "<br", "&nbsp;")), path
        assert "markupsafe" not in path.read_text(encoding="utf-8")
