"""The compiler: pure passes from what was written to what a target needs, on one screen.

    sources ─▶ link ─▶ check ─▶ lower ─▶ simplify ─▶ take inventory

Each pass is a function from value to value and yields diagnostics; nothing is thrown for a user's
mistake, so one run tells of all of them. A program is made only of a tree without errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from compiler.diagnostics import Diagnostic, has_errors, sort_diagnostics
from compiler.sources import AccountFolder, Sources, read_sources
from schema.program import Program
from schema.tree import Tree

if TYPE_CHECKING:
    from compiler.checking import Outside
    from schema.inventory import Inventory


@dataclass(frozen=True)
class Compiled:
    """What is known so far; each pass fills in its part. `name` is that of the root account,
    `outside` who else looks at every account."""

    sources: Sources
    name: str
    tree: Tree | None = None
    program: Program | None = None
    inventory: Inventory | None = None
    incomplete: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    outside: Outside | None = None

    @property
    def failed(self) -> bool:
        """Whether there is an error among the diagnostics."""
        return has_errors(self.diagnostics)

    def told(self, *found: Diagnostic) -> Compiled:
        """The same with more diagnostics, in reading order."""
        return replace(
            self, diagnostics=sort_diagnostics((*self.diagnostics, *found), self.sources)
        )


def link(compiled: Compiled) -> Compiled:
    """Documents become accounts, and accounts a tree."""
    from compiler.accounts import link_accounts

    linked = link_accounts(compiled.sources, compiled.name)
    return replace(compiled, tree=linked.tree, incomplete=linked.incomplete).told(
        *linked.diagnostics
    )


def check(compiled: Compiled) -> Compiled:
    """Every rule, on every account. Of an account that is incomplete only references are checked:
    what is missing would make the other rules complain of things that are there."""
    if compiled.tree is None:
        return compiled
    from compiler.checking import check_tree, nothing_outside

    outside = compiled.outside or nothing_outside
    return compiled.told(*check_tree(compiled.tree, compiled.sources, compiled.incomplete, outside))


def lower(compiled: Compiled) -> Compiled:
    """The meaning of everything, as a call program."""
    if compiled.tree is None or compiled.failed:
        return compiled
    from schema.account_program import lower_tree

    return replace(compiled, program=lower_tree(compiled.tree))


def shorten(compiled: Compiled) -> Compiled:
    """The same program with fewer blocks."""
    if compiled.program is None:
        return compiled
    from compiler.simplify import simplify

    return replace(compiled, program=simplify(compiled.program))


def take_stock(compiled: Compiled) -> Compiled:
    """Everything that must be set up besides the program."""
    if compiled.tree is None or compiled.program is None:
        return compiled
    from compiler.inventory import take_inventory

    return replace(compiled, inventory=take_inventory(compiled.tree, compiled.program))


Passes: TypeAlias = tuple[Callable[[Compiled], Compiled], ...]

CHECKS: Passes = (link, check)
"""The passes that find mistakes."""

PASSES: Passes = (*CHECKS, lower, shorten, take_stock)


def compile_folders(
    folders: tuple[AccountFolder, ...],
    name: str,
    passes: Passes = PASSES,
    outside: Outside | None = None,
) -> Compiled:
    """What the compiler makes of an account tree, the root first. `name` names the root, `outside`
    looks at every account besides the rules."""
    compiled = Compiled(read_sources(folders), name, outside=outside)
    for compile_pass in passes:
        compiled = compile_pass(compiled)
    return compiled
