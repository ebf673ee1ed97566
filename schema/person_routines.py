"""Ringing a person: do-not-disturb first, then forwarding, then the phones."""

from __future__ import annotations

from schema.lowering import OUTCOME
from schema.program import (
    Assign,
    Block,
    Const,
    Enter,
    Jump,
    LiveKey,
    Param,
    Recall,
    Ring,
    Switch,
    Var,
)
from schema.routines import block, to

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
    return (*_asked(), *_forwarded(), *_rung())


def _asked() -> tuple[Block, ...]:
    """What holds for this person and this call now."""
    return (
        block(
            "person",
            Enter(to("hop")),
            Recall("dnd", LiveKey(_OWNER, Const("do_not_disturb")), _DND),
            Recall("when", LiveKey(_OWNER, Const("forward.when")), _WHEN),
            Recall("forward.to", LiveKey(_OWNER, Const("forward.to")), _TO),
            Assign("person.seconds", _SECONDS),
            Assign("person.confirm", _PRESS),
            end=Switch(Var("dnd"), (("on", to("person.disturbed")),), to("person.mode")),
        ),
        block(
            "person.disturbed",
            end=Switch(_HONOUR, (("1", to("person.mode")),), to("person.busy")),
        ),
        block("person.busy", Assign("outcome", Const("busy"))),
        block(
            "person.mode",
            end=Switch(
                _MODE,
                (("own", to("person.stay")), ("group", to("person.in-group"))),
                to("person.in-direct"),
            ),
        ),
        block(
            "person.in-group",
            end=Switch(_GROUPS, (("1", to("person.target")),), to("person.stay")),
        ),
        block(
            "person.in-direct",
            end=Switch(_DIRECT, (("1", to("person.target")),), to("person.stay")),
        ),
        block("person.stay", Assign("when", Const("never")), end=Jump(to("person.still"))),
        block(
            "person.still",
            end=Switch(Var("dnd"), (("on", to("person.busy")),), to("person.phones")),
        ),
    )


def _forwarded() -> tuple[Block, ...]:
    """Calls that are sent elsewhere."""
    return (
        block(
            "person.target",
            end=Switch(Var("forward.to"), (("", to("person.stay")),), to("person.forward")),
        ),
        block(
            "person.forward",
            Assign("forward.rights", _RIGHTS),
            Assign("forward.out", _OUT),
            Assign("forward.confirm", _CONFIRM),
            Assign("forward.shown", _SHOWN),
            Assign("forward.seconds", _SECONDS),
            end=Switch(
                Var("when"),
                (("always", to("person.always")), ("never", to("person.still"))),
                to("person.later"),
            ),
        ),
        block(
            "person.later",
            end=Switch(Var("dnd"), (("on", to("person.away")),), to("person.phones")),
        ),
        block(
            "person.always", end=Switch(_OWN_TOO, (("1", to("person.both")),), to("person.away"))
        ),
        block(
            "person.both",
            end=Switch(Var("dnd"), (("on", to("person.away")),), to("person.together")),
        ),
        block("person.together", Ring(_BOTH_LEGS, _SECONDS)),
        block("person.away", Ring(_AWAY_LEGS, _SECONDS)),
    )


def _rung() -> tuple[Block, ...]:
    """The phones, and where the call goes if nobody takes it there."""
    return (
        block(
            "person.phones",
            Ring(_LEGS, _SECONDS),
            end=Switch(
                OUTCOME,
                (
                    ("busy", to("person.if-busy")),
                    ("no_answer", to("person.if-no-answer")),
                    ("unavailable", to("person.if-unregistered")),
                ),
                to("person.done"),
            ),
        ),
        block(
            "person.if-busy",
            end=Switch(Var("when"), (("busy", to("person.away")),), to("person.done")),
        ),
        block(
            "person.if-no-answer",
            end=Switch(Var("when"), (("no_answer", to("person.away")),), to("person.done")),
        ),
        block(
            "person.if-unregistered",
            end=Switch(Var("when"), (("unregistered", to("person.away")),), to("person.done")),
        ),
        block("person.done"),
    )
