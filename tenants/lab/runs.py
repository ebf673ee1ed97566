"""Scenarios on the real switch: the same file, with SIP and sound, told as the same kind of story.

`run_scenario` sets the clock, makes phones and carriers behave, places the call, presses keys when
the switch asks for them, waits for the end and puts everything back. Rings take real time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from compiler.scenario_calls import prepare
from compiler.simulate import Behaviour as Intended
from compiler.simulate import Call, World, simulate
from compiler.simulation.speech import cut_keys
from compiler.story import Event, Story
from schema.program import Collect, Program, Shuffle
from schema.scenario import Scenario
from schema.tree import Account
from targets.asterisk.names import group_category
from tenants.lab.phones import Behaviour, Seen
from tenants.lab.recorder import Report
from tenants.lab.site import HELD, USUAL_NUMBER, USUAL_PHONE, Site, phone_name
from tenants.lab.trace import LEG, Overheard, channels_of, draws_of, story_of

LONGEST_CALL = 90.0
TALK = 60_000
SPEAK = 2.6
"""Seconds of a message: more than the shortest that a mailbox keeps."""


class Stuck(Exception):
    """A call did not begin or did not end in time; the message says which and what it did."""


@dataclass(frozen=True, slots=True)
class RealRun:
    """What became of a scenario: its story, the orders that were drawn in it, and how many new
    messages each mailbox had behind it."""

    story: Story
    draws: tuple[str, ...]
    messages: tuple[tuple[str, int], ...] = ()


def run_scenario(site: Site, account: Account, scenario: Scenario) -> RealRun:
    """Runs one scenario on a site. Stuck where its call doesn't begin or end in time."""
    call, world = prepare(account, scenario)
    return run_call(site, call, world)


def run_scenarios(
    site: Site, account: Account, scenarios: Sequence[Scenario], together: int = 4
) -> list[RealRun]:
    """Runs scenarios, those side by side that share neither the moment nor anybody involved."""
    staged = [prepare(account, scenario) for scenario in scenarios]
    done: dict[int, RealRun] = {}
    with ThreadPoolExecutor(together) as pool:
        for batch in batches(site.program, staged, together):
            runs = pool.map(lambda index: run_call(site, *staged[index]), batch)
            done |= dict(zip(batch, runs, strict=True))
    return [done[index] for index in range(len(staged))]


def run_call(site: Site, call: Call, world: World) -> RealRun:
    """Places a call in a world made for it, and tells what happened."""
    with ExitStack() as stage:
        stage.enter_context(_clock(site, call))
        stage.enter_context(_people(site, world))
        stage.enter_context(_memory(site, call, world))
        stage.enter_context(_crowd(site, world))
        before = messages(site)
        heard = _Caller(site, call).live_through()
        after = messages(site)
        story = story_of(heard, site.lexicon, site.bundle.source_map)
        kept = tuple(sorted((box, n - before.get(box, 0)) for box, n in after.items()))
        new = tuple((box, n) for box, n in kept if n > 0)
        return RealRun(_without_lost_messages(story, dict(new)), draws_of(heard), new)


def messages(site: Site) -> dict[str, int]:
    """How many new messages lie in each mailbox on the disk."""
    found = {}
    for box in site.inventory.mailboxes:
        inbox = site.switch.voicemail / box.account / box.number / "INBOX"
        found[box.id] = len(list(inbox.glob("msg*.txt")))
    return found


def _without_lost_messages(story: Story, new: dict[str, int]) -> Story:
    """A message was left where it lies on the disk; what the dialplan meant to do is not enough."""
    return Story(
        tuple(e for e in story.events if e.verb != "leaves_message" or new.get(e.subject))
    )


# --- side by side -------------------------------------------------------------------------------


def batches(
    program: Program, staged: Sequence[tuple[Call, World]], most: int
) -> list[tuple[int, ...]]:
    """Which scenarios may run side by side: at the same moment, with nobody in two of them.

    Who is involved is what the simulator says; where the order is drawn at random it can't know,
    so those run alone.
    """
    open_batches: list[tuple[list[int], set[str]]] = []
    for index, (call, world) in enumerate(staged):
        involved = _involved(program, call, world)
        for members, taken in open_batches:
            alone = "*" in involved | taken
            same = staged[members[0]][0].at == call.at
            if same and not alone and len(members) < most and not involved & taken:
                members.append(index)
                taken |= involved
                break
        else:
            open_batches.append(([index], involved))
    return [tuple(members) for members, _ in open_batches]


def _involved(program: Program, call: Call, world: World) -> set[str]:
    story = simulate(program, call, world)
    found = {call.device, *world.phones, *world.numbers, *world.gateways, *world.full, *world.busy}
    found |= {"/".join(name[:2]) for name in world.live}
    shuffled = {
        block.origin
        for block in program.units[call.unit].blocks.values()
        if any(isinstance(op, Shuffle) for op in block.ops)
    }
    for event in story.events:
        found |= _taking_part(event, call)
        if event.origin in shuffled:
            found.add("*")
    return found - {""}


def _taking_part(event: Event, call: Call) -> set[str]:
    match event.verb:
        case "rings" | "dials" | "connects" | "fails" | "leaves_message" | "reads_messages":
            return {event.subject}
        case "counts":
            return {event.subject}
        case "remembers":
            return {f"{call.unit}/{event.subject.partition(' ')[0]}"}
        case _:
            return set()


# --- the world ----------------------------------------------------------------------------------


@contextmanager
def _clock(site: Site, call: Call) -> Iterator[None]:
    """The switch's clock at the call's moment. All calls side by side have the same one."""
    shift = str(round(call.at.timestamp() - time.time()))
    site.recorder.session.call("Setvar", {"Variable": "CLOCKSHIFT", "Value": shift})
    yield


@contextmanager
def _people(site: Site, world: World) -> Iterator[None]:
    """Phones, numbers and carriers that do what the world says of them."""
    phones = {phone_name(one): does for one, does in world.phones.items()}
    away = [one for one, does in phones.items() if does.kind == "unavailable"]
    rules = {one: _rule(does, USUAL_PHONE) for one, does in phones.items() if one not in away}
    rules |= {one: _rule(does, USUAL_NUMBER) for one, does in world.numbers.items()}
    rules |= {
        one: _rule(does, USUAL_NUMBER)
        for one, does in world.gateways.items()
        if does.kind != "answer"
    }
    for one, behaviour in rules.items():
        site.phones.behave(one, behaviour)
    for phone in away:
        site.phones.unregister(phone)
    _wait_until(lambda: not site.phones.registered().intersection(away))
    try:
        yield
    finally:
        for one in rules:
            site.phones.forget_behaviour(one)
        for phone in away:
            site.phones.register(phone)
        site.phones.wait_registered(away)


def _rule(does: Intended, usual: Behaviour) -> Behaviour:
    """A simulated behaviour as the lab's phones take it. Conversations nobody asked for are short,
    and a carrier that is down says so, as its proxy would."""
    if does.kind == "answer":
        after = usual.after if does.after is None else does.after
        keys = f"w{does.presses}" if does.presses else ""
        talk = usual.talk if does.talk == Intended().talk else does.talk
        return Behaviour("answer", after, keys, talk)
    kind = "congested" if does.kind == "unavailable" else does.kind
    return Behaviour(kind, does.after or 0)


@contextmanager
def _memory(site: Site, call: Call, world: World) -> Iterator[None]:
    """Live values as the world has them, full mailboxes full; afterwards all as it was at first."""
    session = site.recorder.session
    rows = [(f"{unit}/{owner}/{field}", value) for (unit, owner, field), value in world.live.items()]
    for key, value in rows:
        session.call("DBPut", {"Family": "pbxc", "Key": key, "Val": value})
    stuffed = [file for box in world.full for file in _stuffing(site, box)]
    try:
        yield
    finally:
        for file in stuffed:
            file.unlink(missing_ok=True)
        for key in {f"{call.unit}/{owner}" for owner in _owners(site, call)}:
            session.call("DBDelTree", {"Family": "pbxc", "Key": key})


def _owners(site: Site, call: Call) -> set[str]:
    output = site.switch.command(f"database show pbxc/{call.unit}")
    return {line.split("/")[3] for line in output.splitlines() if line.startswith("/pbxc/")}


def _stuffing(site: Site, mailbox: str) -> Iterator:  # type: ignore[type-arg]
    box = next(one for one in site.inventory.mailboxes if one.id == mailbox)
    inbox = site.switch.voicemail / box.account / box.number / "INBOX"
    inbox.mkdir(parents=True, exist_ok=True)
    for number in range(box.max_messages):
        file = inbox / f"msg{number:04d}.txt"
        file.write_text("[message]\n", encoding="utf-8")
        yield file


@contextmanager
def _crowd(site: Site, world: World) -> Iterator[None]:
    """Other calls that count against the limits: channels that only wait."""
    session = site.recorder.session
    channels = []
    for group, number in world.busy.items():
        for index in range(number):
            name = f"crowd-{time.monotonic_ns()}-{index}"
            session.call("Originate", [
                ("Channel", f"Local/{HELD}@{HELD}/n"), ("Application", "Wait"), ("Data", "600"),
                ("Async", "true"), ("ChannelId", name), ("OtherChannelId", f"{name}-2"),
                ("Variable", f"GROUP({group_category(group)})=1"),
            ])  # fmt: skip
            channels.append(name)
    if channels:
        time.sleep(0.2)
    try:
        yield
    finally:
        for name in channels:
            session.call("Hangup", {"Channel": name})


# --- the call -----------------------------------------------------------------------------------


class _Caller:
    """Somebody who calls, presses keys when asked, leaves messages, and waits for the end."""

    _placing = threading.Lock()

    def __init__(self, site: Site, call: Call) -> None:
        self._site = site
        self._call = call
        self._turn = 0
        self._start = 0
        self._line = ""
        self._channel = ""
        self._linked = ""

    def live_through(self) -> Overheard:
        """The whole call. What was reported of it, once all its channels are gone."""
        began = time.monotonic()
        with self._placing:  # the next new channel at our door is ours
            self._start = self._site.recorder.position
            self._place()
        deadline = began + LONGEST_CALL
        try:
            self._follow(deadline)
        except TimeoutError:
            self._site.phones.hang_up(self._line)
            raise Stuck(f"{self._call.dialled}: {self._channel} did not end.") from None
        self._wait_gone()
        return self._overheard(began)

    def _place(self) -> None:
        call, phones = self._call, self._site.phones
        if call.device:
            door = f"PJSIP/{call.device}-"
            self._line = phones.call(phone_name(call.device), call.dialled, talk=TALK)
        else:
            carrier = self._carrier()
            door = f"PJSIP/{carrier}-"
            number = call.caller_number or "anonymous"
            caller = f'"{call.caller_name}" <{number}>' if call.caller_name else number
            self._line = phones.call_in(carrier, call.dialled, caller=caller, talk=TALK)
        try:
            at = self._site.recorder.wait_for(
                lambda report: report.event == "Newchannel" and report.channel.startswith(door),
                self._start,
                5,
            )
        except TimeoutError:
            raise Stuck(f"{call.dialled}: the switch took no call from {door}.") from None
        self._channel = self._site.recorder.since(at)[0].channel
        self._linked = self._site.recorder.since(at)[0].get("Linkedid")

    def _carrier(self) -> str:
        """A carrier that sends calls: the first of those the account may use."""
        lines = self._site.inventory.gateways
        return lines[0].id

    def _follow(self, deadline: float) -> None:
        recorder, position = self._site.recorder, self._start
        while True:
            left = deadline - time.monotonic()
            position = recorder.wait_for(self._is_ours, position, max(left, 0))
            report = recorder.since(position)[0]
            if report.event == "Hangup":
                return
            self._react(report)
            position += 1

    def _is_ours(self, report: Report) -> bool:
        """The caller's end, or a step of the caller's or of a leg."""
        if report.event == "Hangup":
            return report.channel == self._channel
        ours = report.get("Linkedid") == self._linked
        runs = report.channel == self._channel or report.channel.endswith(LEG)
        return report.event == "Newexten" and ours and runs

    def _react(self, report: Report) -> None:
        match report.get("Application"):
            case "Read":
                self._press(self._keys(report), 0.3)
            case "VoiceMail":
                options = report.get("AppData").partition(",")[2]
                if "s" not in options or set(options) & {"u", "b"}:
                    self._press("#", 0.8)  # to the tone
                self._press("#", SPEAK)
            case "VoiceMailMain":
                self._press("#", 1.5)
            case _:
                pass

    def _keys(self, report: Report) -> str:
        """What is pressed at this question: no more than it takes, as a caller would stop."""
        presses = self._call.presses
        pressed = presses[self._turn] if self._turn < len(presses) else ""
        self._turn += 1
        spot = self._site.bundle.source_map.find(
            report.get("Context"), report.get("Extension"), int(report.get("Priority"))
        )
        if spot is None:
            return pressed
        op = self._site.program.units[spot.unit].blocks[spot.label].ops[spot.op]
        if not isinstance(op, Collect):
            return pressed
        taken, complete = cut_keys(pressed, op.digits, op.terminator)
        ended = complete and len(taken) < len(pressed) and len(taken) != op.digits
        return taken + (op.terminator if ended else "")

    def _press(self, keys: str, wait: float) -> None:
        for index, key in enumerate(keys):
            time.sleep(0.25 if index else wait)
            try:
                self._site.phones.press(self._line, key)
            except RuntimeError:
                return  # the call is gone

    def _wait_gone(self) -> None:
        """Legs end a moment after the caller."""
        def gone() -> bool:
            reports = self._site.recorder.since(self._start)
            over = {report.channel for report in reports if report.event == "Hangup"}
            return channels_of(reports, self._channel) <= over

        _wait_until(gone, 3)

    def _overheard(self, began: float) -> Overheard:
        ended = self._ended()
        return Overheard(
            caller=self._channel,
            began=began,
            reports=self._site.recorder.since(self._start),
            seen=tuple(one for one in self._site.phones.seen if one.at >= began),
            code=ended.code,
            phones={phone_name(one.id): one.id for one in self._site.inventory.endpoints},
        )

    def _ended(self) -> Seen:
        return self._site.phones.wait_for(
            lambda seen: seen.what == "ended" and seen.call == self._line, 5
        )


def _wait_until(done, timeout: float = 5) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + timeout
    while not done() and time.monotonic() < deadline:
        time.sleep(0.03)
