"""Arithmetic of derived columns, on exact decimals."""

import ast
import operator
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any, NamedTuple

from casetrace.words.errors import MeaningError
from casetrace.words.exact import decimal_of, rounded_text


class Header(NamedTuple):
    """A column that an expression names."""

    name: str


def _mean(*values: Decimal) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _round(value: Decimal, decimals: Decimal = Decimal(0)) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)


OPERATORS: dict[type[ast.AST], Callable[..., Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
FUNCTIONS: dict[str, Callable[..., Decimal]] = {
    "max": max,
    "min": min,
    "mean": _mean,
    "abs": abs,
    "round": _round,
    "sqrt": Decimal.sqrt,
}
#: The fewest and the most numbers that a function takes.
ARGUMENTS = {"abs": (1, 1), "sqrt": (1, 1), "round": (1, 2), "max": (1, 99), "min": (1, 99), "mean": (1, 99)}
MOST_DECIMALS = 12
LONGEST = 300

_ALLOWED = re.compile(
    r"\s+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?![\w.])|\*\*|[-+*/(),]|(?:" + "|".join(FUNCTIONS) + r")(?!\w)"
)


def calculation(parts: Sequence[str | Header], headers: Sequence[str]) -> Callable[[Sequence[str]], str]:
    """A function that calculates from the texts of columns.

    Parameters
    ----------
    parts
        The expression's own texts and the headers between them.
    headers
        The columns in the order of the texts that the function is called with.

    Raises
    ------
    ValueError
        The expression is no arithmetic, or more than + - * / ** ( ) and the functions above.
    """
    from simpleeval import SimpleEval

    names = [f"_{number}" for number in range(len(headers))]
    tree = _Decimals().visit(_checked(parts, headers))
    evaluator = SimpleEval(operators=OPERATORS, functions=FUNCTIONS)

    def calculated(texts: Sequence[str]) -> str:
        evaluator.names = dict(zip(names, map(decimal_of, texts), strict=True))
        try:
            return rounded_text(evaluator.eval("", previously_parsed=tree))
        except DecimalException as error:
            raise MeaningError(
                "numbers that the expression has a result for (no division by 0, no root of a negative number)",
                "correct the cell",
            ) from error

    return calculated


def _checked(parts: Sequence[str | Header], headers: Sequence[str]) -> ast.expr:
    """The expression's syntax tree, in which `_0` stands for the first header, and so on."""
    for part in parts:
        if isinstance(part, str):
            _check_signs(part)
    # Spaces keep a header from growing together with a number beside it.
    source = "".join(part if isinstance(part, str) else f" _{headers.index(part.name)} " for part in parts).strip()
    if len(source) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    try:
        tree = ast.parse(" ".join(source.split()), mode="eval").body
    except SyntaxError as error:
        raise ValueError("no arithmetic expression; such as = {Length (mm)} * {Width (mm)} * 0.5236") from error
    nodes = list(ast.walk(tree))
    for node in nodes:
        _check_node(node)
    if sum(isinstance(node, ast.Name) and node.id in FUNCTIONS for node in nodes) > sum(
        isinstance(node, ast.Call) for node in nodes
    ):
        raise ValueError("a function without brackets behind it")
    return tree


def _check_signs(text: str) -> None:
    position = 0
    while position < len(text):
        match = _ALLOWED.match(text, position)
        if not match:
            word = re.match(r"\w+|.", text[position:], re.DOTALL)
            raise ValueError(
                f"'{word[0] if word else text}' is no part of arithmetic, which has numbers, columns in braces, "
                f"+ - * / ** ( ) and {', '.join(FUNCTIONS)}"
            )
        position = match.end()


def _check_node(node: ast.AST) -> None:
    """Refuse what the signs alone don't show: a function without numbers, a list of numbers, a call of a number."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS:
            raise ValueError("brackets behind a number or a column; an operator between them is missing")
        minimum, maximum = ARGUMENTS[name]
        if not minimum <= len(node.args) <= maximum or any(isinstance(argument, ast.Starred) for argument in node.args):
            raise ValueError(
                f"{name} takes {minimum} to {maximum} numbers" if minimum != maximum else f"{name} takes one number"
            )
        if name == "round" and len(node.args) == 2 and not _is_decimals(node.args[1]):
            raise ValueError(f"round takes a whole number of decimals up to {MOST_DECIMALS}")
    elif isinstance(node, ast.Tuple | ast.Starred):
        raise ValueError("a comma outside a function")
    elif isinstance(node, ast.BinOp) and type(node.op) not in OPERATORS:
        raise ValueError("an operator other than + - * / **")


def _is_decimals(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value <= MOST_DECIMALS


class _Decimals(ast.NodeTransformer):
    """Turns the numbers of an expression into exact decimals, as they are written."""

    def visit_Constant(self, node: ast.Constant) -> Any:
        return ast.Constant(Decimal(repr(node.value)))  # type: ignore[arg-type]
