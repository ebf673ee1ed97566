"""The house rules of ARCHITECTURE.md, measured. An exception has a name and a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest

LAYERS = ("schema", "compiler", "targets", "tenants")
LONGEST_FUNCTION = 40
LONGEST_FILE = 400
DEEPEST_NESTING = 3
BANNED_NAMES = ("util", "utils", "helper", "helpers", "manager", "managers", "handler", "handlers")

# Finding -> why it may stay. A finding that is no longer made must leave this table too.
EXCEPTIONS: dict[str, str] = {
    "schema/program.py is longer than 400 lines": "one closed language, to be read as one page",
}

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)


def python_files(repository: Path, folders: tuple[str, ...]) -> list[Path]:
    return sorted(path for folder in folders for path in (repository / folder).rglob("*.py"))


def has_docstring(node: ast.AST) -> bool:
    return isinstance(node, Function | ast.ClassDef | ast.Module) and bool(ast.get_docstring(node))


def lines_of(function: Function) -> int:
    """The lines from `def` to the end, without the docstring and the decorators."""
    body = function.body[1:] if has_docstring(function) else function.body
    if not body:
        return 1
    signature = function.body[0].lineno - function.lineno
    return signature + (function.end_lineno or function.lineno) - body[0].lineno + 1


def nesting_of(node: ast.AST) -> int:
    """How many blocks stand inside each other; `elif` is no deeper than its `if`."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        chained = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
        own = int(isinstance(child, BLOCKS) and not chained)
        deepest = max(deepest, own + nesting_of(child))
    return deepest


def functions_of(tree: ast.AST, outer: str = "") -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, Function):
            yield f"{outer}{child.name}", child
            yield from functions_of(child, f"{outer}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from functions_of(child, f"{outer}{child.name}.")
        else:
            yield from functions_of(child, outer)


def public_things(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """The module, and its functions, classes and methods whose names have no underscore."""
    yield "the module", tree
    for thing in tree.body:
        if isinstance(thing, Function | ast.ClassDef) and not thing.name.startswith("_"):
            yield thing.name, thing
            if isinstance(thing, ast.ClassDef):
                yield from ((f"{thing.name}.{name}", node) for name, node in public_methods(thing))


def public_methods(thing: ast.ClassDef) -> Iterator[tuple[str, Function]]:
    for member in thing.body:
        if isinstance(member, Function) and not member.name.startswith("_"):
            decorators = {ast.unparse(decorator) for decorator in member.decorator_list}
            if not decorators & {"override", "overload", "typing.override"}:
                yield member.name, member


def too_long_functions(path: str, tree: ast.Module) -> Iterator[str]:
    for name, function in functions_of(tree):
        if lines_of(function) > LONGEST_FUNCTION:
            yield f"{path}: {name} is longer than {LONGEST_FUNCTION} lines"


def too_deep_functions(path: str, tree: ast.Module) -> Iterator[str]:
    for name, function in functions_of(tree):
        if nesting_of(function) > DEEPEST_NESTING:
            yield f"{path}: {name} is nested deeper than {DEEPEST_NESTING}"


def undocumented_things(path: str, tree: ast.Module) -> Iterator[str]:
    for name, thing in public_things(tree):
        if not has_docstring(thing):
            yield f"{path}: {name} has no docstring"


def too_long_files(path: str, text: str) -> Iterator[str]:
    if len(text.splitlines()) > LONGEST_FILE:
        yield f"{path} is longer than {LONGEST_FILE} lines"


def banned_names(path: str) -> Iterator[str]:
    for part in Path(path).with_suffix("").parts:
        if set(part.split("_")) & set(BANNED_NAMES):
            yield f"{path}: {part!r} says nothing about what is inside"


@cache
def findings(repository: Path) -> tuple[str, ...]:
    """What breaks a rule, looked for once."""
    return tuple(_findings(repository))


def _findings(repository: Path) -> Iterator[str]:
    for file in python_files(repository, (*LAYERS, "bench", "tests")):
        path, text = file.relative_to(repository).as_posix(), file.read_text(encoding="utf-8")
        tree = ast.parse(text)
        yield from too_long_files(path, text)
        yield from too_long_functions(path, tree)
        yield from too_deep_functions(path, tree)
        yield from banned_names(path)
        if path.startswith(LAYERS):
            yield from undocumented_things(path, tree)


def test_the_code_keeps_the_house_rules(repository: Path) -> None:
    assert [] == [finding for finding in findings(repository) if finding not in EXCEPTIONS]


def test_no_exception_outlives_its_finding(repository: Path) -> None:
    assert [] == sorted(set(EXCEPTIONS) - set(findings(repository)))


def test_every_exception_says_why() -> None:
    assert [] == [finding for finding, reason in EXCEPTIONS.items() if len(reason.split()) < 4]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [(LONGEST_FUNCTION - 1, 0), (LONGEST_FUNCTION, 1)],
    ids=["forty with its first line", "one more"],
)
def test_a_function_is_measured_without_its_docstring(lines: int, expected: int) -> None:
    text = 'def ring():\n    """Say\n\n    much.\n    """\n' + "    answer()\n" * lines
    assert expected == len(list(too_long_functions("a.py", ast.parse(text))))


def test_an_elif_is_no_deeper_than_its_if() -> None:
    text = "def ring():\n if a:\n  for b in c:\n   if d: pass\n   elif e: pass\n   elif f: pass\n"
    assert [] == list(too_deep_functions("a.py", ast.parse(text)))


def test_a_fourth_block_is_too_deep() -> None:
    text = "def ring():\n if a:\n  for b in c:\n   if d: pass\n   else:\n    while e: pass\n"
    assert ["a.py: ring is nested deeper than 3"] == list(
        too_deep_functions("a.py", ast.parse(text))
    )


def test_a_public_method_without_docstring_is_found() -> None:
    text = '"""A."""\nclass Phone:\n  """B."""\n  def ring(self): pass\n  def _stop(self): pass\n'
    assert ["a.py: Phone.ring has no docstring"] == list(
        undocumented_things("a.py", ast.parse(text))
    )


def test_a_name_that_says_nothing_is_found() -> None:
    assert 1 == len(list(banned_names("compiler/string_utils.py")))
