"""The dialplan functions that may be read or set, each as Asterisk does it in the world of the call.

The arguments of a function come substituted. Dice fall so that a row of drawn numbers, each divided
by its weight, sorts into the order that the world draws next; when its draws are used up all dice
are the same, so that the heavier come first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from targets.asterisk.reader.channel import Channel, Membership, Party
from targets.asterisk.reader.unreadable import Unreadable

Read: TypeAlias = Callable[[Channel, str], str]
Write: TypeAlias = Callable[[Channel, str, str], None]

UNREGISTERED = "unavailable"
_MOMENT = {
    "%Y": lambda at: f"{at.year:04d}",
    "%m": lambda at: f"{at.month:02d}",
    "%d": lambda at: f"{at.day:02d}",
    "%H": lambda at: f"{at.hour:02d}",
    "%M": lambda at: f"{at.minute:02d}",
    "%u": lambda at: str(at.isoweekday()),
}  # fmt: skip


def clock(channel: Channel) -> datetime:
    """The moment of the call at which a channel is."""
    return channel.course.call.at + timedelta(milliseconds=channel.now)


def is_true(condition: str) -> bool:
    """Whether Asterisk takes a text as true: a number other than nought, or any other text."""
    number = re.match(r"\s*-?[0-9]+", condition)
    return int(number[0]) != 0 if number else bool(condition)


def is_registered(channel: Channel, endpoint: str) -> bool:
    """Whether a phone has a contact."""
    behaviour = channel.course.world.phones.get(endpoint)
    return bool(endpoint) and (behaviour is None or behaviour.kind != UNREGISTERED)


# --- texts --------------------------------------------------------------------------------------


def _filtered(_: Channel, text: str) -> str:
    """FILTER(allowed,text): ranges by a hyphen, `\\x2d` and the like by their code."""
    allowed, _comma, value = text.partition(",")
    members = _allowed(allowed)
    return "".join(character for character in value if character in members)


def _allowed(written: str) -> set[str]:
    codes = [
        (chr(int(code, 16)) if code else character, bool(code))
        for code, character in re.findall(r"\\x([0-9a-fA-F]{2})|(.)", written)
    ]
    members: set[str] = set()
    at = 0
    while at < len(codes):
        first = codes[at][0]
        if at + 2 < len(codes) and codes[at + 1] == ("-", False):
            members |= {chr(code) for code in range(ord(first), ord(codes[at + 2][0]) + 1)}
            at += 3
        else:
            members.add(first)
            at += 1
    return members


def _chosen(_: Channel, text: str) -> str:
    """IF(condition?yes:no), cut at the first `?` and the first `:` outside parentheses."""
    condition, behind = _split(text, "?")
    yes, no = _split(behind, ":")
    return (yes if is_true(condition.strip()) else no).strip()


def _split(text: str, mark: str) -> tuple[str, str]:
    depth, quoted = 0, False
    for at, character in enumerate(text):
        quoted ^= character == '"'
        depth += (character == "(") - (character == ")" and depth > 0)
        if character == mark and not depth and not quoted:
            return text[:at], text[at + 1 :]
    return text, ""


def _length(_: Channel, text: str) -> str:
    return str(len(text.encode()))


def _shifted(channel: Channel, text: str) -> str:
    """SHIFT(variable): its first member, which it loses. The variable is no longer inherited."""
    name, _, mark = text.partition(",")
    if mark:
        raise Unreadable("a function", f"SHIFT({text})", "only lists with commas are expected")
    first, _, rest = channel.read(name).partition(",")
    channel.write(name, rest)
    return first


def _sorted(_: Channel, text: str) -> str:
    """SORT(key:number,...): the keys, those with lower numbers first."""
    pairs = [member.partition(":") for member in text.split(",")]
    try:
        return ",".join(key for key, _, _ in sorted(pairs, key=lambda pair: float(pair[2])))
    except ValueError as error:
        raise Unreadable("a function", f"SORT({text})", "it sorts by no number") from error


def _thrown(channel: Channel, text: str) -> str:
    """RAND(low,high), as the world has it."""
    low, _, high = text.partition(",")
    course = channel.course
    if course.drawn >= len(course.world.draws):
        return str((int(low) + int(high)) // 2)
    order = course.world.draws[course.drawn].split(",")
    course.thrown += 1
    rank = order.index(str(course.thrown))
    if course.thrown == len(order):
        course.drawn, course.thrown = course.drawn + 1, 0
    return str(1000 ** (rank + 1))


def _moment(_: Channel, text: str) -> str:
    """STRFTIME(epoch,zone,format)."""
    epoch, zone, form = (*text.split(",", 2), "", "")[:3]
    try:
        at = datetime.fromtimestamp(int(float(epoch)), UTC).astimezone(ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise Unreadable("a function", f"STRFTIME({text})", "no such moment or zone") from error

    def part(found: re.Match[str]) -> str:
        if found[0] not in _MOMENT:
            raise Unreadable("a format", form, f"{found[0]} is not expected")
        return _MOMENT[found[0]](at)

    return re.sub(r"%.", part, form)


# --- the switch ---------------------------------------------------------------------------------


def _caller(channel: Channel, text: str) -> str:
    party = channel.party
    values = {"num": party.number, "name": party.name, "pres": party.shown}
    if text not in values:
        raise Unreadable("a function", f"CALLERID({text})", "this part is not expected")
    return values[text]


def _channel(channel: Channel, text: str) -> str:
    up = "Up" if channel.answered is not None else "Ring"
    values = {"endpoint": channel.endpoint, "channeltype": channel.technology, "state": up}
    if text not in values:
        raise Unreadable("a function", f"CHANNEL({text})", "this part is not expected")
    return values[text]


def _row(channel: Channel, text: str) -> str | None:
    """The value of a row of the database, by `pbxc/account/owner/field`."""
    family, *names = text.split("/")
    if family != "pbxc" or len(names) != 3:
        raise Unreadable("a row", text, "our rows are pbxc/account/owner/field")
    name = (names[0], names[1], names[2])
    return channel.live.get(name, channel.course.world.live.get(name))


def _stored(channel: Channel, text: str) -> str:
    return _row(channel, text) or ""


def _is_stored(channel: Channel, text: str) -> str:
    value = _row(channel, text)
    channel.write("DB_RESULT", value or "")
    return "0" if value is None else "1"


def _exists(channel: Channel, text: str) -> str:
    context, extension, priority = (*text.split(","), "1", "1")[:3]
    return "1" if channel.course.dialplan.find(context, extension, int(priority)) else "0"


def _state(channel: Channel, text: str) -> str:
    course = channel.course
    endpoint = text.removeprefix("PJSIP/")
    used = bool(endpoint) and (endpoint == course.call.device or endpoint in course.world.in_use)
    return "INUSE" if used else "NOT_INUSE"


def _contacts(channel: Channel, text: str) -> str:
    user = text.partition("@")[0]
    return f"PJSIP/{text}/sip:{user}@192.0.2.1:5060" if is_registered(channel, text) else ""


def _aor(channel: Channel, text: str) -> str:
    name, _, field = text.partition(",")
    if field != "contact":
        raise Unreadable("a function", f"PJSIP_AOR({text})", "this field is not expected")
    return f"{name};@{'0' * 32}" if is_registered(channel, name) else ""


def _answer_keys(channel: Channel, _: str) -> str:
    return ",".join(channel.answers)


def _answer(channel: Channel, text: str) -> str:
    """HANGUPCAUSE(line,tech): what a line said in the words of SIP."""
    name, _, field = text.partition(",")
    if field != "tech":
        raise Unreadable("a function", f"HANGUPCAUSE({text})", "this field is not expected")
    return channel.answers.get(name, "")


def _counted(channel: Channel, text: str) -> str:
    """GROUP_COUNT(group@category): this channel, other calls, and other legs at this moment."""
    group, _, category = text.partition("@")
    course = channel.course
    here = [
        one
        for one in course.members
        if (one.category, one.group) == (category, group) and one.since <= channel.now < one.until
    ]
    return str(len(here) + course.world.busy.get(category.replace("_", "@"), 0))


READ: Mapping[str, Read] = MappingProxyType(
    {
        "CALLERID": _caller,
        "CHANNEL": _channel,
        "DB": _stored,
        "DB_EXISTS": _is_stored,
        "DEVICE_STATE": _state,
        "DIALPLAN_EXISTS": _exists,
        "FILTER": _filtered,
        "GROUP_COUNT": _counted,
        "HANGUPCAUSE": _answer,
        "HANGUPCAUSE_KEYS": _answer_keys,
        "IF": _chosen,
        "LEN": _length,
        "PJSIP_AOR": _aor,
        "PJSIP_DIAL_CONTACTS": _contacts,
        "RAND": _thrown,
        "SHIFT": _shifted,
        "SORT": _sorted,
        "STRFTIME": _moment,
    }
)


# --- setting ------------------------------------------------------------------------------------


def _set_caller(channel: Channel, part: str, value: str) -> None:
    party = channel.party
    parties = {
        "name": Party(value, party.number, party.shown),
        "num": Party(party.name, value, party.shown),
        "pres": Party(party.name, party.number, value),
    }
    if part not in parties:
        raise Unreadable("a function", f"CALLERID({part})", "this part is not expected")
    channel.party = parties[part]


def _set_row(channel: Channel, text: str, value: str) -> None:
    _row(channel, text)
    _, account, owner, field = text.split("/")
    channel.live[account, owner, field] = value
    channel.writes.append((channel.now, (account, owner, field), value))


def _set_group(channel: Channel, category: str, value: str) -> None:
    """A channel is in one group of each category; an empty name takes it out."""
    before = channel.groups.pop(category, None)
    if before is not None:
        channel.course.members.remove(before)
    if value:
        member = Membership(category, value, channel.now if before is None else before.since)
        channel.groups[category] = member
        channel.course.members.append(member)


def _set_header(channel: Channel, text: str, value: str) -> None:
    action, _, name = text.partition(",")
    if action != "add" or not name:
        raise Unreadable("a function", f"PJSIP_HEADER({text})", "only headers to add are expected")
    channel.headers[name] = value


def _set_timeout(channel: Channel, name: str, value: str) -> None:
    if name not in ("response", "digit"):
        raise Unreadable("a function", f"TIMEOUT({name})", "this time-out is not expected")
    channel.timeouts[name] = value


WRITE: Mapping[str, Write] = MappingProxyType(
    {
        "CALLERID": _set_caller,
        "DB": _set_row,
        "GROUP": _set_group,
        "LOCAL": Channel.hide,
        "PJSIP_HEADER": _set_header,
        "TIMEOUT": _set_timeout,
    }
)
