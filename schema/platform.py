"""The platform's routines: what is the same for every person, phone and message."""

from __future__ import annotations

from schema.lowering import OUTCOME
from schema.person_routines import people
from schema.program import (
    Assign,
    Block,
    Const,
    Count,
    Dial,
    End,
    Equal,
    InUse,
    Param,
    Pause,
    Phone,
    Registered,
    SetCaller,
    Switch,
    TakeMessage,
    Var,
)
from schema.routines import block, to
from schema.switch_routines import switches

HOPS = "20"


def hops() -> tuple[Block, ...]:
    """A call that has been sent on twenty times is ended: two phones may forward to each other."""
    return (
        block(
            "hop",
            Count("hops", Const(HOPS), "more"),
            end=Switch(Var("more"), (("1", to("hop.on")),), to("hop.stop")),
        ),
        block("hop.on"),
        block("hop.stop", end=End("congested")),
    )


def identity() -> tuple[Block, ...]:
    """Who is calling, for phones: entered with what the compiler knows of the device.

    Arguments: user (`user.anna` or empty), own mailbox id, rights, inside number and name, number
    shown outside, number for emergencies, location, `1` if it is trusted with its mailbox, `1` if
    it withholds its number outside; the names shown outside and to the emergency service; what git
    says of its user's do-not-disturb, and of when and where the user's calls are forwarded.
    """
    names = (
        "user",
        "own.mailbox",
        "rights",
        "caller.number",
        "caller.name",
        "out.number",
        "emergency.number",
        "location",
        "own.trusted",
        "out.private",
        "out.name",
        "emergency.name",
        "own.dnd",
        "own.forward",
        "own.forward.to",
    )
    assigned = tuple(Assign(name, Param(index)) for index, name in enumerate(names, start=1))
    first = (
        Assign("first.number", Var("caller.number")),
        Assign("first.name", Var("caller.name")),
    )
    return (
        block("identify", *assigned, *first, SetCaller(Var("caller.name"), Var("caller.number"))),
    )


def messages() -> tuple[Block, ...]:
    """Taking a message with the greeting that fits. Argument: the mailbox."""
    return (
        block(
            "take-message",
            end=Switch(OUTCOME, (("busy", to("take-message.busy")),), to("take-message.away")),
        ),
        block("take-message.busy", TakeMessage(Param(1), Const("busy"))),
        block("take-message.away", TakeMessage(Param(1), Const("unavailable"))),
    )


def phones() -> tuple[Block, ...]:
    """Ringing one phone, unless it can't be rung.

    Arguments: endpoint, seconds to wait first, seconds to ring, `1` to ask for a key, `1` if it
    rings while a call is on. `outcome` says how it went.
    """
    ring = to("ring-phone.ring")
    return (
        block(
            "ring-phone",
            Equal("same", Param(1), Var("device")),
            end=Switch(Var("same"), (("1", to("ring-phone.away")),), to("ring-phone.there")),
        ),
        block(
            "ring-phone.there",
            Registered("there", Param(1)),
            end=Switch(Var("there"), (("1", to("ring-phone.wait")),), to("ring-phone.away")),
        ),
        block(
            "ring-phone.wait",
            Pause(Param(2)),
            end=Switch(Param(5), (("1", ring),), to("ring-phone.free")),
        ),
        block(
            "ring-phone.free",
            InUse("talking", Param(1)),
            end=Switch(Var("talking"), (("1", to("ring-phone.busy")),), ring),
        ),
        block("ring-phone.ring", Dial(Phone(Param(1)), Param(3), Param(4))),
        block("ring-phone.away", Assign("outcome", Const("unavailable"))),
        block("ring-phone.busy", Assign("outcome", Const("busy"))),
    )


def platform_blocks() -> dict[str, Block]:
    """Every routine of the platform by its label."""
    groups = (hops(), identity(), messages(), phones(), people(), switches())
    blocks = {block.label: block for group in groups for block in group}
    return dict(sorted(blocks.items()))
