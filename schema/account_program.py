"""The program of an account: what its phones, its numbers and an emergency lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeAlias

from schema.calendars import days_unit, lower_days, plan_days
from schema.caller_lists import caller_list_routine
from schema.captions import caller_name
from schema.codes import lower_codes
from schema.emergency import callback_of, location_of, lower_emergency
from schema.lowering import Site, Writer, lower_steps, on_platform
from schema.number_plans import lower_plan, plan_of, plan_unit
from schema.outbound import LONGEST_RING, lower_claims, lower_outbound
from schema.platform import platform_blocks
from schema.program import (
    PLATFORM,
    Address,
    Assign,
    Const,
    End,
    Enter,
    Entry,
    Filter,
    Find,
    Join,
    Jump,
    Op,
    Origin,
    Program,
    SetCaller,
    Switch,
    Unit,
    Var,
)
from schema.references import Reference
from schema.tree import Account, NamedDevice, Tree

Lowered: TypeAlias = Callable[[], Unit]
"""A unit that is written down when it is called for."""


def lower_tree(tree: Tree) -> Program:
    """The program of the whole tree: the units that accounts share, sorted by name, and one for
    each account."""
    accounts = tree.accounts.values()
    shared = {PLATFORM: lower_platform, **merge_all(map(shared_by, accounts))}
    units = [lowered() for _, lowered in sorted(shared.items())]
    return Program({unit.name: unit for unit in (*units, *map(lower_account, accounts))})


def merge_all(needs: Iterable[Mapping[str, Lowered]]) -> dict[str, Lowered]:
    """What all of several accounts share, by name."""
    return {name: lowered for one in needs for name, lowered in one.items()}


def lower_platform() -> Unit:
    """The unit of the routines that are the same for everybody."""
    return Unit(PLATFORM, platform_blocks(), {})


def shared_by(account: Account) -> Mapping[str, Lowered]:
    """The units that an account shares with others, by name: its number plan, and the special days
    of its schedules. What they are called follows from what is in them."""
    plan = plan_of(account)
    found: dict[str, Lowered] = {plan_unit(plan): partial(lower_plan, plan)}
    for name, schedule in account.document.section("schedules").items():
        days = plan_days(schedule, account.holidays.get(name, ()))[0]
        if days.rules:
            found[days_unit(days)] = partial(lower_days, days)
    return found


def lower_account(account: Account) -> Unit:
    """The unit of one account. It depends on nothing but the account and its ancestors."""
    writer = Writer(account)
    origin = Origin(account.path, ("account",))
    for named in account.devices.values():
        if named.device.registers:
            _lower_caller(writer, named)
    lower_emergency(writer)
    lower_outbound(writer, origin)
    lower_codes(writer)
    _lower_extensions(writer)
    _lower_phone(writer, origin)
    _lower_numbers(writer, origin)
    _lower_forward_leg(writer, origin)
    return writer.unit()


def _lower_caller(writer: Writer, named: NamedDevice) -> None:
    """Who is calling, when a device is: `from.<device>`."""
    account, user, device = writer.account, named.user, named.device
    shown = device.caller_id.internal
    number, name = shown.number or "", shown.name or ""
    if user is not None:
        inside = user.caller_id.internal
        number = inside.number or number or (user.extensions[0] if user.extensions else "")
        name = inside.name or name or caller_name(user.name)
    outside_number, outside_name = _seen_outside(named)
    private = device.caller_id.privacy or (user is not None and user.caller_id.privacy)
    box = f"{user.box_number}@{account.id}" if user and user.box_number else ""
    arguments = (
        f"user.{named.user_name}" if user else "",
        box,
        account.rights_on(named),
        number or device.extension or "",
        name or named.name,
        outside_number or account.main_number,
        callback_of(account, named),
        location_of(account, named),
        "1" if box else "",
        "1" if private else "",
        outside_name or account.shown_name,
        _seen_in_need(named) or name or named.name,
        "on" if user and user.do_not_disturb.enabled else "off",
        user.forward.when if user else "never",
        (user.forward.to or "") if user else "",
    )
    values = tuple(Const(argument) for argument in arguments)
    writer.block(f"from.{named.name}", Enter(on_platform("identify"), values), origin=named.origin)


def _seen_outside(named: NamedDevice) -> tuple[str, str]:
    """The number and the name that outside parties see: the user's own, else the device's."""
    device, user = named.device.caller_id.external, None
    if named.user is not None:
        user = named.user.caller_id.external
    number = (user.number if user else None) or device.number or ""
    return number, (user.name if user else None) or device.name or ""


def _seen_in_need(named: NamedDevice) -> str:
    """The name the emergency service sees: the device's first, then the user's."""
    own = named.device.caller_id.emergency.name
    return own or (named.user.caller_id.emergency.name if named.user else None) or ""


def _extensions(writer: Writer) -> Iterator[tuple[str, Reference, Origin]]:
    """What the account's phones reach by plain digits."""
    account = writer.account
    document = account.document
    for name, user in account.users.items():
        for index, extension in enumerate(user.extensions):
            route = ("users", name, "extensions", index)
            yield extension, Reference("user", name), Origin(account.path, route)
    for name, group in document.section("groups").items():
        if group.extension:
            yield group.extension, Reference("group", name), Origin(account.path, ("groups", name))
    for name, device in document.section("devices").items():
        if device.extension:
            origin = Origin(account.path, ("devices", name))
            yield device.extension, Reference("device", name), origin
    for name, box in document.section("mailboxes").items():
        yield box.number, Reference("mailbox", name), Origin(account.path, ("mailboxes", name))
    for name, flow in document.section("callflows").items():
        for index, pattern in enumerate(flow.extensions):
            route = ("callflows", name, "extensions", index)
            yield pattern, Reference("callflow", name), Origin(account.path, route)


def _lower_extensions(writer: Writer) -> None:
    entries = {
        pattern: Entry(pattern, writer.routine(reference), origin=origin)
        for pattern, reference, origin in _extensions(writer)
    }
    operator = writer.account.document.account.operator
    if operator is not None:
        origin = Origin(writer.account.path, ("account", "operator"))
        back = writer.block("operator.done", origin=origin)
        site = Site(writer, "operator", back, origin, writer.account)
        entries["0"] = Entry("0", site.branch("go", operator), origin=origin)
    writer.table("extensions", entries.values())


def _lower_phone(writer: Writer, origin: Origin) -> None:
    """A phone of the account has dialled something that is no emergency."""
    dialled = Var("dialled")
    if not writer.account.enabled:
        writer.block("phone", end=End("forbidden"), origin=origin)
    else:
        start = (
            Assign("outcome", Const("")),
            Assign("dial.seconds", Const(LONGEST_RING)),
            Assign("dial.confirm", Const("")),
        )
        writer.block("phone", *start, Enter(writer.at("phone.call")), end=End(""), origin=origin)
    extension, outside = writer.at("phone.extension"), writer.at("phone.outside")
    writer.block("phone.call", end=Find(writer.at("codes"), dialled, extension), origin=origin)
    writer.block(
        "phone.extension", end=Find(writer.at("extensions"), dialled, outside), origin=origin
    )
    _lower_unmatched(writer, origin)
    transferred = Find(writer.at("extensions"), dialled, writer.at("transfer.unknown"))
    writer.block("transfer", Enter(writer.at("transfer.call")), end=End(""), origin=origin)
    writer.block("transfer.call", end=transferred, origin=origin)
    writer.block("transfer.unknown", Assign("outcome", Const("unavailable")), origin=origin)


def _lower_unmatched(writer: Writer, origin: Origin) -> None:
    unmatched = writer.account.document.account.unmatched
    outside = writer.at("dial-as-caller")
    if unmatched is None:
        writer.block("phone.outside", end=Jump(outside), origin=origin)
        return
    done = writer.block("phone.done", origin=origin)
    site = Site(writer, "phone.unmatched", done, origin, writer.account)
    other = site.branch("go", unmatched)
    ask = Enter(outside)
    invalid = Switch(Var("outcome"), (("invalid", other),), done)
    writer.block("phone.outside", ask, end=invalid, origin=origin)


def _lower_numbers(writer: Writer, origin: Origin) -> None:
    """Somebody outside has dialled a number of the account."""
    account = writer.account
    settings = account.document.account
    entries = [
        Entry(number, _lower_number(writer, number, place), origin=place)
        for number, place in account.numbers().items()
    ]
    table = writer.table("numbers", entries)
    unknown = writer.block("did.unknown", end=End("unavailable", 404), origin=origin)
    find = writer.block("did.number", end=Find(table, Var("dialled"), unknown), origin=origin)
    steps_origin = Origin(account.path, ("account", "on_every_call"))
    site = Site(writer, "did.first", find, steps_origin, account)
    first = lower_steps(site, settings.on_every_call)
    if settings.block:
        refuse = writer.block("did.refused", end=End("rejected"), origin=origin)
        listed = Enter(caller_list_routine(writer, settings.block))
        blocked = Switch(Var("listed"), (("1", refuse),), first)
        first = writer.block("did.caller", listed, end=blocked, origin=origin)
    counted = lower_claims(writer, "inbound", origin, first, End("busy", 486))
    known = (Assign("first.number", Var("caller.number")), Assign("first.name", Var("caller.name")))
    if account.enabled:
        writer.block("did", Assign("outcome", Const("")), *known, end=Jump(counted), origin=origin)
    else:
        writer.block("did", end=End("unavailable"), origin=origin)


def _lower_number(writer: Writer, number: str, place: Origin) -> Address:
    """Where one number leads: what phones show, then its destination, then the end."""
    label = f"did.{number.removeprefix('+')}"
    end = writer.block(f"{label}.end", end=End(""), origin=place)
    site = Site(writer, label, end, place, writer.account)
    section, name = place.route[0], str(place.route[1])
    if section != "numbers":
        kind = "user" if section == "users" else "group"
        return site.branch("route", Reference(kind, name))
    entry = writer.account.document.section("numbers")[number]
    route = site.branch("route", entry.route, "route")
    if not entry.caller_name_prefix:
        return route
    name_shown = Join((Const(f"{entry.caller_name_prefix} "), Var("caller.name")))
    ops: tuple[Op, ...] = (Assign("caller.name", name_shown), SetCaller(name=Var("caller.name")))
    return writer.block(label, *ops, end=Jump(route), origin=place)


def _lower_forward_leg(writer: Writer, origin: Origin) -> None:
    """The branch that carries a forwarded call, with the rights and the number of who forwards."""
    outside = writer.at("dial-as-caller")
    writer.block(
        "forward-leg",
        Enter(on_platform("hop")),
        Filter("dialled", Var("forward.to")),
        Assign("rights", Var("forward.rights")),
        Assign("dial.seconds", Var("forward.seconds")),
        Assign("dial.confirm", Var("forward.confirm")),
        end=Switch(
            Var("forward.shown"),
            (("mine", writer.at("forward-leg.mine")),),
            writer.at("forward-leg.theirs"),
        ),
        origin=origin,
    )
    go = writer.at("forward-leg.go")
    writer.block(
        "forward-leg.mine",
        Assign("out.number", Var("forward.out")),
        Assign("out.name", Const(writer.account.shown_name)),
        end=Jump(go),
        origin=origin,
    )
    writer.block(
        "forward-leg.theirs",
        Assign("out.number", Var("caller.number")),
        Assign("out.name", Var("caller.name")),
        end=Jump(go),
        origin=origin,
    )
    writer.block("forward-leg.go", Enter(writer.at("forward-leg.call")), end=End(""), origin=origin)
    inside = Find(writer.at("extensions"), Var("dialled"), outside)
    writer.block("forward-leg.call", end=inside, origin=origin)
