"""`groups`: several people behind one extension."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from schema.destination import Destination
from schema.hunting import Hunt, Member, Strategy, lower_hunt
from schema.lowering import Place, Writer, lower_steps, on_platform
from schema.program import Address, Assign, Const, Enter, Join, Jump, SetCaller, Value, Var
from schema.quantities import duration, whole
from schema.references import HoldMusicRef, Reference
from schema.scalars import E164, CallerName, DisplayName, Extension, Flag
from schema.thing import Found, Thing


class Group(Thing):
    """A ring group: users, devices, groups and numbers, rung at once or one after the other.

    Calling a group rings it, and goes on to `then` when nobody takes the call. Members that can't
    be rung are passed over; when nobody is left the call goes on at once.

    ```yaml
    groups:
      reception:
        extension: 200
        members: [user.anna, {to: user.ben, after: 10s}, +16475550188]
        ring_for: 20s
        then: [{voicemail: user.anna}]
    ```
    """

    section: ClassVar[str] = "groups"
    kind: ClassVar[str] = "group"

    name: DisplayName | None = Field(default=None, description="for people")
    extension: Extension | None = Field(default=None, description="dialled inside")
    numbers: tuple[E164, ...] = Field(
        default=(), description="the account's numbers that ring here"
    )
    members: tuple[Member, ...] = Field(description="who is rung")
    strategy: Strategy = Field(default="all", description="at once, or in which order")
    ring_for: Annotated[int, duration(1, 600)] = Field(
        default=20, description="how long; with an order, how long each member"
    )
    rounds: Annotated[int, whole(1, 20)] = Field(default=1, description="how often to try")
    ringback: HoldMusicRef | None = Field(default=None, description="hold music instead of ringing")
    caller_name_prefix: CallerName | None = Field(
        default=None, description="set before the caller's name"
    )
    confirm_external: Flag = Field(default=True, description="numbers outside must press 1")
    then: Destination | None = Field(
        default=None, description="where the call goes if nobody takes it"
    )

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A bare list is the members."""
        return {"members": written} if isinstance(written, list | tuple) else written

    def lower(self, place: Place) -> None:
        """Calling a group: ring it, then go on."""
        found = place.writer.account.thing_by_name("group", place.name)
        ring = Enter(self.ring_routine(place.writer, found.reference, found), (Const(""),))
        done = place.block("done")
        place.block("", Enter(on_platform("hop")), ring, end=Jump(self._then(place, done)))

    def _then(self, place: Place, done: Address) -> Address:
        if self.then is None:
            return done
        site = place.site("then", done, "then")
        if isinstance(self.then, Reference):
            return site.block("", site.enter(self.then))
        return lower_steps(site, self.then)

    def ring_routine(self, writer: Writer, reference: Reference, found: Found) -> Address:
        """The routine that only rings the group. Argument: seconds, not used."""
        label = f"ring.{reference}"
        return writer.once(label, lambda _: self._lower_ring(writer, label, reference.name, found))

    def _lower_ring(self, writer: Writer, label: str, name: str, found: Found) -> None:
        place = Place(writer, label, found.origin, found.owner, name)
        done = place.block("done")
        prefix: tuple[Any, ...] = ()
        if self.caller_name_prefix:
            shown = Join((Const(f"{self.caller_name_prefix} "), Var("caller.name")))
            prefix = (Assign("caller.name", shown), SetCaller(name=Var("caller.name")))
        site = place.site("hunt", done, "members")
        place.block("", *prefix, end=Jump(site.at("")))
        lower_hunt(site, self._hunt(writer, name), done)

    def _hunt(self, writer: Writer, name: str) -> Hunt:
        music: Value = Const(writer.account.music_id(self.ringback) if self.ringback else "")
        members = tuple(
            member.model_copy(update={"confirm": self.confirm_external})
            if isinstance(member.to, str) and member.confirm is None
            else member
            for member in self.members
        )
        return Hunt(
            members,
            self.strategy,
            self.ring_for,
            self.rounds,
            "group",
            music,
            state=f"group.{name}",
        )
