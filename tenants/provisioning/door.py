"""The door where phones fetch their files: who asks is found out, and what is theirs is handed out.

`/<token>/<file>` and `/<vendor>/<token>/<file>` are for a phone that has its address from us;
`/<file>` and `/<vendor>/<file>` for one that shows a certificate with its hardware address, or a user
and a password. A hardware address alone proves nothing: anybody can read it from a phone's label.
Whatever isn't theirs is answered alike, be it unknown, wrong, or somebody else's.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import unquote

from schema.secret import Secrets
from targets.provisioning.vendor import PhoneFile, all_vendors
from tenants.provisioning.digest import Nonces, Shown, basic, challenges, digest
from tenants.provisioning.directory import Directory, Entry, hash_of
from tenants.provisioning.limits import Limiter, Rate
from tenants.provisioning.messages import Answered, Asked
from tenants.provisioning.networks import is_within, neighbourhood
from tenants.provisioning.sealing import Sealing, sealing_of

Outcome: TypeAlias = Literal[
    "sent", "unchanged", "absent", "unknown", "network", "challenged", "limited", "method", "failed"
]
"""What came of a request: sent, or unchanged since the phone has it; absent is no file of this phone;
unknown proved nothing; network asked from elsewhere than it may."""

PRIVATE = ("Cache-Control", "private, no-cache")
PLAIN = ("Content-Type", "text/plain; charset=utf-8")
_MAC = re.compile(
    r"(?<![0-9a-f])(?:[0-9a-f]{12}|[0-9a-f]{2}(?:(?P<between>[:-])[0-9a-f]{2})(?:(?P=between)[0-9a-f]{2}){4})"
    r"(?![0-9a-f])",
    re.IGNORECASE,
)

AN_OFFICE, WRONG, ONE_PHONE = Rate(5000, 50), Rate(60, 0.5), Rate(120, 0.5)


@dataclass(frozen=True, slots=True)
class Rates:
    """How often things may be done. One address may be an office full of phones that all start at
    once after a power cut; what is wrong again and again is slowed down long before."""

    address: Rate = AN_OFFICE
    wrong: Rate = WRONG
    phone: Rate = ONE_PHONE


@dataclass(frozen=True)
class Served:
    """What is handed out now: the phones, and what fills the holes in their files."""

    directory: Directory = field(default_factory=Directory)
    secrets: Secrets | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What proved who asks: a secret by its name, for a purpose; a certificate has none."""

    entry: Entry
    purpose: Literal["token", "web", "bootstrap", "certificate"]
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of a request, for the log: of which phone, and what it said of itself."""

    outcome: Outcome
    address: str
    name: str = ""
    proof: Proof | None = None
    file: PhoneFile | None = None
    agent: str = ""


@dataclass
class FileDoor:
    """Answers. For one thread.

    `served` says what is handed out now, `is_alive` whether a secret may be used still, `first` which
    phone a token for a first contact is for (None: nobody's), `note` is told of everything. `sealed`
    are the vendors whose phones get their files encrypted.
    """

    served: Callable[[], Served]
    is_alive: Callable[[Proof], bool]
    first: Callable[[bytes], str | None]
    note: Callable[[Handed], None]
    prefix: str = ""
    proxies: tuple[str, ...] = ()
    rates: Rates = field(default_factory=Rates)
    sealed: frozenset[str] = frozenset()
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        """Nobody has asked yet."""
        self._addresses = Limiter(self.rates.address, clock=self.clock)
        self._wrong = Limiter(self.rates.wrong, clock=self.clock)
        self._phones = Limiter(self.rates.phone, clock=self.clock)
        self._nonces = Nonces(self.clock)

    def answer(self, asked: Asked) -> Answered:
        """What a request is answered with."""
        request = _Request.of(asked, self.prefix, self.proxies)
        if not self._addresses.take(request.near):
            return self._limited(request)
        if asked.method not in ("GET", "HEAD"):
            self.note(request.handed("method"))
            return Answered(405, b"", (("Allow", "GET, HEAD"), PLAIN))
        proof = self._proof(request)
        if isinstance(proof, Answered):
            return proof
        return self._hand_out(request, proof)

    # --- who asks -----------------------------------------------------------------------------

    def _proof(self, request: _Request) -> Proof | Answered:
        """What proves who asks, or the answer to somebody who proves nothing."""
        if request.token is not None:
            proof = self._by_token(request.token)
            return proof or self._refused(request, "unknown")
        proof = self._by_certificate(request.asked.subject)
        if proof is not None:
            return proof
        return self._by_password(request)

    def _by_token(self, token: str) -> Proof | None:
        hashed = hash_of(token)
        directory = self.served().directory
        found = directory.by_token.get(hashed)
        first = self.first(hashed)
        if found is not None:
            proof = Proof(found[0], "token", found[1])
            return proof if self.is_alive(proof) else None
        entry = directory.by_id.get(first) if first is not None else None
        return Proof(entry, "bootstrap") if entry is not None else None

    def _by_certificate(self, subject: str) -> Proof | None:
        """By the hardware address that the maker of a phone wrote into its certificate."""
        found = {re.sub("[:-]", "", one[0]).lower() for one in _MAC.finditer(subject)}
        entry = self.served().directory.by_mac(found.pop()) if len(found) == 1 else None
        return Proof(entry, "certificate") if entry is not None else None

    def _by_password(self, request: _Request) -> Proof | Answered:
        header = request.asked.headers.get("authorization", "")
        if not header:
            return self._challenge(request)
        scheme = header.partition(" ")[0].lower()
        if scheme == "basic":
            shown = basic(header)
        else:
            shown = digest(header, request.asked.method, request.target)
            if shown is not None and not self._nonces.is_fresh(shown.nonce):
                return self._challenge(request, stale=True)
        proof = self._shown(shown)
        if proof is None or (
            shown and shown.nonce and not self._nonces.use(shown.nonce, shown.count)
        ):
            return self._refused(request, "unknown")
        return proof

    def _shown(self, shown: Shown | None) -> Proof | None:
        if shown is None:
            return None
        entry = self.served().directory.by_user(shown.user)
        password = shown.by(entry)
        if entry is None or password is None:
            return None
        proof = Proof(entry, "web", password.secret)
        return proof if self.is_alive(proof) else None

    # --- what is handed out -------------------------------------------------------------------

    def _hand_out(self, request: _Request, proof: Proof) -> Answered:
        wanted = proof.entry.wanted
        if not is_within(request.address, wanted.networks):
            return self._refused(request, "network", proof)
        if not self._phones.take(proof.entry.id):
            return self._limited(request, proof)
        file = wanted.file(request.name)
        if file is None or request.vendor not in ("", wanted.vendor.slug):
            return self._refused(request, "absent", proof)
        return self._answered(request, proof, file)

    def _answered(self, request: _Request, proof: Proof, file: PhoneFile) -> Answered:
        """A file of the asker's own, unless it has it already."""
        sealing = self._sealing(proof, file)
        version = file.document.version
        tag = f'"{version}{".sealed" if sealing else ""}"'
        headers = (("Content-Type", file.media_type), ("ETag", tag), PRIVATE)
        if _has(request.asked.headers.get("if-none-match", ""), tag):
            self.note(request.handed("unchanged", proof, file))
            return Answered(304, b"", headers)
        try:
            body = self._filled(file)
            body, more = sealing.of(body, version) if sealing else (body, ())
        except (KeyError, ValueError):  # a secret that isn't there, or that a file can't carry
            self.note(request.handed("failed", proof, file))
            return Answered(503, b"later\n", (PLAIN, ("Retry-After", "300")))
        fetched = file if request.asked.method == "GET" else None  # HEAD only looks
        self.note(request.handed("sent", proof, fetched))
        return Answered(200, body, (*headers, *more))

    def _filled(self, file: PhoneFile) -> bytes:
        """A file with its secrets. It is kept nowhere."""
        secrets, document = self.served().secrets, file.document
        assert secrets is not None
        named = {name: secrets.text(name).reveal() for name in document.secrets}
        return document.fill(named).encode()

    def _sealing(self, proof: Proof, file: PhoneFile) -> Sealing | None:
        """How a file is encrypted. A phone that comes for the first time has no key yet."""
        secrets = self.served().secrets
        if not self.sealed or secrets is None or proof.purpose == "bootstrap":
            return None
        return sealing_of(proof.entry.wanted, file, self.sealed, secrets)

    # --- what is not --------------------------------------------------------------------------

    def _refused(self, request: _Request, why: Outcome, proof: Proof | None = None) -> Answered:
        """The one answer to everything that isn't the asker's."""
        is_theirs = proof is not None and why == "absent"  # a phone tries several names in turn
        if not is_theirs and not self._wrong.take(request.near):
            return self._limited(request, proof)
        self.note(request.handed(why, proof))
        if request.token is not None or is_theirs:
            return Answered(404, b"not found\n", (PLAIN, PRIVATE))
        return self._asked_for_password(stale=False)

    def _challenge(self, request: _Request, *, stale: bool = False) -> Answered:
        self.note(request.handed("challenged"))
        return self._asked_for_password(stale=stale)

    def _asked_for_password(self, *, stale: bool) -> Answered:
        asked = challenges(self._nonces.make(), stale=stale)
        return Answered(401, b"who asks?\n", (PLAIN, PRIVATE, *asked))

    def _limited(self, request: _Request, proof: Proof | None = None) -> Answered:
        self.note(request.handed("limited", proof))
        return Answered(429, b"later\n", (PLAIN, ("Retry-After", "60")))


@dataclass(frozen=True, slots=True)
class _Request:
    """A request as it is understood. `target` is its path and query as they were sent."""

    asked: Asked
    address: str
    near: str
    target: str
    vendor: str
    token: str | None
    name: str

    @classmethod
    def of(cls, asked: Asked, prefix: str, proxies: tuple[str, ...]) -> _Request:
        """Understands a request. What is no name of a file has none."""
        address = asker(asked, proxies)
        vendor, token, name = _segments(asked.path, prefix)
        target = f"{asked.path}?{asked.query}" if asked.query else asked.path
        return cls(asked, address, neighbourhood(address), target, vendor, token, name)

    def handed(self, what: Outcome, proof: Proof | None = None, file: PhoneFile | None = None) -> Handed:  # fmt: skip
        """What is noted of it."""
        agent = self.asked.headers.get("user-agent", "")
        return Handed(what, self.address, self.name, proof, file, agent)


def _segments(path: str, prefix: str) -> tuple[str, str | None, str]:
    """The vendor (empty where none is said), the token (None where there is no place for one) and the
    file's name of a path. A path that is none of ours has a token that nobody has."""
    inside = path.removeprefix(prefix) if prefix and path.startswith(f"{prefix}/") else path
    parts = [unquote(part) for part in inside.split("/") if part]
    vendor = parts.pop(0) if len(parts) > 1 and parts[0] in all_vendors() else ""
    match parts:
        case [name]:
            return vendor, None, name
        case [token, name]:
            return vendor, token, name
        case _:
            return "", "", ""


def asker(asked: Asked, proxies: tuple[str, ...]) -> str:
    """Who asks: the far end, or whom a proxy of ours names last."""
    if proxies and is_within(asked.address, proxies):
        named = asked.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return named or asked.address
    return asked.address


def _has(header: str, tag: str) -> bool:
    """Whether a condition names a tag; a weak one is as good."""
    shown = {one.strip().removeprefix("W/") for one in header[:4000].split(",")}
    return tag in shown or shown == {"*"}
