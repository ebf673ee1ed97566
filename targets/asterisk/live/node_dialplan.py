"""The dialplan of a running Asterisk: reading it back, adding to it, changing single steps of it.

Everything goes over the manager interface in batches. What it answers proves nothing but that it was
heard: whoever changes reads back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from targets.asterisk.delivery.generation import HINT, Act, Line, Spot
from targets.asterisk.live.ami import Reply
from targets.asterisk.live.listing import (
    STRANGE,
    Unreadable,
    is_absent,
    is_unfound,
    steps_of,
)
from targets.asterisk.live.node import NodeLost, NodeRefused
from targets.asterisk.live.node_link import NodeLink

MOST_LOOKS = 50
"""Extensions that are looked at one by one; for more than that the whole context is read."""

GENERATION = re.compile(r"[a-z][a-z0-9.-]*\.g[0-9a-f]{10}")
"""How the context of a generation is named."""

_NAMES_END = "_EOF_"
_WORD = re.compile(r"[A-Za-z0-9_.+*#~-]+")

Action = tuple[str, dict[str, str]]


class NodeDialplan:
    """The dialplan of the Asterisk at the end of a link."""

    def __init__(self, link: NodeLink) -> None:
        self._link = link

    def read(self, names: Collection[str]) -> dict[str, tuple[Line, ...]]:
        """What contexts hold; those that aren't there are left out. NodeLost."""
        asked = list(names)
        replies = self._link.ask_all([_show(_word(name)) for name in asked])
        return {
            name: _steps(name, reply)
            for name, reply in zip(asked, replies, strict=True)
            if not is_absent(name, reply.output)
        }

    def generations(self) -> frozenset[str]:
        """The names of all contexts of generations. NodeLost."""
        said = self._link.ask("Command", {"Command": '_command matchesarray "dialplan show " ""'})
        names = " ".join(said.output).split()
        if not said.ok or names[-1:] != [_NAMES_END]:
            raise NodeLost("Asterisk doesn't say which contexts it has.")
        return frozenset(name for name in names if GENERATION.fullmatch(name))

    def add(self, name: str, lines: Sequence[Line]) -> None:
        """Add a context. NodeRefused, NodeLost."""
        acts = ((Spot(name, one.extension, one.priority), one) for one in lines)
        self._do([_put(spot, Act(one.application, one.data), False) for spot, one in acts])

    def remove(self, name: str) -> None:
        """Remove the context of a generation. NodeRefused, NodeLost."""
        if not GENERATION.fullmatch(name):
            raise NodeRefused(f"{name} is no context of a generation: it isn't removed.")
        self._link.ask("Command", {"Command": f"dialplan remove context {name}"})
        if self.read([name]):
            raise NodeRefused(f"Asterisk doesn't remove the context {name}.")

    def read_entries(self, contexts: Collection[str], spots: Collection[Spot]) -> dict[Spot, Act]:
        """Every step of these contexts, and those at these spots of others. NodeLost."""
        others: dict[str, set[str]] = defaultdict(set)
        for spot in spots:
            if spot.context not in contexts:
                others[spot.context].add(spot.extension)
        whole = [name for name, extensions in others.items() if not _is_looked_at(extensions)]
        found = _spots(self.read([*contexts, *whole]))
        looked = {name: others[name] for name in others if name not in whole}
        found |= self._look_at(looked)
        wanted = set(spots)
        return {s: act for s, act in found.items() if s.context in contexts or s in wanted}

    def _look_at(self, extensions: Mapping[str, Iterable[str]]) -> dict[Spot, Act]:
        """What stands at single extensions of contexts, and not at patterns that fit them."""
        asked = [(name, one) for name, ones in extensions.items() for one in sorted(ones)]
        replies = self._link.ask_all([_show(f"{_word(one)}@{_word(name)}") for name, one in asked])
        found: dict[Spot, Act] = {}
        for (name, _), reply in zip(asked, replies, strict=True):
            if not is_unfound(reply.output):
                found |= _spots({name: _steps(name, reply)})
        return found

    def change(self, put: Mapping[Spot, Act], drop: Collection[Spot]) -> None:
        """Replace and add steps in the order given, then remove others. NodeRefused, NodeLost."""
        self._do([_put(spot, act, True) for spot, act in put.items()])
        replies = self._link.ask_all([_drop(spot) for spot in drop])
        for spot, reply in zip(drop, replies, strict=True):
            doubtful = not reply.ok or spot.priority == STRANGE
            if doubtful and spot in self.read_entries((), [spot]):
                raise NodeRefused(f"Asterisk doesn't remove {_place(spot)}: {reply.message}")

    def _do(self, actions: list[Action]) -> None:
        for (_, fields), reply in zip(actions, self._link.ask_all(actions), strict=True):
            if not reply.ok:
                where = f"{fields['Extension']} of {fields['Context']}"
                raise NodeRefused(f"Asterisk doesn't take {where}: {reply.message}")


def _show(what: str) -> Action:
    return ("Command", {"Command": f"dialplan show {what}"})


def _steps(name: str, reply: Reply) -> tuple[Line, ...]:
    if not reply.ok:
        raise NodeLost(f"Asterisk doesn't show {name}: {' '.join(reply.output) or reply.message}")
    try:
        return steps_of(name, reply.output)
    except Unreadable as error:
        raise NodeLost(str(error)) from error


def _spots(contexts: Mapping[str, Iterable[Line]]) -> dict[Spot, Act]:
    return {
        Spot(name, one.extension, one.priority): Act(one.application, one.data)
        for name, lines in contexts.items()
        for one in lines
    }


def _put(spot: Spot, act: Act, replace: bool) -> Action:
    fields = {
        "Context": spot.context,
        "Extension": spot.extension,
        "Priority": "hint" if spot.priority == HINT else str(spot.priority),
        "Application": act.application,
    }
    if act.data:
        if act.data[0] == " ":
            raise NodeRefused(f"The step at {_place(spot)} begins with a blank, which gets lost.")
        fields["ApplicationData"] = act.data
    if replace:
        fields["Replace"] = "yes"
    return ("DialplanExtensionAdd", fields)


def _drop(spot: Spot) -> Action:
    if spot.priority == STRANGE:
        return _drop_strange(spot)
    priority = "hint" if spot.priority == HINT else str(spot.priority)
    fields = {"Context": spot.context, "Extension": spot.extension, "Priority": priority}
    return ("DialplanExtensionRemove", fields)


def _drop_strange(spot: Spot) -> Action:
    """What somebody put beside the steps of a context by hand."""
    kind, _, name = spot.extension.partition(" ")
    if kind == "switch":
        raise NodeRefused(f"{spot.context} has a switch statement, which no command removes.")
    return ("Command", {"Command": f"dialplan remove {kind} {_word(name)} from {spot.context}"})


def _is_looked_at(extensions: Collection[str]) -> bool:
    """A pattern fits no number, so it is found among all of its context only."""
    looked_at = (_WORD.fullmatch(one) and one[0] != "_" for one in extensions)
    return len(extensions) <= MOST_LOOKS and all(looked_at)


def _word(name: str) -> str:
    if not _WORD.fullmatch(name):
        raise NodeRefused(f"{name!r} can't be asked for: it has a character that no name has.")
    return name


def _place(spot: Spot) -> str:
    return f"{spot.extension},{spot.priority} of {spot.context}"
