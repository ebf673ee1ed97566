"""The settings of a controller."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.render import render_text
from tenants.installation import (
    Installation,
    installation_path,
    parse_installation,
    read_installation,
)
from tenants.key_file import Refused

LEAST = """
repository: /srv/git/platform.git
state: /var/lib/pbxc
key: key
nodes:
  main: {folder: /etc/asterisk}
"""
ALL = """
repository: ssh://git@git.example/platform.git
branch: live
credential: deploy
credentials: {deploy: {ssh_key: deploy_key}, hub: {token_env: PBXC_TOKEN, user: bot}}
signers: allowed_signers
state: /var/lib/pbxc
key: /etc/pbxc/key
given: secrets.yaml
nodes:
  main: {folder: /etc/asterisk, ami: {host: 10.0.0.7, port: 5039, tls: yes}, start: [systemctl, restart, asterisk]}
  second: {folder: /srv/second}
listen: {address: 0.0.0.0, port: 8443, certificate: cert.pem, key: key.pem}
webhooks: [{name: hub, kind: gitea, secret_file: hook}]
poll: 2m
"""


def read(text: str) -> Installation:
    settings = parse_installation(text.encode(), "/etc/pbxc/pbxc.yaml")
    assert settings.installation is not None, render_text(settings.diagnostics, settings.sources)
    return settings.installation


def complaint(text: str) -> str:
    """What is said of settings, and of which line."""
    settings = parse_installation(text.encode(), "pbxc.yaml")
    assert settings.installation is None
    told = render_text(settings.diagnostics, settings.sources)
    return " ".join(told.split())


def test_what_is_not_said_is_as_usual() -> None:
    found = read(LEAST)
    assert ("main", 60, None, "127.0.0.1", 5038, ()) == (
        found.branch,
        found.poll,
        found.listen,
        found.nodes["main"].ami.host,
        found.nodes["main"].ami.port,
        found.nodes["main"].start,
    )


def test_all_that_is_said_is_read() -> None:
    found = read(ALL)
    assert found.listen
    assert ("live", 120, ("systemctl", "restart", "asterisk"), True, 8443, "gitea") == (
        found.branch,
        found.poll,
        found.nodes["main"].start,
        found.nodes["main"].ami.tls,
        found.listen.port,
        found.webhooks[0].kind,
    )


def test_paths_are_relative_to_the_settings() -> None:
    assert Path("/etc/pbxc/key") == read(LEAST).key


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("key: key\n", "", '"key" is missing'),
        ("key: key\n", "kye: key\n", "Did you mean key?"),
        ("state:", "poll: soon\nstate:", '"soon" is not a duration'),
        ("state:", "poll: 0\nstate:", "out of range"),
        ("{folder: /etc/asterisk}", "{}", '"folder" is missing'),
        ("main: {", "Main: {", "small letters"),
        ("{folder: /etc/asterisk}", "{folder: /a, ami: {port: 99999}}", "out of range"),
        ("{folder: /etc/asterisk}", "{folder: /a, start: stop}", "list"),
        ("/srv/git/platform.git", "https://anna:x@git.example/a", "password"),
        ("/srv/git/platform.git", "-upload-pack=x", "not the address"),
        ("state:", "credential: deploy\nstate:", 'no credential "deploy"'),
        ("state:", "credentials: {a: {}}\nstate:", "needs one of"),
        ("state:", "credentials: {a: {ssh_key: a, token_file: b}}\nstate:", "needs one of"),
        ("state:", "credentials: {a: {token_env: my token}}\nstate:", "environment variable"),
        ("state:", "listen: {address: localhost}\nstate:", "not an IP address"),
        ("state:", "listen: {certificate: a}\nstate:", "belong together"),
        ("state:", "webhooks: [{name: a, kind: github, secret_file: b}]\nstate:", "where to listen"),
        ("state:", "webhooks: [{name: a, kind: svn, secret_file: b}]\nstate:", "not one of github"),
        ("state:", "state: /a\nstate:", "stands twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, expected: str) -> None:
    assert old in LEAST
    said = complaint(LEAST.replace(old, new))
    assert (True, True) == (expected in said, "--> pbxc.yaml:" in said), said


def test_webhooks_come_over_the_network_only_in_secret() -> None:
    said = complaint(ALL.replace(", certificate: cert.pem, key: key.pem", ""))
    assert "in clear" in said


def test_webhooks_of_one_name_are_refused() -> None:
    hook = "{name: hub, kind: gitea, secret_file: hook}"
    assert "Two webhooks" in complaint(ALL.replace(hook, f"{hook}, {hook}"))


def test_two_nodes_in_one_folder_are_refused() -> None:
    assert "has the folder of" in complaint(ALL.replace("/srv/second", "/etc/../etc/asterisk"))


def test_no_node_is_told() -> None:
    said = complaint(LEAST.replace("nodes:\n  main: {folder: /etc/asterisk}", "nodes: {}"))
    assert "There is no node" in said


@pytest.mark.parametrize(
    ("named", "environment", "expected"),
    [
        ("a.yaml", {"PBXC_CONFIG": "b.yaml"}, "a.yaml"),
        (None, {"PBXC_CONFIG": "b.yaml"}, "b.yaml"),
        (None, {}, "/etc/pbxc/pbxc.yaml"),
    ],
)
def test_settings_are_looked_for_where_it_was_said(
    named: str | None, environment: dict[str, str], expected: str
) -> None:
    assert Path(expected) == installation_path(named, environment)


def test_settings_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="--config"):
        read_installation(tmp_path / "pbxc.yaml")


def test_settings_that_anybody_can_change_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "pbxc.yaml"
    path.write_text(LEAST)
    path.chmod(0o666)
    with pytest.raises(Refused, match="chmod o-w"):
        read_installation(path)


def test_a_token_comes_from_the_environment() -> None:
    found = read(ALL.replace("credential: deploy", "credential: hub"))
    opened = found.location({"PBXC_TOKEN": "t0ken"}).credential
    assert opened
    assert ("hub", "bot:t0ken") == (opened.name, opened.secret.reveal())


def test_a_token_that_is_not_there_is_told() -> None:
    found = read(ALL.replace("credential: deploy", "credential: hub"))
    with pytest.raises(Refused, match="PBXC_TOKEN"):
        found.location({})


def test_a_private_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "deploy_key"
    key.write_text("a key")
    key.chmod(0o644)
    found = read(ALL.replace("deploy_key", str(key)))
    with pytest.raises(Refused, match="chmod 600"):
        found.location({})


def test_a_private_key_is_named_not_read_out(tmp_path: Path) -> None:
    key = tmp_path / "deploy_key"
    key.write_text("a key")
    key.chmod(0o600)
    opened = read(ALL.replace("deploy_key", str(key))).location({}).credential
    assert opened
    assert str(key) == opened.secret.reveal()


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_webhook_secret_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "hook"
    file.write_text(text)
    file.chmod(0o600)
    hook = read(ALL.replace("secret_file: hook", f"secret_file: {file}")).webhooks[0]
    with pytest.raises(Refused, match="no secret"):
        hook.secret()


# --- phones -------------------------------------------------------------------------------------


def test_what_phones_are_told_is_read() -> None:
    found = read(
        LEAST + "phones: {address: 0.0.0.0, certificate: phones.crt, key: phones.key, "
        "authority: makers.pem, path: /p, proxies: [10.0.0.1], first_contact: 7d}\n"
    ).phones
    assert found
    assert (9443, "0.0.0.0", Path("/etc/pbxc/makers.pem"), "/p", ("10.0.0.1/32",), 604800) == (
        found.port, found.address, found.authority, found.path, found.proxies, found.first_contact
    )  # fmt: skip


@pytest.mark.parametrize(
    ("phones", "expected"),
    [
        ("{address: 0.0.0.0}", "passwords over the network in clear"),
        ("{certificate: a}", "belong together"),
        ("{authority: a}", "over https only"),
        ("{path: p}", "is not the path of an address"),
        ("{path: '/p/../x y'}", "is not the path of an address"),
        ("{proxies: [host]}", "is not an IP address or network"),
    ],
)
def test_what_would_expose_phones_is_refused(phones: str, expected: str) -> None:
    assert expected in complaint(f"{LEAST}phones: {phones}\n")
