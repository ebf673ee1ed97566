"""Checking an account tree: every rule, in the order of the codes, less what was allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from compiler.allowing import apply_allowances
from compiler.codes import rule_modules
from compiler.diagnostics import Diagnostic, Place
from compiler.sources import GRANTS, Sources
from compiler.written import written_origin
from schema.program import Origin
from schema.tree import Tree


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its module tells it. `allow` says who may allow it: `here`, `parent`, `never`."""

    code: str
    name: str
    severity: str
    allow: str
    check: Callable[[Tree], Iterable[Diagnostic]]


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, sorted by their codes."""
    found = [
        Rule(one.CODE, one.NAME, one.SEVERITY, getattr(one, "ALLOW", _usual(one)), one.check)
        for one in rule_modules()
    ]
    return tuple(sorted(found, key=lambda rule: rule.code))


def _usual(module: Any) -> str:
    return "here" if module.SEVERITY == "warning" else "never"


def check_tree(tree: Tree, sources: Sources | None = None) -> tuple[Diagnostic, ...]:
    """What the rules find in a tree. With its sources, the places are those that were written, and
    `# pbxc: allow` comments are heeded."""
    found = tuple(finding for rule in rules() for finding in rule.check(tree))
    if sources is None:
        return found
    placed = tuple(_placed(finding, sources) for finding in found)
    permits = {rule.name: rule.allow for rule in rules()}
    return apply_allowances(placed, sources, permits)


def _placed(finding: Diagnostic, sources: Sources) -> Diagnostic:
    related = tuple((text, _written(place, sources)) for text, place in finding.related)
    return replace(finding, origin=_written(finding.origin, sources), related=related)


def _written(at: Origin | Place, sources: Sources) -> Origin | Place:
    if isinstance(at, Place) or not at.route:
        return at
    if at.route[0] == GRANTS:
        child = "/".join(filter(None, (at.account, str(at.route[1]))))
        return written_origin(at, {GRANTS: {at.route[1]: sources.grants.get(child, {})}})
    return written_origin(at, sources.documents.get(at.account, {}))


__all__ = ["Rule", "check_tree", "rules"]
