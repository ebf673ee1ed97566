"""Keys as Yealink's phones have them.

What the switch keeps (do not disturb, forwarding, who is logged in where) is dialled, not kept by the
phone: those keys are speed dials of the star code. A parking slot is a lamp that is called when
pressed, and that a call is sent to when pressed during one (`transfer.dsskey_deal_type`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schema.phone_facts import KeyKind, PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Setting
from targets.provisioning.facts import Phone

LINE, TRANSFER, TONES, DIAL, LAMP, ADDRESS, PAGE, PEOPLE, NOTHING = (
    "15", "3", "11", "13", "16", "17", "24", "47", "0",
)  # fmt: skip

TYPES: Mapping[KeyKind, str] = {
    "line": LINE,
    "blf": LAMP,
    "park": LAMP,
    "transfer_to": TRANSFER,
    "record": TONES,
    "multicast_page": PAGE,
    "url": ADDRESS,
    "directory": PEOPLE,
    "speed_dial": DIAL,
    "voicemail": DIAL,
    "do_not_disturb": DIAL,
    "forward": DIAL,
    "pickup": DIAL,
    "intercom": DIAL,
    "hotdesk": DIAL,
    "group_login": DIAL,
    "queue_login": DIAL,
    "schedule_override": DIAL,
}


def key_settings(phone: Phone) -> Iterator[Setting]:
    """The keys of a phone and of its modules; keys of the phone itself that do nothing say so."""
    lines = iter(range(1, len(phone.lines) + 1))
    told = {(key.module, key.at): key for key in phone.keys if key.kind in TYPES}
    last = all_models()[phone.model].most("line_keys") if phone.model in all_models() else 0
    idle = {(0, at) for at in range(1, last + 1)} - told.keys()
    for module, at in sorted({*told, *idle}):
        name = f"expansion_module.{module}.key.{at}" if module else f"linekey.{at}"
        if (module, at) in idle:
            yield f"{name}.type", NOTHING
        else:
            yield from _key(name, told[module, at], lines)


def _key(name: str, key: PhoneKey, lines: Iterator[int]) -> Iterator[Setting]:
    line = next(lines, 1) if key.kind == "line" else 1
    yield f"{name}.type", TYPES[key.kind]
    yield f"{name}.line", str(line)
    yield f"{name}.value", key.value
    yield f"{name}.label", key.label


def handset_settings(phone: Phone) -> Iterator[Setting]:
    """The handsets of a base: the first takes and makes the calls of the first account, and so on."""
    for line in phone.lines:
        yield f"handset.{line.number}.name", line.label
        yield f"handset.{line.number}.incoming_lines", str(line.number)
        yield f"handset.{line.number}.dial_out_lines", str(line.number)
        yield f"handset.{line.number}.dial_out_default_line", str(line.number)
