"""The callers of a world: they dial, wait and hang up, and never know of a push."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.calls import Call
from tests.faults.pool import FROM_TRUNK, MOVING, TENANTS, own_number

if TYPE_CHECKING:
    from tests.faults.world import World

MOST = 4
DIALLED = ("911", "101", "911", "trunk", "trunk", "112")


class Switchboard:
    """Places calls and moves them on, one line at a time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.site = world.site

    def go_on(self) -> None:
        """One call does one step, or a new one comes in."""
        calls = self.site.calls
        roll = int(self.world.rng.random() * 9973)
        if len(calls) < MOST and roll % 3 == 0:
            self._begin(roll // 3)
        elif calls:
            self._step(calls[roll % len(calls)])

    def let_pass_doors(self) -> None:
        """The time that a call needs from a door into its generation goes by."""
        for call in tuple(self.site.calls):
            while not call.generation and call in self.site.calls:
                self._step(call)

    def let_end(self) -> None:
        """All calls come to their end."""
        while self.site.calls:
            self._step(self.site.calls[0])

    def _begin(self, roll: int) -> None:
        account = TENANTS[roll % 2]
        dialled = DIALLED[roll // 2 % len(DIALLED)]
        context = f"{account}.phone"
        if dialled == "trunk":
            context, dialled = FROM_TRUNK, MOVING if roll % 5 == 0 else own_number(account, 0)
        call = Call(account, dialled, context, dialled, closings=self.world.watch.closings)
        self.site.calls.append(call)
        self._step(call)

    def _step(self, call: Call) -> None:
        if not call.next_place():
            self.site.calls.remove(call)
            return
        if not call.generation and call.context.endswith(".in"):
            call.account = call.context.partition(".")[0]
        call.line = self.site.look_up(call.context, call.extension, call.priority)
        self.world.watch.call_found(call, call.line)
        if call.excused:
            self.site.calls.remove(call)
