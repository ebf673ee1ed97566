"""What is wrong with phones, found while compiling: nothing is left for the phone to stumble over.

A check is a function from what is known of a phone to findings; the tables of `checks_of_models` and
`checks_of_texts` are all of them. Whether the files can be written at all is tried where no check has
found an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from schema.inventory import Inventory
from schema.phone_facts import DeskPhone
from schema.reading import did_you_mean, quote
from targets.provisioning import checks_of_models, checks_of_texts
from targets.provisioning.capability import all_models
from targets.provisioning.facts import Phone, phone_of
from targets.provisioning.findings import Check, Judged, PhoneFinding, at
from targets.provisioning.vendor import all_vendors
from targets.provisioning.zones import ZoneRefused

CHECKS: tuple[Check, ...] = (*checks_of_models.CHECKS, *checks_of_texts.CHECKS)
OF_THE_MODEL = frozenset({"PH023", "PH028", "PH035"})
"""Codes of what all phones of a model lack alike: told of the first of them alone."""


def phone_findings(inventory: Inventory) -> tuple[PhoneFinding, ...]:
    """What is wrong with the phones of an inventory, by their order there."""
    told: set[tuple[str, str, str]] = set()
    found: list[PhoneFinding] = []
    phones = _Phones(inventory)
    for desk in inventory.phones:
        for one in _of_desk(phones, desk):
            same = (desk.account, one.code, one.sentence)
            if one.code not in OF_THE_MODEL or same not in told:
                found.append(one)
            told.add(same)
    return tuple(found)


@lru_cache(maxsize=1 << 15)
def findings_of(phone: Phone) -> tuple[PhoneFinding, ...]:
    """What is wrong with one phone, whose model is known. A controller asks again and again, of phones
    that are as they were."""
    model = all_models()[phone.model]
    vendor = all_vendors()[model.vendor]
    judged = Judged(phone, model, vendor, vendor.dialect(model.dialect))
    found = [one for check in CHECKS for one in check(judged)]
    if not any(one.severity == "error" for one in found):
        found.extend(checks_of_texts.unwritable(judged))
    return tuple(found)


class _Phones:
    """Makes phones of what an inventory has of them."""

    def __init__(self, inventory: Inventory) -> None:
        self._endpoints = {one.id: one for one in inventory.endpoints}
        self._accounts = {one.id: one for one in inventory.accounts}
        self._rules = {one.account: one for one in inventory.phone_rules}
        self._known: set[tuple[str, str]] = set()

    def phone(self, desk: DeskPhone) -> Phone:
        """The phone. ZoneRefused for a zone that has no rule. The people of an account are the same
        for all its phones and may be many: one phone of each model is judged with them."""
        endpoint, account = self._endpoints[desk.endpoint], self._accounts[desk.account]
        phone = phone_of(desk, endpoint, account, self._rules[desk.account])
        kind = (desk.account, desk.model)
        if kind in self._known:
            return replace(phone, directory=())
        self._known.add(kind)
        return phone


def _of_desk(phones: _Phones, desk: DeskPhone) -> Iterator[PhoneFinding]:
    """Of a phone as the inventory has it: its model and its zone may not exist."""
    model = all_models().get(desk.model)
    if model is None:
        told = f"No vendor has a phone {quote(desk.model)}."
        help = did_you_mean(desk.model, all_models()) or "`pbxc phones vendors` lists them all."
        yield PhoneFinding("PH031", "error", told, at(desk.origin, "model"), help)
        return
    if not desk.mac and not all_vendors()[model.vendor].soft:
        told = f"This {desk.model} has no hardware address (`mac`), so it couldn't find its files."
        yield PhoneFinding("PH034", "error", told, desk.origin)
    try:
        phone = phones.phone(desk)
    except ZoneRefused as refused:
        yield PhoneFinding(
            "PH013", "error", f"No phone can be told the time: {refused}.", desk.origin
        )
        return
    yield from findings_of(phone)
