"""The controller's part in phones: what was compiled is offered to them once their switch has it, and
their address answers for as long as the controller runs."""

from __future__ import annotations

import contextlib
import logging
import ssl
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import get_args

from targets.provisioning.seals import scheme_of
from targets.provisioning.vendor import all_vendors
from tenants.controller.desk import Look
from tenants.controller.events import Event
from tenants.controller.logs import tell
from tenants.controller.metrics import Metrics
from tenants.controller.opening import Opened
from tenants.controller.web import PhoneServer
from tenants.installation import PhonesSetting
from tenants.key_file import Refused
from tenants.ledger.times import utc_now
from tenants.provisioning.certificates import phone_context
from tenants.provisioning.door import asker
from tenants.provisioning.links import Links
from tenants.provisioning.onboarding import PATH, Onboarding, link_address
from tenants.provisioning.phones import Phones
from tenants.provisioning.standing import State

LONGEST_LINK = 30 * 86400
"""Seconds that a link for a first contact may last."""


class PhoneDesk:
    """The phones of one installation, in its controller."""

    def __init__(self, at: Opened, log: logging.Logger, metrics: Metrics) -> None:
        self._at = at
        self._metrics = metrics
        self._log = log
        self._turn = threading.Lock()
        self._awaited: dict[str, frozenset[str]] = {}
        self._shares: object = None
        self.phones = Phones(at.installation.state, log, count=self._count)
        self._links = Links(at.installation.state)

    def close(self) -> None:
        """Lets go of what is open."""
        self.phones.close()

    def take(self, look: Look) -> None:
        """What a look found. The phones of accounts that aren't live yet wait until one node has
        what is wanted of theirs."""
        shares = self._at.desk.shares
        with self._turn:
            if shares is self._shares and not self._awaited:
                return
            self._shares = shares
            self._awaited = dict(self._not_live(look))
            secrets, _ = self._at.desk.secrets.gather(shares)
            # Whoever hears that an account is live meanwhile waits until it was offered.
            self.phones.offer(shares, secrets, frozenset(self._awaited))

    def _not_live(self, look: Look) -> Iterator[tuple[str, frozenset[str]]]:
        """The accounts that no node has as they are wanted, and the generations that are."""
        live = {(one.node, one.account): one.live for one in self._at.ledger.places()}
        for account in {name for one in look.wanted.values() for name in one}:
            ids = {node: one[account].id for node, one in look.wanted.items() if account in one}
            if not any(live.get((node, account)) == id for node, id in ids.items()):
                yield account, frozenset(ids.values())

    def hear(self, event: Event) -> None:
        """Something happened at a node: phones may have been waiting for it."""
        with self._turn:
            if event.generation not in self._awaited.get(event.account, ()):
                return
            del self._awaited[event.account]
            self.phones.arrived(event.account)

    def open(self, stack: contextlib.ExitStack) -> None:
        """Listens for phones, where the settings say so. Refused, OSError."""
        setting = self._at.installation.phones
        if setting is None:
            return
        self.phones.configure(setting.path, setting.proxies, sealed=sealed_by(setting))
        self.phones.pages[PATH] = Onboarding(
            self._links,
            self.phones.phone,
            lambda: self.phones.secrets,
            asker=lambda asked: asker(asked, setting.proxies),
            note=self._tell_onboarded,
        ).answer
        server = PhoneServer(
            self.phones.answer, setting.address, setting.port, _context(setting)
        )  # fmt: skip
        server.start()
        stack.callback(server.stop)

    def read_figures(self) -> None:
        """How many phones have what they are to have."""
        counts = Counter(one.state for one in self.phones.standings())
        for state in get_args(State):
            self._metrics.phones.labels(state).set(counts[state])

    def bootstrap(self, fields: Mapping[str, object], who: str) -> Mapping[str, object]:
        """Tokens for the first contact of phones, as a command asks for them. Refused."""
        named = fields.get("phones")
        names = [str(one) for one in named] if isinstance(named, list) else []
        known = self.phones.wanted
        for one in names:
            if one not in known:
                raise Refused(f"There is no phone {one}: see pbxc phones.")
        setting = self._at.installation.phones or PhonesSetting()
        issued = self.phones.issue(names, who, setting.first_contact)
        return {
            "tokens": {
                id: {"token": token, "url": url, "until": until.isoformat()}
                for id, (token, url, until) in issued.items()
            }
        }

    def onboard(self, fields: Mapping[str, object], who: str) -> Mapping[str, object]:
        """A link for the first contact of a soft phone, as a command asks for it. Refused."""
        id, seconds = str(fields.get("phone")), fields.get("seconds")
        phone = self.phones.phone(id)
        if phone is None:
            raise Refused(f"There is no phone {id}: see pbxc phones.")
        if not phone.vendor.soft:
            raise Refused(f"{id} is no soft phone: pbxc phones bootstrap issues its address.")
        if not isinstance(seconds, int) or not 60 <= seconds <= LONGEST_LINK:
            raise Refused("A link lasts from a minute to 30 days.")
        token, until = self._links.make(id, seconds, utc_now(), who)
        return {"phone": id, "url": link_address(phone, token), "until": until.isoformat()}

    def _tell_onboarded(self, phone: str, address: str) -> None:
        tell(self._log, "a soft phone was set up by its link", phone=phone, address=address)

    def _count(self, outcome: str) -> None:
        self._metrics.downloads.labels(outcome).inc()


def sealed_by(setting: PhonesSetting) -> tuple[str, ...]:
    """The vendors whose phones get their files encrypted. Refused where one can't read them."""
    known = [
        slug
        for slug, vendor in all_vendors().items()
        if any(scheme_of(vendor, dialect) for dialect in vendor.dialects)
    ]
    for slug in setting.sealed:
        if slug not in known:
            raise Refused(f"Files of {slug} can't be encrypted, only of {', '.join(known)}.")
    return setting.sealed


def _context(setting: PhonesSetting) -> ssl.SSLContext | None:
    if setting.certificate is None or setting.key is None:
        return None
    return phone_context(setting.certificate, setting.key, setting.authority)
