"""Hunting: ringing several members at once, in order, or in an order that changes.

Used by the `ring` step and by groups, which are the same thing with and without a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from schema.base import Model
from schema.lowering import Site
from schema.program import (
    Address,
    Assign,
    Const,
    Count,
    End,
    Enter,
    Jump,
    Legs,
    LiveKey,
    Op,
    Pause,
    Recall,
    Remember,
    Ring,
    Shuffle,
    Switch,
    Take,
    Value,
    Var,
)
from schema.program import Join as JoinText
from schema.quantities import duration, whole
from schema.reading import Reader, quote, refusal, typed
from schema.references import RINGABLE_KINDS, Kinds, Reference
from schema.scalars import Flag, Seconds

Strategy = Literal["all", "in_order", "random", "rotate", "least_recent"]

SILENT = Const("")

_REFERENCE = Kinds(RINGABLE_KINDS)


def _read_target(value: Any) -> Reference | str:
    if isinstance(value, Reference):
        return value
    text = typed(value, "somebody to ring")
    if not text.startswith("+"):
        return _REFERENCE.read(text)
    digits = text.removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or not 7 <= len(digits) <= 15:
        raise refusal(f"{quote(text)} is not a telephone number; write + and 7 to 15 digits")
    return text


Target = Annotated[
    Reference | str,
    Reader(
        _read_target, "Somebody to ring: a user, a device, a group, or a telephone number with +."
    ),
]


class Member(Model):
    """Somebody to ring: a user, a device, a group or a telephone number.

    ```yaml
    members: [user.anna, {to: user.ben, after: 10s, for: 20s}, +16475550188]
    ```
    """

    to: Target = Field(description="whom to ring")
    after: Seconds = Field(default=0, description="start ringing this much later than the others")
    for_: Annotated[int, duration(1, 600)] | None = Field(
        default=None, alias="for", description="ring this long; else as long as the whole ring"
    )
    weight: Annotated[int, whole(1, 100)] = Field(
        default=10, description="with `random`: a heavier member tends to come earlier"
    )
    priority: Annotated[int, whole(0, 100)] = Field(
        default=0, description="lower comes first, with every strategy that has an order"
    )
    confirm: Flag | None = Field(
        default=None,
        description="the one who answers must press 1; default for numbers outside, never for phones",
    )

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A bare reference or number is a member with nothing else said."""
        return {"to": written} if isinstance(written, str | Reference) else written


@dataclass(frozen=True)
class Hunt:
    """How members are rung. `mode` says to a person's forwarding why they are rung: `direct`,
    `group`, or `own` (forwarding is not looked at)."""

    members: tuple[Member, ...]
    strategy: Strategy
    seconds: int
    rounds: int
    mode: str
    hold_music: Value = SILENT
    confirm: bool = False
    state: str = ""
    limited: bool = True

    @property
    def is_plain(self) -> bool:
        """Whether one of the account is rung once, in the way that is its own: no branch is needed.

        `limited` says that a time was set for the ring, which cuts a group's own rounds.
        """
        if len(self.members) != 1 or self.rounds != 1 or self.hold_music != SILENT:
            return False
        target = self.members[0].to
        return isinstance(target, Reference) and not (target.kind == "group" and self.limited)

    def ordered(self) -> tuple[Member, ...]:
        """The members by priority, else as they were written."""
        return tuple(sorted(self.members, key=lambda member: member.priority))


def lower_hunt(site: Site, hunt: Hunt, done: Address) -> Address:
    """Writes a hunt at a site. The call goes on at `done` with `outcome` set."""
    if not hunt.members:
        return site.block("", Assign("outcome", Const("unavailable")), end=Jump(done))
    if hunt.is_plain:
        (member,) = hunt.members
        ring_one = (*_wait(member), ring_member(site, hunt, member))
        return site.block("", Assign("outcome", Const("")), *ring_one, end=Jump(done))
    again = _rounds(site, hunt, done)
    legs = tuple(
        _leg(site, hunt, index, member) for index, member in enumerate(hunt.ordered(), start=1)
    )
    if hunt.strategy == "all":
        ring = Ring(Legs(legs), Const(str(hunt.seconds)), hunt.hold_music)
        site.block("members", ring, end=Jump(again))
    elif hunt.strategy == "in_order":
        _in_order(site, hunt, legs, again)
    else:
        _in_changing_order(site, hunt, legs, again)
    return site.at("")


def _rounds(site: Site, hunt: Hunt, done: Address) -> Address:
    """Writes how often it is tried; gives the address to go to when a round is over."""
    fresh = Assign("outcome", Const(""))
    if hunt.rounds == 1:
        site.block("", fresh, end=Jump(site.at("members")))
        return done
    counter, again = f"round.{site.label}", site.at("round")
    site.block("", Assign(counter, Const("0")), fresh, end=Jump(again))
    fits = Count(counter, Const(str(hunt.rounds)), "more")
    site.block("round", fits, end=Switch(Var("more"), (("1", site.at("members")),), done))
    return again


def _wait(member: Member) -> tuple[Op, ...]:
    return (Pause(Const(str(member.after))),) if member.after else ()


def _seconds(hunt: Hunt, member: Member) -> Value:
    return Const(str(member.for_ or hunt.seconds))


def _in_order(site: Site, hunt: Hunt, legs: tuple[str, ...], again: Address) -> None:
    names = ["members", *(f"member-{index}" for index in range(2, len(legs) + 1))]
    for index, (leg, member) in enumerate(zip(legs, hunt.ordered(), strict=True)):
        after = site.at(names[index + 1]) if index + 1 < len(names) else again
        ring = Ring(Legs((leg,)), _seconds(hunt, member), hunt.hold_music)
        site.block(names[index], ring, end=Jump(after))


def _in_changing_order(site: Site, hunt: Hunt, legs: tuple[str, ...], again: Address) -> None:
    queue, taken = f"queue.{site.label}", f"taken.{site.label}"
    ring_next = site.at("next")
    site.block("members", *_order(site, hunt, queue), end=Jump(ring_next))
    cases = []
    for index, (leg, member) in enumerate(zip(legs, hunt.ordered(), strict=True), start=1):
        ring = Ring(Legs((leg,)), _seconds(hunt, member), hunt.hold_music)
        ops = (*_rung(site, hunt, queue, taken), ring)
        cases.append((str(index), site.block(f"member-{index}", *ops, end=Jump(ring_next))))
    site.block("next", Take(taken, queue), end=Switch(Var(taken), tuple(cases), again))


def _order(site: Site, hunt: Hunt, queue: str) -> tuple[Op, ...]:
    """The order of this round: drawn, or as the last calls left it."""
    count = len(hunt.members)
    if hunt.strategy == "random":
        return (Shuffle(queue, tuple(member.weight for member in hunt.ordered())),)
    first = Const(",".join(str(index) for index in range(1, count + 1)))
    key = _order_key(hunt)
    recall = Recall(queue, key, first)
    if hunt.strategy == "least_recent":
        return (recall,)
    spare, head = f"spare.{site.label}", f"head.{site.label}"
    rotated = JoinText((Var(spare), Const(","), Var(head))) if count > 1 else first
    return (recall, Assign(spare, Var(queue)), Take(head, spare), Remember(key, rotated))


def _rung(site: Site, hunt: Hunt, queue: str, taken: str) -> tuple[Op, ...]:
    """With `least_recent`, whoever is rung goes to the end of the order."""
    if hunt.strategy != "least_recent" or len(hunt.members) == 1:
        return ()
    stored, head = f"stored.{site.label}", f"head.{site.label}"
    first = Const(",".join(str(index) for index in range(1, len(hunt.members) + 1)))
    key = _order_key(hunt)
    moved = JoinText((Var(stored), Const(","), Var(head)))
    return (Recall(stored, key, first), Take(head, stored), Remember(key, moved))


def _order_key(hunt: Hunt) -> LiveKey:
    return LiveKey(Const(hunt.state), Const(f"order.{len(hunt.members)}"))


def _leg(site: Site, hunt: Hunt, index: int, member: Member) -> str:
    """Writes the branch that rings one member; gives its label."""
    label = f"{site.label}.leg-{index}"
    site.writer.block(
        label, *_wait(member), ring_member(site, hunt, member), end=End(""), origin=site.origin
    )
    return label


def ring_member(site: Site, hunt: Hunt, member: Member) -> Enter:
    """Ringing one member, as a routine entered on a branch of its own."""
    seconds = Const(str(member.for_ or hunt.seconds))
    confirm = Const("1" if (hunt.confirm if member.confirm is None else member.confirm) else "")
    target = member.to
    if isinstance(target, str):
        outside = member.confirm if member.confirm is not None else True
        return Enter(
            site.writer.at("ring-number"), (Const(target), seconds, Const("1" if outside else ""))
        )
    ring = ring_routine(site, target)
    if target.kind == "group":
        return Enter(ring, (seconds,))
    return Enter(ring, (Const(hunt.mode), seconds, confirm))


def ring_routine(site: Site, target: Reference) -> Address:
    """The routine that only rings a user, device or group: no voicemail, no way on."""
    found = site.writer.account.thing(target)
    address: Address = found.thing.ring_routine(site.writer, target, found)
    return address
