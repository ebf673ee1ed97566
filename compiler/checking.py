"""Checking an account tree: every rule, in the order of the codes, less what was allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from compiler import codes_yaml
from compiler.allowing import apply_allowances
from compiler.codes import rule_modules
from compiler.diagnostics import Diagnostic, Place
from compiler.sources import GRANTS, Sources
from compiler.written import written_origin
from schema.program import Origin
from schema.tree import Tree

# After these mistakes of a file the rest of it was read, all the same.
READ_ALL_THE_SAME = frozenset(
    code.code
    for code in (
        codes_yaml.DUPLICATE_KEY,
        codes_yaml.DUPLICATE_NAME,
        codes_yaml.UNQUOTED_STAR_CODE,
        codes_yaml.LOST_IN_A_COMMENT,
        codes_yaml.FORBIDDEN_CHARACTER,
        codes_yaml.TAG,
        codes_yaml.DIRECTIVE,
    )
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its module tells it. `allow` says who may allow it: `here`, `parent`, `never`;
    `absence` whether it complains of what is not there: `lookup`, `anything`, or empty."""

    code: str
    name: str
    severity: str
    allow: str
    absence: str
    check: Callable[[Tree], Iterable[Diagnostic]]


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, sorted by their codes."""
    found = [
        Rule(
            one.CODE,
            one.NAME,
            one.SEVERITY,
            getattr(one, "ALLOW", _usual(one)),
            getattr(one, "ABSENCE", ""),
            one.check,
        )
        for one in rule_modules()
    ]
    return tuple(sorted(found, key=lambda rule: rule.code))


def _usual(module: Any) -> str:
    return "here" if module.SEVERITY == "warning" else "never"


def check_tree(
    tree: Tree, sources: Sources | None = None, incomplete: frozenset[str] = frozenset()
) -> tuple[Diagnostic, ...]:
    """What the rules find in a tree. With its sources, the places are those that were written, and
    `# pbxc: allow` comments are heeded.

    `incomplete` are the accounts of which something could not be read; neither there nor below
    them is told that something is missing.
    """
    lost = _lost(sources) if sources and incomplete else frozenset()
    unasked = {"": frozenset[str](), "lookup": lost, "anything": incomplete}
    found = tuple(
        finding
        for rule in rules()
        for finding in rule.check(tree)
        if not _is_below(finding, unasked[rule.absence])
    )
    if sources is None:
        return found
    placed = tuple(_placed(finding, sources) for finding in found)
    permits = {rule.name: rule.allow for rule in rules()}
    return apply_allowances(placed, sources, permits)


def _is_below(finding: Diagnostic, accounts: frozenset[str]) -> bool:
    """Whether a finding is of one of some accounts, or of one below them."""
    if not accounts or isinstance(finding.origin, Place):
        return False
    path = finding.origin.account
    return "" in accounts or any(f"{path}/".startswith(f"{one}/") for one in accounts)


def _lost(sources: Sources) -> frozenset[str]:
    """The accounts with files of which parts were not read, so that nobody knows what is lacking."""
    files = {
        one.origin.file
        for one in sources.diagnostics
        if isinstance(one.origin, Place) and one.code not in READ_ALL_THE_SAME
    }
    return frozenset(
        account for account, own in sources.files.items() if any(file.file in files for file in own)
    )


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
