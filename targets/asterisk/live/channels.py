"""What is on a running Asterisk just now: its channels, each with the way that it came.

One question tells everything. The way back out of routines comes from Asterisk's own stack, so a
call that nobody asks for costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from targets.asterisk.delivery.generation import Spot
from targets.asterisk.live.ami import Packet
from targets.asterisk.live.node import NodeRefused
from targets.asterisk.live.node_link import NodeLink
from targets.asterisk.names import ASKED

DEPTH = 12
"""How many routines deep a channel's way is asked for. What is deeper has no place of its own."""

_STACK = tuple(f"STACK_PEEK({depth},l,1)" for depth in range(1, DEPTH + 1))
_KEPT = ("GEN", "P_ACCOUNT", "P_DEVICE", "P_RAW_NUMBER", "P_RAW_NAME", "P_RAW_DIALLED", ASKED)
_UNSET = "(null)"
_BRIDGE = re.compile(r"([0-9a-f-]{36}) .* (\d+):(\d\d):(\d\d)")
_UP, _RINGING = "6", "5"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel. `way` is where it is and where it came from, innermost first; `call` what all
    channels of its call share; `generation` the context it entered an account by. `kept` are the
    variables that tell who calls whom, `age` the seconds that it has been there."""

    name: str
    id: str
    call: str
    account: str
    generation: str
    is_up: bool
    is_ringing: bool
    application: str
    data: str
    way: tuple[Spot, ...]
    bridge: str
    age: int
    number: str
    dialled: str
    kept: Mapping[str, str]

    @property
    def is_leg(self) -> bool:
        """Whether it is half of a Local channel, which is nobody's telephone."""
        return self.name.startswith("Local/")

    @property
    def is_called(self) -> bool:
        """Whether it was dialled by another channel and does nothing of its own."""
        return self.application == "AppDial"

    @property
    def line(self) -> str:
        """The phone or gateway at its end: `anna-desk@harbour.example`."""
        return self.name.partition("/")[2].rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class Traffic:
    """What goes on at a node: its channels, and since how many seconds each of its bridges stands."""

    channels: tuple[Channel, ...]
    bridges: Mapping[str, int]


def read_traffic(link: NodeLink) -> Traffic:
    """What goes on at a node just now. NodeLost, NodeRefused."""
    status, bridges = link.ask_all(
        [
            ("Status", {"Variables": ",".join((*_KEPT, *_STACK))}),
            ("Command", {"Command": "bridge show all"}),
        ]
    )
    for reply in (status, bridges):
        if not reply.ok:
            raise NodeRefused(f"Asterisk doesn't tell its calls: {reply.message}")
    found = (event for event in status.events if event.get("Event") == "Status")
    return Traffic(tuple(map(channel_of, found)), bridge_ages(bridges.output))


def channel_of(event: Packet) -> Channel:
    """A channel as Asterisk tells it (`Status`)."""
    said = dict(reversed(event.fields))
    known = dict(_variable(text) for text in event.all("Variable"))
    here = Spot(said["Context"], said["Exten"], int(said["Priority"] or 0))
    return Channel(
        name=said["Channel"],
        id=said["Uniqueid"],
        call=said["Linkedid"],
        account=known.get("P_ACCOUNT") or said.get("AccountCode", ""),
        generation=known.get("GEN", ""),
        is_up=said["ChannelState"] == _UP,
        is_ringing=said["ChannelState"] == _RINGING,
        application=said.get("Application", ""),
        data=said.get("Data", ""),
        way=(here, *_stack(known)),
        bridge=said.get("BridgeID", ""),
        age=int(said.get("Seconds") or 0),
        number=said.get("CallerIDNum", ""),
        dialled=said.get("DNID", ""),
        kept={name: known[name] for name in _KEPT if known.get(name)},
    )


def bridge_ages(lines: tuple[str, ...]) -> Mapping[str, int]:
    """Since how many seconds each bridge stands, by `bridge show all`."""
    found = filter(None, map(_BRIDGE.match, lines))
    return {one[1]: int(one[2]) * 3600 + int(one[3]) * 60 + int(one[4]) for one in found}


def _variable(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, "" if value == _UNSET else value


def _stack(known: Mapping[str, str]) -> tuple[Spot, ...]:
    """The places of the routines' calls, innermost first."""
    spots = []
    for name in _STACK:
        context, _, rest = known.get(name, "").partition(",")
        extension, _, priority = rest.rpartition(",")
        if extension and priority.isdigit():
            spots.append(Spot(context, extension, int(priority)))
    return tuple(spots)
