"""`ring`: ring people and phones, and nothing more."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from schema.hunting import Hunt, Member, Strategy, lower_hunt
from schema.lowering import Site
from schema.outcomes import RINGING
from schema.program import Alert, Assign, Const, Join, Jump, Op, SetCaller, Value, Var
from schema.quantities import duration, whole
from schema.references import HoldMusicRef
from schema.scalars import CallerName, Flag
from schema.step import Step

USUAL_SECONDS = 20


def _several(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


class Ring(Step):
    """Rings a user, a device, a group or a number, or several of them; the first to answer takes
    the call, and the callflow ends with the conversation.

    Only rings: nobody's voicemail is used. When nobody takes the call, it goes on by `on`, else at
    the next step. Members that can't be rung (in do-not-disturb, disabled, the caller itself) are
    passed over; when nobody is left the call goes on at once.

    ```yaml
    - ring: group.reception
    - ring: {to: [user.anna, {to: user.ben, after: 10s}], for: 30s}
      on: {busy: [{play: all-busy}]}
    ```
    """

    kind: ClassVar[str] = "ring"
    short: ClassVar[str] = "to"
    outcomes: ClassVar[frozenset[str]] = RINGING | {"congested", "forbidden"}

    to: Annotated[tuple[Member, ...], BeforeValidator(_several)] = Field(
        min_length=1, description="whom to ring"
    )
    strategy: Strategy = Field(default="all", description="at once, one by one, or in which order")
    for_: Annotated[int, duration(1, 600)] | None = Field(
        default=None,
        alias="for",
        description="how long; with an order, how long each member. Else 20 s, and a group alone as "
        "long as it says itself",
    )
    rounds: Annotated[int, whole(1, 20)] = Field(default=1, description="how often to try")
    ringback: HoldMusicRef | None = Field(
        default=None, description="hold music the caller hears instead of ringing"
    )
    confirm: Flag = Field(
        default=False, description="whoever answers must press 1 to take the call"
    )
    caller_name_prefix: CallerName | None = Field(
        default=None, description="set before the caller's name on the phones that ring"
    )
    alert: CallerName | None = Field(default=None, description="ringing tone asked of the phones")
    ignore_forwards: Flag = Field(
        default=False, description="ring their own phones only, whatever they are forwarded to"
    )

    def lower(self, site: Site) -> None:
        """Prepare what phones show, hunt, and go on by the outcome."""
        site.block("", *self._dress(), end=Jump(site.at("hunt")))
        hunt = Hunt(
            members=self.to,
            strategy=self.strategy,
            seconds=self.for_ or USUAL_SECONDS,
            rounds=self.rounds,
            mode=self._mode(),
            hold_music=self._music(site),
            confirm=self.confirm,
            state=f"ring.{site.label}",
            limited=self.for_ is not None,
        )
        done = site.block("done", end=site.by_outcome(self))
        lower_hunt(site.within("hunt"), hunt, done)

    def _mode(self) -> str:
        if self.ignore_forwards:
            return "own"
        return "direct" if len(self.to) == 1 else "group"

    def _music(self, site: Site) -> Value:
        return Const(site.writer.account.music_id(self.ringback) if self.ringback else "")

    def _dress(self) -> tuple[Op, ...]:
        ops: tuple[Op, ...] = ()
        if self.caller_name_prefix:
            name = Join((Const(f"{self.caller_name_prefix} "), Var("caller.name")))
            ops += (Assign("caller.name", name), SetCaller(name=Var("caller.name")))
        if self.alert:
            ops += (Alert(Const(self.alert)),)
        return ops
