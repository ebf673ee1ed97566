"""Keys of Snom's desk phones: `fkey`, numbered from 0 through the phone and its modules.

A key that isn't wanted is written as `none`: what stood there before would stay otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schema.phone_facts import KeyKind, PhoneKey
from targets.provisioning.capability import Model, all_models
from targets.provisioning.dialect import Setting
from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry

_SPEED = "speed {value}"
WORDS: Mapping[KeyKind, str] = {
    "line": "line",
    "blf": "blf {value}{pickup}",
    "speed_dial": _SPEED,
    "voicemail": _SPEED,
    "do_not_disturb": _SPEED,
    "forward": _SPEED,
    "pickup": _SPEED,
    "park": "orbit {value}",
    "intercom": _SPEED,
    "hotdesk": _SPEED,
    "transfer_to": "transfer {value}",
    "record": _SPEED,
    "group_login": _SPEED,
    "queue_login": _SPEED,
    "schedule_override": _SPEED,
    "multicast_page": "multicast {value}",
    "url": "url {value}",
    "directory": "keyevent F_ADR_BOOK",
}
"""What a key of a kind is. Codes are dialled; the phone's own features would know nothing of the
switch's state."""


def keys_of(phone: Phone) -> Iterator[Setting]:
    """Every key of a phone, and `none` for those that it has and that aren't used."""
    model = all_models()[phone.model]
    wanted = {_place(model, key): key for key in phone.keys}
    last = max((*wanted, model.most("line_keys") - 1), default=-1)
    lines = 0
    for place in range(last + 1):
        key = wanted.get(place)
        lines += key is not None and key.kind == "line"
        yield from _key(phone, place, key, lines)


def _place(model: Model, key: PhoneKey) -> int:
    """Keys of modules are numbered behind all that the phone itself has."""
    if not key.module:
        return key.at - 1
    return model.most("module_offset") + (key.module - 1) * model.most("module_keys") + key.at - 1


def _key(phone: Phone, place: int, key: PhoneKey | None, lines: int) -> Iterator[Setting]:
    name = f"fkey[{place}]"
    if key is None:
        yield f"{name}@context", "active"
        yield name, "none"
        return
    line = min(lines, len(phone.lines)) if key.kind == "line" else 1
    yield f"{name}@context", str(line)
    yield f"{name}@label", key.label
    yield name, _word(phone, key)


def _word(phone: Phone, key: PhoneKey) -> str:
    pickup = phone.line.pickup_code
    if "|" in key.value or " " in key.value:
        raise CantCarry(f"key {key.at} can't hold a bar or a space in {key.value!r}")
    return WORDS[key.kind].format(value=key.value, pickup=f"|{pickup}" if pickup else "")
