"""What telling and rotation must know of a phone, whatever its vendor is."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from targets.provisioning.phone_difference import starting_mark
from tenants.provisioning.told import VersionFacts
from tenants.provisioning.wanted import WantedPhone


@dataclass(frozen=True, slots=True)
class Tellable:
    """What telling must know of a phone: the version it is to have, the events that have it read its
    files and start anew, a mark of the settings for which it must start anew, the names of its
    passwords, the hours in which it may, and the nodes that serve it (none said: all)."""

    id: str
    account: str
    version: str
    check: str
    reboot: str
    starting: str
    secret: str
    previous: str = ""
    hours: tuple[str, str] = ("01:00", "05:00")
    zone: str = "UTC"
    nodes: tuple[str, ...] = ()

    @property
    def facts(self) -> VersionFacts:
        """What is remembered of this version."""
        return VersionFacts(self.id, self.version, self.starting, self.secret)


@dataclass(frozen=True, slots=True)
class Place:
    """What a phone's account says of it: when it may start anew, in which zone, which nodes serve it."""

    hours: tuple[str, str]
    zone: str
    nodes: tuple[str, ...] = ()


def tellable_of(wanted: WantedPhone, place: Place) -> Tellable:
    """What telling must know of a phone."""
    notify, desk = wanted.vendor.notify, wanted.desk
    settings = itertools.chain.from_iterable(one.settings for one in wanted.files)
    return Tellable(
        wanted.id,
        wanted.phone.account,
        wanted.version,
        notify.check,
        notify.reboot,
        starting_mark(wanted.dialect, settings),
        wanted.phone.line.password.secret,
        desk.previous if desk.mac else "",
        place.hours,
        place.zone,
        place.nodes,
    )


def may_reboot(hours: tuple[str, str], zone: str, now: float) -> bool:
    """Whether a phone may start anew at this moment (seconds since 1970): within hours of its zone,
    which may go past midnight."""
    clock = datetime.fromtimestamp(now, ZoneInfo(zone)).strftime("%H:%M")
    first, last = hours
    return first <= clock < last if first < last else clock >= first or clock < last
