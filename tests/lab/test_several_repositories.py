"""Many repositories: a child's own on this machine, another one elsewhere, and who signs."""

from __future__ import annotations

import hashlib
import hmac
import os
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tenants.lab.site import free_port
from tenants.lab.workplace import Workplace, git
from tests.lab.sites import TREES
from tests.lab.workplaces import Child, line_out, live, note, refusal, wait_until

pytestmark = pytest.mark.lab

HOOK_SECRET = "3fd1a2c49e"
QUIET = 0.5
"""Seconds in which something would have happened if it happened."""


@dataclass(frozen=True)
class Town:
    """A platform with two children: west in a repository beside, east in one that is reached as one
    elsewhere is."""

    place: Workplace
    west: Child
    east: Child
    port: int
    certificate: Path

    def call(self, body: bytes, signature: str) -> int:
        """Calls the webhook as a forge does. The status of the answer."""
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.port}/hooks/hub", body,
            {"X-Hub-Signature-256": signature, "X-GitHub-Event": "push"},
        )  # fmt: skip
        trusted = ssl.create_default_context(cafile=self.certificate)
        try:
            with urllib.request.urlopen(request, timeout=10, context=trusted) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code


def write_certificate(folder: Path) -> Path:
    """A certificate for this machine that nobody else vouches for; its key is beside it."""
    certificate, key = folder / "web.pem", folder / "web.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", "-subj", "/CN=pbxc",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate


@pytest.fixture(scope="module")
def town(lab: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    with Workplace(f"town-{os.getpid()}", TREES / "pier", folder) as place:
        place.edit("account.yaml", "192.0.2.31", line_out())
        west, east = Child.of(place, "west"), Child.of(place, "east")
        for child, url in ((west, f"{west.repository}"), (east, f"file://{east.repository}")):
            grant = place.work / f"accounts/{child.folder.name}.yaml"
            grant.write_text(f"{grant.read_text()}repository: {{url: {url}}}\n")
        certificate = write_certificate(folder)
        (folder / "hook").write_text(HOOK_SECRET)
        (folder / "hook").chmod(0o600)
        town = Town(place, west, east, free_port(), certificate)
        with place.config.open("a") as config:
            config.write(
                f"poll: 1h\nwebhooks: [{{name: hub, kind: github, secret_file: hook}}]\n"
                f"listen: {{address: 127.0.0.1, port: {town.port}, certificate: web.pem, key: web.key}}\n"
            )
        place.push("as it is")
        place.serve()
        place.wait_logged("a node answers")
        yield town


def moves(town: Town, account: str, before: object) -> None:
    """Waits until an account has another generation live."""
    wait_until(town.place, lambda: live(town.place, account) != before)


def test_a_push_into_a_childs_own_repository_goes_live(town: Town) -> None:
    before = live(town.place, "west")
    town.west.edit("Anna West", "Anne West")
    commit = town.west.push("Anne")
    moves(town, "west", before)
    wait_until(
        town.place,
        lambda: "west on main: live" in note(town.place, commit, str(town.west.repository)),
    )


def test_a_mistake_in_a_childs_repository_keeps_that_child_only(town: Town) -> None:
    before = live(town.place, "west")
    town.west.edit("+19025550102: user.ben", "+19025550102: user.nobody")
    commit = town.west.push("a mistake")
    wait_until(town.place, lambda: refusal(town.place, "west") is not None)
    said = refusal(town.place, "west")
    assert said
    assert (commit, before) == (said.commit, live(town.place, "west"))
    wait_until(town.place, lambda: note(town.place, commit, str(town.west.repository)) != "")
    told = note(town.place, commit, str(town.west.repository))
    assert ("west: kept as it was", True, True) == (
        told.partition("\n")[0], "user.nobody" in told, "account.yaml:3" in told,
    ), told  # fmt: skip
    assert (
        ""
        == note(town.place, git("-C", str(town.place.work), "rev-parse", "HEAD")).partition(
            "west: kept"
        )[1]
    )
    town.west.edit("user.nobody", "user.ben")
    town.west.push("mended")
    wait_until(town.place, lambda: refusal(town.place, "west") is None)
    assert before == live(town.place, "west")


def test_a_branch_that_was_written_anew_is_held_and_told(town: Town) -> None:
    before = live(town.place, "west")
    head = git("-C", str(town.west.folder), "rev-parse", "HEAD")
    git("-C", str(town.west.folder), "reset", "--quiet", "--hard", "HEAD~3")
    town.west.edit("Anna West", "Somebody Else")
    commit = town.west.push("history is what one makes of it", "--force")
    wait_until(town.place, lambda: refusal(town.place, "west") is not None)
    said = refusal(town.place, "west")
    assert said
    assert (commit, True, before) == (
        said.commit,
        "GIT3" in said.diagnostics,
        live(town.place, "west"),
    )
    git("-C", str(town.west.folder), "reset", "--quiet", "--hard", head)
    town.west.edit("Ben West", "Benno West")
    town.west.push("as it was, and on", "--force")
    moves(town, "west", before)
    assert refusal(town.place, "west") is None


def test_a_webhook_makes_it_look_at_once_if_it_is_signed(town: Town) -> None:
    before = live(town.place, "east")
    town.east.edit("Anna East", "Anne East")
    town.east.push("Anne")
    body = b'{"ref": "refs/heads/main"}'
    code = hmac.new(HOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert 403 == town.call(body, f"sha256={code[:-1]}x")
    time.sleep(QUIET)
    assert before == live(town.place, "east")
    assert 202 == town.call(body, f"sha256={code}")
    moves(town, "east", before)


def test_an_unsigned_commit_is_held_and_a_signed_one_goes_live(town: Town) -> None:
    place, key = town.place, town.place.folder / "signer"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "w@example.org", "-f", str(key)],
        check=True,
    )
    signer = " ".join((key.with_suffix(".pub")).read_text().split()[:2])
    place.edit(
        "accounts/west.yaml", f"{{url: {town.west.repository}}}",
        f"{{url: {town.west.repository}, signed: yes, signers: [w@example.org {signer}]}}",
    )  # fmt: skip
    place.push("west signs")
    before = live(place, "west")
    town.west.edit("Carl West", "Karl West")
    commit = town.west.push("not signed")
    wait_until(place, lambda: refusal(place, "west") is not None)
    said = refusal(place, "west")
    assert said
    assert (commit, True, before) == (
        said.commit,
        "GIT306" in said.diagnostics,
        live(place, "west"),
    )
    wait_until(place, lambda: "GIT306" in note(place, commit, str(town.west.repository)))
    sign = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}", "-c", "commit.gpgsign=true")
    git("-C", str(town.west.folder), "reset", "--quiet", "--soft", "HEAD~1")
    town.west.push("signed", "--force", before=sign)
    moves(town, "west", before)
    assert refusal(place, "west") is None


def test_a_repository_that_is_gone_takes_nothing_down(town: Town) -> None:
    """Also where the controller is started anew while it is gone."""
    place, before = town.place, live(town.place, "west")
    aside = town.west.repository.with_name("aside.git")
    town.west.repository.rename(aside)
    at = len(place.log())
    place.pbxc("sync")
    place.wait_logged("can't be read", after=at)
    assert (before, "kept as it is" in place.pbxc("status", "west").said) == (
        live(place, "west"),
        True,
    )
    assert 0 == place.stop_serving()
    place.config.write_text(place.config.read_text().replace("poll: 1h", "poll: 1s"))
    at = len(place.log())
    place.serve()
    place.wait_logged("a node answers", after=at)
    east = live(place, "east")
    town.east.edit("Anne East", "Anna East")
    town.east.push("elsewhere, and nobody says so")
    moves(town, "east", east)
    assert before == live(place, "west")
    aside.rename(town.west.repository)
    wait_until(place, lambda: refusal(place, "west") is None)
    town.west.edit("Karl West", "Carl West")
    sign = (
        "-c",
        "gpg.format=ssh",
        "-c",
        f"user.signingkey={place.folder}/signer",
        "-c",
        "commit.gpgsign=true",
    )
    town.west.push("back again", before=sign)
    moves(town, "west", before)
