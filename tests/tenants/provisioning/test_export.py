"""Phones' files as a tree for another web server: whole, and for nobody else's eyes."""

from __future__ import annotations

import base64
import hashlib
import stat
from pathlib import Path

import pytest

from schema.phone_facts import DeskPhone
from tenants.output import write_private_tree
from tenants.provisioning.export import export
from tenants.provisioning.wanted import wanted_files
from tests.tenants.provisioning.offices import (
    MACS,
    SECRETS,
    Place,
    desk,
    office,
    path,
    secret,
    text_of,
)


def exported(*phones: DeskPhone, folder: str = "/srv/phones") -> dict[str, bytes]:
    return dict(export(wanted_files(office(*phones)).values(), SECRETS, folder).files)


def text(files: dict[str, bytes], name: str) -> str:
    return files[name].decode()


def test_a_file_is_what_the_controller_answers(place: Place) -> None:
    place.offer(desk("anna"))
    files = exported(desk("anna"))
    for name in ("{mac}.cfg", "{MAC}.cfg", "{mac}.boot", "{mac}-people.txt"):
        asked = path("anna", name)
        assert place.get(asked).body == files[f"phones{asked}"]


def test_users_and_salted_hashes_are_for_phones_of_all_networks() -> None:
    files = exported(desk("anna"), desk("bert", networks=("192.0.2.0/24",)))
    (line,) = text(files, "htpasswd").splitlines()
    user, _, hashed = line.partition(":{SSHA}")
    data = base64.b64decode(hashed)
    password = text_of(secret("anna", "web")).encode()
    assert (MACS["anna"], data[:20]) == (user, hashlib.sha1(password + data[20:]).digest())


def test_networks_are_told_to_the_web_server() -> None:
    said = text(exported(desk("bert", networks=("192.0.2.0/24", "2001:db8::/32"))), "nginx-server.conf")  # fmt: skip
    token = text_of(secret("bert", "token"))
    assert (
        f"location ^~ /p/{token}/ {{\n    allow 192.0.2.0/24;\n    allow 2001:db8::/32;\n    deny all;\n"
        f"    alias /srv/phones/phones/{token}/;\n"
    ) in said


def test_the_same_phones_give_the_same_bytes() -> None:
    phones = [desk("anna"), desk("bert", networks=("192.0.2.0/24",))]
    assert exported(*phones) == exported(*reversed(phones))


@pytest.mark.parametrize("folder", ["/srv/a b", "/srv/a;b", "/srv/$x", "relative", '/srv/"'])
def test_a_folder_that_settings_cant_name_is_refused(folder: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        exported(desk("anna"), folder=folder)


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_private_tree(exported(desk("anna")), out)
    modes = {stat.S_IMODE(one.stat().st_mode) for one in out.rglob("*") if one.is_file()}
    folders = {stat.S_IMODE(one.stat().st_mode) for one in (out, *out.rglob("*")) if one.is_dir()}
    assert ({0o600}, {0o700}) == (modes, folders)


def test_it_is_replaced_whole_and_nothing_of_others_is(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_private_tree(exported(desk("anna"), desk("bert")), out)
    write_private_tree(exported(desk("anna")), out)
    gone = text_of(secret("bert", "token"))
    assert [False] == [any(gone in str(one) for one in out.rglob("*"))]
