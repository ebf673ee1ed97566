"""Keys of Fanvil's phones: those beside the screen first, then pages of function keys.

How many of each there are is in the table of models. Keys that aren't wanted are told to be none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schema.phone_facts import KeyKind, PhoneKey
from targets.provisioning.capability import Model, all_models
from targets.provisioning.dialect import Setting
from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry, Joined, Value

DIRECTORY = "directory.xml"
_NONE, _MEMORY, _LINE, _MULTICAST = "0", "1", "2", "14"
_SPEED = "{value}@1/f"
WORDS: Mapping[KeyKind, tuple[str, str]] = {
    "line": (_LINE, "SIP{line}"),
    "blf": (_MEMORY, "{value}@1/ba{pickup}"),
    "speed_dial": (_MEMORY, _SPEED),
    "voicemail": (_MEMORY, _SPEED),
    "do_not_disturb": (_MEMORY, _SPEED),
    "forward": (_MEMORY, _SPEED),
    "pickup": (_MEMORY, _SPEED),
    "park": (_MEMORY, "{value}@1/c"),
    "intercom": (_MEMORY, _SPEED),
    "hotdesk": (_MEMORY, _SPEED),
    "record": (_MEMORY, _SPEED),
    "group_login": (_MEMORY, _SPEED),
    "queue_login": (_MEMORY, _SPEED),
    "schedule_override": (_MEMORY, _SPEED),
    "multicast_page": (_MULTICAST, "{value}/PCMU"),
}
"""The type and the value of a key of a kind. Codes are dialled: the phone's own features would know
nothing of the switch's state."""
KINDS: frozenset[KeyKind] = frozenset((*WORDS, "directory"))


def keys_in_xml(phone: Phone) -> Iterator[Setting]:
    """Every key in the XML dialect, and how many pages there are."""
    for side, pages in _pages(phone):
        yield f"dsskey:{'SideKeyPageNum' if side else 'FuncKeyPageNum'}", str(pages)
    for key in _keys(phone, "21"):
        way = f"dsskey:{'dssSide' if key.side else 'internal'}[{key.page}]:Fkey[{key.place}]"
        for name, value in key.told:
            yield f"{way}:{name}", value


def keys_in_text(phone: Phone) -> Iterator[Setting]:
    """Every key in the text dialect, and how many pages there are."""
    for side, pages in _pages(phone):
        yield f"DSSKEY_CONFIG_MODULE:{'SideKey' if side else 'FuncKey'}_Page_Num", str(pages)
    for key in _keys(phone, "7"):
        part = f"--{'Sidekey' if key.side else 'Dsskey'}_Config{key.page}--"
        for name, value in key.told:
            yield f"DSSKEY_CONFIG_MODULE:{part}:Fkey{key.place}_{name}", value


@dataclass(frozen=True, slots=True)
class _Key:
    """Where a key is, and what is told of it: its type, and for one that is used value and title."""

    side: bool
    page: int
    place: int
    told: tuple[Setting, ...]


def _pages(phone: Phone) -> Iterator[tuple[bool, int]]:
    """Pages beside the screen and pages of function keys, as many as are told."""
    model = all_models()[phone.model]
    side, all_keys = model.most("side_keys"), _told_keys(model, phone)
    if side:
        yield True, -(-side // _page(model, "side_page"))
    if all_keys > side:
        yield False, -(-(all_keys - side) // _page(model, "page_keys"))


def _told_keys(model: Model, phone: Phone) -> int:
    """Those that the model has, or more where more are wanted."""
    return max((model.most("line_keys"), *(key.at for key in phone.keys)))


def _page(model: Model, ability: str) -> int:
    return model.most(ability) or max(1, model.most("line_keys"))


def _keys(phone: Phone, web: str) -> Iterator[_Key]:
    model = all_models()[phone.model]
    side, wanted, lines = model.most("side_keys"), {key.at: key for key in phone.keys}, 0
    for at in range(1, _told_keys(model, phone) + 1):
        key = wanted.get(at)
        lines += key is not None and key.kind == "line"
        beside = at <= side
        page, place = divmod(
            at - 1 if beside else at - side - 1,
            _page(model, "side_page" if beside else "page_keys"),
        )
        told = (("Type", _NONE),) if key is None else _told(phone, key, lines, web)
        yield _Key(beside, page + 1, place + 1, told)


def _told(phone: Phone, key: PhoneKey, lines: int, web: str) -> tuple[Setting, ...]:
    kind, value = _meant(phone, key, lines, web)
    return (("Type", kind), ("Value", value), ("Title", key.label))


def _meant(phone: Phone, key: PhoneKey, lines: int, web: str) -> tuple[str, Value]:
    if key.kind == "directory":
        return web, Joined((*phone.download.url, DIRECTORY))
    if set(key.value) & set("@/ "):
        raise CantCarry(f"key {key.at} can't hold an at sign, a slash or a space in {key.value!r}")
    kind, form = WORDS[key.kind]
    code = phone.line.pickup_code
    pickup = f"{code}{key.value}" if code else ""
    return kind, form.format(value=key.value, line=min(lines, len(phone.lines)), pickup=pickup)
