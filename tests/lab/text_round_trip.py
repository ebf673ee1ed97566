"""Texts on their way through everything: compiled, written, loaded by a real Asterisk, read back."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from schema.captions import caller_name
from schema.inventory import Inventory
from schema.secret import Secret
from targets.asterisk.bundle import Bundle, emit, library_of
from targets.asterisk.dialplan.program import dialplan_of
from targets.asterisk.layout import Layout
from targets.asterisk.library import Library
from targets.asterisk.text import Unwritable
from tenants.lab.instance import Instance
from tenants.lab.site import loopback_inventory, silent_audio, write_bundle
from tenants.lab.tree import HOME
from tenants.secrets import DEMO_KEY, DerivedSecrets, mailbox_numbers
from tests.lab.loaded_switch import Loaded, meant_priorities, meant_registry, read_loaded
from tests.lab.text_fates import IN_CALLER_ID, IN_DATA, IN_MAILBOX_ADDRESS, IN_MAILBOX_NAME
from tests.lab.text_fields import TextField
from tests.lab.text_platform import Placement, TextPlatform, compile_texts

Texts: TypeAlias = Sequence[tuple[TextField, str, int]]
LONGEST_TOLD = 6
BUSY = "taskprocessor.c"
"""Who tells that hundreds of phones were set up at once: a matter of number, not of text."""


class AnySecrets:
    """Secrets that are made as always; those that were given are all the same."""

    def __init__(self, inventory: Inventory) -> None:
        self._made = DerivedSecrets(DEMO_KEY, taken=mailbox_numbers(inventory.mailboxes))

    def text(self, name: str) -> Secret:
        """The secret of a name."""
        return Secret("471147") if ":given:" in name else self._made.text(name)


@dataclass(frozen=True)
class Written:
    """A platform of texts with what is written of it."""

    platform: TextPlatform
    inventory: Inventory
    bundle: Bundle
    library: Library


def write_texts(texts: Texts, switch: str = "texts") -> Written:
    """Compiles and emits. Raises `Unwritable` for a text that the language takes and a file can't
    hold, which must not happen."""
    platform = compile_texts(texts)
    program, inventory = platform.compiled.program, platform.compiled.inventory
    assert program is not None
    assert inventory is not None
    here = loopback_inventory(inventory)
    layout = Layout(etc=f"{HOME}/{switch}/etc", mailer="/bin/true")
    heard = silent_audio(program, here)
    bundle = emit(program, here, AnySecrets(here), heard, layout)
    return Written(platform, here, bundle, library_of(heard, here))


@dataclass
class RoundTrip:
    """What came back. `differences` are sentences by what they are about; none is right."""

    written: Written | None = None
    loaded: Loaded | None = None
    read_back: int = 0
    differences: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __str__(self) -> str:
        return "; ".join(one for found in self.differences.values() for one in found[:1])


def round_trip(
    texts: Texts, folder: Path, then: Callable[[Instance, Written], None] | None = None
) -> RoundTrip:
    """The round trip of texts. `then` is done with the running switch before it is stopped."""
    trip = RoundTrip()
    name = f"texts-{os.getpid()}"
    try:
        written = trip.written = write_texts(texts, name)
    except Unwritable as refused:
        trip.differences["written"].append(str(refused))
        return trip
    write_bundle(written.bundle, folder)
    switch = Instance(name, folder)
    try:
        switch.start(timeout=120)
        with switch.ami(timeout=20) as session:
            endpoints = [one.id for one in written.inventory.endpoints]
            trip.loaded = read_loaded(session, endpoints)
        trip.differences["log"] += [line for line in switch.log_lines() if BUSY not in line]
        if then is not None:
            then(switch, written)
    finally:
        switch.discard()
    _compare(trip, written, trip.loaded)
    return trip


# --- comparing ----------------------------------------------------------------------------------


def _compare(trip: RoundTrip, written: Written, loaded: Loaded) -> None:
    program = written.platform.compiled.program
    assert program is not None
    meant = meant_priorities(dialplan_of(program, written.inventory, written.library))
    trip.differences["dialplan"] += _counted(meant, loaded.priorities)
    registry = meant_registry(written.inventory)
    trip.differences["registry"] += _counted(registry, loaded.registry)
    boxes = Counter((one.number, one.account) for one in written.inventory.mailboxes)
    trip.differences["mailboxes"] += _counted(boxes, Counter(loaded.mailboxes.keys()))
    data = _data_by_account(loaded)
    for placement in written.platform.placements:
        for said in _misread(placement, written, loaded, data):
            trip.differences["texts"].append(f"{placement}: {said}")
        trip.read_back += _is_read_back(placement)
    trip.differences = defaultdict(list, {k: v for k, v in trip.differences.items() if v})


def _counted(meant: Counter[Any], found: Counter[Any]) -> list[str]:
    """What is too much, and what is missing."""
    lost = [f"lost: {one}" for one in (meant - found)]
    return lost + [f"not meant: {one}" for one in (found - meant)]


def _is_read_back(placement: Placement) -> bool:
    name = placement.field.name
    return name in (*IN_DATA, *IN_MAILBOX_NAME, *IN_MAILBOX_ADDRESS, *IN_CALLER_ID)


def _data_by_account(loaded: Loaded) -> dict[str, set[str]]:
    """The data of all priorities of each account's contexts."""
    found: dict[str, set[str]] = defaultdict(set)
    for context, _, _, _, data in loaded.priorities:
        found[context.partition(".")[0]].add(data)
    return found


def _misread(
    placement: Placement, written: Written, loaded: Loaded, data: dict[str, set[str]]
) -> Iterator[str]:
    """What is not read back as it was meant."""
    tree = written.platform.compiled.tree
    assert tree is not None
    account = tree.accounts[placement.account]
    name, meant = placement.field.name, placement.field.text.read(placement.text)
    if name in IN_DATA and not placement.text.startswith("$"):
        wanted = IN_DATA[name].format(caller_name(meant))
        whole = not wanted.startswith(",") and not wanted.endswith("?")
        known = data[account.id]
        if not (wanted in known if whole else any(wanted in one for one in known)):
            yield f"no priority of the account says {wanted!r}"
    box = loaded.mailboxes.get((f"2{placement.index:05}", account.id), ("nothing", "nothing"))
    if name in IN_MAILBOX_NAME and box[0] != meant:
        yield f"the mailbox is {box[0]!r}'s"
    if name in IN_MAILBOX_ADDRESS and meant not in box[1].split("|"):
        yield f"the mailbox sends to {box[1]!r}"
    if name in IN_CALLER_ID:
        shown = loaded.callers.get(f"e{placement.index}-desk@{account.realm}", "nothing")
        wanted = f'"{caller_name(meant)}" <2{placement.index:05}>'
        if shown != wanted:
            yield f"the phone shows {shown!r}"


# --- the one that is guilty ---------------------------------------------------------------------


def guilty_half(texts: Texts, fails: Callable[[Texts], bool]) -> Texts:
    """The smallest part of texts, found by halving, that still fails; all where no half does."""
    while len(texts) > 1:
        middle = len(texts) // 2
        halves = (texts[:middle], texts[middle:])
        failing = next((half for half in halves if fails(half)), None)
        if failing is None:
            return texts
        texts = failing
    return texts


def told(differences: Iterable[str]) -> list[str]:
    """The first differences, to be shown."""
    found = list(differences)
    more = [f"and {len(found) - LONGEST_TOLD} more"] if len(found) > LONGEST_TOLD else []
    return found[:LONGEST_TOLD] + more
