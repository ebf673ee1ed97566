"""What must hold: asked after every single change of a node, and again when all is quiet.

I1  what is live is one validated generation, or between two of them
I2  no call is dropped                      I3  no call sees two generations
I4  it converges                            I5  an emergency call gets through at every instant
I7  what is bad changes nothing             I8  one account's trouble is never another's
I9  what is the owner's stays               I10 one writer           I12 twice is once

What somebody broke by hand is excused until it is healed, and no longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING, NoReturn

from targets.asterisk.delivery.generation import Act, Generation, Row, RowKey, Spot
from tests.faults.calls import LOST, Call
from tests.faults.exact import differences
from tests.faults.places import context_file, door_contexts, doors_file, doors_of
from tests.faults.pool import ACCOUNTS, FROM_TRUNK, MOVING, Steps
from tests.faults.site import parsed, winning

if TYPE_CHECKING:
    from tests.faults.world import World


class Broken(BaseException):
    """An invariant doesn't hold."""


def password(row: Row) -> str:
    return dict(row).get("password", "")


class Watch:
    """Looks at a world's site.

    `dirty` are contexts, `dirty_files` paths that a hand has broken; `unseen` are contexts that were
    broken in this run of Asterisk, and which therefore only a healing looks at.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.site = world.site
        self.dirty: set[str] = set()
        self.dirty_files: set[str] = set()
        self.unseen: set[str] = set()
        self.meddled = 0
        self.meddled_before: dict[str, int] = {}
        self.two_have_it = False
        self.closings = 0
        self.times_read = self.seen_at = 0
        self.needed: set[str] = set()

    def broken(self, why: str) -> NoReturn:
        self.world.note(f"## {why}")
        raise Broken(why)

    # --- one change

    def step_changed(self, context: str, extension: str, priority: int, act: Act | None) -> None:
        """I1, I5, I8: a step that callers can reach is that of a generation which is whole."""
        if ".g" in context or context in self.dirty:
            return
        spot = Spot(context, extension, priority)
        of = self.world.ledger.acceptable
        many = ACCOUNTS if context == FROM_TRUNK else (context.partition(".")[0],)
        if act is None:
            self.closings += 1
            if context != FROM_TRUNK and all(spot in one.entries for one in of(many[0])):
                self.broken(f"I1: {spot} was taken away, but every generation has it")
            return
        for account in many:
            if any(one.entries.get(spot) == act for one in of(account)):
                self._leads_to_a_whole(act, spot)
                return
        self.broken(f"I1: {spot} became {act}, which no generation says")

    def taken_away(self, spot: Spot, was: Act | None) -> None:
        """I8: no account takes away what is another's."""
        owner = was.data.partition(".in,")[0] if was else ""
        if spot.context != FROM_TRUNK or owner not in ACCOUNTS or FROM_TRUNK in self.dirty:
            return
        if self.times_read != self.seen_at:
            return  # the dialplan was read anew since somebody looked at its entries
        if all(one.entries.get(spot) == was for one in self.world.ledger.acceptable(owner)):
            self.broken(f"I8: {spot.extension} was taken away, but it is {owner}'s")

    def flipped(self, spot: Spot, act: Act) -> None:
        """I1: what callers can reach from now on, a restart doesn't take back."""
        key = (spot.extension, spot.priority)
        many = ACCOUNTS if spot.context == FROM_TRUNK else (spot.context.partition(".")[0],)
        for account in many if ".g" not in spot.context else ():
            path = doors_file(account)
            filed = parsed(self.site.files.get(path, b"")).get(spot.context, {})
            if filed.get(key) == act or path in self.dirty_files:
                return
        if ".g" not in spot.context:
            self.broken(f"I1: {spot} runs as {act}, and isn't filed so")

    def _leads_to_a_whole(self, act: Act, spot: Spot) -> None:
        target = act.data.partition(",")[0]
        for name in self.world.pool.needs.get(target, ()):
            if name in self.dirty or self.site.contexts.get(name) == self.world.pool.truth[name]:
                continue
            self.broken(f"I1: {spot} leads to {target}, but {name} isn't as it should be")

    def context_removed(self, name: str) -> None:
        """I2: nobody is in it, and nothing leads to it."""
        self.dirty.discard(name)
        needs = self.world.pool.needs
        for call in self.site.calls:
            if call.generation and not call.excused and name in needs[call.generation]:
                self.broken(f"I2: {name} was removed under a call in {call.generation}")
        for account in ACCOUNTS:
            if any(name in one.contexts for one in self.world.ledger.acceptable(account)):
                self.account_runs(account)

    def calls_counted(self, busy: Set[str]) -> None:
        """Somebody looks which contexts calls are in: what may be kept for their sake."""
        memory = self.world.ledger
        live = {name for a in ACCOUNTS for one in memory.acceptable(a) for name in one.contexts}
        in_use = [
            o for o in memory.history.values() if not o.contexts.keys().isdisjoint(busy - live)
        ]
        self.needed = {name for one in in_use for name in one.contexts}

    def account_runs(self, account: str) -> None:
        """I1, I5: every door of an account is that of a generation which is whole."""
        if any(self._runs(one) for one in self.world.ledger.acceptable(account)):
            return
        for context in door_contexts(account):
            if context in self.dirty:
                continue
            steps = self.site.contexts.get(context, {})
            for (extension, priority), act in steps.items():
                self.step_changed(context, extension, priority, act)
            self._alarms_stand(account, context, steps)

    def _runs(self, generation: Generation) -> bool:
        """Whether it is exactly this one, which is what is found mostly."""
        running, doors = self.site.contexts, doors_of(generation)
        for context in door_contexts(generation.account):
            if running.get(context, {}) != doors.get(context, {}):
                return False
        truth = self.world.pool.truth
        return all(running.get(name) == truth[name] for name in generation.contexts)

    def _alarms_stand(self, account: str, context: str, steps: Steps) -> None:
        many = self.world.ledger.acceptable(account)
        for spot, act in many[0].entries.items():
            if spot.context != context or ",m*" not in act.data:
                continue
            key = (spot.extension, 1)
            if key not in steps and all(spot in one.entries for one in many):
                self.broken(f"I5: {spot.extension} of {context} is gone")

    # --- files

    def file_changed(self, path: str) -> None:
        """A restart at this instant comes up with what was live, or is about to be."""
        self.dirty_files.discard(path)
        if not path.startswith("dialplan/"):
            return
        of = path.rpartition("/")[2].removesuffix(".conf")
        for account in (of,) if of in ACCOUNTS else ACCOUNTS:
            self.account_restarts(account)

    def account_restarts(self, account: str) -> None:
        path = doors_file(account)
        if path in self.dirty_files:
            return
        found = parsed(self.site.files.get(path, b""))
        lacking = "doors of one generation"
        for one in self.world.ledger.acceptable(account):
            if doors_of(one) == found:
                lacking = self._lacks(one)
                if not lacking:
                    return
        self.broken(f"I1: after a restart {account} would lack {lacking}")

    def _lacks(self, generation: Generation) -> str:
        """A context that its doors lead to and that isn't filed as it should be."""
        files, truth = self.site.files, self.world.pool.truth
        for name in generation.contexts if generation.entries else ():
            path = context_file(name)
            filed = parsed(files.get(path, b"")).get(name)
            if filed != truth[name] and path not in self.dirty_files:
                return name
        return ""

    def spoil(self, context: str) -> None:
        """Somebody has changed a running context."""
        self.dirty.add(context)
        self.unseen.add(context)
        self.meddled += 1

    def read_anew(self, *, same_run: bool) -> None:
        """The running dialplan was read anew: what is broken is what was broken in the files."""
        self.dirty = {name for path in self.dirty_files for name in self._contexts_of(path)}
        self.unseen = set(self.dirty) if same_run else set()
        self.closings += 1
        self.times_read += 1
        if self.dirty_files:
            self.meddled += 1
        filed = [parsed(self.site.files.get(doors_file(account), b"")) for account in ACCOUNTS]
        if sum((MOVING, 1) in one.get(FROM_TRUNK, {}) for one in filed) > 1:
            # Whose file was read first has the number, until the other one is healed.
            self.two_have_it = True
        for account in ACCOUNTS:
            self.account_runs(account)

    def _contexts_of(self, path: str) -> Iterable[str]:
        name = path.rpartition("/")[2].removesuffix(".conf")
        if path.startswith("dialplan/generations/"):
            return (name,)
        if path.startswith("dialplan/doors/"):
            return (*door_contexts(name), FROM_TRUNK)
        return ()

    def number_moves(self, wanted: Generation) -> None:
        """While a number is on its way from one account to the other, and is refused there perhaps,
        it rings at either, or for a moment nowhere: until the other one is healed."""
        if Spot(FROM_TRUNK, MOVING, 1) in wanted.entries:
            many = (self.world.ledger.acceptable(a) for a in ACCOUNTS if a != wanted.account)
            if any(Spot(FROM_TRUNK, MOVING, 1) in one.entries for ones in many for one in ones):
                self.two_have_it = True

    # --- objects

    def rows_changed(self, account: str, old: dict[RowKey, Row]) -> None:
        """I9: what an owner chose stays, unless git says anew and its generation is in place."""
        live, wanted = self.world.ledger.course(account)
        new = self.site.rows[account]
        for key in old:
            if key.table != "voicemail" or live is None or key not in live.rows:
                continue
            was, now = password(old[key]), password(new.get(key, ()))
            if was == now:
                continue
            said = password(wanted.rows.get(key, ()))
            if said != now or said == password(live.rows[key]):
                self.broken(f"I9: the PIN of {key.id} was {was}, and became {now or 'nothing'}")
            if not self._in_place(wanted):
                self.broken(f"I9: the PIN of {key.id} went before its generation was in place")

    def _in_place(self, generation: Generation) -> bool:
        return all(
            name in self.dirty or name == FROM_TRUNK or self.site.contexts.get(name, {}) == steps
            for name, steps in doors_of(generation).items()
        )

    # --- a settling

    def began(self, account: str) -> None:
        """A move has begun."""
        self.meddled_before[account] = self.meddled

    def confirmed(self, generation: Generation) -> None:
        """I7: what a node can't hold is never confirmed."""
        bad = self.world.pool.bad.get(generation.id)
        if bad and self.meddled_before[generation.account] == self.meddled:
            self.broken(f"I7: {generation.id} was confirmed, and its {bad} is bad")

    def settled(self, account: str, looked: bool) -> None:
        """After a settling that nobody meddled with, all is as it should be; what was dirty isn't.

        Only a healing looks at contexts that were right before, so only then must they be again.
        """
        if self.world.ledger.records[account].course != "resting":
            return
        live = self.world.ledger.acceptable(account)[0]
        spoilt = set() if looked else self.unseen.intersection(live.contexts)
        if wrong := list(differences(self.world, live, spoilt)):
            self.broken(f"I1: settled, but {account} ({live.id}): {'; '.join(wrong)}")
        right = set(live.contexts) - spoilt
        self.dirty.difference_update(right, door_contexts(account))
        self.unseen.difference_update(right)
        self.dirty_files.difference_update(map(context_file, live.contexts), [doors_file(account)])

    # --- calls

    def call_found(self, call: Call, act: Act) -> None:
        """I2, I3, I5: a call in a generation finds the next line, and it is its generation's."""
        if call.excused:
            return
        name = call.context
        if ".g" not in name:
            self._door_found(call, act)
            return
        if act == self.world.pool.truth[name].get((call.extension, call.priority)):
            return
        if name in self.dirty:
            call.excused = True
            return
        rule = "I5" if call.dialled == "911" else "I2" if act is LOST else "I3"
        where = f"{call.extension},{call.priority} of {name}"
        self.broken(f"{rule}: a call of {call.account} to {call.dialled} found {act} at {where}")

    def _door_found(self, call: Call, act: Act) -> None:
        if call.context in self.dirty:
            call.excused = True
        if call.excused or act is not LOST:
            return
        call.excused = True
        if call.dialled == MOVING and self.two_have_it:
            return
        if call.priority > 1:
            self._door_ends(call)
            return
        for account in ACCOUNTS if call.context == FROM_TRUNK else (call.account,):
            if all(self._serves(one, call) for one in self.world.ledger.acceptable(account)):
                self.broken(f"I2: {call.dialled} is gone at {call.context},{call.priority}")

    def _door_ends(self, call: Call) -> None:
        """A door that was opened leads on, unless it was shut since, or another opened before it."""
        opened_before = (call.extension, 1) in self.site.contexts.get(call.context, {})
        if call.closings == self.closings and not opened_before:
            self.broken(f"I2: {call.dialled} came into {call.context}, and it leads nowhere")

    def _serves(self, generation: Generation, call: Call) -> bool:
        steps = doors_of(generation).get(call.context, {})
        return winning(steps, call.extension, call.priority) is not None
