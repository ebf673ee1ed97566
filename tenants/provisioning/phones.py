"""The phones of an installation, as the controller looks after them.

What is compiled is offered; an account's files are handed out when its telephone system is live, so
that no phone learns of something that the switch refused. Who else must know listens: `on_wanted` is
told when phones are to have other files, `on_download` of each file that a phone has fetched.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from secrets import choice

from schema.inventory import Inventory
from schema.secret import Secrets
from targets.provisioning.text import Hole
from tenants.controller.logs import tell
from tenants.ledger.times import Clock, utc_now
from tenants.provisioning.agents import introduction, oddities
from tenants.provisioning.directory import Directory, hash_of
from tenants.provisioning.door import FileDoor, Handed, Proof, Rates, Served
from tenants.provisioning.messages import Answer, Answered, Asked
from tenants.provisioning.register import Bootstrap, Download, Register, Wish
from tenants.provisioning.standing import Standing, standings, whole_version
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
        self.register = Register.open(self.state)
        self._turn = threading.RLock()
        self._files = WantedFiles()
        self._directory = Directory()
        self._wanted: dict[str, WantedPhone] = {}
        self._is_first = True
        self._offered: dict[str, AccountPhones] = {}
        self._live: dict[str, AccountPhones] = {}
        self._secrets: Secrets | None = None
        self._served = Served()
        self._wishes = dict(self.register.wishes())
        self._fetched = {phone: dict(one) for phone, one in self.register.fetched().items()}
        self._completed = dict(self.register.completed())
        self._used = dict(self.register.used())
        self._bootstraps = dict(self.register.bootstraps())
        self._first = {one.digest: one for one in self._bootstraps.values()}
        self.door = self._door()

    def close(self) -> None:
        """Lets go of the register."""
        self.register.close()

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
        return FileDoor(lambda: self._served, self._is_alive, self._whose_first, self._note)

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

    def _release(self, accounts: Iterable[str]) -> None:
        """From now on the phones of some accounts get what was offered last."""
        changes = [one for one in map(self._take_up, sorted(accounts)) if one is not None]
        self._remember(changes)
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

    def _remember(self, changes: Iterable[Changed]) -> None:
        """Writes down what has changed since it was written down last."""
        now = self.clock()
        pairs = [(id, after) for one in changes for id, (_, after) in one.phones.items()]
        wishes = [wish_of(after) for _, after in pairs if after is not None]
        changed = [one for one in wishes if _plain(self._wishes.get(one.phone)) != one]
        gone = [id for id, after in pairs if after is None]
        if self._is_first:  # what was taken away while no controller ran
            self._is_first = False
            not_yet = self._offered.keys() - self._live.keys()
            known = self._wishes.items()
            gone += [
                id for id, one in known if id not in self._wanted and one.account not in not_yet
            ]
        if changed or gone:
            self.register.want(changed, gone, now)
        self._wishes |= {one.phone: replace(one, since=now) for one in changed}
        for id in gone:
            self._wishes.pop(id, None)
            self._fetched.pop(id, None)
            self._completed.pop(id, None)
            self._kill(id)

    def _tell_unwritten(self, phones: AccountPhones) -> None:
        for id, why in phones.unwritten.items():
            tell(self.log, "a phone has no files", level=logging.WARNING, phone=id, why=why)

    # --- what was fetched ---------------------------------------------------------------------

    def fetched(self, phone: str) -> tuple[str, datetime] | None:
        """The version that a phone has fetched wholly, and when; None where it never did."""
        with self._turn:
            wish = self._wishes.get(phone)
            before = self._completed.get(phone)
            if wish is None:
                return before
            return whole_version(wish, self._fetched.get(phone, {}), before)

    def told(self, phone: str, what: str) -> None:
        """A phone was sent an event, so that it fetches."""
        self.register.tell(phone, what, self.clock())

    def standings(self) -> tuple[Standing, ...]:
        """How every phone stands."""
        return standings(self.register)

    # --- answering ----------------------------------------------------------------------------

    def answer(self, asked: Asked) -> Answered:
        """What a request is answered with."""
        first = asked.path.removeprefix(self.door.prefix).strip("/").partition("/")[0]
        page = self.pages.get(first)
        return page(asked) if page is not None else self.door.answer(asked)

    def _note(self, handed: Handed) -> None:
        """Writes down what came of a request. A register that can't be written to keeps nobody from
        its files."""
        self.count(handed.outcome)
        proof = handed.proof
        if handed.outcome in _LOUD:
            phone = proof.entry.id if proof else ""
            tell(self.log, _LOUD[handed.outcome], level=logging.WARNING, address=handed.address,
                 file=_short(handed.name), phone=phone)  # fmt: skip
        if handed.outcome not in ("sent", "unchanged") or proof is None or handed.file is None:
            return
        try:
            self._write(handed, proof, handed.file.name, handed.file.document.version)
        except sqlite3.Error as error:
            tell(self.log, "a download can't be written down", level=logging.ERROR, why=str(error))

    def _write(self, handed: Handed, proof: Proof, file: str, version: str) -> None:
        wanted, now = proof.entry.wanted, self.clock()
        said = introduction(handed.agent, wanted.vendor.agent)
        status = 200 if handed.outcome == "sent" else 304
        odd = "; ".join(oddities(said, wanted))
        with self._turn:
            self.register.note(
                Download(wanted.id, now, file, version, status, handed.address, said.agent,
                         said.firmware, odd)
            )  # fmt: skip
            self._fetched.setdefault(wanted.id, {})[file] = (version, now)
            if proof.purpose in ("token", "web") and self._is_first_use(proof):
                self.register.use(wanted.id, proof.purpose, proof.secret, now)
                self._used[wanted.id, proof.purpose] = proof.secret
                self._kill(wanted.id)
            self._complete(wanted.id, now)
        for listener in self.on_download:
            listener(wanted.id, file)

    def _complete(self, phone: str, now: datetime) -> None:
        found = self.fetched(phone)
        if found is not None and self._completed.get(phone, ("",))[0] != found[0]:
            self._completed[phone] = found
            self.register.complete(phone, found[0], now)

    # --- secrets that are in use --------------------------------------------------------------

    def _is_alive(self, proof: Proof) -> bool:
        """Whether a token or password may be used: the newest may, the one before it until then."""
        desk = proof.entry.wanted.desk
        newest = desk.token if proof.purpose == "token" else desk.web
        return proof.secret == newest or self._used.get((proof.entry.id, proof.purpose)) != newest

    def _is_first_use(self, proof: Proof) -> bool:
        desk = proof.entry.wanted.desk
        newest = desk.token if proof.purpose == "token" else desk.web
        known = self._used.get((proof.entry.id, proof.purpose)) == newest
        return proof.secret == newest and (not known or proof.entry.id in self._bootstraps)

    def _whose_first(self, digest: bytes) -> str | None:
        """The phone that a token for a first contact is for."""
        found = self._first.get(digest)
        return found.phone if found is not None and found.until > self.clock() else None

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
        with self._turn:
            self.register.issue(issued, self.clock())
            for one in issued:
                self._kill(one.phone)
                self._bootstraps[one.phone] = one
                self._first = {**self._first, one.digest: one}
        return {id: (token, addresses[id], until) for id, token in made.items()}

    def _kill(self, phone: str) -> None:
        """A token for a first contact is dead."""
        dead = self._bootstraps.pop(phone, None)
        if dead is not None:
            self._first = {key: one for key, one in self._first.items() if key != dead.digest}


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


def _plain(wish: Wish | None) -> Wish | None:
    return replace(wish, since=None) if wish is not None else None


def _short(name: str) -> str:
    """A name that somebody asked for, as it may stand in a log."""
    return "".join(one if one.isalnum() or one in "._-" else "?" for one in name[:80])
