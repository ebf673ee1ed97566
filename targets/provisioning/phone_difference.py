"""Two states of a phone side by side: what is otherwise, in the trade's words, and whether the phone
must start anew for it.

    key 4 BLF 201 -> 203
    codecs g722, alaw -> alaw
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from schema.phone_facts import PhoneKey
from targets.provisioning.dialect import Dialect, Setting
from targets.provisioning.facts import Line, Phone
from targets.provisioning.text import Value, parts_of

KEY_WORDS: Mapping[str, str] = {
    "blf": "BLF",
    "url": "URL",
    "hotdesk": "hot desk",
    "do_not_disturb": "do-not-disturb",
}
"""What keys are called where it isn't just their kind with spaces."""

FEW = 4
"""So many things that came or went are named, more are counted."""

_Told: TypeAlias = Callable[[str, str], str]


def phone_changes(old: Phone, new: Phone) -> tuple[str, ...]:
    """What is otherwise of a phone, each in a few words; none where its files say the same."""
    return (
        *_own(old, new),
        *_lines(old, new),
        *_keys(old.keys, new.keys),
        *_listed("", dict(old.settings), dict(new.settings)),
        *_listed("code of ", dict(old.codes), dict(new.codes)),
        *_directory(dict(old.directory), dict(new.directory)),
    )


def starting_settings(dialect: Dialect, settings: Iterable[Setting]) -> tuple[Setting, ...]:
    """Those of a phone's settings that take effect only when it starts anew."""
    all_ = dialect.reboots
    return tuple(one for one in settings
                 if one[0].startswith(all_) and any(_begins(one[0], each) for each in all_))  # fmt: skip


def _begins(name: str, beginning: str) -> bool:
    """Whether a name begins so. A number in it is a whole one: `P51` doesn't begin `P5100`."""
    behind = name[len(beginning) : len(beginning) + 1]
    cut = beginning[-1:].isdigit() and behind.isdigit()
    return name.startswith(beginning) and not cut


def needs_reboot(dialect: Dialect, old: Iterable[Setting], new: Iterable[Setting]) -> bool:
    """Whether a phone must start anew to come from one to the other of its settings."""
    return starting_mark(dialect, old) != starting_mark(dialect, new)


def starting_mark(dialect: Dialect, settings: Iterable[Setting]) -> str:
    """What tells settings apart for which a phone must start anew: a hash of those alone. A secret
    counts by its name."""
    listed = [(name, _plain(value)) for name, value in starting_settings(dialect, settings)]
    return hashlib.sha256(json.dumps(sorted(listed)).encode()).hexdigest()


def _plain(value: Value) -> list[list[str]]:
    return [["t", one] if isinstance(one, str) else ["s", one.secret] for one in parts_of(value)]


# --- the phone itself ---------------------------------------------------------------------------


def _own(old: Phone, new: Phone) -> Iterator[str]:
    if (old.model, old.mac) != (new.model, new.mac):
        yield f"another phone: {_which(old)} -> {_which(new)}"
    before, after = dict(_phone_facts(old)), dict(_phone_facts(new))
    yield from _altered(before, after)
    for what, told in _SECRET_OF_PHONE.items():
        if told(old) != told(new):
            yield what
    if old.dial != new.dial:
        yield "dial plan"


def _which(phone: Phone) -> str:
    return f"{phone.model} {phone.mac}".rstrip()


def _phone_facts(phone: Phone) -> Iterator[tuple[str, str]]:
    download = phone.download
    yield "time zone", phone.zone.name
    yield "language", phone.language
    yield "tones of", phone.country
    yield "time server", phone.ntp
    yield "emergency numbers", ", ".join(phone.emergency)
    yield "firmware", phone.firmware
    yield "VLAN", str(phone.vlan or "")
    yield "DSCP of SIP", str(phone.sip_dscp)
    yield "DSCP of sound", str(phone.rtp_dscp)
    yield "looks for news every", f"{download.poll} s"
    yield "checks certificates", _truth(download.check_certificates)
    yield "hot desk", _truth(phone.hotdesk)


_SECRET_OF_PHONE: Mapping[str, Callable[[Phone], object]] = {
    "new administrator's password": lambda phone: phone.admin,
    "new address of its files": lambda phone: phone.download.url,
    "new password of its files": lambda phone: (phone.download.user, phone.download.password),
}


# --- its lines ----------------------------------------------------------------------------------


def _lines(old: Phone, new: Phone) -> Iterator[str]:
    before = {one.number: one for one in old.lines}
    after = {one.number: one for one in new.lines}
    several = len(before.keys() | after.keys()) > 1
    for number in sorted(before.keys() | after.keys()):
        head = f"line {number}: " if several else ""
        was, now = before.get(number), after.get(number)
        if was is None or now is None:
            yield f"{head}{'added' if was is None else 'removed'}"
            continue
        for told in _altered(dict(_line_facts(was)), dict(_line_facts(now))):
            yield f"{head}{told}"
        if was.password != now.password:
            yield f"{head}new SIP password"


def _line_facts(line: Line) -> Iterator[tuple[str, str]]:
    yield "label", line.label
    yield "name shown", line.display_name
    yield "user", line.user
    yield "server", line.server
    yield "port", str(line.port)
    yield "proxy", line.proxy
    yield "transport", line.transport
    yield "encryption of sound", line.srtp
    yield "codecs", ", ".join(line.codecs)
    yield "logs in again every", f"{line.expires} s"
    yield "voicemail", line.voicemail
    yield "message lamp", _truth(line.mwi)
    yield "pickup code", line.pickup_code


# --- its keys -----------------------------------------------------------------------------------


def _keys(old: Iterable[PhoneKey], new: Iterable[PhoneKey]) -> Iterator[str]:
    before = {(one.module, one.at): one for one in old}
    after = {(one.module, one.at): one for one in new}
    for place in sorted(before.keys() | after.keys()):
        told = _key(before.get(place), after.get(place))
        if told:
            yield f"{_place(*place)} {told}"


def _place(module: int, at: int) -> str:
    return f"key {at} of module {module}" if module else f"key {at}"


def _key(old: PhoneKey | None, new: PhoneKey | None) -> str:
    if old is None or new is None:
        one = old or new
        assert one is not None
        return f"{_said(one)} {'added' if old is None else 'removed'}"
    if (old.kind, old.value) == (new.kind, new.value):
        return (
            f"{_said(new)} label {_change(old.label, new.label)}" if old.label != new.label else ""
        )
    kind = f"{_kind(old)} " if old.kind == new.kind else ""
    values = f"{kind}{old.value or 'nothing'} -> {new.value or 'nothing'}"
    return values if kind else f"{_said(old)} -> {_said(new)}"


def _said(key: PhoneKey) -> str:
    return f"{_kind(key)} {key.value}".rstrip()


def _kind(key: PhoneKey) -> str:
    return KEY_WORDS.get(key.kind, key.kind.replace("_", " "))


# --- what they share ----------------------------------------------------------------------------


def _altered(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for what, value in new.items():
        if old[what] != value:
            yield f"{what} {_change(old[what], value)}"


def _change(old: str, new: str) -> str:
    return f"{old or 'nothing'} -> {new or 'nothing'}"


def _listed(head: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            said = name.replace("_", " ") if head else name
            yield f"{head}{said} {_change(old.get(name, ''), new.get(name, ''))}"


def _directory(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """People who are in the directory now, or are no more, or have another number."""
    for sign, names in (
        ("+", new.keys() - old.keys()),
        ("-", old.keys() - new.keys()),
        ("~", {one for one in old.keys() & new.keys() if old[one] != new[one]}),
    ):
        if names:
            yield f"directory {sign}{_some(names)}"


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed) if len(listed) <= FEW else f"{len(listed)} people"


def _truth(flag: bool) -> str:
    return "yes" if flag else "no"
