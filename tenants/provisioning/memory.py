"""What the controller knows of phones: in its memory, and in the register for when it starts again.

A register that can't be used keeps nobody from calls or files: it is told, and what is known goes on in
memory until then.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tenants.controller.logs import tell
from tenants.key_file import Refused
from tenants.provisioning.register import FILE, Bootstrap, Download, Register, Wish
from tenants.provisioning.standing import Standing, standings, whole_version


class Memory:
    """Of the phones of a state folder. Calls may come from several threads."""

    def __init__(self, state: Path, log: logging.Logger) -> None:
        self._state = state
        self._log = log
        self._turn = threading.RLock()
        self._register: Register | None = None
        self._wishes: dict[str, Wish] = {}
        self._fetched: dict[str, dict[str, tuple[str, datetime]]] = {}
        self._completed: dict[str, tuple[str, datetime]] = {}
        self._used: dict[tuple[str, str], str] = {}
        self._bootstraps: dict[str, Bootstrap] = {}
        if (state / FILE).exists():
            self._keep(self._read)
        self._first = {one.digest: one for one in self._bootstraps.values()}
        self._before: dict[str, set[str]] = {}
        for wish in self._wishes.values():
            self._before.setdefault(wish.account, set()).add(wish.phone)

    def _read(self, register: Register) -> None:
        self._wishes = dict(register.wishes())
        self._fetched = {phone: dict(one) for phone, one in register.fetched().items()}
        self._completed = dict(register.completed())
        self._used = dict(register.used())
        self._bootstraps = dict(register.bootstraps())

    @property
    def register(self) -> Register:
        """What is on the disk: made when there is the first phone. Refused."""
        with self._turn:
            if self._register is None:
                self._register = Register.open(self._state)
            return self._register

    def _keep(self, work: Callable[[Register], None]) -> None:
        try:
            work(self.register)
        except (sqlite3.Error, OSError, Refused) as error:
            tell(self._log, "what is known of phones can't be kept", level=logging.ERROR,
                 why=str(error))  # fmt: skip

    def close(self) -> None:
        """Lets go of the register."""
        with self._turn:
            if self._register is not None:
                self._register.close()

    def standings(self) -> tuple[Standing, ...]:
        """How every phone stands."""
        with self._turn:
            known = self._register
        return standings(known) if known is not None else ()

    # --- what is wanted -----------------------------------------------------------------------

    def gone_since(self, accounts: Collection[str], phones: Collection[str]) -> list[str]:
        """The phones of accounts that were there when the controller ran last, and are not among
        these. Each account is asked for once."""
        with self._turn:
            before = [self._before.pop(account, set()) for account in accounts]
            return sorted(set().union(*before) - set(phones))

    def accounts_before(self) -> frozenset[str]:
        """The accounts that had phones when the controller ran last, and haven't been asked for."""
        return frozenset(self._before)

    def want(self, wishes: Iterable[Wish], gone: Collection[str], now: datetime) -> None:
        """From now on this is what these phones are to have; those that are gone are forgotten."""
        with self._turn:
            changed = [one for one in wishes if _plain(self._wishes.get(one.phone)) != one]
            if changed or gone:
                self._keep(lambda register: register.want(changed, gone, now))
            self._wishes |= {one.phone: replace(one, since=now) for one in changed}
            for id in gone:
                self._wishes.pop(id, None)
                self._fetched.pop(id, None)
                self._completed.pop(id, None)
                self._kill(id)

    # --- what was fetched ---------------------------------------------------------------------

    def fetched(self, phone: str) -> tuple[str, datetime] | None:
        """The version that a phone has fetched wholly, and when; None where it never did."""
        with self._turn:
            wish, before = self._wishes.get(phone), self._completed.get(phone)
            if wish is None:
                return before
            return whole_version(wish, self._fetched.get(phone, {}), before)

    def note(self, line: Download) -> None:
        """A phone has fetched a file."""
        with self._turn:
            self._fetched.setdefault(line.phone, {})[line.file] = (line.version, line.at)
            self._keep(lambda register: register.note(line))
            found = self.fetched(line.phone)
            if found is not None and self._completed.get(line.phone, ("",))[0] != found[0]:
                self._completed[line.phone] = found
                self._keep(lambda register: register.complete(line.phone, found[0], line.at))

    def told(self, phone: str, what: str, now: datetime) -> None:
        """A phone was sent an event, so that it fetches."""
        self._keep(lambda register: register.tell(phone, what, now))

    # --- secrets that are in use --------------------------------------------------------------

    def used(self, phone: str, purpose: str) -> str:
        """The newest secret that a phone has shown for a purpose, by its name; empty for none."""
        return self._used.get((phone, purpose), "")

    def use(self, phone: str, purpose: str, secret: str, now: datetime) -> None:
        """A phone has shown the newest of its secrets: what came before it, and a token for its first
        contact, are dead."""
        with self._turn:
            if self.used(phone, purpose) == secret and phone not in self._bootstraps:
                return
            self._used[phone, purpose] = secret
            self._kill(phone)
            self._keep(lambda register: register.use(phone, purpose, secret, now))

    def whose_first(self, digest: bytes, now: datetime) -> str | None:
        """The phone that a token for a first contact is for."""
        found = self._first.get(digest)
        return found.phone if found is not None and found.until > now else None

    def issue(self, bootstraps: Iterable[Bootstrap], now: datetime) -> None:
        """Tokens for first contacts; an earlier one of the same phone is dead. sqlite3.Error, Refused
        where they can't be kept."""
        issued = tuple(bootstraps)
        with self._turn:
            self.register.issue(issued, now)
            for one in issued:
                self._kill(one.phone)
                self._bootstraps[one.phone] = one
                self._first[one.digest] = one

    def _kill(self, phone: str) -> None:
        """A token for a first contact is dead."""
        dead = self._bootstraps.pop(phone, None)
        if dead is not None:
            self._first.pop(dead.digest, None)


def _plain(wish: Wish | None) -> Wish | None:
    return replace(wish, since=None) if wish is not None else None
