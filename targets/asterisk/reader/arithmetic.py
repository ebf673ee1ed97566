"""Expressions `$[...]`, after substitution: comparisons, `|`, `&`, sums and products.

Asterisk compares two operands as numbers when both are plain numbers, else as texts; text in quotes
is never a number. What Asterisk would call a syntax error (and read as nothing) is `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from targets.asterisk.reader.unreadable import Unreadable

_TOKEN = re.compile(r'\s*("[^"]*"|<=|>=|!=|[|&=<>+*/%()-]|[^\s"|&=<>!+*/%()-]+)')
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LEVELS = (("|",), ("&",), ("=", "!=", "<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))


@dataclass(frozen=True, slots=True)
class Operand:
    """A text of an expression, and whether it stood in quotes."""

    text: str
    quoted: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it counts as a number."""
        return not self.quoted and _NUMBER.fullmatch(self.text) is not None

    @property
    def is_true(self) -> bool:
        """Whether it is neither empty nor nought."""
        return float(self.text) != 0 if self.is_number else self.text != ""


Compare: TypeAlias = Callable[[float | str, float | str], bool]


def value_of(expression: str) -> str:
    """What an expression comes to."""
    tokens: list[str] = []
    rest = expression
    while rest.strip():
        found = _TOKEN.match(rest)
        if found is None:
            raise Unreadable("an expression", expression, "it has a character of no operator")
        tokens.append(found[1])
        rest = rest[found.end() :]
    result, left = _level(tokens, 0, expression)
    if left:
        raise Unreadable("an expression", expression, "something stands behind it")
    return result.text


def _level(tokens: list[str], level: int, whole: str) -> tuple[Operand, list[str]]:
    """An expression of operators that bind at least as tightly as this level, and the rest."""
    if level == len(_LEVELS):
        return _operand(tokens, whole)
    left, rest = _level(tokens, level + 1, whole)
    while rest and rest[0] in _LEVELS[level]:
        right, behind = _level(rest[1:], level + 1, whole)
        left, rest = _applied(rest[0], left, right, whole), behind
    return left, rest


def _operand(tokens: list[str], whole: str) -> tuple[Operand, list[str]]:
    if not tokens:
        raise Unreadable("an expression", whole, "an operand is missing")
    first, rest = tokens[0], tokens[1:]
    if first == "(":
        inner, behind = _level(rest, 0, whole)
        if not behind or behind[0] != ")":
            raise Unreadable("an expression", whole, "a parenthesis doesn't close")
        return inner, behind[1:]
    if first == "-" and rest and _NUMBER.fullmatch(rest[0]):
        return Operand(f"-{rest[0]}"), rest[1:]
    if first.startswith('"'):
        return Operand(first[1:-1], True), rest
    if first in "|&=<>=!=+-*/%)":
        raise Unreadable("an expression", whole, "an operand is missing")
    return Operand(first), rest


def _applied(operator: str, left: Operand, right: Operand, whole: str) -> Operand:
    if operator == "|":
        return left if left.is_true else right if right.is_true else Operand("0")
    if operator == "&":
        return left if left.is_true and right.is_true else Operand("0")
    if operator in "+-*/%":
        return _reckoned(operator, left, right, whole)
    both = left.is_number and right.is_number
    order = _order(float(left.text), float(right.text)) if both else _order(left.text, right.text)
    fits = {"=": order == 0, "!=": order != 0, "<": order < 0, ">": order > 0}
    fits |= {"<=": order <= 0, ">=": order >= 0}
    return Operand("1" if fits[operator] else "0")


def _order(left: float | str, right: float | str) -> int:
    """Below nought, nought or above it. Both are of one type."""
    if isinstance(left, str) or isinstance(right, str):
        return (str(left) > str(right)) - (str(left) < str(right))
    return (left > right) - (left < right)


def _reckoned(operator: str, left: Operand, right: Operand, whole: str) -> Operand:
    if not (left.is_number and right.is_number):
        raise Unreadable("an expression", whole, f"{operator} between texts")
    one, other = float(left.text), float(right.text)
    if operator in "/%" and other == 0:
        raise Unreadable("an expression", whole, "it divides by nought")
    result = {
        "+": lambda: one + other,
        "-": lambda: one - other,
        "*": lambda: one * other,
        "/": lambda: one / other,
        "%": lambda: float(int(one) % int(other)),
    }[operator]()
    return Operand(f"{result:.18g}")
