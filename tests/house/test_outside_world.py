"""What each layer may use from outside: the libraries named for it, and no clock in a pure one."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

LAYERS = ("schema", "compiler", "targets", "tenants")

# A module uses the libraries of the longest prefix that fits it, and of all shorter ones. Which
# single module is a library's door is held by import-linter; this table says there is no other
# library at all.
LIBRARIES: dict[str, frozenset[str]] = {
    "schema": frozenset({"pydantic", "pydantic_core", "typing_extensions", "phonenumbers"}),
    "compiler": frozenset(
        {
            "pydantic",
            "pydantic_core",
            "typing_extensions",
            "ruamel",
            "_ruamel_yaml",
            "networkx",
            "jsonschema",
            "holidays",
        }
    ),
    "targets": frozenset({"pydantic"}),
    "targets.asterisk.live": frozenset({"asterisk"}),
    "targets.provisioning": frozenset({"jinja2"}),
    "targets.provisioning.seals": frozenset({"cryptography"}),
    "tenants": frozenset(
        {
            "pydantic",
            "pydantic_core",
            "jinja2",
            "pygit2",
            "watchdog",
            "click",
            "rich",
            "cryptography",
            "segno",
        }
    ),
    "tenants.controller": frozenset({"aiohttp", "prometheus_client"}),
}

CLOCK_AND_NETWORK = frozenset(
    {
        "asyncio",
        "http",
        "random",
        "secrets",
        "socket",
        "ssl",
        "subprocess",
        "time",
        "urllib",
        "uuid",
    }
)
FILES = frozenset({"glob", "io", "os", "shutil", "sqlite3", "tempfile"})
# Standard modules that a pure layer never imports: the same input gives the same bytes.
REFUSED: dict[str, frozenset[str]] = {
    "schema": CLOCK_AND_NETWORK | FILES,
    "compiler": CLOCK_AND_NETWORK,
    "targets": CLOCK_AND_NETWORK,
}
WORLDLY = "targets.asterisk.live"  # the one part of a pure layer that touches the world


def module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module) -> Iterator[str]:
    """The full names of all imported modules, those inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def strangers(module: str, tree: ast.Module) -> Iterator[str]:
    """The imports that the table has no place for."""
    allowed = {
        name for prefix, names in LIBRARIES.items() if within(module, prefix) for name in names
    }
    refused = REFUSED.get(module.split(".")[0], frozenset()) if not within(module, WORLDLY) else ()
    for name in imported(tree):
        top = name.split(".")[0]
        known = top in sys.stdlib_module_names or top in LAYERS
        if top in refused or not (known or top in allowed):
            yield f"{module} imports {name}"


def test_a_layer_uses_only_what_is_named_for_it(repository: Path) -> None:
    files = sorted(file for layer in LAYERS for file in (repository / layer).rglob("*.py"))
    assert [] == [
        stranger
        for file in files
        for stranger in strangers(
            module_name(file.relative_to(repository)), ast.parse(file.read_text(encoding="utf-8"))
        )
    ]


@pytest.mark.parametrize(
    ("module", "line", "expected"),
    [
        ("schema.numbers", "import phonenumbers", []),
        ("schema.numbers", "import requests", ["schema.numbers imports requests"]),
        ("compiler.simulate", "from time import time", ["compiler.simulate imports time"]),
        ("compiler.simulate", "def f():\n  import socket", ["compiler.simulate imports socket"]),
        ("targets.asterisk.live.ami", "import asterisk.ami, socket", []),
        ("targets.asterisk.pjsip", "import jinja2", ["targets.asterisk.pjsip imports jinja2"]),
        ("tenants.repository", "import pygit2, time, os", []),
    ],
)
def test_a_stranger_is_found(module: str, line: str, expected: list[str]) -> None:
    assert expected == list(strangers(module, ast.parse(line)))
