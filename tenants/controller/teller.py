"""The controller's part in telling phones: a thread that tells them of what they are to have, and takes
old passwords away that nobody needs any more."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from compiler.kept import Kept
from targets.asterisk.live.node_link import Door, NodeLink
from targets.asterisk.live.phone_notify import (
    PhoneState,
    notify_phones,
    phone_states,
    registered_until,
)
from tenants.controller.doorbell import Doorbell
from tenants.controller.logs import tell
from tenants.controller.opening import Opened
from tenants.key_file import Refused
from tenants.provisioning.phones import Changed, Phones
from tenants.provisioning.rotation import Ending, Rotations
from tenants.provisioning.tellable import Place, Tellable, tellable_of
from tenants.provisioning.telling import PER_SECOND, News, Telling, What
from tenants.provisioning.told import Asked, TellingBook

AFTER_FAILURE = 5.0
"""Seconds after which it is tried again when telling itself has failed."""

BELL = "phones"
"""Who rings the bell when an old password is over: what the nodes hold is another then."""


@dataclass(frozen=True)
class AsteriskDoor:
    """A node's Asterisk, as telling knows it (`tenants.provisioning.telling.PhoneDoor`)."""

    link: NodeLink

    @classmethod
    def at(cls, door: Door) -> AsteriskDoor:
        """A way of our own, so that nobody waits for us: it is opened when something is asked."""
        return cls(NodeLink(door))

    def states(self, phones: Collection[str]) -> Mapping[str, PhoneState]:
        """What each of these phones does at this moment. NodeError."""
        return phone_states(self.link, phones)

    def notify(self, events: Mapping[str, str]) -> Mapping[str, str]:
        """Tells each of these phones; those that couldn't be told, and why. NodeError."""
        return notify_phones(self.link, events)

    def registered_until(self) -> Mapping[str, int]:
        """Until when each phone that is registered is so. NodeError."""
        return registered_until(self.link)


class Teller:
    """Telling in one installation."""

    def __init__(self, at: Opened, phones: Phones, log: logging.Logger, bell: Doorbell) -> None:
        self._at = at
        self._phones = phones
        self._log = log
        self._bell = bell
        self._wake = threading.Event()
        self._is_new = True
        self._kept = Kept[Tellable]()
        setting = at.installation.phones
        self._sees_downloads = setting is not None
        self.doors = {name: AsteriskDoor.at(site.place.door) for name, site in at.sites.items()}
        self.book = TellingBook.open(at.installation.state)
        per_second = setting.told_per_second if setting is not None else PER_SECOND
        self.telling = Telling(
            self.book, self.doors, self._fetched, hear=self._hear, per_second=per_second
        )
        self.rotations = Rotations(self.book, self.doors, self._end)
        phones.on_wanted.append(self._want)
        phones.on_download.append(self._download)

    def run(self, stop: threading.Event) -> None:
        """Works until it is told to stop. A failure keeps nobody from their calls."""
        while not stop.is_set():
            self._wake.clear()
            try:
                pause = self.step()
            except Exception:
                self._log.exception("telling phones failed")
                pause = AFTER_FAILURE
            self._wake.wait(pause)
        self.close()

    def step(self) -> float:
        """Tells as many as may be told now. Seconds until it makes sense to call again."""
        is_new, self._is_new = self._is_new, False
        if is_new:
            self.telling.want(self._listed(), whole=self._is_whole())
            self._kept.forget_others(self._phones.wanted)
        pause = self.telling.step()
        self.rotations.step(self.telling.phones, self.telling.has if self._sees_downloads else {})
        return pause

    def ask(self, names: Collection[str], asked: Asked) -> Mapping[str, str]:
        """Has phones told, as a command asks for it: all of them, or none. Their ids and accounts.
        Refused."""
        found = [self._find(name) for name in names]
        for name, one in zip(names, found, strict=True):
            if not one.check:
                raise Refused(f"{name} can't be told: phones of its kind look by themselves.")
        for one in found:
            self.telling.ask(one.id, asked)
        self.wake()
        return {one.id: one.account for one in found}

    def _find(self, name: str) -> Tellable:
        """The phone that somebody means: by its id, its device where that is but one, or its hardware
        address."""
        phones, wanted = self.telling.phones, self._phones.wanted
        mac = name.lower().translate({ord(one): None for one in ":-."})
        macs = {one.phone.mac: id for id, one in wanted.items() if one.phone.mac}
        ids = [name] if name in phones else [one for one in phones if name == one.partition("@")[0]]
        ids = ids or [id for id in (macs.get(mac, ""),) if id in phones]
        if len(ids) != 1:
            what = "There are several phones" if ids else "There is no phone"
            raise Refused(f"{what} {name}: see pbxc phones.")
        return phones[ids[0]]

    def wake(self) -> None:
        """There may be something to tell."""
        self._wake.set()

    def close(self) -> None:
        """Lets go of the nodes and of the file."""
        for door in self.doors.values():
            door.link.close()
        self.book.close()

    # --- what is wanted -----------------------------------------------------------------------

    def _listed(self) -> Iterator[Tellable]:
        """Every phone, as telling knows it; those that are as they were are the same."""
        shares = self._at.desk.shares
        for wanted in self._phones.wanted.values():
            share = shares.get(wanted.phone.account)
            if share is not None and share.phone_rules:
                fact, rules = share.accounts[0], share.phone_rules[0]
                place = Place(rules.reboot, fact.timezone, fact.nodes)
                made_of = (wanted, place)
                yield self._kept.get(wanted.id, made_of, lambda _, of=made_of: tellable_of(*of))  # type: ignore[misc]

    def _is_whole(self) -> bool:
        """Whether these are all phones there are: none waits for its account to go live."""
        return bool(self._phones.wanted) and not self._phones.waiting

    def _fetched(self, phone: str) -> str:
        """The version that a phone has. Where phones fetch elsewhere, we can't know: then nobody is
        told by himself."""
        if not self._sees_downloads:
            wanted = self._phones.wanted.get(phone)
            return wanted.version if wanted else ""
        found = self._phones.fetched(phone)
        return found[0] if found else ""

    def _want(self, _changed: Changed) -> None:
        self._is_new = True
        self.wake()

    def _download(self, phone: str, _version: str) -> None:
        self.telling.downloaded(phone)
        self.wake()

    # --- what comes of it ---------------------------------------------------------------------

    def _hear(self, news: News) -> None:
        level = logging.INFO if news.what == "told" else logging.WARNING
        tell(self._log, SAID[news.what], level=level, phone=news.phone, event=news.event,
             why=news.why, times=news.times)  # fmt: skip
        if news.what == "told":
            self._phones.told(news.phone, news.event)

    def _end(self, phone: str, why: Ending) -> None:
        level = logging.INFO if why == "registered" else logging.WARNING
        tell(self._log, ENDED[why], level=level, phone=phone)
        self._bell.ring(BELL)


SAID: Mapping[What, str] = {
    "told": "a phone was told to fetch its files",
    "failed": "a phone couldn't be told",
    "gave up": "a phone didn't fetch its files though it was told; it is left to look by itself",
}
ENDED: Mapping[Ending, str] = {
    "registered": "a phone has its new password; the old one is taken away",
    "too long": "a phone never fetched its new password; the old one is taken away all the same",
}
