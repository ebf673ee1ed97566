"""Sites of the small trees in this folder, started once and stopped when all tests are done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from compiler import Compiled, compile_folders
from tenants.folder import read_tree
from tenants.lab.site import Site

TREES = Path(__file__).parent / "trees"

StartSites = Callable[[str, int], list[Site]]


def compiled(tree: Path) -> Compiled:
    """A tree as it is compiled; it must have no mistakes."""
    result = compile_folders(read_tree(tree).folders, tree.name)
    assert not result.failed, [one.message for one in result.diagnostics]
    return result


@pytest.fixture(scope="module")
def start_sites(lab: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartSites]:
    """Starts sites of a tree; all are stopped after the module's last test."""
    with ExitStack() as started:

        def start(tree: str, number: int = 1) -> list[Site]:
            result = compiled(TREES / tree if (TREES / tree).exists() else Path(tree))
            base = Path(tree).name
            return [
                started.enter_context(
                    Site(f"{base}-{index}-{os.getpid()}", result, tmp_path_factory.mktemp(base))
                )
                for index in range(number)
            ]

        yield start
