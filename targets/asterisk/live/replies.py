"""What comes back from Asterisk: the reply to a call, or the exception that says why none came."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from targets.asterisk.live.packets import Packet


class AmiError(Exception):
    """Something between us and Asterisk went wrong; the message is a sentence."""


class AmiTimeout(AmiError):
    """No complete answer within the deadline. The action may have been run all the same."""


class AmiLinkLost(AmiError):
    """The connection is gone. What was under way may or may not have been run."""


class AmiRefused(AmiError):
    """What answers isn't an Asterisk we work with, or it doesn't let us in."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one action: its response, and the events of the list it announced."""

    response: Packet
    events: tuple[Packet, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether Asterisk says it took the action; only reading back proves that it did."""
        return self.response.get("Response").lower() in ("success", "goodbye", "pong")

    @property
    def message(self) -> str:
        """Asterisk's own words about the outcome."""
        return self.response.get("Message")

    @property
    def output(self) -> tuple[str, ...]:
        """The lines a console command printed, indentation kept."""
        return self.response.all("Output")


@dataclass(slots=True)
class Pending:
    """An action under way, filled by the reading thread."""

    action: str
    done: threading.Event = field(default_factory=threading.Event)
    response: Packet | None = None
    events: list[Packet] = field(default_factory=list)
    error: AmiLinkLost | None = None


def take_packet(packet: Packet, pending: Pending) -> bool:
    """File a packet under its call, if it is its response or an item of its list."""
    lists = packet.get("EventList").lower()
    if packet.get("Response") and not packet.get("Event"):
        pending.response = packet
        if lists != "start":
            pending.done.set()
        return True
    if pending.response is None or pending.response.get("EventList").lower() != "start":
        return False
    pending.events.append(packet)
    if lists in ("complete", "cancelled"):
        pending.done.set()
    return True


def await_reply(pending: Pending, deadline: float) -> Reply:
    """The reply to one action under way, or the exception that says why there is none."""
    if not pending.done.wait(max(deadline - time.monotonic(), 0)):
        raise AmiTimeout(f"Asterisk didn't answer {pending.action} in time.")
    if pending.response is None or pending.error is not None:
        raise pending.error or AmiLinkLost(f"No response to {pending.action}.")
    return Reply(pending.response, tuple(pending.events))
