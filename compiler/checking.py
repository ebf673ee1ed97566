"""Checking an account tree: every rule, in the order of the codes, less what was allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from compiler import codes_yaml
from compiler.allowing import apply_allowances
from compiler.codes import rule_modules
from compiler.codes_phones import phone_codes
from compiler.diagnostics import Diagnostic, Place
from compiler.sources import GRANTS, AccountSources, Sources
from compiler.written import written_origin
from schema.program import Origin
from schema.tree import Account, Tree

Findings: TypeAlias = tuple[Diagnostic, ...]
Facts: TypeAlias = Mapping[str, Any]
"""What a rule knows of each account, by the paths of the accounts in the order of the tree."""

Outside: TypeAlias = Callable[[Account], Iterable[Diagnostic]]
"""What somebody outside the compiler finds in an account, such as what its phones can't do. The codes
are those of `compiler.codes_phones`."""

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
    `absence` whether it complains of what is not there: `lookup`, `anything`, or empty.

    `check` looks at one account, and at what the accounts above it lend. Rules that look further
    note of each account what they have to know, its `facts`: `compare` needs nothing but those,
    `search` the tree as well. What a rule has not is None.
    """

    code: str
    name: str
    severity: str
    allow: str
    absence: str
    check: Callable[[Account], Iterable[Diagnostic]] | None
    facts: Callable[[Account], Any] | None
    compare: Callable[[Facts], Iterable[Diagnostic]] | None
    search: Callable[[Tree, Facts], Iterable[Diagnostic]] | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules say of one account: findings by the code of the rule, and facts by that of
    those that look further."""

    findings: Mapping[str, Findings]
    facts: Mapping[str, Any]


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, sorted by their codes."""
    return tuple(sorted(map(_rule, rule_modules()), key=lambda rule: rule.code))


def _rule(module: Any) -> Rule:
    usual = "here" if module.SEVERITY == "warning" else "never"
    return Rule(
        module.CODE,
        module.NAME,
        module.SEVERITY,
        getattr(module, "ALLOW", usual),
        getattr(module, "ABSENCE", ""),
        getattr(module, "check", None),
        getattr(module, "facts", None),
        getattr(module, "compare", None),
        getattr(module, "search", None),
    )


def nothing_outside(account: Account) -> Iterable[Diagnostic]:
    """Nobody outside finds anything."""
    return ()


def check_account(account: Account, outside: Outside = nothing_outside) -> Checked:
    """What the rules find in one account, and note of it; and what is found from outside."""
    found = {rule.code: tuple(rule.check(account)) for rule in rules() if rule.check}
    for one in outside(account):
        found[one.code] = (*found.get(one.code, ()), one)
    facts = {rule.code: rule.facts(account) for rule in rules() if rule.facts}
    return Checked({code: findings for code, findings in found.items() if findings}, facts)


def check_tree(
    tree: Tree,
    sources: Sources | None = None,
    incomplete: frozenset[str] = frozenset(),
    outside: Outside = nothing_outside,
) -> Findings:
    """What the rules find in a tree. With its sources, the places are those that were written, and
    `# pbxc: allow` comments are heeded.

    `incomplete` are the accounts of which something could not be read; neither there nor below
    them is told that something is missing.
    """
    checked = {path: check_account(account, outside) for path, account in tree.accounts.items()}
    found = Comparing().find(tree, checked)
    return found if sources is None else judge(found, sources, incomplete)


class Comparing:
    """The rules that look further than one account, asked again only where what they know is no
    longer what it was."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[Facts, Findings]] = {}

    def find(self, tree: Tree, checked: Mapping[str, Checked]) -> Findings:
        """What all rules find, in their order. `checked` are the accounts in that of the tree."""
        own: dict[str, list[Diagnostic]] = {rule.code: [] for rule in rules()}
        for one in checked.values():
            for code, found in one.findings.items():
                own.setdefault(code, []).extend(found)
        for rule in rules():
            if rule.facts:
                facts = {path: one.facts[rule.code] for path, one in checked.items()}
                own[rule.code] += self._compared(rule, facts)
                own[rule.code] += rule.search(tree, facts) if rule.search else ()
        return tuple(finding for found in own.values() for finding in found)

    def _compared(self, rule: Rule, facts: Facts) -> Findings:
        if rule.compare is None:
            return ()
        before, told = self._told.get(rule.code, ({}, ()))
        if list(before) != list(facts) or before != facts:
            told = tuple(rule.compare(facts))
            self._told[rule.code] = (facts, told)
        return told


def judge(found: Findings, sources: Sources, incomplete: frozenset[str]) -> Findings:
    """What is left of findings: without those of things that could not be read and those that a
    comment allows, each at the place that was written."""
    lost = _lost(sources) if incomplete else frozenset()
    unasked = {"": frozenset[str](), "lookup": lost, "anything": incomplete}
    absences = {rule.code: unasked[rule.absence] for rule in rules()}
    asked = (one for one in found if not _is_below(one, absences.get(one.code, frozenset())))
    permits = {one.name: "warnings" for one in phone_codes().values()}
    permits |= {rule.name: rule.allow for rule in rules()}
    return apply_allowances([_placed(one, sources) for one in asked], sources, permits)


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


_WRITTEN: WeakKeyDictionary[AccountSources, dict[Origin, Origin]] = WeakKeyDictionary()


def _written(at: Origin | Place, sources: Sources) -> Origin | Place:
    """An origin with the route that was written; looked for once as long as the files live."""
    own = None if isinstance(at, Place) else sources.accounts.get(at.account)
    if isinstance(at, Place) or not at.route or own is None:
        return at
    known = _WRITTEN.setdefault(own, {})
    if at not in known:
        known[at] = written_origin(at, _document(at, own))
    return known[at]


def _document(at: Origin, own: AccountSources) -> Mapping[str, Any]:
    if at.route[0] != GRANTS:
        return own.document
    child = "/".join(filter(None, (at.account, str(at.route[1]))))
    return {GRANTS: {at.route[1]: own.grants.get(child, {})}}
