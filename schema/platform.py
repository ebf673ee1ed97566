"""The platform's routines: what is the same for every person, phone and message."""

from __future__ import annotations

from schema.lowering import OUTCOME, on_platform
from schema.program import (

    Address,
    Assign,
    Block,
    Const,
    Count,
    Dial,
    End,

    Equal,
    Filter,
    InUse,
    Jump,
    LiveKey,
    Media,
    Op,
    Param,
    Pause,
    Phone,
    Play,
    Recall,
    Registered,
    Remember,
    Return,
    Ring,
    SetCaller,
    Switch,
    TakeMessage,
    Terminator,
    Var,
)
from schema.program import Collect

HOPS = "20"

def _block(label: str, *ops: Op, end: Terminator | None = None) -> Block:
    return Block(label, ops, end or Return())

def _to(label: str) -> Address:
    return on_platform(label)

def hops() -> tuple[Block, ...]:
    """A call that has been sent on twenty times is ended: two phones may forward to each other."""
    return (
        _block(
            "hop",
            Count("hops", Const(HOPS), "more"),
            end=Switch(Var("more"), (("1", _to("hop.on")),), _to("hop.stop")),
        ),
        _block("hop.on"),
        _block("hop.stop", end=End("congested")),
    )

def identity() -> tuple[Block, ...]:
    """Who is calling, for phones: entered with what the compiler knows of the device.

    Arguments: user (`user.anna` or empty), own mailbox id, rights, inside number and name, number
    shown outside, number for emergencies, location, `1` if it is trusted with its mailbox, `1` if
    it withholds its number outside.
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
    )
    assigned = tuple(Assign(name, Param(index)) for index, name in enumerate(names, start=1))
    first = (
        Assign("first.number", Var("caller.number")),
        Assign("first.name", Var("caller.name")),
    )
    return (
        _block("identify", *assigned, *first, SetCaller(Var("caller.name"), Var("caller.number"))),
    )

def messages() -> tuple[Block, ...]:
    """Taking a message with the greeting that fits. Argument: the mailbox."""
    return (
        _block("take-message", end=Switch(OUTCOME, (("busy", _to("take-message.busy")),), _to("take-message.away"))),
        _block("take-message.busy", TakeMessage(Param(1), Const("busy"))),
        _block("take-message.away", TakeMessage(Param(1), Const("unavailable"))),
    )

def phones() -> tuple[Block, ...]:
    """Ringing one phone, unless it can't be rung.

    Arguments: endpoint, seconds to wait first, seconds to ring, `1` to ask for a key, `1` if it
    rings while a call is on. `outcome` says how it went.
    """
    ring = _to("ring-phone.ring")
    return (
        _block("ring-phone", Equal("same", Param(1), Var("device")),
               end=Switch(Var("same"), (("1", _to("ring-phone.away")),), _to("ring-phone.there"))),
        _block("ring-phone.there", Registered("there", Param(1)),
               end=Switch(Var("there"), (("1", _to("ring-phone.wait")),), _to("ring-phone.away"))),
        _block("ring-phone.wait", Pause(Param(2)),
               end=Switch(Param(5), (("1", ring),), _to("ring-phone.free"))),
        _block("ring-phone.free", InUse("talking", Param(1)),
               end=Switch(Var("talking"), (("1", _to("ring-phone.busy")),), ring)),
        _block("ring-phone.ring", Dial(Phone(Param(1)), Param(3), Param(4))),
        _block("ring-phone.away", Assign("outcome", Const("unavailable"))),
        _block("ring-phone.busy", Assign("outcome", Const("busy"))),
    )

_OWNER, _MODE, _LEGS, _SECONDS, _DND, _HONOUR, _WHEN, _TO = (Param(n) for n in range(1, 9))
_CONFIRM, _OWN_TOO, _DIRECT, _GROUPS, _SHOWN, _RIGHTS, _OUT = (Param(n) for n in range(9, 16))
_AWAY_LEGS, _BOTH_LEGS, _PRESS = Param(16), Param(17), Param(18)

def people() -> tuple[Block, ...]:
    """Ringing a person: do-not-disturb first, then forwarding, then the phones.

    Arguments: the person (`user.anna`), why it is rung (`direct`, `group`, or `own`: forwarding is
    not looked at), the branches of its phones, seconds, what git says of do-not-disturb, `1` if
    forwarding beats it, what git says of `when` and `to`, `1` if numbers outside must press a key,
    `1` if its own phones ring as well, `1` each if direct and group calls are forwarded, `mine` or
    empty for the number shown, its rights, its number outside, the forwarding branch, that and the
    phones together, `1` if whoever answers must press a key.
    """
    return (
        _block(
            "person",
            Recall("dnd", LiveKey(_OWNER, Const("do_not_disturb")), _DND),
            Recall("when", LiveKey(_OWNER, Const("forward.when")), _WHEN),
            Recall("forward.to", LiveKey(_OWNER, Const("forward.to")), _TO),
            Assign("person.seconds", _SECONDS),
            Assign("person.confirm", _PRESS),
            end=Switch(Var("dnd"), (("on", _to("person.disturbed")),), _to("person.mode")),
        ),
        _block("person.disturbed", end=Switch(_HONOUR, (("1", _to("person.mode")),), _to("person.busy"))),
        _block("person.busy", Assign("outcome", Const("busy"))),
        _block("person.mode", end=Switch(
            _MODE,
            (("own", _to("person.stay")), ("group", _to("person.in-group"))),
            _to("person.in-direct"),
        )),
        _block("person.in-group", end=Switch(_GROUPS, (("1", _to("person.target")),), _to("person.stay"))),
        _block("person.in-direct", end=Switch(_DIRECT, (("1", _to("person.target")),), _to("person.stay"))),
        _block("person.stay", Assign("when", Const("never")), end=Jump(_to("person.still"))),
        _block("person.still", end=Switch(Var("dnd"), (("on", _to("person.busy")),), _to("person.phones"))),
        _block("person.target", end=Switch(Var("forward.to"), (("", _to("person.stay")),), _to("person.forward"))),
        _block(
            "person.forward",
            Assign("forward.rights", _RIGHTS),
            Assign("forward.out", _OUT),
            Assign("forward.confirm", _CONFIRM),
            Assign("forward.shown", _SHOWN),
            Assign("forward.seconds", _SECONDS),
            end=Switch(Var("when"), (("always", _to("person.always")), ("never", _to("person.still"))), _to("person.later")),
        ),
        _block("person.later", end=Switch(Var("dnd"), (("on", _to("person.away")),), _to("person.phones"))),
        _block("person.always", end=Switch(_OWN_TOO, (("1", _to("person.both")),), _to("person.away"))),
        _block("person.both", end=Switch(Var("dnd"), (("on", _to("person.away")),), _to("person.together"))),
        _block("person.together", Ring(_BOTH_LEGS, _SECONDS)),
        _block("person.away", Ring(_AWAY_LEGS, _SECONDS)),
        _block(
            "person.phones",
            Ring(_LEGS, _SECONDS),
            end=Switch(
                OUTCOME,
                (
                    ("busy", _to("person.if-busy")),
                    ("no_answer", _to("person.if-no-answer")),
                    ("unavailable", _to("person.if-unregistered")),
                ),
                _to("person.done"),
            ),
        ),
        _block("person.if-busy", end=Switch(Var("when"), (("busy", _to("person.away")),), _to("person.done"))),
        _block("person.if-no-answer", end=Switch(Var("when"), (("no_answer", _to("person.away")),), _to("person.done"))),
        _block("person.if-unregistered", end=Switch(Var("when"), (("unregistered", _to("person.away")),), _to("person.done"))),
        _block("person.done"),
    )

_MINE = Var("user")

def _said(label: str, *prompts: str) -> Block:
    return _block(label, Play(tuple(Media("", prompt) for prompt in prompts)))

def _only_users(label: str, go: str) -> Block:
    """Switches are of people; a phone of nobody hears that it can't be done."""
    return _block(label, end=Switch(_MINE, (("", _to("nobody")),), _to(go)))

def switches() -> tuple[Block, ...]:
    """What star codes do: do-not-disturb and forwarding of the caller's own user."""
    dnd, when = LiveKey(_MINE, Const("do_not_disturb")), LiveKey(_MINE, Const("forward.when"))
    number = LiveKey(_MINE, Const("forward.to"))
    return (
        _block("nobody", Assign("outcome", Const("invalid")), Play((Media("", "not-available"),))),
        _only_users("do-not-disturb.on", "do-not-disturb.go-on"),
        _only_users("do-not-disturb.off", "do-not-disturb.go-off"),
        _only_users("do-not-disturb.toggle", "do-not-disturb.ask"),
        _block("do-not-disturb.ask", Recall("now", dnd, Const("off")),
               end=Switch(Var("now"), (("on", _to("do-not-disturb.go-off")),), _to("do-not-disturb.go-on"))),
        _block("do-not-disturb.go-on", Remember(dnd, Const("on")), end=Jump(_to("do-not-disturb.is-on"))),
        _block("do-not-disturb.go-off", Remember(dnd, Const("off")), end=Jump(_to("do-not-disturb.is-off"))),
        _said("do-not-disturb.is-on", "do-not-disturb", "activated"),
        _said("do-not-disturb.is-off", "do-not-disturb", "deactivated"),
        _only_users("forward.off", "forward.go-off"),
        _block("forward.go-off", Remember(when, Const("never")), end=Jump(_to("forward.is-off"))),
        _said("forward.is-off", "forwarding", "deactivated"),
        _only_users("forward.toggle", "forward.ask"),
        _block("forward.ask", Recall("now", when, Const("never")),
               end=Switch(Var("now"), (("always", _to("forward.go-off")),), _to("forward.last"))),
        _block("forward.last", Recall("forward.new", number),
               end=Switch(Var("forward.new"), (("", _to("forward.collect")),), _to("forward.set"))),
        _block("forward.on", Filter("forward.new", Param(1)),
               end=Switch(_MINE, (("", _to("nobody")),), _to("forward.given"))),
        _block("forward.given", end=Switch(Var("forward.new"), (("", _to("forward.collect")),), _to("forward.set"))),
        _block("forward.collect", Collect("forward.new", (Media("", "enter-number"),), 20, 8, 4, "#"),
               end=Switch(Var("forward.new"), (("", _to("forward.none")),), _to("forward.set"))),
        _block("forward.none", Assign("outcome", Const("invalid")), Play((Media("", "invalid"),))),
        _block("forward.set", Remember(number, Var("forward.new")), Remember(when, Const("always")),
               end=Jump(_to("forward.is-on"))),
        _said("forward.is-on", "forwarding", "activated"),
    )

def platform_blocks() -> dict[str, Block]:
    """Every routine of the platform by its label."""
    groups = (hops(), identity(), messages(), phones(), people(), switches())
    blocks = {block.label: block for group in groups for block in group}
    return dict(sorted(blocks.items()))

