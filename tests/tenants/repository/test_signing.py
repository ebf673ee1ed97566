"""Whose signature stands under a commit, with real keys of ssh-keygen and gpg."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tenants.repository.objects import Commit, Objects
from tenants.repository.signing import Signature, Signers
from tests.tenants.repository.gits import Work, new_work

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None or shutil.which("gpg") is None,
    reason="ssh-keygen and gpg are not both on this machine",
)


@dataclass(frozen=True)
class Keys:
    """SSH keys by the name of their owner, all in one folder."""

    folder: Path

    def make(self, name: str, kind: str = "ed25519") -> str:
        """A new key; its public line."""
        command = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", f"{name}@example.com"]
        subprocess.run([*command, "-f", str(self.folder / name)], check=True)
        return (self.folder / f"{name}.pub").read_text().strip()

    def sign(self, work: Work, name: str, content: str = "x") -> Commit:
        """A commit that is signed with a key."""
        work.write({"account.yaml": content})
        work.git("add", "--all")
        key = self.folder / name
        settings = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}")
        work.git(*settings, "commit", "--quiet", "-S", "--message", "Signed")
        return commit_of(work)


def commit_of(work: Work) -> Commit:
    """The commit at the head."""
    return Objects(work.path).commit(work.git("rev-parse", "HEAD"))


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """A working copy with one unsigned commit."""
    work = new_work(tmp_path / "work")
    work.commit({"account.yaml": "first"})
    return work


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """A place for keys."""
    (tmp_path / "keys").mkdir()
    return Keys(tmp_path / "keys")


def test_an_unsigned_commit_is_refused(work: Work, keys: Keys) -> None:
    assert "unsigned" == Signers((keys.make("alice"),)).check(commit_of(work)).fault


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_signer_is_known_by_the_name_in_the_list(work: Work, keys: Keys, kind: str) -> None:
    line = f"alice@example.com,ng@example.com {keys.make('alice', kind)}"
    assert Signature("alice@example.com") == Signers((line,)).check(keys.sign(work, "alice"))


def test_a_bare_key_is_named_by_its_comment(work: Work, keys: Keys) -> None:
    signers = Signers((keys.make("alice"),))
    assert "alice@example.com" == signers.check(keys.sign(work, "alice")).signer


def test_a_stranger_is_refused_by_the_fingerprint(work: Work, keys: Keys) -> None:
    keys.make("mallory")
    answer = subprocess.run(
        ["ssh-keygen", "-lf", str(keys.folder / "mallory.pub")], capture_output=True, text=True
    )
    found = Signers((keys.make("alice"),)).check(keys.sign(work, "mallory"))
    assert ("stranger", True) == (found.fault, answer.stdout.split()[1] in found.reason)


def test_with_nobody_allowed_everybody_is_a_stranger(work: Work, keys: Keys) -> None:
    keys.make("alice")
    assert "stranger" == Signers().check(keys.sign(work, "alice")).fault


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ('valid-before="20200101"', "expired"),
        ('valid-after="20990101"', "expired"),
        ('valid-before="20990101"', ""),
        ('namespaces="git"', ""),
        ('namespaces="file"', "bad"),
    ],
)
def test_a_key_counts_only_where_and_when_its_line_says(
    work: Work, keys: Keys, option: str, expected: str
) -> None:
    signers = Signers((f"alice@example.com {option} {keys.make('alice')}",))
    assert expected == signers.check(keys.sign(work, "alice")).fault


def test_an_expired_key_can_not_sign_with_an_earlier_date(
    work: Work, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f'alice@example.com valid-before="20200101" {keys.make("alice")}'
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2019-06-01T12:00:00Z")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2019-06-01T12:00:00Z")
    assert "expired" == Signers((line,)).check(keys.sign(work, "alice")).fault


def test_a_signature_does_not_hold_for_another_commit(work: Work, keys: Keys) -> None:
    signers = Signers((keys.make("alice"),))
    one, other = keys.sign(work, "alice", "1"), keys.sign(work, "alice", "2")
    moved = replace(other, signature=one.signature)
    assert "bad" == signers.check(moved).fault


def test_a_file_signed_for_another_purpose_is_no_commit(work: Work, keys: Keys) -> None:
    signers = Signers((keys.make("alice"),))
    commit = keys.sign(work, "alice")
    (keys.folder / "text").write_bytes(commit.payload)
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", str(keys.folder / "alice")]
    subprocess.run([*command, str(keys.folder / "text")], check=True, capture_output=True)
    signature = (keys.folder / "text.sig").read_bytes()
    moved = replace(commit, signature=signature)
    assert "bad" == signers.check(moved).fault


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        (b"-----BEGIN SSH SIGNATURE-----\nrubbish\n-----END SSH SIGNATURE-----", "bad"),
        (b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----", "bad"),
        (b"-----BEGIN SIGNED MESSAGE-----\n", "unknown"),
    ],
)
def test_a_damaged_signature_is_refused(
    work: Work, keys: Keys, signature: bytes, expected: str
) -> None:
    commit = Commit("1" * 40, "", (), "A", "a@b", 0, "x", signature, b"text")
    assert expected == Signers((keys.make("alice"),)).check(commit).fault


def test_an_authority_vouches_for_keys(work: Work, keys: Keys) -> None:
    line = f"*@example.com cert-authority {keys.make('authority')}"
    keys.make("alice")
    command = ["ssh-keygen", "-q", "-s", str(keys.folder / "authority"), "-I", "alice", "-n"]
    subprocess.run([*command, "alice@example.com", str(keys.folder / "alice.pub")], check=True)
    shutil.move(keys.folder / "alice-cert.pub", keys.folder / "alice.pub")
    found = Signers((line,)).check(keys.sign(work, "alice"))
    assert Signature("alice@example.com") == found


# --- GPG ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gpg:
    """A person's keyring."""

    home: Path

    def run(self, *words: str, data: str = "") -> str:
        """What gpg answers."""
        command = ["gpg", "--batch", "--quiet", "--homedir", str(self.home), "--passphrase", ""]
        command += ["--pinentry-mode", "loopback"]
        done = subprocess.run([*command, *words], input=data, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def make(self, name: str, *options: str) -> str:
        """A new key; its fingerprint."""
        who = f"{name} <{name.lower()}@example.com>"
        self.run(*options, "--quick-generate-key", who, "ed25519", "sign", "seconds=3600")
        listed = self.run(*options, "--with-colons", "--list-keys", name)
        return next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))

    def public(self, key: str) -> str:
        """A public key in armour."""
        return self.run("--armor", "--export", key).strip() + "\n"

    def sign(self, work: Work, key: str, monkeypatch: pytest.MonkeyPatch) -> Commit:
        """A commit that is signed with a key."""
        monkeypatch.setenv("GNUPGHOME", str(self.home))
        work.git("-c", f"user.signingKey={key}", "commit", "-S", "--allow-empty", "-m", "Signed")
        monkeypatch.delenv("GNUPGHOME")
        return commit_of(work)


@pytest.fixture
def gpg() -> Iterator[Gpg]:
    """A keyring, its path short enough for the socket of its agent."""
    with tempfile.TemporaryDirectory(prefix="gpg-", dir="/tmp") as home:
        yield Gpg(Path(home))
        subprocess.run(
            ["gpgconf", "--kill", "all"], env={**os.environ, "GNUPGHOME": home}, check=True
        )


def test_a_gpg_signer_is_known_by_the_key(
    work: Work, gpg: Gpg, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = gpg.make("Alice")
    found = Signers((gpg.public(key),)).check(gpg.sign(work, key, monkeypatch))
    assert Signature("Alice <alice@example.com>") == found


def test_another_gpg_key_is_a_stranger(
    work: Work, gpg: Gpg, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, mallory = gpg.make("Alice"), gpg.make("Mallory")
    found = Signers((gpg.public(alice),)).check(gpg.sign(work, mallory, monkeypatch))
    assert ("stranger", True) == (found.fault, mallory[-16:] in found.reason)


def test_a_gpg_key_that_has_expired_signs_nothing(
    work: Work, gpg: Gpg, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = gpg.make("Alice")
    commit = gpg.sign(work, key, monkeypatch)
    gpg.run("--quick-set-expire", key, "seconds=1")
    subprocess.run(["sleep", "2"], check=True)
    assert "expired" == Signers((gpg.public(key),)).check(commit).fault


def test_a_revoked_gpg_key_signs_nothing(
    work: Work, gpg: Gpg, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = gpg.make("Alice")
    commit = gpg.sign(work, key, monkeypatch)
    revocation = (gpg.home / "openpgp-revocs.d" / f"{key}.rev").read_text()
    gpg.run("--import", data=revocation.replace(":-----BEGIN", "-----BEGIN"))
    assert "expired" == Signers((gpg.public(key),)).check(commit).fault


def test_a_fingerprint_names_a_key_of_the_machine(
    work: Work, gpg: Gpg, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, other = gpg.make("Alice"), gpg.make("Bob")
    commits = [gpg.sign(work, each, monkeypatch) for each in (key, other)]
    monkeypatch.setenv("GNUPGHOME", str(gpg.home))
    assert ["", "stranger"] == [Signers((key,)).check(commit).fault for commit in commits]


def test_a_gpg_signature_does_not_hold_for_another_commit(
    work: Work, gpg: Gpg, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = gpg.make("Alice")
    one, other = gpg.sign(work, key, monkeypatch), commit_of(work)
    moved = replace(other, signature=one.signature, payload=b"other")
    assert "bad" == Signers((gpg.public(key),)).check(moved).fault
