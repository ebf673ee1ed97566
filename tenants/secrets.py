"""Secrets: made from a key by HKDF (RFC 5869), or given to us and kept outside git.

`root key -> account key -> value`: the account key comes from the account's path, the value from the
object, the purpose and the counter. So nothing secret is stored, the same commit always gives the
same bytes, and a password is changed by adding one to a counter. The parts go into the derivation
length-prefixed, so that `a/b` and `c` are never `a` and `b/c`.

A name is `<account path>:<object>:<purpose>#<counter>` (`north/harbour:device.anna-desk:sip#0`) for a
secret that is made, `<account path>:given:<name>` for one that was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schema.inventory import Mailbox
from schema.secret import Secret

FORMAT = "1"
KEY_BYTES = 32
BLOCK_BYTES = 64
SECRETS_KEPT = 1 << 16
"""So many are remembered, since every state of an account asks for all of its secrets again."""

DEMO_KEY = b"pbxc demo: everybody knows this."
"""The key of demonstrations. Secrets made from it protect nothing."""

# Nothing that is mistaken for something else when it is read aloud or copied from a screen.
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PASSWORD_LENGTH = 24
PIN_LENGTH = 6

GIVEN = "given"
_MADE_NAME = re.compile(
    r"(?P<account>[^:]*):(?P<thing>[^:#]+):(?P<purpose>[a-z][a-z0-9-]*)(?:#(?P<counter>[0-9]+))?"
)
_RUNS = "01234567890123456789"


@dataclass(frozen=True, slots=True)
class MadeName:
    """The name of a secret that is made, in its parts."""

    account: str
    thing: str
    purpose: str
    counter: int

    @classmethod
    def read(cls, name: str) -> MadeName:
        """The parts of a name. KeyError where it is no such name."""
        found = _MADE_NAME.fullmatch(name)
        if found is None or found["thing"] == GIVEN:
            raise KeyError(name)
        return cls(found["account"], found["thing"], found["purpose"], int(found["counter"] or 0))


@dataclass(frozen=True, slots=True)
class DerivedSecrets:
    """All secrets of one installation (`schema.secret.Secrets`), from its root key.

    `given` holds what was given, by full name. `taken` says for the name of a PIN which number it
    must not be: that of its mailbox.
    """

    root_key: bytes = field(repr=False)
    given: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    taken: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuses a key that is too short to be one. ValueError."""
        if len(self.root_key) != KEY_BYTES:
            raise ValueError(f"a root key has {KEY_BYTES} bytes, not {len(self.root_key)}")

    def text(self, name: str) -> Secret:
        """The secret of that name. KeyError where a given one is missing."""
        if given_name(name)[1]:
            return self.given[name]
        made = MadeName.read(name)
        return _made(self.root_key, made, self.taken.get(name, ""))


def given_name(name: str) -> tuple[str, str]:
    """The account path and the short name of a secret that was given; both empty for any other."""
    account, _, rest = name.partition(":")
    kind, _, short = rest.partition(":")
    return (account, short) if kind == GIVEN else ("", "")


def mailbox_numbers(mailboxes: Iterable[Mailbox]) -> dict[str, str]:
    """The number of each mailbox by the name of its PIN, for `DerivedSecrets.taken`."""
    return {box.secret: box.number for box in mailboxes}


@lru_cache(maxsize=SECRETS_KEPT)
def _made(root_key: bytes, name: MadeName, taken: str) -> Secret:
    """A secret that is made: the same whenever it is asked for."""
    if name.purpose == "pin":
        return Secret(_pin(_blocks(root_key, name), taken))
    return Secret(_password(_blocks(root_key, name)))


def _blocks(root_key: bytes, name: MadeName) -> Iterator[bytes]:
    """Derived bytes without end, a block at a time."""
    key = _account_key(root_key, name.account)
    for block in range(1 << 16):
        parts = (FORMAT, name.thing, name.purpose, str(name.counter), str(block))
        yield _derive(key, "pbxc value", parts, BLOCK_BYTES)


@lru_cache(maxsize=1024)
def _account_key(root_key: bytes, account: str) -> bytes:
    return _derive(root_key, "pbxc account", (FORMAT, account), KEY_BYTES)


def _derive(key: bytes, salt: str, parts: tuple[str, ...], length: int) -> bytes:
    info = b"".join(len(part).to_bytes(4, "big") + part for part in map(str.encode, parts))
    return HKDF(hashes.SHA256(), length, salt.encode(), info).derive(key)


def _password(blocks: Iterator[bytes]) -> str:
    """24 characters, 138 bits. A byte too large to be shared out evenly is passed over."""
    even = 256 - 256 % len(ALPHABET)
    letters = (ALPHABET[byte % len(ALPHABET)] for block in blocks for byte in block if byte < even)
    return "".join(next(letters) for _ in range(PASSWORD_LENGTH))


def _pin(blocks: Iterator[bytes], taken: str) -> str:
    """6 digits, each as likely as the other; what anybody would try first is passed over."""
    most = 10**PIN_LENGTH
    even = (1 << 32) - (1 << 32) % most
    drawn = (int.from_bytes(block[:4], "big") for block in blocks)
    pins = (f"{number % most:0{PIN_LENGTH}}" for number in drawn if number < even)
    return next(pin for pin in pins if not is_weak(pin, taken))


def is_weak(pin: str, taken: str = "") -> bool:
    """Whether a PIN is one that is tried first: a run, a repeated pattern, few different digits, or
    the number it belongs to."""
    half, third = pin[: len(pin) // 2], pin[: len(pin) // 3]
    repeated = half * 2 == pin or third * 3 == pin
    run = pin in _RUNS or pin[::-1] in _RUNS
    return repeated or run or len(set(pin)) < 3 or (bool(taken) and pin == taken.zfill(len(pin)))
