"""The keys of Cisco's phones: a line, or a function written out, `fnc=blf+sd+cp;sub=201@$PROXY`.

What a file doesn't say stays as it was, so every key that the model has is told, empty ones too. Keys
of a module (`Unit_1_Key_1`) have a function only.
"""

from __future__ import annotations

from collections.abc import Iterator

from schema.phone_facts import KeyKind, PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Setting
from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry
from targets.provisioning.writers.flat_profile import function, plain

DIALS: frozenset[KeyKind] = frozenset(
    (
        "speed_dial", "voicemail", "do_not_disturb", "forward", "pickup", "park", "intercom",
        "hotdesk", "group_login", "queue_login", "schedule_override",
    )
)  # fmt: skip
"""Kinds of keys that dial: a number, or the star code with which the switch does it."""
KINDS: frozenset[KeyKind] = DIALS | {"line", "blf"}


def key_settings(phone: Phone, unit_name: str) -> Iterator[Setting]:
    """The settings of all keys of a phone and its modules. CantCarry for a label that can't be
    written. `unit_name` is how the model names a module's key."""
    keys = {(key.module, key.at): key for key in phone.keys if key.kind in KINDS}
    for at in range(1, _count(phone, "line_keys", 0) + 1):
        yield from _key(phone, at, keys.get((0, at)))
    each = _count(phone, "module_keys", 1)
    for unit in range(1, _count(phone, "modules", 1) + 1):
        for at in range(1, each + 1):
            key = keys.get((unit, at))
            name = unit_name.replace("{u}", str(unit)).replace("{k}", str(at))
            yield name, _function(key) if key else ""


def _count(phone: Phone, ability: str, module: int) -> int:
    """How many there are: as many as a source says, and all that are wanted."""
    model = all_models().get(phone.model)
    most = model.most(ability) if model else 0
    of_modules = [key for key in phone.keys if (key.module > 0) == (module > 0)]
    wanted = [key.module if ability == "modules" else key.at for key in of_modules]
    return max((most, *wanted))


def _key(phone: Phone, at: int, key: PhoneKey | None) -> Iterator[Setting]:
    is_line = key is not None and key.kind == "line"
    label = phone.line.label if is_line and key and not key.label else key.label if key else ""
    yield f"Extension_{at}_", "1" if is_line else "Disabled"
    yield f"Short_Name_{at}_", plain(label or (key.value if key else ""))
    yield f"Extended_Function_{at}_", "" if key is None or is_line else _function(key)


def _function(key: PhoneKey) -> str:
    label = key.label or key.value
    where = f"{key.value}@$PROXY"
    if key.kind == "blf":
        return function("blf+sd+cp", label, sub=where, ext=where)
    if key.kind == "line":
        raise CantCarry("a key of a Cisco module can't be a line")
    return function("sd", label, ext=where)
