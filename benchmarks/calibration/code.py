"""What code computes, as a digest that comments, docstrings, types and layout leave alone.

An hour of results is not thrown away for a mended comment, nor kept when what it was computed by has changed.
"""

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

#: Nodes that may begin with a docstring.
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def code_digest(paths: Iterable[Path]) -> str:
    """One digest of what several Python files compute, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            _plain(node)
        digest.update(f"{path.name}\0{ast.dump(tree)}\0".encode())
    return digest.hexdigest()


def _plain(node: ast.AST) -> None:
    """Take from a node what computes nothing."""
    if isinstance(node, ast.arg):
        node.annotation = None
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        node.returns = None
    if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
        del node.body[0]
