"""What is otherwise between two account trees, told in the words of the trade.

Two linked trees are compared, never texts: to move a line, to write a comment, or to write the same
thing in its long form is no difference. Every change is one line, with the place that says so: in
what is new, or, of what is gone, in what was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from compiler.difference.accounts import account_changes, gone_account, new_account
from compiler.difference.large import SHARE, LargeChange, is_within, large_changes
from compiler.difference.lines import Change
from schema.tree import Tree

__all__ = ["SHARE", "Change", "LargeChange", "changes_between", "is_within", "large_changes"]


@dataclass(frozen=True, slots=True)
class _Both:
    """Two trees, and the accounts of which nothing can be said."""

    old: Tree | None
    new: Tree
    unknown: Collection[str]


def changes_between(
    old: Tree | None, new: Tree, unknown: Collection[str] = ()
) -> tuple[Change, ...]:
    """Every change, by account; of an account what concerns calls for help first.

    `unknown` are accounts that couldn't be read, and with them all below: their absence is no
    change.
    """
    return tuple(_changes(_Both(old, new, unknown)))


def _changes(both: _Both) -> Iterator[Change]:
    before = both.old.accounts if both.old else {}
    for path in sorted({*before, *both.new.accounts}):
        was, now = before.get(path), both.new.accounts.get(path)
        if is_within(path, both.unknown):
            continue
        if now is None and was is not None:
            yield gone_account(was)
        elif was is None and now is not None:
            yield new_account(now)
        elif was is not None and now is not None and was is not now:
            yield from account_changes(was, now)
