"""Offices with phones of a made-up vendor, whose files are as plain as can be."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schema.inventory import AccountFact, Endpoint, Inventory
from schema.phone_facts import DeskPhone, PhoneKey, PhoneRules
from targets.provisioning.capability import Model
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.text import Document
from targets.provisioning.vendor import PhoneFile, Vendor
from tenants.provisioning import agents, door, wanted
from tenants.provisioning.messages import Answered, Asked
from tenants.provisioning.phones import Phones
from tenants.secrets import DerivedSecrets

SECRETS = DerivedSecrets(b"k" * 32)
START = datetime(2026, 11, 24, 12, tzinfo=UTC)
BASE = "https://phones.example.com:9443/p"
MODEL = "acme-one"
MACS = {"anna": "00112233aa01", "bert": "00112233aa02", "cleo": "00112233aa03"}


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    keys = "".join(f"key {one.at} {one.kind} {one.value} {one.label}\n" for one in phone.keys)
    line = phone.line
    text = (f"user {line.user}\npassword ", line.password, "\nfrom ", *phone.download.url, f"\n{keys}")  # fmt: skip
    people = "".join(f"{name} {number}\n" for name, number in phone.directory)
    return (
        PhoneFile(f"{phone.mac}.boot", Document.of((f"read {phone.mac}.cfg\n",))),
        PhoneFile(f"{phone.mac}.cfg", Document.of(text)),
        PhoneFile(f"{phone.mac}-people.txt", Document.of((people or "nobody\n",))),
    )


VENDOR = Vendor(
    "acme", "Acme", (Dialect("v1", "One", {}, lambda phone: (), frozenset()),), _files,
    ("{mac}.boot", "000000000000.boot", "{mac}.cfg"),
    agent=r"^Acme (?P<model>\S+) (?P<firmware>[\d.]+)(?: (?P<mac>[0-9A-Fa-f:]{12,17}))?",
)  # fmt: skip
MODELS = {MODEL: Model(MODEL, "One", "acme", "v1", {}, agents=("One",))}


@pytest.fixture(autouse=True)
def made_up_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is this vendor, and another one without phones."""
    vendors = {"acme": VENDOR, "elsewhere": replace(VENDOR, slug="elsewhere")}
    for module in (wanted, door):
        monkeypatch.setattr(module, "all_vendors", lambda: vendors)
    for module in (wanted, agents):
        monkeypatch.setattr(module, "all_models", lambda: MODELS)


def secret(who: str, purpose: str, count: int = 0, account: str = "north") -> str:
    """The name of a secret of somebody's phone."""
    return f"{account}:device.{who}-desk:{purpose}#{count}"


def text_of(name: str) -> str:
    """A secret itself."""
    return SECRETS.text(name).reveal()


def desk(who: str, account: str = "north", **changes: Any) -> DeskPhone:
    """Somebody's phone."""
    phone = DeskPhone(
        f"{who}-desk@{account}.example.com", account, MODEL, MACS[who],
        secret=secret(who, "sip", account=account), admin=secret(who, "admin", account=account),
        web=secret(who, "web", account=account), token=secret(who, "token", account=account),
    )  # fmt: skip
    return replace(phone, **changes)


def key(label: str, at: int = 1) -> PhoneKey:
    """A key that watches somebody."""
    return PhoneKey("blf", at, "201", label)


def office(*phones: DeskPhone, account: str = "north", **rules: Any) -> Inventory:
    """The inventory of an account with these phones."""
    realm = f"{account}.example.com"
    endpoints = tuple(
        Endpoint(one.endpoint, account, realm, one.endpoint.partition("@")[0], one.secret, "", "")
        for one in phones
    )
    usual: dict[str, Any] = {"base_url": BASE, **rules}
    return Inventory(
        accounts=(AccountFact(account, account, account, realm, "UTC"),),
        endpoints=endpoints,
        phones=phones,
        phone_rules=(PhoneRules(account, **usual),),
    )


class Wall:
    """A clock on the wall that somebody sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Place:
    """A controller's phones, and a clock."""

    state: Path
    wall: Wall = field(default_factory=Wall)
    counted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        log = logging.getLogger("pbxc.test")
        self.phones = Phones(self.state, log, self.wall, self.counted.append)

    def offer(self, *phones: DeskPhone, **rules: Any) -> None:
        """These are the phones of the one account from now on."""
        self.phones.offer({"north": office(*phones, **rules)}, SECRETS)

    def get(self, path: str, headers: Mapping[str, str] | None = None, **more: Any) -> Answered:
        """What somebody is answered who asks for something."""
        return self.phones.answer(Asked("GET", path, headers or {}, **more))


def path(who: str, file: str = "{mac}.cfg", count: int = 0, account: str = "north") -> str:
    """The path of a file of somebody's phone."""
    token = text_of(secret(who, "token", count, account))
    return f"/{token}/{file.format(mac=MACS[who], MAC=MACS[who].upper())}"
