"""What comes back from Asterisk: the reply to a call, or the exception that says why none came."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from targets.asterisk.live.packets import Packet

_EVENT_LIST = re.compile(rb"\r\nEventList: ?([A-Za-z]+)", re.IGNORECASE)
_TAKEN = ("success", "goodbye", "pong")


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
        if self.response.raw.startswith(b"Response: Success\r\n"):
            return True
        return self.response.get("Response").lower() in _TAKEN

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
    """An action under way and what has come of its answer."""

    action: str
    response: Packet | None = None
    events: list[Packet] = field(default_factory=list)
    listing: bool = False
    done: bool = False

    def take(self, raw: bytes) -> bool:
        """File a packet, if it is the response or an item of its list. The first response counts."""
        if raw.startswith(b"Response:"):
            if self.response is None:
                self.response = Packet(raw=raw)
                self.listing = _list_word(raw) == b"start"
                self.done = not self.listing
            return True
        if not self.listing:
            return False
        if not self.done:
            self.events.append(Packet(raw=raw))
            self.done = _list_word(raw) in (b"complete", b"cancelled")
        return True


class Batch:
    """Actions sent together: the reading thread fills it, the sending one waits for all of it."""

    def __init__(self, actions: Iterable[str]) -> None:
        self._pending = [Pending(action) for action in actions]
        self._left = len(self._pending)
        self._ended = threading.Event()
        self._lost = ""

    def take(self, index: int, raw: bytes) -> bool:
        """File a packet under the action it answers; False if it is none of its answer."""
        if not 0 <= index < len(self._pending):
            return False
        pending = self._pending[index]
        before = pending.done
        taken = pending.take(raw)
        if pending.done and not before:
            self._left -= 1
            if not self._left:
                self._ended.set()
        return taken

    def lose(self, why: str) -> None:
        """Nothing more will come."""
        self._lost = why
        self._ended.set()

    def await_replies(self, deadline: float) -> list[Reply]:
        """The replies in the order of the actions, or the exception that says why there are none."""
        in_time = not self._left or self._ended.wait(max(deadline - time.monotonic(), 0))
        if self._left:
            waiting = next(one for one in self._pending if not one.done)
            if not in_time:
                raise AmiTimeout(f"Asterisk didn't answer {waiting.action} in time.")
            raise AmiLinkLost(f"The link went down in {waiting.action}: {self._lost}.")
        return [Reply(one.response or Packet(()), tuple(one.events)) for one in self._pending]


def _list_word(raw: bytes) -> bytes:
    found = _EVENT_LIST.search(raw)
    return found[1].lower() if found else b""
