"""Phones whose files are others than before: what of each, in the trade's words, and whether it must
start anew for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from schema.inventory import Inventory
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Setting
from targets.provisioning.facts import Phone, phone_of
from targets.provisioning.phone_difference import needs_reboot, phone_changes
from targets.provisioning.text import CantCarry
from targets.provisioning.vendor import Vendor, all_vendors
from targets.provisioning.zones import ZoneRefused
from tenants.planning.plan import PhoneNews

PhonesById = Mapping[str, Phone]


def phones_by_account(inventory: Inventory | None) -> Mapping[str, PhonesById]:
    """Every phone that gets its files from us, by account id and its own. One whose zone no phone can
    be told is left out: that is a finding of its own."""
    found: dict[str, dict[str, Phone]] = {}
    for phone in _phones(inventory) if inventory else ():
        found.setdefault(phone.account, {})[phone.id] = phone
    return found


def phone_news(
    old: PhonesById, new: PhonesById, hours: tuple[str, str] = ("", "")
) -> Iterator[PhoneNews]:
    """The phones of an account that are to have other files, by id; those that are gone fetch none.
    `hours` are those in which they may start anew."""
    for id, phone in sorted(new.items()):
        before = old.get(id)
        name = id.partition("@")[0]
        if before is None:
            yield PhoneNews(name, "added")
            continue
        changes = phone_changes(before, phone) if before != phone else ()
        if changes:
            vendor = _vendor(phone)
            reboot = vendor is not None and _reboots(vendor, before, phone)
            told = vendor is not None and bool(vendor.notify.check)
            yield PhoneNews(name, "changed", changes, "-".join(hours) if reboot else "", told)


def hours_of(inventory: Inventory | None) -> Mapping[str, tuple[str, str]]:
    """The hours in which the phones of each account may start anew."""
    return {one.account: one.reboot for one in inventory.phone_rules} if inventory else {}


def _phones(inventory: Inventory) -> Iterator[Phone]:
    rules = {one.account: one for one in inventory.phone_rules}
    accounts = {one.id: one for one in inventory.accounts}
    endpoints = {one.id: one for one in inventory.endpoints}
    for desk in inventory.phones:
        try:
            endpoint = endpoints[desk.endpoint]
            yield phone_of(desk, endpoint, accounts[desk.account], rules[desk.account])
        except ZoneRefused:
            continue


def _vendor(phone: Phone) -> Vendor | None:
    model = all_models().get(phone.model)
    return all_vendors().get(model.vendor) if model else None


def _reboots(vendor: Vendor, old: Phone, new: Phone) -> bool:
    """Whether a phone must start anew. Another model is another phone, which starts anyway."""
    if old.model != new.model or not vendor.notify.reboot:
        return False
    dialect = vendor.dialect(all_models()[new.model].dialect)
    try:
        before, after = (tuple(_settings(vendor, phone)) for phone in (old, new))
    except (CantCarry, ZoneRefused, KeyError):  # what can't be written is a finding of its own
        return False
    return needs_reboot(dialect, before, after)


def _settings(vendor: Vendor, phone: Phone) -> Iterator[Setting]:
    dialect = vendor.dialect(all_models()[phone.model].dialect)
    return chain.from_iterable(file.settings for file in vendor.files(phone, dialect))
