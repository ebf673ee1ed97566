"""Telling phones: whose files are others than it fetched is sent a NOTIFY, and fetches them.

In waves, so that not all come at once. Never in the middle of a call: the phone's state is asked just
before, and one that is busy waits until it hangs up. With the event that has it read its files again;
only where a setting needs it is it started anew, and then in the hours that its account names. Who
doesn't fetch is told again after a while that grows, and at last left to look by itself.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, TypeAlias

from targets.asterisk.live.node import NodeError
from targets.asterisk.live.phone_notify import PhoneState
from tenants.provisioning.tellable import Tellable, may_reboot
from tenants.provisioning.told import Asked, TellingBook, Told

PER_SECOND = 20
"""Phones that are told in a second, where the installation says nothing else."""

MOST_TIMES = 6
"""So many times a phone is told of a version; then it is left to look by itself."""

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 120.0, 6 * 3600.0, 4
"""Seconds within which a phone should fetch; the pause grows so many times with each telling."""

BUSY_PAUSE, AWAY_PAUSE = 2.0, 30.0
"""Seconds after which a phone is looked at again that was in a call, or not registered."""

IDLE_PAUSE = 5.0
"""Seconds until the next look where nobody is to be told."""

ASKED_PER_TOLD = 4
"""So many phones are asked for what they do for each one that may be told in a second."""

Fetched: TypeAlias = Callable[[str], str]
"""The version of its files that a phone has fetched whole, by its id; empty for none."""

What: TypeAlias = Literal["told", "failed", "gave up"]


class PhoneDoor(Protocol):
    """What is asked of a node. Each may raise NodeError."""

    def states(self, phones: Collection[str]) -> Mapping[str, PhoneState]:
        """What each of these phones does at this moment."""
        ...

    def notify(self, events: Mapping[str, str]) -> Mapping[str, str]:
        """Tells each of these phones; those that couldn't be told, and why."""
        ...

    def registered_until(self) -> Mapping[str, int]:
        """Until when each phone that is registered is so."""
        ...


@dataclass(frozen=True, slots=True)
class News:
    """Something that came of telling, for the log."""

    what: What
    phone: str
    event: str = ""
    why: str = ""
    times: int = 0


@dataclass
class Telling:
    """Tells the phones of all nodes. `step` is for one thread; the rest may be called from any.

    `ready` says of a node whether it may be asked now, `hear` is told of what is done.
    """

    book: TellingBook
    doors: Mapping[str, PhoneDoor]
    fetched: Fetched
    ready: Callable[[str], bool] = lambda _node: True
    hear: Callable[[News], None] = lambda _news: None
    per_second: int = PER_SECOND
    clock: Callable[[], float] = time.time
    forward: Callable[[], float] = time.monotonic
    _filled: float | None = None
    _left: int = 0
    _listed: tuple[tuple[Tellable, ...], bool] | None = None
    _phones: Mapping[str, Tellable] = field(default_factory=dict)
    _has: dict[str, str] = field(default_factory=dict)
    _looked_at: deque[str] = field(default_factory=deque)
    _open: set[str] = field(default_factory=set)
    _not_before: dict[str, float] = field(default_factory=dict)

    @property
    def phones(self) -> Mapping[str, Tellable]:
        """The phones as they are wanted, by id, since the last step."""
        return self._phones

    @property
    def has(self) -> Mapping[str, str]:
        """The versions that phones have fetched, by id, since the last step."""
        return self._has

    def want(self, phones: Iterable[Tellable], *, whole: bool = True) -> None:
        """From now on these are the phones, and what they are to have. `whole`: there are no others,
        so that what is remembered of others can be forgotten."""
        self._listed = tuple(phones), whole

    def downloaded(self, phone: str) -> None:
        """A phone has fetched something."""
        self._looked_at.append(phone)

    def ask(self, phone: str, asked: Asked) -> bool:
        """Has a phone told as soon as it isn't in a call, whatever it has. False for one that there
        isn't, or that can't be told."""
        one = self._phones.get(phone)
        if one is None or not one.check:
            return False
        there = self.book.told.get(phone, Told(phone))
        self.book.write([replace(there, asked=asked, next=0.0)])
        self._not_before.pop(phone, None)
        self._looked_at.append(phone)
        return True

    def step(self) -> float:
        """Tells as many as may be told in a second. Seconds until it makes sense to call again."""
        self._take_up()
        now = self.clock()
        due = sorted(self._due(now), key=lambda one: self._not_before.get(one.id, 0.0))
        asked = due[: ASKED_PER_TOLD * self.per_second]
        most = self._allowed()
        told = self._tell(asked, now, most) if asked and most else 0
        self._left -= told
        if len(due) > told and (told == most or len(due) > len(asked)):
            return 1.0
        return BUSY_PAUSE if self._open else IDLE_PAUSE

    def _allowed(self) -> int:
        """How many may be told now, so that it is never more than `per_second` in any second."""
        moment = self.forward()
        if self._filled is None or moment - self._filled >= 1.0:
            self._filled, self._left = moment, self.per_second
        return self._left

    # --- who is to be told --------------------------------------------------------------------

    def _take_up(self) -> None:
        """What is wanted now in place of what was, and what was fetched since."""
        looked_at = {self._looked_at.popleft() for _ in range(len(self._looked_at))}
        listed, self._listed = self._listed, None
        if listed is not None:
            looked_at |= self._take_list(*listed)
        for name in looked_at & self._phones.keys():
            self._look_at(self._phones[name])

    def _take_list(self, phones: tuple[Tellable, ...], whole: bool) -> set[str]:
        """What is wanted now. The phones that are new or to have something else."""
        before = self._phones
        self._phones = {one.id: one for one in phones}
        if whole:
            self.book.forget_others(self._phones, {one.previous for one in phones})
        for gone in before.keys() - self._phones.keys():
            self._open.discard(gone)
            self._not_before.pop(gone, None)
            self._has.pop(gone, None)
        new = [one for one in phones if before.get(one.id) != one]
        self._has |= {one.id: self.fetched(one.id) for one in new}
        self.book.note([one.facts for one in new], self._has)
        return {one.id for one in new}

    def _look_at(self, one: Tellable) -> None:
        """Whether a phone has what it is to have."""
        self._has[one.id] = self.fetched(one.id)
        told = self.book.told.get(one.id)
        if self._has[one.id] != one.version or (told is not None and told.asked):
            self._open.add(one.id)
            return
        self._open.discard(one.id)
        self._not_before.pop(one.id, None)
        self.book.settle([one.id])

    def _due(self, now: float) -> Iterator[Tellable]:
        for one in (self._phones[name] for name in self._open):
            if not one.check or self._not_before.get(one.id, 0.0) > now:
                continue
            told = self.book.told.get(one.id)
            if is_due(one, told, now) and self._event(one, told, now):
                yield one

    def _event(self, one: Tellable, told: Told | None, now: float) -> str:
        """The event that a phone is told with; empty where it must wait for the hours in which it may
        start anew."""
        asked = told.asked if told else ""
        if asked:
            return (one.reboot if asked == "reboot" else "") or one.check
        before = self.book.facts(one.id, self._has[one.id])
        if before is None or before.starting == one.starting or not one.reboot:
            return one.check
        return one.reboot if may_reboot(one.hours, one.zone, now) else ""

    # --- telling them -------------------------------------------------------------------------

    def _tell(self, due: Collection[Tellable], now: float, most: int) -> int:
        """Tells those of these that are idle, so many at most. How many that were."""
        states = self._states(due)
        wave: dict[str, Told] = {}
        for one in due:
            does = set(states.get(one.id, {}).values())
            if "busy" in does or "idle" not in does:
                pause = BUSY_PAUSE if "busy" in does else AWAY_PAUSE
                self._not_before[one.id] = now + pause
            elif len(wave) < most:
                wave[one.id] = self._next(one, now)
        self.book.write(wave.values())  # before it is done: who is cut off tells nobody twice
        where: dict[str, dict[str, str]] = {}
        for name, told in wave.items():
            for node in (node for node, state in states[name].items() if state == "idle"):
                where.setdefault(node, {})[name] = told.event
        failed: dict[str, str] = {}
        for node, events in where.items():
            failed |= self._send(node, events)
        self._note(wave, failed)
        return len(wave)

    def _states(self, due: Collection[Tellable]) -> Mapping[str, Mapping[str, PhoneState]]:
        """What each of these phones does, on each node that serves it and answers."""
        found: dict[str, dict[str, PhoneState]] = {}
        for node, door in self.doors.items():
            here = [one.id for one in due if not one.nodes or node in one.nodes]
            if not here or not self.ready(node):
                continue
            try:
                for phone, state in door.states(here).items():
                    found.setdefault(phone, {})[node] = state
            except NodeError:
                continue
        return found

    def _next(self, one: Tellable, now: float) -> Told:
        """What is remembered of a phone that is told now."""
        there = self.book.told.get(one.id)
        again = there is not None and there.version == one.version
        times = there.times + 1 if there is not None and again else 1
        pause = min(FIRST_PAUSE * GROWTH ** (times - 1), LONGEST_PAUSE)
        event = self._event(one, there, now)
        return Told(one.id, one.version, times, now + pause, now, event)

    def _send(self, node: str, events: Mapping[str, str]) -> Mapping[str, str]:
        try:
            return self.doors[node].notify(events)
        except NodeError as error:
            return dict.fromkeys(events, str(error))

    def _note(self, wave: Mapping[str, Told], failed: Mapping[str, str]) -> None:
        self.book.write(replace(wave[name], why=why) for name, why in failed.items())
        self._looked_at.extend(wave)  # one that was only asked for may have all it is to have
        for name, told in wave.items():
            why = failed.get(name, "")
            self.hear(News("failed" if why else "told", name, told.event, why, told.times))
            if told.times == MOST_TIMES:
                self.hear(News("gave up", name, times=told.times))


def is_due(one: Tellable, told: Told | None, now: float) -> bool:
    """Whether it is time to tell a phone that hasn't what it is to have: it was asked for, or it wasn't
    told of this version yet, or long enough ago and not too often."""
    if told is None or told.asked or told.version != one.version:
        return True
    is_time = told.next <= now or told.next > now + LONGEST_PAUSE  # the clock was set back
    return told.times < MOST_TIMES and is_time
