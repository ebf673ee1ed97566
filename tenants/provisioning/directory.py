"""Who may fetch whose files: phones by the hash of their token, by user and by hardware address.

Secrets stand here as hashes only. A secret that was changed has a predecessor, which goes on until the
new one is used for the first time: a phone learns its new address and password by the old ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schema.secret import Secrets
from tenants.provisioning.wanted import WantedPhone
from tenants.secrets import MadeName

REALM = "phones"
"""The realm of users and passwords. Every phone has its own of both."""


@dataclass(frozen=True, slots=True)
class Password:
    """A password by the name of its secret: its hash, and what Digest needs of it (RFC 7616, A1)."""

    secret: str
    digest: bytes = field(repr=False)
    a1: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Entry:
    """A phone, and what proves that it asks: tokens (hash to the secret's name) and passwords, the
    present one first."""

    wanted: WantedPhone
    tokens: Mapping[bytes, str] = field(repr=False)
    passwords: tuple[Password, ...] = field(repr=False)

    @property
    def id(self) -> str:
        """The phone's id."""
        return self.wanted.id


class Directory:
    """Every phone, found by what it shows. One thread changes it while others look."""

    def __init__(self) -> None:
        self.by_id: dict[str, Entry] = {}
        self.by_token: dict[bytes, tuple[Entry, str]] = {}
        self._users: dict[str, tuple[Entry, ...]] = {}
        self._macs: dict[str, tuple[Entry, ...]] = {}

    def by_user(self, user: str) -> Entry | None:
        """The phone that says it is this user; none where several do."""
        return _sole(self._users.get(user.lower(), ()))

    def by_mac(self, mac: str) -> Entry | None:
        """The phone with a hardware address; none where several have it."""
        return _sole(self._macs.get(mac, ()))

    def replace(self, gone: Iterable[WantedPhone], come: Iterable[WantedPhone], secrets: Secrets) -> None:  # fmt: skip
        """Takes phones away and puts others there. A phone that is both is never absent."""
        old = [self.by_id[one.id] for one in gone if one.id in self.by_id]
        new = [entry_of(one, secrets) for one in come]
        for entry in new:
            self.by_id[entry.id] = entry
            for hashed, name in entry.tokens.items():
                self.by_token[hashed] = (entry, name)
            _add(self._users, entry.wanted.user.lower(), entry)
            _add(self._macs, entry.wanted.phone.mac, entry)
        for entry in old:
            self._take_away(entry)

    def _take_away(self, entry: Entry) -> None:
        """What leads to a phone as it was, and not to what it is now."""
        if self.by_id.get(entry.id) is entry:
            del self.by_id[entry.id]
        for hashed in entry.tokens:
            if self.by_token.get(hashed, (None,))[0] is entry:
                del self.by_token[hashed]
        _remove(self._users, entry.wanted.user.lower(), entry)
        _remove(self._macs, entry.wanted.phone.mac, entry)


def _sole(entries: tuple[Entry, ...]) -> Entry | None:
    return entries[0] if len(entries) == 1 else None


def _add(named: dict[str, tuple[Entry, ...]], name: str, entry: Entry) -> None:
    """Adds a phone by a name, in the place of itself as it was."""
    others = (one for one in named.get(name, ()) if one.id != entry.id)
    named[name] = (*others, entry)


def _remove(named: dict[str, tuple[Entry, ...]], name: str, entry: Entry) -> None:
    left = tuple(one for one in named.get(name, ()) if one is not entry)
    if left:
        named[name] = left
    else:
        named.pop(name, None)


def entry_of(wanted: WantedPhone, secrets: Secrets) -> Entry:
    """A phone, and the hashes of what proves that it asks."""
    desk, user = wanted.desk, wanted.user

    def text(name: str) -> str:
        return secrets.text(name).reveal()

    tokens = {hash_of(text(name)): name for name in _and_before(desk.token)}
    passwords = tuple(password_of(name, user, text(name)) for name in _and_before(desk.web))
    return Entry(wanted, tokens, passwords)


def hash_of(text: str) -> bytes:
    """The hash by which a token or a password is found and compared."""
    return hashlib.sha256(text.encode(errors="surrogateescape")).digest()


def password_of(secret: str, user: str, text: str) -> Password:
    """What is kept of a password."""
    whole = f"{user}:{REALM}:{text}".encode()
    a1 = {"MD5": hashlib.md5(whole).hexdigest(), "SHA-256": hashlib.sha256(whole).hexdigest()}
    return Password(secret, hash_of(text), a1)


def _and_before(name: str) -> tuple[str, ...]:
    """The name of a secret and that of the one before it; none where there is no secret."""
    if not name:
        return ()
    try:
        made = MadeName.read(name)
    except KeyError:
        return (name,)
    if not made.counter:
        return (name,)
    return name, f"{made.account}:{made.thing}:{made.purpose}#{made.counter - 1}"
