"""What star codes switch: do-not-disturb and forwarding of the caller's own user."""

from __future__ import annotations

from schema.program import (
    Assign,
    Block,
    Collect,
    Const,
    Filter,
    Jump,
    LiveKey,
    Media,
    Param,
    Play,
    Recall,
    Remember,
    Switch,
    Var,
)
from schema.routines import block, said, to

_MINE = Var("user")


def _only_users(label: str, go: str) -> Block:
    """Switches are of people; a phone of nobody hears that it can't be done."""
    return block(label, end=Switch(_MINE, (("", to("nobody")),), to(go)))


def switches() -> tuple[Block, ...]:
    """Every switch that a phone of a user has."""
    return (*_nobody(), *_do_not_disturb(), *_forward())


def _nobody() -> tuple[Block, ...]:
    return (
        block("nobody", Assign("outcome", Const("invalid")), Play((Media("", "not-available"),))),
    )


def _do_not_disturb() -> tuple[Block, ...]:
    dnd = LiveKey(_MINE, Const("do_not_disturb"))
    return (
        _only_users("do-not-disturb.on", "do-not-disturb.go-on"),
        _only_users("do-not-disturb.off", "do-not-disturb.go-off"),
        _only_users("do-not-disturb.toggle", "do-not-disturb.ask"),
        block(
            "do-not-disturb.ask",
            Recall("now", dnd, Var("own.dnd")),
            end=Switch(
                Var("now"), (("on", to("do-not-disturb.go-off")),), to("do-not-disturb.go-on")
            ),
        ),
        block(
            "do-not-disturb.go-on",
            Remember(dnd, Const("on")),
            end=Jump(to("do-not-disturb.is-on")),
        ),
        block(
            "do-not-disturb.go-off",
            Remember(dnd, Const("off")),
            end=Jump(to("do-not-disturb.is-off")),
        ),
        said("do-not-disturb.is-on", "do-not-disturb", "activated"),
        said("do-not-disturb.is-off", "do-not-disturb", "deactivated"),
    )


def _forward() -> tuple[Block, ...]:
    when, number = LiveKey(_MINE, Const("forward.when")), LiveKey(_MINE, Const("forward.to"))
    return (
        _only_users("forward.off", "forward.go-off"),
        block("forward.go-off", Remember(when, Const("never")), end=Jump(to("forward.is-off"))),
        said("forward.is-off", "forwarding", "deactivated"),
        _only_users("forward.toggle", "forward.ask"),
        block(
            "forward.ask",
            Recall("now", when, Var("own.forward")),
            end=Switch(Var("now"), (("never", to("forward.last")),), to("forward.go-off")),
        ),
        block(
            "forward.last",
            Recall("forward.new", number, Var("own.forward.to")),
            end=Switch(Var("forward.new"), (("", to("forward.collect")),), to("forward.set")),
        ),
        block(
            "forward.on",
            Filter("forward.new", Param(1)),
            end=Switch(_MINE, (("", to("nobody")),), to("forward.given")),
        ),
        block(
            "forward.given",
            end=Switch(Var("forward.new"), (("", to("forward.collect")),), to("forward.set")),
        ),
        block(
            "forward.collect",
            Collect("forward.new", (Media("", "enter-number"),), 20, 8, 4, "#"),
            end=Switch(Var("forward.new"), (("", to("forward.none")),), to("forward.set")),
        ),
        block("forward.none", Assign("outcome", Const("invalid")), Play((Media("", "invalid"),))),
        block(
            "forward.set",
            Remember(number, Var("forward.new")),
            Remember(when, Const("always")),
            end=Jump(to("forward.is-on")),
        ),
        said("forward.is-on", "forwarding", "activated"),
    )
