"""Whose signature stands under a commit.

Who may sign is said by the parent, never by the repository that is judged. Keys are judged at the
time a commit is looked at, not at the date that the commit gives itself: a key that has expired
since signs nothing any more. SSH signatures are verified by `ssh-keygen`, GPG's by `gpg`.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

from schema.repositories import ARMOUR, FINGERPRINT, SSH_KEY
from tenants.repository.objects import Commit
from tenants.repository.program import environment_of, run

SSH_BEGIN, SSH_END = b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----"
PGP_BEGIN = b"-----BEGIN PGP SIGNATURE-----"
NAMESPACE = "git"
SECONDS = 20.0

Fault: TypeAlias = Literal["unsigned", "stranger", "expired", "bad", "unknown", "no program"]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a commit, or why that isn't known: `fault` is empty where all is well, `reason`
    then too."""

    signer: str = ""
    fault: Fault | Literal[""] = ""
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether a signer who is allowed signed it."""
        return not self.fault


@dataclass(frozen=True)
class Signers:
    """Those whose signature counts, as a grant or the installation lists them."""

    lines: tuple[str, ...] = field(default=())

    @cached_property
    def ssh(self) -> dict[bytes, list[str]]:
        """Lines of allowed SSH signers by key; a bare key signs for whoever its comment names."""
        found: dict[bytes, list[str]] = {}
        for line in self.lines:
            key = SSH_KEY.fullmatch(line)
            if key:
                who = key["who"] or (key["comment"] or "").split(" ")[0] or "signer"
                written = f"{who} {key['options'] or ''}{key['kind']} {key['key']}"
                found.setdefault(_decoded(key["key"]), []).append(written)
        return found

    @property
    def gpg_keys(self) -> tuple[str, ...]:
        """GPG keys in armour."""
        return tuple(line for line in self.lines if ARMOUR in line)

    @property
    def fingerprints(self) -> frozenset[str]:
        """Fingerprints of GPG keys that this machine's own keyring has."""
        return frozenset(line for line in self.lines if FINGERPRINT.fullmatch(line))

    def check(self, commit: Commit) -> Signature:
        """Who signed a commit."""
        if not commit.signature:
            return Signature(fault="unsigned", reason="it is not signed")
        if commit.signature.lstrip().startswith(SSH_BEGIN):
            return self._check_ssh(commit)
        if commit.signature.lstrip().startswith(PGP_BEGIN):
            return self._check_gpg(commit)
        return Signature(fault="unknown", reason="its signature is neither SSH's nor GPG's")

    # --- SSH ----------------------------------------------------------------------------------

    def _check_ssh(self, commit: Commit) -> Signature:
        key = _key_in(commit.signature)
        if key is None:
            return Signature(fault="bad", reason="its signature is damaged")
        shown = _ssh_fingerprint(key)
        lines = [*self.ssh.get(key, ()), *self._authorities()]
        if not lines:
            return _stranger(f"the SSH key {shown}")
        with tempfile.TemporaryDirectory(prefix="pbxc-") as folder:
            allowed, signature = Path(folder, "allowed"), Path(folder, "signature")
            allowed.write_text("\n".join(lines) + "\n", encoding="utf-8")
            signature.write_bytes(commit.signature)
            files = ["-f", str(allowed), "-s", str(signature)]
            return _ssh_verdict(files, commit, shown, bool(self.ssh.get(key)))

    def _authorities(self) -> Iterator[str]:
        """Lines of keys that vouch for other keys."""
        for lines in self.ssh.values():
            yield from (line for line in lines if " cert-authority" in line)

    # --- GPG ----------------------------------------------------------------------------------

    def _check_gpg(self, commit: Commit) -> Signature:
        found = Signature(fault="stranger")
        if self.gpg_keys:
            with tempfile.TemporaryDirectory(prefix="pbxc-") as folder:
                home = {"GNUPGHOME": folder}
                keys = "".join(self.gpg_keys).encode()
                given = run([*GPG, "--import"], environment_of(**home), SECONDS, keys)
                if given.ending == "missing":
                    return Signature(fault="no program", reason=given.reason)
                found = _gpg_signature(folder, home, commit, None)
        if found.fault == "stranger" and self.fingerprints:
            with tempfile.TemporaryDirectory(prefix="pbxc-") as folder:
                found = _gpg_signature(folder, {}, commit, self.fingerprints)
        if found.fault == "stranger" and not found.reason:
            return _stranger("a GPG key")
        return found


GPG = ("gpg", "--batch", "--no-tty", "--quiet", "--no-autostart", "--trust-model", "always")


def _gpg_signature(
    folder: str, home: dict[str, str], commit: Commit, allowed: frozenset[str] | None
) -> Signature:
    """What gpg says of a commit's signature. `allowed` are the only keys that count, where given."""
    signature = Path(folder, "commit.asc")
    signature.write_bytes(commit.signature)
    options = ["--no-auto-key-retrieve", "--status-fd", "1"]
    command = [*GPG, *options, "--verify", str(signature), "-"]
    answer = run(command, environment_of(**home), SECONDS, commit.payload)
    if answer.ending in ("missing", "timed out"):
        return Signature(fault="no program", reason=answer.reason)
    said = dict(_statuses(answer.output))
    if "EXPKEYSIG" in said or "EXPSIG" in said:
        return Signature(fault="expired", reason=f"the key of {_named(said)} has expired")
    if "REVKEYSIG" in said:
        return Signature(fault="expired", reason=f"the key of {_named(said)} was revoked")
    if "BADSIG" in said:
        return Signature(fault="bad", reason="its signature does not hold for what it says")
    if "GOODSIG" not in said or "VALIDSIG" not in said or not answer.ok:
        return _stranger(f"the GPG key {said.get('NO_PUBKEY') or 'of nobody we know'}")
    valid = said["VALIDSIG"].split()
    if allowed is not None and not allowed & {valid[0], valid[-1]}:
        return _stranger(f"the GPG key {valid[-1]}")
    return Signature(_named(said))


def _statuses(output: str) -> Iterator[tuple[str, str]]:
    for line in output.splitlines():
        if line.startswith("[GNUPG:] "):
            word, _, rest = line.removeprefix("[GNUPG:] ").partition(" ")
            yield word, rest


def _named(said: dict[str, str]) -> str:
    """The name that a key has, of what gpg says about its signature."""
    for word in ("GOODSIG", "EXPKEYSIG", "EXPSIG", "REVKEYSIG"):
        if word in said:
            return "".join(c for c in said[word].partition(" ")[2] if c.isprintable())
    return "somebody"


def _ssh_verdict(files: list[str], commit: Commit, shown: str, is_listed: bool) -> Signature:
    command = ["ssh-keygen", "-Y", "find-principals", *files]
    found = run(command, environment_of(), SECONDS)
    if found.ending in ("missing", "timed out"):
        return Signature(fault="no program", reason=found.reason)
    who = found.output.partition("\n")[0].partition(",")[0].strip()
    if not found.ok or not who:
        if is_listed:
            return Signature(fault="expired", reason=f"the SSH key {shown} is not valid now")
        return _stranger(f"the SSH key {shown}")
    command = ["ssh-keygen", "-Y", "verify", "-n", NAMESPACE, "-I", who, *files]
    good = run(command, environment_of(), SECONDS, commit.payload)
    if good.ok:
        return Signature(who)
    return Signature(fault="bad", reason="its signature does not hold for what it says")


def _stranger(key: str) -> Signature:
    return Signature(fault="stranger", reason=f"{key} is not among the signers")


def _key_in(signature: bytes) -> bytes | None:
    """The public key that an SSH signature names (PROTOCOL.sshsig); None where it is damaged."""
    body = signature.partition(SSH_BEGIN)[2].partition(SSH_END)[0]
    data = _decoded(b"".join(body.split()).decode("ascii", "replace"))
    if not data.startswith(b"SSHSIG\0\0\0\1") or len(data) < 14:
        return None
    (length,) = struct.unpack_from(">I", data, 10)
    key = data[14 : 14 + length]
    return key if len(key) == length > 0 else None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _ssh_fingerprint(key: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"


def signatures_of(
    commits: Iterable[Commit], signers: Signers
) -> Iterator[tuple[Commit, Signature]]:
    """Each commit with who signed it."""
    for commit in commits:
        yield commit, signers.check(commit)
