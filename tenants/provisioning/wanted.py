"""What each phone is to have: its files, as they follow from the inventory.

A file holds no secret, only the places of those it needs. What was made of a phone is kept beside what
it was made of, so a change of one key makes the files of one phone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from compiler.kept import Kept
from schema.inventory import AccountFact, Inventory
from schema.phone_facts import DeskPhone, PhoneRules
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone, phone_of
from targets.provisioning.text import CantCarry
from targets.provisioning.vendor import PhoneFile, Vendor, all_vendors
from targets.provisioning.zones import ZoneRefused


@dataclass(frozen=True)
class WantedPhone:
    """A phone, and the files that it is to fetch.

    `version` changes exactly when one of its files does. `networks` are where it may ask from (none
    said: anywhere). `desk` is what the inventory says of it, the names of its secrets among it.
    """

    phone: Phone
    vendor: Vendor
    dialect: Dialect
    files: tuple[PhoneFile, ...]
    version: str
    desk: DeskPhone
    networks: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The phone's id: that of its first line's endpoint."""
        return self.phone.id

    @property
    def user(self) -> str:
        """Who it says it is where it is asked for a user and a password."""
        return self.phone.download.user

    def file(self, name: str) -> PhoneFile | None:
        """Its file of that name, in small or large letters."""
        small = name.lower()
        return next((one for one in self.files if one.name.lower() == small), None)

    def regular_files(self) -> tuple[PhoneFile, ...]:
        """The files that it asks for whenever it looks for news: those of its vendor's list. The
        others (a directory) it fetches as it likes."""
        mac = self.phone.mac
        asked = {one.format(mac=mac, MAC=mac.upper()).lower() for one in self.vendor.requests}
        return tuple(one for one in self.files if one.name.lower() in asked) or self.files

    def main_file(self) -> PhoneFile | None:
        """The file with which it registers: the first that holds its line's password."""
        password = self.phone.line.password.secret
        return next((one for one in self.files if password in one.document.secrets), None)


@dataclass(frozen=True)
class AccountPhones:
    """The phones of one account by id, and those that have no files, with the reason."""

    phones: Mapping[str, WantedPhone] = field(default_factory=dict)
    unwritten: Mapping[str, str] = field(default_factory=dict)


class WantedFiles:
    """The wanted files of all accounts, made again and again. What comes out as it was is the same."""

    def __init__(self) -> None:
        self._accounts = Kept[AccountPhones]()
        self._phones = Kept[WantedPhone]()

    def of_all(self, shares: Mapping[str, Inventory]) -> Mapping[str, AccountPhones]:
        """The phones of each account, by the account's id."""
        found = {name: self._of(name, share) for name, share in shares.items() if share.phones}
        self._accounts.forget_others(found)
        self._phones.forget_others({id for one in found.values() for id in one.phones})
        return found

    def _of(self, name: str, share: Inventory) -> AccountPhones:
        made_of = (share.phones, share.phone_rules, share.endpoints, share.accounts)
        return self._accounts.get(name, made_of, lambda _: self._made(share))

    def _made(self, share: Inventory) -> AccountPhones:
        phones, unwritten = {}, {}
        for desk, made in _each(share):
            if isinstance(made, str):
                unwritten[desk.endpoint] = made
                continue
            phone, rules = made
            networks = desk.networks or rules.networks
            try:
                made_of = (phone, desk, networks)
                phones[desk.endpoint] = self._phones.get(
                    desk.endpoint, made_of, partial(_write, *made_of)
                )
            except (CantCarry, ZoneRefused, KeyError) as refused:
                unwritten[desk.endpoint] = str(refused)
        return AccountPhones(phones, unwritten)


def wanted_files(inventory: Inventory) -> Mapping[str, WantedPhone]:
    """Every phone of an inventory that has files, by its id."""
    return WantedFiles()._made(inventory).phones


def _each(share: Inventory) -> Iterator[tuple[DeskPhone, tuple[Phone, PhoneRules] | str]]:
    """Each phone of an inventory as a vendor's file knows it, or why there is none."""
    rules = {one.account: one for one in share.phone_rules}
    accounts: dict[str, AccountFact] = {one.id: one for one in share.accounts}
    endpoints = {one.id: one for one in share.endpoints}
    for desk in sorted(share.phones, key=lambda one: one.endpoint):
        rule = rules[desk.account]
        try:
            phone = phone_of(desk, endpoints[desk.endpoint], accounts[desk.account], rule)
        except ZoneRefused as refused:
            yield desk, str(refused)
            continue
        yield desk, (phone, rule)


def _write(
    phone: Phone, desk: DeskPhone, networks: tuple[str, ...], _before: WantedPhone | None
) -> WantedPhone:
    model = all_models().get(phone.model)
    if model is None or model.vendor not in all_vendors():
        raise KeyError(f"there is no model {phone.model}")
    vendor = all_vendors()[model.vendor]
    dialect = vendor.dialect(model.dialect)
    files = vendor.files(phone, dialect)
    return WantedPhone(phone, vendor, dialect, files, version_of(files), desk, networks)


def version_of(files: tuple[PhoneFile, ...]) -> str:
    """The hash of a phone's files, of names and contents: SHA-256 in hexadecimal."""
    lines = (f"{one.name}\n{one.document.version}\n" for one in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
