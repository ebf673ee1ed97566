"""Calls for help. Nothing here asks for a PIN, counts, restricts or looks at anybody's state.

The emergency numbers of the account's country are reached from every phone, with and without the
outside prefix (47 CFR 9.16). The call shows a number that reaches the caller back, is carried by
emergency trunks first and by any other after them, and people on site are told.
"""

from __future__ import annotations

from schema.dialing import emergency_strings, needs_location
from schema.lowering import Writer
from schema.outbound import by_weight, gateway_id
from schema.program import (
    Address,
    Assign,
    Const,
    Dial,
    End,
    Entry,
    Gateway,
    Jump,
    Notify,
    Origin,
    SetCaller,
    Var,
)
from schema.references import Reference
from schema.thing import Found
from schema.tree import Account, NamedDevice

# A carrier that gives no sign of life for so long is passed over for the next one.
PROGRESS_SECONDS = 10
RING_SECONDS = "600"


def emergency_dials(account: Account) -> tuple[str, ...]:
    """The dial strings that reach help from the account's phones."""
    return emergency_strings(account.country, account.document.dialing.outside_prefix)


def plain_number(account: Account, dialled: str) -> str:
    """The emergency number that a dial string means, without an outside prefix."""
    plain = {one.number for one in account.country.emergency}
    if dialled in plain:
        return dialled
    return max((number for number in plain if dialled.endswith(number)), key=len)


def location_of(account: Account, named: NamedDevice) -> str:
    """The name of the location where a phone stands; empty where none is known."""
    settings = account.document.account
    own = named.device.location or (named.user.location if named.user else None)
    reference = own or settings.default_location
    return reference.name if reference else ""


def callback_of(account: Account, named: NamedDevice) -> str:
    """The number that reaches a phone's place back after an emergency call."""
    device, user = named.device, named.user
    said = [device.emergency_callback, device.caller_id.emergency.number]
    if user is not None:
        said.append(user.caller_id.emergency.number)
    said.append(_location_number(account, location_of(account, named)))
    if user is not None:
        said += [user.caller_id.external.number, *user.numbers]
    return next((number for number in said if number), account.main_number)


def _location_number(account: Account, name: str) -> str:
    location = account.document.section("locations").get(name)
    target = location.callback if location else None
    if isinstance(target, str):
        return target
    if isinstance(target, Reference):
        return number_of(account, target)
    return ""


def number_of(account: Account, reference: Reference) -> str:
    """A telephone number that reaches a user, group or device from outside; empty if none does."""
    thing = account.document.section(f"{reference.kind}s").get(reference.name)
    for number in getattr(thing, "numbers", ()):
        return str(number)
    return account.routed.get(reference, "")


def emergency_trunks(writer: Writer) -> list[Found]:
    """Emergency trunks first, then every other one, each group by weight."""
    return sorted(by_weight(writer), key=lambda found: not found.thing.emergency)


def lower_emergency(writer: Writer) -> None:
    """Writes the table `emergency` and what its entries lead to."""
    account = writer.account
    origin = Origin(account.path, ("account", "country"))
    entries = []
    for dialled in emergency_dials(account):
        number = Assign("number", Const(plain_number(account, dialled)))
        told = needs_location(account.country, dialled, account.document.dialing.outside_prefix)
        to = writer.at("emergency.notify" if told else "emergency.call")
        target = writer.block(f"emergency.{dialled}", number, end=Jump(to), origin=origin)
        entries.append(Entry(dialled, target, origin=origin))
    writer.table("emergency", entries)
    fields = ("number", "device", "location", "emergency.number")
    notice = Notify("emergency", tuple((name, Var(name)) for name in fields))
    first = writer.at("emergency.call")
    writer.block("emergency.notify", notice, end=Jump(first), origin=origin)
    shown = SetCaller(Var("emergency.name"), Var("emergency.number"), private=False)
    writer.block("emergency.call", shown, end=Jump(_lower_lines(writer)), origin=origin)


def _lower_lines(writer: Writer) -> Address:
    """One gateway after the other, whatever the reason that the one before did not connect."""
    lines = [
        (found, number)
        for found in emergency_trunks(writer)
        for number, gateway in enumerate(found.thing.gateways, start=1)
        if gateway.enabled
    ]
    none = writer.block("emergency.nowhere", end=End("congested"))
    after = none
    for index, (found, number) in reversed(list(enumerate(lines, start=1))):
        target = Gateway(Const(gateway_id(found, number)), Var("number"), PROGRESS_SECONDS)
        dial = Dial(target, Const(RING_SECONDS))
        after = writer.block(f"emergency.line-{index}", dial, end=Jump(after), origin=found.origin)
    return after
