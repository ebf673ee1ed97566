"""The inventory of all accounts, put together anew from the shares that have changed."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from typing import Any

from compiler.inventory import LISTS, ORDERS, merged_list
from schema.inventory import Edge, Inventory

UNSORTED = ("hints", "audio")
"""The lists that are put together from the beginning: one has no order of its own, and entries of
the other may be in several shares."""


class Stock:
    """The inventory of a platform, and the shares of the accounts that it was put together from.

    The lists are long and sorted; what has not changed in them is not sorted again. No two entries
    of a tree without errors are sorted by the same.
    """

    def __init__(self) -> None:
        self._shares: Mapping[str, Inventory] = {}
        self._whole = Inventory()

    def whole(self, shares: Mapping[str, Inventory], edge: Edge) -> Inventory:
        """The inventory of all these shares, which stand in the order of the tree."""
        changes = [
            (self._shares.get(name), shares.get(name))
            for name in {**self._shares, **shares}
            if self._shares.get(name) is not shares.get(name)
        ]
        lists = {name: getattr(self._whole, name) for name in LISTS}
        for name in LISTS:
            gone, come = _moved(name, changes)
            if gone or come:
                lists[name] = _list(name, lists[name], gone, come, shares)
        self._shares, self._whole = shares, Inventory(edge, **lists)
        return self._whole


Change = tuple[Inventory | None, Inventory | None]
"""The share of an account before and after."""


def _moved(name: str, changes: Iterable[Change]) -> tuple[list[Any], list[Any]]:
    """What of a list is gone, and what has come."""
    gone: list[Any] = []
    come: list[Any] = []
    for before, after in changes:
        old, new = getattr(before, name, ()), getattr(after, name, ())
        if old != new:
            gone += _without(name, old, new)
            come += _without(name, new, old)
    return gone, come


def _without(name: str, items: tuple[Any, ...], others: tuple[Any, ...]) -> Iterable[Any]:
    """The entries that others do not equal."""
    if name in UNSORTED:
        return items
    key = ORDERS[name]
    known = {key(one): one for one in others}
    return (one for one in items if known.get(key(one)) != one)


def _list(
    name: str,
    before: tuple[Any, ...],
    gone: list[Any],
    come: list[Any],
    shares: Mapping[str, Inventory],
) -> tuple[Any, ...]:
    """A list as it is now. Where much has changed it is put together from the beginning."""
    if name in UNSORTED or len(gone) + len(come) > len(before) // 2:
        return merged_list(name, shares.values())
    key, listed = ORDERS[name], list(before)
    for one in gone:
        del listed[bisect_left(listed, key(one), key=key)]
    for one in come:
        insort(listed, one, key=key)
    return tuple(listed)
