"""Taking away contexts that no call is in any more and that nothing leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.delivery.tree_files import GENERATIONS, context_path
from targets.asterisk.live.node import Node
from targets.asterisk.live.settling import Fence


def drain(
    node: Node, fence: Fence, staying: Iterable[Generation], others: Iterable[Generation]
) -> tuple[str, ...]:
    """Removes contexts of generations, and their files, that nobody needs. The names removed.

    Kept are all contexts of the generations that are `staying`, and of each of the `others` that a
    call is in: it may still enter every context that its generation leads into.
    """
    busy = node.calls().keys()
    in_use = [one for one in others if not busy.isdisjoint(one.contexts)]
    kept = {name for one in (*staying, *in_use) for name in one.contexts} | busy
    return _remove(node, fence, kept)


def _remove(node: Node, fence: Fence, kept: Collection[str]) -> tuple[str, ...]:
    loaded = node.list_contexts()
    files = node.list_files(GENERATIONS)
    written = {path.rpartition("/")[2].removesuffix(".conf") for path in files}
    gone = sorted((loaded | written).difference(kept))
    for name in gone:
        fence.require()
        if name in written:
            node.remove_file(context_path(name))
        if name in loaded:
            node.remove_context(name)
    return tuple(gone)
