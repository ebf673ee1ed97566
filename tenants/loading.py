"""From a folder on a disk to what the compiler makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from compiler import PASSES, Compiled, Passes, compile_folders
from compiler.source import read_yaml
from compiler.sources import YAML_ENDINGS, AccountFolder, SourceFile
from schema.program import Program
from schema.tree import Tree
from tenants.folder import read_tree
from tenants.phone_findings import findings_in
from tenants.repository.mounts import folders_beside

if TYPE_CHECKING:
    from schema.inventory import Inventory

NAMELESS = "root"


@dataclass(frozen=True)
class Whole:
    """An account tree without errors: everything the compiler knows of it."""

    compiled: Compiled
    tree: Tree
    program: Program
    inventory: Inventory


def load(path: Path | str, passes: Passes = PASSES) -> Compiled:
    """The account tree in a folder, compiled as far as its mistakes allow."""
    read = read_tree(path)
    compiled = compile_folders(read.folders, root_name(read.folders), passes, findings_in)
    return compiled.told(*read.diagnostics, *folders_beside(read.folders))


def whole(compiled: Compiled) -> Whole | None:
    """A tree as far as it is without errors; None where it isn't."""
    if compiled.failed or not (compiled.tree and compiled.program and compiled.inventory):
        return None
    return Whole(compiled, compiled.tree, compiled.program, compiled.inventory)


def root_name(folders: tuple[AccountFolder, ...]) -> str:
    """The slug of the root account: the first part of the platform's domain.

    Not the name of the folder, which is another on each machine, nor the account's own, which may
    change: mailboxes and live values are kept under it.
    """
    for file in _settings_first(folders[0].files) if folders else ():
        domain = _at(read_yaml(file.data, file.file).tree, "account", "platform", "domain")
        if domain is not None:
            return _slug(domain.partition(".")[0])
    return NAMELESS


def _settings_first(files: tuple[SourceFile, ...]) -> list[SourceFile]:
    yaml = [file for file in files if file.path.endswith(YAML_ENDINGS)]
    return sorted(yaml, key=lambda file: not file.path.startswith("account."))


def _at(tree: object, *route: str) -> str | None:
    for key in route:
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree if isinstance(tree, str) else None


def _slug(text: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-")
    return kept[:40] or NAMELESS
