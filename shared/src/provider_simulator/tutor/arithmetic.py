"""Simple arithmetic, read out of a sentence and worked out without `eval`."""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = {
    "plus": "+", "minus": "-", "times": "*", "multiplied by": "*", "divided by": "/", "over": "/",
    "modulo": "%", "mod": "%", "to the power of": "**", "squared": "**2",
    "x": "*", "\N{MULTIPLICATION SIGN}": "*", "^": "**", "÷": "/",
}  # fmt: skip
SPOKEN = re.compile(
    r"(?<=[\d)\s])(" + "|".join(map(re.escape, sorted(WORDS, key=len, reverse=True))) + r")(?=[\d(\s?]|$)"
)
EXPRESSION = re.compile(r"[-(\d][-+*/%().\d\s]*[\d)]")
ASKED = re.compile(
    r"\b(?:what(?:'s| is)|calculate|compute|how much is|add|work out|solve|evaluate)\b", re.IGNORECASE
)
OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
LONGEST = 100


def work_out(text: str) -> str | None:
    """Answer `what is 12 * 7?`, or None where the sentence asks for no sum."""
    expression = find(text)
    if expression is None:
        return None
    try:
        return f"{expression} = {number(value(ast.parse(expression, mode='eval').body))}"
    except ZeroDivisionError:
        return f"{expression} divides by zero, which has no answer."
    except (SyntaxError, TypeError, ValueError, OverflowError, KeyError, RecursionError):
        return None


def find(text: str) -> str | None:
    text = text.strip().rstrip("?=.! ")
    spoken = SPOKEN.sub(lambda word: WORDS[word.group(1)], text.lower())
    found = EXPRESSION.search(spoken) if len(spoken) <= LONGEST else None
    if not found or not re.search(r"[\d)]\s*[-+*/%]", found.group()):
        return None
    return found.group().strip() if ASKED.search(text) or found.group() == spoken else None


def value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp):
        return OPERATORS[type(node.op)](value(node.operand))
    if isinstance(node, ast.BinOp):
        left, right = value(node.left), value(node.right)
        if isinstance(node.op, ast.Pow) and (abs(right) > 64 or abs(left) > 1e6):
            raise ValueError("too large a power")
        return OPERATORS[type(node.op)](left, right)
    raise TypeError(f"not arithmetic: {type(node).__name__}")


def number(result: float) -> str:
    return str(int(result)) if result == int(result) else f"{result:.6g}"
