"""Remote repositories: an https server with a password, and ssh, both of our own on loopback."""

from __future__ import annotations

import base64
import datetime
import functools
import http.server
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from schema.secret import Secret
from tenants.repository.location import Credential, Location
from tenants.repository.program import git_environment, run
from tenants.repository.repository import Repository
from tests.tenants.repository.gits import Work, new_bare, new_work

TOKEN = "8dk3tq-very-secret"
BASIC = base64.b64encode(f"git:{TOKEN}".encode()).decode()


@dataclass
class Host:
    """A host of repositories: its address, and what it was asked."""

    url: str
    headers: list[str] = field(default_factory=list)


class Files(http.server.SimpleHTTPRequestHandler):
    """Files of a repository for who knows the token, over git's oldest protocol."""

    host: Host

    def do_GET(self) -> None:
        self.host.headers.append(self.headers.get("Authorization", ""))
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", f"{self.host.url}/origin.git{self.path[6:]}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.headers.get("Authorization") == f"Basic {BASIC}":
            super().do_GET()
        else:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def certificate(folder: Path) -> Path:
    """A certificate for loopback with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "host.pem"
    file.write_bytes(made.public_bytes(pem) + secret)
    return file


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A repository with one commit."""
    work, bare = new_work(tmp_path / "work"), new_bare(tmp_path / "served" / "origin.git")
    work.commit({"account.yaml": "account: {name: One}\n"}, "One")
    work.push(bare)
    Work(bare).git("update-server-info")
    return bare


@pytest.fixture
def host(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """The repository behind https."""
    file = certificate(tmp_path)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(file))
    host = Host("")
    files = type("ServedFiles", (Files,), {"host": host})
    served = functools.partial(files, directory=str(bare.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), served) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        host.url = f"https://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield host
        server.shutdown()
        thread.join()


def opened(url: str, mirrors: Path, secret: str = "") -> Repository:
    """A repository, with a credential or without."""
    credential = Credential(":git", Secret(secret)) if secret else None
    return Repository.open(Location(url, credential), mirrors)


def test_a_token_opens_a_repository_behind_https(host: Host, tmp_path: Path) -> None:
    repository = opened(f"{host.url}/origin.git", tmp_path / "mirrors", TOKEN)
    assert ("done", "One") == (
        repository.fetch().ending,
        repository.objects.commit(repository.head("main") or "").subject,
    )


def test_a_token_with_its_user_is_the_same(host: Host, tmp_path: Path) -> None:
    assert "done" == opened(f"{host.url}/origin.git", tmp_path, f"git:{TOKEN}").fetch().ending


def test_without_the_token_it_fails_and_nobody_is_asked(host: Host, tmp_path: Path) -> None:
    outcome = opened(f"{host.url}/origin.git", tmp_path / "mirrors").fetch()
    assert ("failed", True) == (outcome.ending, "uthentication" in outcome.reason)


def test_a_token_is_in_no_file_of_the_mirror(host: Host, tmp_path: Path) -> None:
    repository = opened(f"{host.url}/origin.git", tmp_path / "mirrors", TOKEN)
    repository.fetch()
    texts = [file.read_bytes() for file in (tmp_path / "mirrors").rglob("*") if file.is_file()]
    texts.append(repr(repository.location).encode())
    assert [] == [text for text in texts if TOKEN.encode() in text or BASIC.encode() in text]


def told_by(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Why a fetch with a token fails where the git program is a script."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    (tmp_path / "mirror.git").mkdir()
    (tmp_path / "mirror.git" / "HEAD").touch()
    credential = Credential(":git", Secret(TOKEN))
    location = Location("https://127.0.0.1:9/x", credential)
    return Repository(location, tmp_path / "mirror.git").fetch().reason


@pytest.mark.parametrize("told", [TOKEN, BASIC])
def test_a_token_that_is_told_back_is_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    script = f"echo 'fatal: no access with {told}' >&2"
    assert "no access with ***" == told_by(script, tmp_path, monkeypatch)


def test_a_token_is_on_no_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told_by(f'printf "%s\\n" "$@" >> {tmp_path}/words', tmp_path, monkeypatch)
    words = (tmp_path / "words").read_text()
    assert (True, False, False) == ("fetch" in words, TOKEN in words, BASIC in words)


def test_a_redirect_is_not_followed(host: Host, tmp_path: Path) -> None:
    outcome = opened(f"{host.url}/moved", tmp_path / "mirrors", TOKEN).fetch()
    assert ("failed", 1) == (outcome.ending, len(host.headers))


def test_a_token_is_for_its_own_host_only() -> None:
    location = Location("https://git.example:8443/a/b.git", Credential(":git", Secret(TOKEN)))
    environment = git_environment(location)
    names = {
        environment[f"GIT_CONFIG_KEY_{number}"]
        for number in range(int(environment["GIT_CONFIG_COUNT"]))
    }
    assert "http.https://git.example:8443/.extraHeader" in names


# --- ssh --------------------------------------------------------------------------------------


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An ssh program that writes down how it was called, and runs what it is asked right here."""
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/words\n'
        'while [ "$#" -gt 1 ]; do shift; done\nexec sh -c "$1"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    return tmp_path / "words"


@pytest.mark.parametrize("form", ["ssh://git@host.example{path}", "git@host.example:{path}"])
def test_a_repository_is_fetched_over_ssh(bare: Path, ssh: Path, tmp_path: Path, form: str) -> None:
    repository = opened(form.format(path=bare), tmp_path / "mirrors")
    assert ("done", True) == (repository.fetch().ending, "git@host.example" in ssh.read_text())


def words_of(location: Location, ssh: Path, tmp_path: Path) -> list[str]:
    """The words that ssh is called with."""
    Repository.open(location, tmp_path / "mirrors").fetch()
    return ssh.read_text().split("\n")


def test_a_host_that_is_not_known_is_never_trusted(bare: Path, ssh: Path, tmp_path: Path) -> None:
    words = words_of(Location(f"git@host.example:{bare}"), ssh, tmp_path)
    assert {"-oStrictHostKeyChecking=yes", "-oBatchMode=yes"} <= set(words)


def test_a_key_is_named_by_its_path(bare: Path, ssh: Path, tmp_path: Path) -> None:
    credential = Credential(":key", Secret("/etc/pbxc/keys/my key"))
    words = words_of(Location(f"git@host.example:{bare}", credential), ssh, tmp_path)
    assert "/etc/pbxc/keys/my key" == words[words.index("-i") + 1]


def test_what_a_tenant_names_can_not_use_the_machines_own_keys(
    bare: Path, ssh: Path, tmp_path: Path
) -> None:
    expected = {"-F", "none", "-oIdentityAgent=none", "-oIdentitiesOnly=yes"}
    url = f"git@host.example:{bare}"
    tenant = set(words_of(Location(url), ssh, tmp_path))
    own = set(words_of(Location(url, trusted=True), ssh, tmp_path))
    assert (True, False) == (expected <= tenant, bool(expected & own))


def test_the_program_gets_nothing_else_of_our_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PBXC_SECRET_CARRIER", "8dk3tq")
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    environment = git_environment(Location("https://git.example/a"))
    assert set() == {"PBXC_SECRET_CARRIER", "GIT_DIR"} & environment.keys()


def test_a_program_that_prints_without_end_is_cut() -> None:
    answer = run(["sh", "-c", "yes | head -c 9000000; exit 1"], {"PATH": "/usr/bin:/bin"}, 60)
    assert ("failed", 1 << 20) == (answer.ending, len(answer.output))


def test_a_program_goes_with_all_that_it_started(tmp_path: Path) -> None:
    script = f"(sleep 3; touch {tmp_path}/late) & sleep 60"
    ended = run(["sh", "-c", script], {"PATH": "/usr/bin:/bin"}, 0.3).ending
    run(["sleep", "4"], {"PATH": "/usr/bin:/bin"}, 20)
    assert ("timed out", False) == (ended, (tmp_path / "late").exists())


def test_a_program_that_is_not_there_is_told() -> None:
    assert "missing" == run(["no-such-program"], {"PATH": "/usr/bin"}, 1).ending
