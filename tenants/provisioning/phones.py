"""The phones of an installation, as the controller looks after them.

What is compiled is offered; an account's files are handed out when its telephone system is live, so
that no phone learns of something that the switch refused. Who else must know listens: `on_wanted` is
told when phones are to have other files, `on_download` of each file that a phone has fetched.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from secrets import choice

from schema.inventory import Inventory
from schema.secret import Secrets
from targets.provisioning.text import Hole
from targets.provisioning.vendor import PhoneFile
from tenants.controller.logs import tell
from tenants.ledger.times import Clock, utc_now
from tenants.provisioning.agents import introduction, oddities
from tenants.provisioning.directory import Directory, hash_of
from tenants.provisioning.door import FileDoor, Handed, Proof, Rates, Served
from tenants.provisioning.memory import Memory
from tenants.provisioning.messages import Answer, Answered, Asked
from tenants.provisioning.register import Bootstrap, Download, Wish
from tenants.provisioning.standing import Standing
from tenants.provisioning.wanted import AccountPhones, WantedFiles, WantedPhone
from tenants.secrets import ALPHABET, PASSWORD_LENGTH

BOOTSTRAP_SECONDS = 30 * 86400


@dataclass(frozen=True, slots=True)
class Changed:
    """Phones that are to have other files, as they were and as they are; either is None where there
    was, or is, no such phone."""

    account: str
    phones: Mapping[str, tuple[WantedPhone | None, WantedPhone | None]]


@dataclass
class Phones:
    """All of them. `answer` is for one thread, everything else for any."""

    state: Path
    log: logging.Logger
    clock: Clock = utc_now
    count: Callable[[str], None] = lambda outcome: None
    on_wanted: list[Callable[[Changed], None]] = field(default_factory=list)
    on_download: list[Callable[[str, str], None]] = field(default_factory=list)
    pages: dict[str, Answer] = field(default_factory=dict)
    """Other answers at the same address, by the first part of the path."""

    def __post_init__(self) -> None:
        """Takes up what is known from before."""
        self._turn = threading.RLock()
        self._files = WantedFiles()
        self._offered: dict[str, AccountPhones] = {}
        self._live: dict[str, AccountPhones] = {}
        self._secrets: Secrets | None = None
        self._directory = Directory()
        self._wanted: dict[str, WantedPhone] = {}
        self._served = Served()
        self.memory = Memory(self.state, self.log)
        self.door = self._door()

    def close(self) -> None:
        """Lets go of what is kept on the disk."""
        self.memory.close()

    def configure(
        self, prefix: str = "", proxies: tuple[str, ...] = (), rates: Rates | None = None,
        sealed: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """How the address is reached, before anybody asks; `sealed` are the vendors whose phones get
        their files encrypted."""
        self.door = replace(
            self._door(), prefix=prefix, proxies=proxies, rates=rates or Rates(),
            sealed=frozenset(sealed),
        )  # fmt: skip

    def _door(self) -> FileDoor:
        return FileDoor(
            lambda: self._served,
            self._is_alive,
            lambda digest: self.memory.whose_first(digest, self.clock()),
            self._note,
        )

    # --- what is wanted -----------------------------------------------------------------------

    def offer(
        self, shares: Mapping[str, Inventory], secrets: Secrets, pending: Collection[str] = ()
    ) -> None:
        """What is compiled now, by account. The phones of accounts that are `pending` keep what they
        have until these have arrived."""
        with self._turn:
            made = self._files.of_all(shares)
            for account in made.keys() - self._offered.keys() - self._live.keys():
                self._tell_unwritten(made[account])
            self._offered = dict(made)
            self._secrets = secrets
            gone = self._live.keys() - made.keys()
            self._release({*made, *gone} - set(pending))

    def arrived(self, account: str) -> None:
        """What was compiled of an account is live."""
        with self._turn:
            self._release({account})

    @property
    def waiting(self) -> frozenset[str]:
        """The accounts whose files wait until their telephone system is live."""
        with self._turn:
            return frozenset(
                name
                for name in {*self._offered, *self._live}
                if self._offered.get(name) is not self._live.get(name)
            )

    @property
    def wanted(self) -> Mapping[str, WantedPhone]:
        """What phones are to have now, by id."""
        return self._wanted

    def phone(self, id: str) -> WantedPhone | None:
        """What a phone is to have now; None for one that there isn't."""
        return self._wanted.get(id)

    @property
    def secrets(self) -> Secrets | None:
        """What fills the holes in files; None before there are any."""
        return self._secrets

    def _release(self, accounts: Collection[str]) -> None:
        """From now on the phones of some accounts get what was offered last."""
        changes = [one for one in map(self._take_up, sorted(accounts)) if one is not None]
        self._remember(accounts, changes)
        for changed in changes:
            if changed.phones:
                for listener in self.on_wanted:
                    listener(changed)

    def _take_up(self, account: str) -> Changed | None:
        """One account; what has changed for its phones."""
        old = self._live.get(account, AccountPhones())
        new = self._offered.get(account, AccountPhones())
        if new is old or self._secrets is None:
            return None
        if account in self._offered:
            self._live[account] = new
        else:
            self._live.pop(account, None)
        gone = [one for id, one in old.phones.items() if new.phones.get(id) is not one]
        come = [one for id, one in new.phones.items() if old.phones.get(id) is not one]
        self._directory.replace(gone, come, self._secrets)
        self._served = Served(self._directory, self._secrets)
        left = {id: one for id, one in self._wanted.items() if id not in old.phones}
        self._wanted = {**left, **new.phones}
        return Changed(account, _differing(old, new))

    def _remember(self, accounts: Collection[str], changes: Iterable[Changed]) -> None:
        """Writes down what has changed since it was written down last."""
        pairs = [(id, after) for one in changes for id, (_, after) in one.phones.items()]
        wishes = [wish_of(after) for _, after in pairs if after is not None]
        no_more = self.memory.accounts_before() - self._offered.keys()
        gone = self.memory.gone_since({*accounts, *no_more}, self._wanted)
        gone += [id for id, after in pairs if after is None]
        self.memory.want(wishes, gone, self.clock())

    def _tell_unwritten(self, phones: AccountPhones) -> None:
        for id, why in phones.unwritten.items():
            tell(self.log, "a phone has no files", level=logging.WARNING, phone=id, why=why)

    # --- what was fetched ---------------------------------------------------------------------

    def fetched(self, phone: str) -> tuple[str, datetime] | None:
        """The version that a phone has fetched wholly, and when; None where it never did."""
        return self.memory.fetched(phone)

    def told(self, phone: str, what: str) -> None:
        """A phone was sent an event, so that it fetches."""
        self.memory.told(phone, what, self.clock())

    def standings(self) -> tuple[Standing, ...]:
        """How every phone stands."""
        return self.memory.standings()

    # --- answering ----------------------------------------------------------------------------

    def answer(self, asked: Asked) -> Answered:
        """What a request is answered with."""
        first = asked.path.removeprefix(self.door.prefix).strip("/").partition("/")[0]
        page = self.pages.get(first)
        return page(asked) if page is not None else self.door.answer(asked)

    def _note(self, handed: Handed) -> None:
        """Writes down what came of a request."""
        self.count(handed.outcome)
        proof, file = handed.proof, handed.file
        if handed.outcome in _LOUD:
            phone = proof.entry.id if proof else ""
            tell(self.log, _LOUD[handed.outcome], level=logging.WARNING, address=handed.address,
                 file=_short(handed.name), phone=phone)  # fmt: skip
        if handed.outcome in ("sent", "unchanged") and proof is not None and file is not None:
            self._write(handed, proof, file)

    def _write(self, handed: Handed, proof: Proof, file: PhoneFile) -> None:
        """Writes down a download, and what it proves."""
        wanted, now = proof.entry.wanted, self.clock()
        said = introduction(handed.agent, wanted.vendor.agent)
        status = 200 if handed.outcome == "sent" else 304
        odd = "; ".join(oddities(said, wanted))
        line = Download(
            wanted.id, now, file.name, file.document.version, status, handed.address, said.agent,
            said.firmware, odd,
        )  # fmt: skip
        if proof.secret and proof.secret == _newest(proof):
            self.memory.use(wanted.id, proof.purpose, proof.secret, now)
        self.memory.note(line)
        for listener in self.on_download:
            listener(wanted.id, file.name)

    def _is_alive(self, proof: Proof) -> bool:
        """Whether a token or password may be used: the newest may, the one before it until then."""
        newest = _newest(proof)
        return proof.secret == newest or self.memory.used(proof.entry.id, proof.purpose) != newest

    def issue(
        self, phones: Iterable[str], who: str, seconds: int = BOOTSTRAP_SECONDS
    ) -> Mapping[str, tuple[str, str, datetime]]:
        """A token for the first contact of each of some phones: itself, the address that it makes,
        and until when it is good. An earlier one of the same phone is dead. KeyError for a phone
        that there isn't."""
        until = self.clock() + timedelta(seconds=seconds)
        wanted = self.wanted
        made = {id: "".join(choice(ALPHABET) for _ in range(PASSWORD_LENGTH)) for id in phones}
        addresses = {id: address_of(wanted[id], token) for id, token in made.items()}
        issued = [Bootstrap(id, hash_of(token), until, who) for id, token in made.items()]
        self.memory.issue(issued, self.clock())
        return {id: (token, addresses[id], until) for id, token in made.items()}


_LOUD = {
    "unknown": "somebody asked for a phone's file without proof",
    "network": "a phone asked from a network that it isn't allowed in",
    "failed": "a phone's file can't be written",
}


def wish_of(wanted: WantedPhone) -> Wish:
    """What is remembered of what a phone is to have."""
    regular = wanted.regular_files()
    main = wanted.main_file() or regular[0]
    files = {one.name: one.document.version for one in regular}
    files[main.name] = main.document.version
    phone = wanted.phone
    return Wish(
        wanted.id, phone.account, phone.mac, wanted.vendor.slug, phone.model, wanted.version, files,
        main.name,
    )  # fmt: skip


def address_of(wanted: WantedPhone, token: str) -> str:
    """The address of a phone's folder, with a token."""
    parts = wanted.phone.download.url
    return "".join(token if isinstance(one, Hole) else one for one in parts)


def _differing(
    old: AccountPhones, new: AccountPhones
) -> Mapping[str, tuple[WantedPhone | None, WantedPhone | None]]:
    pairs = {id: (old.phones.get(id), new.phones.get(id)) for id in {**old.phones, **new.phones}}
    return {
        id: (before, after)
        for id, (before, after) in pairs.items()
        if before is None or after is None or before.version != after.version
    }


def _newest(proof: Proof) -> str:
    """The newest of a phone's secrets for the purpose that one was shown for."""
    desk = proof.entry.wanted.desk
    return desk.token if proof.purpose == "token" else desk.web


def _short(name: str) -> str:
    """A name that somebody asked for, as it may stand in a log."""
    return "".join(one if one.isalnum() or one in "._-" else "?" for one in name[:80])
