"""Keys as Grandstream's phones have them: virtual ones first, others after them.

Virtual keys are told without a gap: one that is left out takes all behind it away. Accounts are
counted from 0. In P-codes, a fixed key's numbers are others than those of the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schema.phone_facts import PhoneKey
from targets.provisioning.dialect import Setting
from targets.provisioning.facts import Phone
from targets.provisioning.grandstream.words import MODES, NOTHING, NUMBERS, SHIFT
from targets.provisioning.p_codes import key_places, line_of

MODULE_KEYS = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """How many virtual keys a model has, how many others, and how many of the virtual ones are
    fixed. `plain`: those are line keys, which can neither be nothing nor show a lamp."""

    virtual: int
    others: int = 0
    fixed: int = 0
    plain: bool = False


LAYOUTS: Mapping[str, Layout] = {
    "grandstream-grp2612": Layout(16),
    "grandstream-grp2613": Layout(24),
    "grandstream-grp2614": Layout(16, 24),
    "grandstream-grp2615": Layout(40),
    "grandstream-grp2616": Layout(16, 24),
    "grandstream-gxp2130": Layout(12, 8),
    "grandstream-gxp2135": Layout(32),
    "grandstream-gxp2140": Layout(16),
    "grandstream-gxp2160": Layout(24, 24),
    "grandstream-gxp2170": Layout(48),
    "grandstream-gxp1610": Layout(2, fixed=2, plain=True),
    "grandstream-gxp1615": Layout(2, fixed=2, plain=True),
    "grandstream-gxp1620": Layout(2, fixed=2, plain=True),
    "grandstream-gxp1625": Layout(2, fixed=2, plain=True),
    "grandstream-gxp1628": Layout(2, 8, fixed=2, plain=True),
    "grandstream-gxp1630": Layout(3, 8, fixed=3, plain=True),
    "grandstream-gxp1760": Layout(24, fixed=6),
    "grandstream-gxp1780": Layout(32, fixed=8),
    "grandstream-gxp1782": Layout(32, fixed=8),
}
_UNKNOWN = Layout(48, fixed=6)
_ON_LINE_KEYS = ("Line", "SpeedDial", "DialDTMF", "Transfer", "MulticastPaging")


def named_keys(phone: Phone) -> Iterator[Setting]:
    """The keys of a phone, by name and in words."""
    layout = LAYOUTS.get(phone.model, _UNKNOWN)
    for at, key in key_places(phone):
        yield from _key(_place(at, layout), MODES[key.kind] if key else NOTHING, key, phone)
    for key in (one for one in phone.keys if one.module):
        name = f"pks.ext.{(key.module - 1) * MODULE_KEYS + key.at}"
        yield from _key(name, MODES[key.kind], key, phone)


def numbered_keys(phone: Phone) -> Iterator[Setting]:
    """The keys of a phone, by name and in numbers, for P-codes."""
    layout = LAYOUTS.get(phone.model, _UNKNOWN)
    for at, key in key_places(phone):
        name = _place(at, layout)
        mode = MODES[key.kind] if key else NOTHING
        yield f"{name}.keyMode", _number(name, mode, at, layout)
        yield f"{name}.account", str(_account(key, phone))
        yield f"{name}.description", key.label if key else ""
        yield f"{name}.value", key.value if key else ""


def misplaced(phone: Phone) -> Iterator[PhoneKey]:
    """Keys that can't be where they are: a line anywhere but on a virtual key (a fixed one, where
    there are others), a lamp on a plain line key, a key that the phone or the module doesn't have."""
    layout = LAYOUTS.get(phone.model, _UNKNOWN)
    lines = layout.fixed or layout.virtual
    for key in phone.keys:
        last = MODULE_KEYS if key.module else layout.virtual + layout.others
        nowhere = key.at > last
        stray = key.kind == "line" and (key.module > 0 or key.at > lines)
        dark = layout.plain and key.at <= layout.fixed and MODES[key.kind] not in _ON_LINE_KEYS
        if nowhere or stray or (dark and not key.module):
            yield key


def _place(at: int, layout: Layout) -> str:
    """The name of a place; one that isn't there is named as if it were."""
    beyond = layout.virtual + layout.others
    if layout.virtual < at <= beyond:
        return f"pks.mpk.{at - layout.virtual}"
    return f"pks.vpk.{at if at <= layout.virtual else at - layout.others}"


def _key(name: str, mode: str, key: PhoneKey | None, phone: Phone) -> Iterator[Setting]:
    account = _account(key, phone)
    yield f"{name}.keyMode", mode
    yield f"{name}.account", str(account) if ".vpk." in name else f"Account{account + 1}"
    yield f"{name}.description", key.label if key else ""
    yield f"{name}.value", key.value if key else ""


def _account(key: PhoneKey | None, phone: Phone) -> int:
    return line_of(key, phone) - 1 if key else 0


def _number(name: str, mode: str, at: int, layout: Layout) -> str:
    if not name.startswith("pks.vpk.") or at > layout.fixed:
        return str(NUMBERS.get(mode, NUMBERS[NOTHING]))
    if mode == "Line" or (layout.plain and mode == NOTHING):
        return "0"
    return str(NUMBERS[mode] + (SHIFT if mode != NOTHING else 0))
