"""Taking away what no call is in any more and nothing leads to, and what nobody ever wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from targets.asterisk.delivery.generation import Generation, Spot
from targets.asterisk.delivery.tree_files import DOORS, GENERATIONS, context_path, doors_path
from targets.asterisk.dialplan.entrances import FROM_TRUNK
from targets.asterisk.live.node import Node
from targets.asterisk.live.settling import Fence

MODULES = ("music", "pjsip", "voicemail")
"""Folders in which each account has a file of its own for a module to read."""


def drain(
    node: Node, fence: Fence, staying: Iterable[Generation], others: Iterable[Generation]
) -> tuple[str, ...]:
    """Removes contexts of generations, and their files, that nobody needs. The names removed.

    Kept are all contexts of the generations that are `staying`, and of each of the `others` that a
    call is in: it may still enter every context that its generation leads into. (Being in a context
    that is shared with one that stays says nothing of another.) While a call is in a generation that
    is neither, nobody knows what it needs, and all is kept.

    `staying` are of all accounts: what is live, what is tried, and what was left a moment ago, since
    a call may be on its way into it from a door.
    """
    kept = {name for one in staying for name in one.contexts}
    busy = node.calls().keys() - kept
    in_use = [one for one in others if not busy.isdisjoint(one.contexts)]
    kept.update(name for one in in_use for name in one.contexts)
    return _remove(node, fence, kept) if busy <= kept else ()


def _remove(node: Node, fence: Fence, kept: Collection[str]) -> tuple[str, ...]:
    loaded = node.list_contexts()
    files = node.list_files(GENERATIONS)
    written = {path.rpartition("/")[2].removesuffix(".conf") for path in files}
    gone = sorted((loaded | written).difference(kept))
    for name in gone:
        if name in written:
            fence.require()
            node.remove_file(context_path(name))
        if name in loaded:
            fence.require()
            node.remove_context(name)
    return tuple(gone)


def sweep(node: Node, fence: Fence, staying: Iterable[Generation]) -> tuple[Spot, ...]:
    """Removes from the door of all carriers what no generation says: numbers that a hand, or an old
    copy of the files, has brought. Files of accounts that no generation has go too: a controller that
    another took over from may have written a last one.

    `staying` are of all accounts: what is live and what is tried.
    """
    staying = tuple(staying)
    known = {doors_path(one.account) for one in staying if one.entries}
    for path in sorted(node.list_files(DOORS) - known):
        fence.require()
        node.remove_file(path)
    _sweep_modules(node, fence, {path for one in staying for path in one.files})
    said = {spot for one in staying for spot in one.entries}
    strange = sorted(node.read_entries((FROM_TRUNK,), ()).keys() - said)
    if strange:
        fence.require()
        node.change_entries({}, strange)
    return tuple(strange)


def _sweep_modules(node: Node, fence: Fence, known: Collection[str]) -> None:
    listed = (path for folder in MODULES for path in node.list_files(folder))
    strange = sorted(path for path in listed if path.endswith(".conf") and path not in known)
    for path in strange:
        fence.require()
        node.remove_file(path)
    if strange:
        node.reload(strange)
