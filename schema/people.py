"""What it means to call a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schema.caller_lists import caller_list_routine
from schema.lowering import Place, Writer, extend, on_platform
from schema.program import (
    Address,
    Const,
    End,
    Enter,
    Jump,
    Legs,
    Op,
    Param,
    Pause,
    Ring,
    Switch,
    Value,
    Var,
)
from schema.thing import Found
from schema.things.device import ring_block

if TYPE_CHECKING:
    from schema.things.user import PlannedRing, User


def lower_person_call(place: Place, user: User) -> None:
    """Calling a user: refuse who is refused, ring, then take a message if there is a mailbox."""
    found = place.writer.account.thing_by_name("user", place.name)
    ring = user.ring_routine(place.writer, found.reference, found)
    ring_all = Enter(ring, (Const("direct"), Const(str(user.ring.for_)), Const("")))
    ops: list[Op] = [ring_all]
    if user.box_number:
        box = Const(f"{user.box_number}@{place.writer.account.id}")
        ops.append(Enter(on_platform("take-message"), (box,)))
    call = place.block("call", *ops) if user.block or user.screening == "anonymous" else None
    if call is None:
        place.block("", *ops)
        return
    refuse = place.block("refused", end=End("rejected"))
    anonymous = (("", refuse),) if user.screening == "anonymous" else ()
    screened = Switch(Var("caller.number"), anonymous, call) if anonymous else Jump(call)
    if user.block is None:
        place.block("", end=screened)
        return
    number = place.block("number", end=screened)
    listed = Enter(caller_list_routine(place.writer, user.block))
    place.block("", listed, end=Switch(Var("listed"), (("1", refuse),), number))


def lower_person(writer: Writer, label: str, name: str, user: User, found: Found) -> None:
    """Writes the routine that only rings a person. Arguments: mode, seconds, confirm."""
    legs = _legs(writer, name, user, found)
    forward, settings = user.forward, user.do_not_disturb
    applies = set(forward.apply_to)
    shown = Const("" if forward.caller_id == "original" else "mine")
    arguments: tuple[Value, ...] = (
        Const(f"user.{name}"),
        Param(1),
        Legs(legs),
        Param(2),
        Const("on" if settings.enabled else "off"),
        Const("1" if settings.forwarding == "honour" else ""),
        Const(forward.when),
        Const(forward.to or ""),
        Const("1" if forward.confirm else ""),
        Const("1" if forward.ring_own_devices else ""),
        Const("1" if "direct" in applies else ""),
        Const("1" if "groups" in applies else ""),
        shown,
        Const(writer.account.rights_of(name)),
        Const(writer.account.shown_outside(name)),
        Legs(("forward-leg",)),
        Legs((*legs, "forward-leg")),
        Param(3),
    )
    writer.block(label, Enter(on_platform("person"), arguments), origin=found.origin)


def _legs(writer: Writer, name: str, user: User, found: Found) -> tuple[str, ...]:
    """One branch for each device that is rung; in order, one branch that goes through them."""
    planned: list[tuple[str, PlannedRing | None]]
    planned = [(entry.device, entry) for entry in user.ring.plan]
    planned = planned or [(device, None) for device in sorted(user.devices)]
    usable = [(d, entry) for d, entry in planned if d in user.devices and user.devices[d].enabled]
    if not usable:
        return ()
    if user.ring.strategy == "in_order" and len(usable) > 1:
        return (_chain(writer, name, user, found, usable),)
    return tuple(_leg(writer, name, user, found, device, entry) for device, entry in usable)


def _leg(
    writer: Writer, name: str, user: User, found: Found, device: str, entry: PlannedRing | None
) -> str:
    label = _free_label(writer, f"leg.{name}-{device}")
    settings = user.devices[device]
    origin = extend(found.origin, "devices", device)
    seconds: Value = Const(str(entry.for_)) if entry and entry.for_ else Var("person.seconds")
    confirm: Value = Var("person.confirm")
    if entry and entry.confirm is not None:
        confirm = Const("1" if entry.confirm else "")
    after = entry.after if entry else 0
    ring = device_routine(writer, f"{name}-{device}", user, device, found)
    late: tuple[Op, ...] = (Pause(Const(str(after))),) if after and not settings.registers else ()
    if settings.registers:
        waiting = Const("1" if settings.call_waiting and user.call_waiting else "")
        endpoint = Const(f"{name}-{device}@{writer.account.realm}")
        enter = Enter(
            on_platform("ring-phone"), (endpoint, Const(str(after)), seconds, confirm, waiting)
        )
    else:
        enter = Enter(ring, (Const("own"), seconds, confirm))
    writer.block(label, *late, enter, end=End(""), origin=origin)
    return label


def _free_label(writer: Writer, label: str) -> str:
    """The label, with a number where a plan names the same device again."""
    free, count = label, 1
    while free in writer.blocks:
        count += 1
        free = f"{label}~{count}"
    return free


def device_routine(
    writer: Writer, full_name: str, user: User, device: str, found: Found
) -> Address:
    """The routine that rings one of a user's devices alone."""
    label = f"ring.device.{full_name}"
    origin = extend(found.origin, "devices", device)
    settings = user.devices[device]
    return writer.once(label, lambda _: ring_block(writer, label, full_name, settings, origin))


def _chain(
    writer: Writer,
    name: str,
    user: User,
    found: Found,
    usable: list[tuple[str, PlannedRing | None]],
) -> str:
    """A branch that rings one device after the other."""
    label = f"leg.{name}"
    steps = [_leg(writer, name, user, found, device, entry) for device, entry in usable]
    addresses = [writer.at(f"{label}.{index}" if index else label) for index in range(len(steps))]
    for index, step in enumerate(steps):
        entry = usable[index][1]
        seconds: Value = Const(str(entry.for_)) if entry and entry.for_ else Var("person.seconds")
        last = index + 1 == len(steps)
        writer.block(
            addresses[index].label,
            Ring(Legs((step,)), seconds),
            end=End("") if last else Jump(addresses[index + 1]),
            origin=found.origin,
        )
    return label
