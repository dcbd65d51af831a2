"""What code computes, as a digest that comments, docstrings and layout leave alone.

Hours of results are not thrown away for a mended comment, nor kept when what they were computed by has changed.
"""

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path


def code_digest(paths: Iterable[Path]) -> str:
    """One digest of what several Python files compute, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                _drop_docstring(node)
        digest.update(f"{path.name}\0{ast.dump(tree)}\0".encode())
    return digest.hexdigest()


def _drop_docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        del node.body[0]
