"""Looking once: what several rules ask of an account is found once, as long as the account lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from schema.tree import Account

T = TypeVar("T")


def once(find: Callable[[Account], T]) -> Callable[[Account], T]:
    """A function of an account that keeps what it found."""
    known: WeakKeyDictionary[Account, T] = WeakKeyDictionary()

    @wraps(find)
    def found(account: Account) -> T:
        try:
            return known[account]
        except KeyError:
            known[account] = answer = find(account)
            return answer

    return found
