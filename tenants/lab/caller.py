"""Somebody who calls in a real run: dials, presses keys when asked, leaves messages, hangs on.

What the caller does follows what the switch shows: a key is pressed after the one before was heard,
and a message is ended when enough of it is on the disk. So a slow machine only makes calls longer.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from compiler.simulation.speech import cut_keys
from compiler.simulation.world import Call
from schema.program import Collect
from tenants.lab.instance import SLOWEST
from tenants.lab.recorder import Report
from tenants.lab.site import Site, phone_name
from tenants.lab.stage import recorded, wait_until
from tenants.lab.trace import LEG, Overheard, channels_of

LONGEST_CALL = 120.0
PATIENCE = 60_000.0
"""Seconds that a caller would talk: others hang up."""

BEFORE_KEY = 0.25
HEARING = 10.0
"""Seconds in which a key is heard, and does what it is for; if not, it may be pressed again."""

SKIPPING = 2.0
"""Seconds of a greeting in which it is skipped: the shortest ends long after, and behind it the same
key would end the message."""

SHORTEST = 1.0
"""Seconds of a message for a mailbox that keeps even shorter ones."""

ANONYMOUS = "<anonymous>"

_placing = threading.Lock()


class Stuck(Exception):
    """A call did not begin or did not end in time; the message says which and how far it came."""


class Caller:
    """One call on a site, from the first digit until all its channels are gone."""

    def __init__(self, site: Site, call: Call) -> None:
        self._site = site
        self._call = call
        self._turn = 0
        self._start = 0
        self._line = ""
        self._deadline = 0.0
        self._channel = ""
        self._linked = ""

    def live_through(self) -> Overheard:
        """Makes the call. What was reported of it, when all is over. Stuck if it never is."""
        with _placing:  # the next new channel at this door is ours
            began = time.time()
            self._start = self._site.recorder.position
            self._find_channel(self._dial())
        self._deadline = time.monotonic() + LONGEST_CALL
        try:
            self._follow()
        except TimeoutError:
            self._site.phones.hang_up(self._line)
            raise Stuck(f"{self._call.dialled}: {self._last_step()}") from None
        wait_until(self._is_gone)
        return self._overheard(began)

    def _dial(self) -> str:
        """Places the call; gives the beginning of the name that its channel will have."""
        call, phones = self._call, self._site.phones
        if call.device:
            self._line = phones.call(phone_name(call.device), call.dialled, talk=PATIENCE)
            return f"PJSIP/{call.device}-"
        carrier = self._site.inventory.gateways[0].id
        number = f"<{call.caller_number}>" if call.caller_number else ANONYMOUS
        caller = f'"{call.caller_name}" {number}' if call.caller_name else number
        self._line = phones.call_in(carrier, call.dialled, caller=caller, talk=PATIENCE)
        return f"PJSIP/{carrier}-"

    def _find_channel(self, door: str) -> None:
        def is_new(report: Report) -> bool:
            """A line that the switch dials itself has no extension yet."""
            at_door = report.event == "Newchannel" and report.channel.startswith(door)
            return at_door and report.get("Exten") == self._call.dialled

        try:
            at = self._site.recorder.wait_for(is_new, self._start, SLOWEST)
        except TimeoutError:
            raise Stuck(f"{self._call.dialled}: the switch took no call from {door}.") from None
        report = self._site.recorder.since(at)[0]
        self._channel, self._linked = report.channel, report.get("Linkedid")

    # --- what the caller does -----------------------------------------------------------------

    def _follow(self) -> None:
        """Does what a caller does at each step, until the call is over."""
        recorder, position = self._site.recorder, self._start
        while True:
            left = max(self._deadline - time.monotonic(), 0)
            position = recorder.wait_for(self._concerns, position, left)
            report = recorder.since(position)[0]
            if report.event == "Hangup":
                return
            position += 1
            self._react(report, position)

    def _concerns(self, report: Report) -> bool:
        """The caller's end, or a step of the caller's or of a leg."""
        if report.event == "Hangup":
            return report.channel == self._channel
        runs = report.channel == self._channel or report.channel.endswith(LEG)
        return report.event == "Newexten" and runs and report.get("Linkedid") == self._linked

    def _react(self, report: Report, after: int) -> None:
        match report.get("Application"):
            case "Read":
                self._press(self._keys(report))
            case "VoiceMail":
                self._leave_message(report, after)
            case "VoiceMailMain":
                self._finish(report, after)
            case _:
                pass

    def _leave_message(self, report: Report, after: int) -> None:
        """Skips the greeting, speaks, and ends the message; where there is no room, only waits."""
        mailbox, _, options = report.get("AppData").partition(",")
        greeted = "s" not in options or bool({"u", "b"} & set(options))
        if greeted and time.time() - report.at < SKIPPING:
            self._press("#")
        box = next(one for one in self._site.inventory.mailboxes if one.id == mailbox)
        while time.monotonic() < self._deadline and not self._is_left(report, after, 0.05):
            if recorded(self._site, box) >= max(box.min_length, SHORTEST):
                self._finish(report, after)
                return

    def _finish(self, report: Report, after: int) -> None:
        """Ends what an application does with the caller by a key, pressed again if need be."""
        for _ in range(4):
            self._press("#")
            if self._is_left(report, after, HEARING):
                return

    def _is_left(self, report: Report, after: int, timeout: float) -> bool:
        """Whether the channel leaves the step that was reported before a position, in some time."""

        def leaves(later: Report) -> bool:
            return later.channel == report.channel and later.event in ("Newexten", "Hangup")

        return self._is_told(leaves, after, timeout)

    def _is_told(self, wanted: Callable[[Report], bool], after: int, timeout: float) -> bool:
        try:
            self._site.recorder.wait_for(wanted, after, timeout)
        except TimeoutError:
            return False
        return True

    def _keys(self, report: Report) -> str:
        """What is pressed at this question, and no more than it takes: a caller would stop."""
        presses = self._call.presses
        pressed = presses[self._turn] if self._turn < len(presses) else ""
        self._turn += 1
        question = self._question(report)
        if question is None:
            return pressed
        taken, _ = cut_keys(pressed, question.digits, question.terminator)
        ended = len(taken) < len(pressed) and len(taken) != question.digits
        return taken + (question.terminator if ended else "")

    def _question(self, report: Report) -> Collect | None:
        site = self._site
        place = (report.get("Context"), report.get("Extension"), int(report.get("Priority")))
        spot = site.bundle.source_map.find(*place)
        if spot is None:
            return None
        op = site.program.units[spot.unit].blocks[spot.label].ops[spot.op]
        return op if isinstance(op, Collect) else None

    def _press(self, keys: str) -> None:
        """Presses keys on a line that stands, each after the switch has heard the one before."""
        recorder, phones = self._site.recorder, self._site.phones
        with contextlib.suppress(TimeoutError):
            phones.wait_for(lambda one: one.call == self._line, HEARING)
        for key in keys:
            time.sleep(BEFORE_KEY)
            position = recorder.position
            try:
                phones.press(self._line, key)
            except RuntimeError:
                return  # the call is gone
            self._is_told(self._hears, position, HEARING)

    def _hears(self, report: Report) -> bool:
        """A key of the caller's, or that there is nobody to hear one any more."""
        received = report.event == "DTMFEnd" and report.get("Direction") == "Received"
        return report.channel == self._channel and (received or report.event == "Hangup")

    # --- what remains -------------------------------------------------------------------------

    def _last_step(self) -> str:
        steps = [r for r in self._site.recorder.since(self._start) if self._concerns(r)]
        last = steps[-1]
        step = f"{last.get('Extension')} {last.get('Application')}({last.get('AppData')})"
        return f"{last.channel} did not get beyond {step}."

    def _is_gone(self) -> bool:
        """Legs end a moment after the caller."""
        reports = self._site.recorder.since(self._start)
        over = {report.channel for report in reports if report.event == "Hangup"}
        return channels_of(reports, self._channel) <= over

    def _overheard(self, began: float) -> Overheard:
        phones = self._site.phones
        ended = phones.wait_for(lambda one: one.what == "ended" and one.call == self._line)
        return Overheard(
            caller=self._channel,
            began=began,
            reports=self._site.recorder.since(self._start),
            seen=tuple(one for one in phones.seen if one.at >= began),
            code=ended.code,
            phones={phone_name(one.id): one.id for one in self._site.inventory.endpoints},
        )
