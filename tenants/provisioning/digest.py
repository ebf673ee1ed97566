"""Users and passwords as phones send them: Basic (RFC 7617) and Digest (RFC 7616).

A nonce is our own: when it was made, a number, and a seal over both. It lasts a short while, and each
of its counts is taken once, so nothing that was overheard can be sent again. Only who knew a password
leaves anything in memory. MD5 is offered first: many phones know nothing else and look at the first
challenge alone. The passwords are long enough, made by us, and travel inside TLS.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tenants.provisioning.directory import REALM, Entry, Password, hash_of

LIFETIME = 120.0
"""Seconds that a nonce is good for."""
NONCES_KEPT = 10_000
LONGEST_HEADER = 2000

_PARTS = re.compile(r'([a-z0-9*]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)', re.I)
_COUNT = re.compile(r"[0-9a-f]{8}", re.I)
ALGORITHMS = ("MD5", "SHA-256")
_NOBODY = (Password("", os.urandom(32), {name: os.urandom(32).hex() for name in ALGORITHMS}),)


@dataclass(frozen=True, slots=True)
class Shown:
    """A user's name, and how the password that was shown fits one that is known."""

    user: str
    fits: Callable[[Password], bool]
    nonce: str = ""
    count: int = 0

    def by(self, entry: Entry | None) -> Password | None:
        """The password of a phone that was shown. Takes as long where there is no such phone."""
        passwords = entry.passwords if entry is not None else _NOBODY
        fitting = [one for one in passwords if self.fits(one)]
        return fitting[0] if fitting and entry is not None else None


def basic(header: str) -> Shown | None:
    """What `Authorization: Basic` shows."""
    try:
        text = base64.b64decode(header.partition(" ")[2].strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, _, password = text.partition(":")
    shown = hash_of(password)
    return Shown(user, lambda known: hmac.compare_digest(known.digest, shown))


@dataclass
class Nonces:
    """Our nonces: those that were made lately, and which counts of them were used. For one thread."""

    clock: Callable[[], float] = time.monotonic
    key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    kept: int = NONCES_KEPT
    _used: OrderedDict[str, int] = field(default_factory=OrderedDict, repr=False)
    _forgotten: float = -1.0

    def make(self) -> str:
        """A new one."""
        plain = f"{self.clock():.6f}-{os.urandom(12).hex()}"
        return f"{plain}-{self._seal(plain)}"

    def is_fresh(self, nonce: str) -> bool:
        """Whether it is ours, and was made so lately that we know how it was used."""
        plain, _, seal = nonce.rpartition("-")
        if not hmac.compare_digest(seal.encode(), self._seal(plain).encode()):
            return False
        made = float(plain.partition("-")[0])
        return made > self._forgotten and self.clock() - made <= LIFETIME

    def use(self, nonce: str, count: int) -> bool:
        """Takes a count of a fresh nonce. False where it, or a later one, was taken before."""
        if count <= self._used.get(nonce, 0):
            return False
        self._used[nonce] = count
        self._used.move_to_end(nonce)
        if len(self._used) > self.kept:
            oldest, _ = self._used.popitem(last=False)
            self._forgotten = max(self._forgotten, float(oldest.partition("-")[0]))
        return True

    def _seal(self, plain: str) -> str:
        return hmac.new(self.key, plain.encode(), hashlib.sha256).hexdigest()[:32]


def challenges(nonce: str, *, stale: bool) -> tuple[tuple[str, str], ...]:
    """The headers that ask for a user and a password."""
    said = ", stale=true" if stale else ""
    digests = (
        f'Digest realm="{REALM}", qop="auth", algorithm={name}, nonce="{nonce}"{said}'
        for name in ALGORITHMS
    )
    basic_one = f'Basic realm="{REALM}", charset="UTF-8"'
    return tuple(("WWW-Authenticate", one) for one in (*digests, basic_one))


def digest(header: str, method: str, path: str) -> Shown | None:
    """What `Authorization: Digest` shows for a request. None where it isn't as it must be."""
    said = _parts(header.partition(" ")[2])
    algorithm = said.get("algorithm", "MD5").upper()
    whole = {"username", "realm", "nonce", "uri", "response", "nc", "cnonce", "qop"} <= said.keys()
    ours = whole and (said["realm"], said["qop"], said["uri"]) == (REALM, "auth", path)
    if not ours or algorithm not in ALGORITHMS or not _COUNT.fullmatch(said["nc"]):
        return None

    def fits(known: Password) -> bool:
        wanted = _response(known.a1[algorithm], algorithm, method, said)
        return hmac.compare_digest(wanted.encode(), said["response"].lower().encode())

    return Shown(said["username"], fits, said["nonce"], int(said["nc"], 16))


def _response(a1: str, algorithm: str, method: str, said: Mapping[str, str]) -> str:
    make = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}[algorithm]
    a2 = make(f"{method}:{said['uri']}".encode()).hexdigest()
    parts = (a1, said["nonce"], said["nc"], said["cnonce"], said["qop"], a2)
    return make(":".join(parts).encode()).hexdigest()


def _parts(text: str) -> Mapping[str, str]:
    """The parameters of a header. Nothing where it is too long, or one stands there twice."""
    found: dict[str, str] = {}
    if len(text) > LONGEST_HEADER:
        return found
    for name, quoted, plain in _PARTS.findall(text):
        if name.lower() in found:
            return {}
        found[name.lower()] = re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
    return found
