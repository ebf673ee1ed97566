"""Channels folded into calls, as people count them: who called whom, and what happens to the call now."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from targets.asterisk.delivery.generation import Spot
from targets.asterisk.live.channels import Channel, Traffic
from targets.asterisk.names import ASKED

Doing: TypeAlias = Literal[
    "asked", "hears", "rings", "dials", "talks", "leaves_message", "reads_messages", "waits"
]
"""What happens to a call: its caller is asked for keys, hears something, is being connected, talks,
leaves a message, listens to messages; or anything else."""

_BY_APPLICATION: Mapping[str, Doing] = {
    "Read": "asked",
    "Playback": "hears",
    "SayDigits": "hears",
    "SayNumber": "hears",
    "SayUnixTime": "hears",
    "VoiceMail": "leaves_message",
    "VoiceMailMain": "reads_messages",
}
_NUMBER = re.compile(r"PJSIP/([0-9*#+]+)@([^,&]+)")
_DIALLABLE = re.compile(r"[0-9*#+]+")
_UNKNOWN = ("<unknown>", "anonymous")


@dataclass(frozen=True, slots=True)
class LiveCall:
    """A call that is on just now.

    `device` is the phone that calls; of a caller from outside `number` and `name`, empty where they
    are hidden. `whom` are the phones that ring or talk, the numbers that are dialled, the mailbox,
    the recording; `through` the gateways of the numbers. `seconds` is since when it does so, None
    where nobody knows. `way` is where the caller is in the dialplan, innermost first, `generation`
    the context that the call entered.
    """

    id: str
    account: str
    generation: str
    device: str
    number: str
    name: str
    dialled: str
    age: int
    doing: Doing
    whom: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    seconds: int | None = None
    way: tuple[Spot, ...] = ()
    channels: tuple[str, ...] = ()


def live_calls(traffic: Traffic, now: float | None = None) -> tuple[LiveCall, ...]:
    """The calls of a node, the oldest first. Channels that are nobody's telephone make none."""
    ordered = sorted(traffic.channels, key=lambda one: (one.call, _order(one.id)))
    groups = (tuple(group) for _, group in groupby(ordered, key=lambda one: one.call))
    moment = time.time() if now is None else now
    found = (_call(group, traffic.bridges, moment) for group in groups)
    return tuple(sorted(filter(None, found), key=lambda call: (-call.age, call.id)))


def _order(unique: str) -> tuple[int, ...]:
    """Asterisk numbers channels `<second>.<count>`."""
    return tuple(int(part) for part in unique.rpartition("-")[2].split(".") if part.isdigit())


def _call(channels: tuple[Channel, ...], bridges: Mapping[str, int], now: float) -> LiveCall | None:
    telephones = [one for one in channels if not one.is_leg]
    if not telephones:
        return None
    caller = next((one for one in telephones if not one.is_called), telephones[0])
    device = caller.kept.get("P_DEVICE", "")
    number = caller.kept.get("P_RAW_NUMBER") or caller.number
    name = caller.kept.get("P_RAW_NAME", "")
    doing, whom, through, seconds = _doing(caller, channels, bridges, now)
    return LiveCall(
        id=caller.call,
        account=caller.account,
        generation=caller.generation,
        device=device,
        number=number if _DIALLABLE.fullmatch(number) and not device else "",
        name="" if device or name.lower() in _UNKNOWN else name,
        dialled=caller.dialled or caller.kept.get("P_RAW_DIALLED", ""),
        age=max(one.age for one in channels),
        doing=doing,
        whom=whom,
        through=through,
        seconds=seconds,
        way=caller.way,
        channels=tuple(one.name for one in channels),
    )


_Done: TypeAlias = tuple[Doing, tuple[str, ...], tuple[str, ...], int | None]


def _doing(
    caller: Channel, channels: tuple[Channel, ...], bridges: Mapping[str, int], now: float
) -> _Done:
    others = [one for one in channels if not one.is_leg and one is not caller]
    talking = [one for one in others if one.is_up and one.bridge]
    if caller.bridge and talking:
        since = min((bridges[one.bridge] for one in talking if one.bridge in bridges), default=None)
        return "talks", *_reached(talking, channels), since
    called = [one for one in others if one.is_called and not one.bridge]
    if called:
        whom, through = _reached(called, channels)
        return "dials" if all(through) else "rings", whom, through, max(one.age for one in called)
    return _alone(caller, now)


def _alone(caller: Channel, now: float) -> _Done:
    """What a caller does whom nobody else is with."""
    doing = _BY_APPLICATION.get(caller.application, "waits")
    first = caller.data.partition(",")[0]
    match doing:
        case "asked":
            asked = caller.kept.get(ASKED, "")
            return doing, (), (), max(int(now) - int(asked), 0) if asked.isdigit() else None
        case "hears" if caller.application == "Playback":
            return doing, tuple(first.split("&")), (), None
        case "leaves_message" | "reads_messages":
            return doing, (first,) if not first.startswith("@") else (), (), None
        case _:
            return doing, (), (), None


def _reached(
    lines: Iterable[Channel], channels: Iterable[Channel]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is at the other end: phones by their ids, and numbers with the gateway they go through."""
    numbers = dict(_dialled_numbers(channels))
    found = {line: numbers.get(line, "") for line in sorted(one.line for one in lines)}
    whom = tuple(number or line for line, number in found.items())
    return whom, tuple(line if number else "" for line, number in found.items())


def _dialled_numbers(channels: Iterable[Channel]) -> Iterable[tuple[str, str]]:
    """The number that is dialled through each gateway."""
    dialling = (one for one in channels if one.application == "Dial")
    for found in filter(None, (_NUMBER.match(one.data) for one in dialling)):
        yield found[2], found[1]
