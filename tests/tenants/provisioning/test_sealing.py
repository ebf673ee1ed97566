"""Files that are encrypted while they are answered, where the installation says so."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from targets.provisioning.vendor import Vendor
from tenants.controller.phone_desk import sealed_by
from tenants.installation import PhonesSetting
from tenants.key_file import Refused
from tenants.provisioning import door, wanted
from tests.tenants.commands import run
from tests.tenants.provisioning.offices import SECRETS, VENDOR, Place, desk, path

SEALING = replace(VENDOR, seal="openssl-aes-256-cbc")
ID = "anna-desk@north.example.com"


@pytest.fixture
def sealing(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Phones of a vendor whose files can be encrypted, and are."""

    def vendors() -> dict[str, Vendor]:
        return {"acme": SEALING}

    monkeypatch.setattr(wanted, "all_vendors", vendors)
    monkeypatch.setattr(door, "all_vendors", vendors)
    place.phones.configure(sealed=["acme"])
    place.offer(desk("anna"), directory=(("Bert", "202"),))
    return place


def opened(sealed: bytes) -> bytes:
    """A file as openssl opens it with the account's key."""
    key = SECRETS.text("north:phones:seal#0").reveal()[:16]
    done = subprocess.run(
        ["openssl", "enc", "-d", "-aes-256-cbc", "-md", "md5", "-pass", f"pass:{key}"],
        input=sealed, capture_output=True, check=False, timeout=20,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    return done.stdout


def test_the_phone_opens_what_it_is_sent(sealing: Place) -> None:
    sealed = sealing.get(path("anna")).body
    sealing.phones.configure()
    plain = sealing.get(path("anna")).body
    assert (plain, False) == (opened(sealed), b"anna" in sealed)


def test_the_same_version_is_the_same_bytes(sealing: Place) -> None:
    assert sealing.get(path("anna")) == sealing.get(path("anna"))


def test_a_phone_that_has_it_in_clear_is_sent_it_encrypted(sealing: Place) -> None:
    sealing.phones.configure()
    clear = dict(sealing.get(path("anna")).headers)["ETag"]
    sealing.phones.configure(sealed=["acme"])
    assert 200 == sealing.get(path("anna"), {"if-none-match": clear}).status


@pytest.mark.parametrize("file", ["{mac}.boot", "{mac}-people.txt"])
def test_files_without_passwords_are_in_clear(sealing: Place, file: str) -> None:
    assert sealing.get(path("anna", file)).body.isascii()


def test_the_first_contact_is_in_clear(sealing: Place) -> None:
    token, _, _ = sealing.phones.issue([ID], "ida")[ID]
    assert b"user anna-desk" in sealing.get(f"/{token}/{path('anna').split('/')[-1]}").body


def test_a_vendor_without_a_scheme_is_refused() -> None:
    with pytest.raises(Refused, match="Files of snom can't be encrypted"):
        sealed_by(PhonesSetting(sealed=("yealink", "snom")))


def test_the_key_is_printed_for_people(installed: Path) -> None:
    (installed / "key").write_text("00" * 32)
    (installed / "key").chmod(0o600)
    printed = run("phones", "key", "north/harbour").stdout
    assert 17 == len(printed)
    assert printed != run("phones", "key", "acme").stdout
