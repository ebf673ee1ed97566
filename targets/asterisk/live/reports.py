"""Reports: the events of a running switch, each with its moment."""

from __future__ import annotations

import time
from dataclasses import dataclass

from targets.asterisk.live.ami import Packet


@dataclass(frozen=True, slots=True)
class Report:
    """One event and when it was, by the machine's clock."""

    at: float
    packet: Packet

    def get(self, name: str) -> str:
        """The first value of a header."""
        return self.packet.get(name)

    @property
    def event(self) -> str:
        """Which kind of event it is."""
        return self.packet.get("Event")

    @property
    def channel(self) -> str:
        """The channel it is about."""
        return self.packet.get("Channel")


def moment_of(packet: Packet) -> float:
    """When an event was, as the switch says; now where it doesn't."""
    return float(packet.get("Timestamp") or time.time())
