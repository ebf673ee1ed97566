"""The keys of Poly's phones: line keys that are given out anew, one by one.

`lineKey.K` says what the key at a place does. Lamps are `attendant.resourceList`, taken in order of
their keys; everything that only dials is a speed dial of the phone's own directory, which the key
names by its number there. Keys of a module go on counting behind the phone's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from schema.phone_facts import KeyKind, PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Setting
from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry

DIALS: frozenset[KeyKind] = frozenset(
    (
        "speed_dial", "voicemail", "do_not_disturb", "forward", "pickup", "park", "intercom",
        "hotdesk", "group_login", "queue_login", "schedule_override",
    )
)  # fmt: skip
"""Kinds of keys that dial: a number, or the star code with which the switch does it."""
KINDS: frozenset[KeyKind] = DIALS | {"line", "blf"}
SPEED_DIAL = "directory.speed_dial."
"""What the names of settings begin with that stand in the directory's file, not among the others."""


def key_settings(phone: Phone) -> Iterator[Setting]:
    """The settings of a phone's keys, by place. Without keys the phone gives them out by itself."""
    keys = placed(phone)
    if not keys:
        return
    lines = max(1, sum(key.kind == "line" for key in keys.values()))
    yield "reg.1.lineKeys", str(lines)
    yield "lineKey.reassignment.enabled", "1"
    lamps = dials = 0
    for place, key in keys.items():
        lamps += key.kind == "blf"
        dials += key.kind in DIALS
        yield from _key(place, key, lamps if key.kind == "blf" else dials)


def placed(phone: Phone) -> dict[int, PhoneKey]:
    """The keys by the number that the phone gives their place. CantCarry for a key of a module where
    nobody says how many keys come before it."""
    model = all_models().get(phone.model)
    own = model.most("line_keys") if model else 0
    each = model.most("module_keys") if model else 0
    if any(key.module for key in phone.keys) and not (own and each):
        raise CantCarry(f"a key of a module of {phone.model} has no number: nobody counts its keys")
    found = {
        key.at + (own + (key.module - 1) * each if key.module else 0): key
        for key in phone.keys
        if key.kind in KINDS
    }
    return dict(sorted(found.items()))


def _key(place: int, key: PhoneKey, number: int) -> Iterator[Setting]:
    if key.kind == "line":
        yield from _place(place, "Line", "1")
    elif key.kind == "blf":
        yield from _place(place, "BLF", "0")
        own = f"attendant.resourceList.{number}"
        yield f"{own}.address", key.value
        yield f"{own}.label", key.label or key.value
        yield f"{own}.type", "normal"
    else:
        yield from _place(place, "SpeedDial", str(number))
        yield f"{SPEED_DIAL}{number}.label", key.label or key.value
        yield f"{SPEED_DIAL}{number}.contact", key.value


def _place(place: int, category: str, index: str) -> Iterator[Setting]:
    yield f"lineKey.{place}.category", category
    yield f"lineKey.{place}.index", index
