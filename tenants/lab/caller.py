"""Somebody who calls in a real run: dials, presses keys when asked, leaves messages, hangs on."""

from __future__ import annotations

import threading
import time

from compiler.simulation.speech import cut_keys
from compiler.simulation.world import Call
from schema.program import Collect
from tenants.lab.recorder import Report
from tenants.lab.site import Site, phone_name
from tenants.lab.stage import wait_until
from tenants.lab.trace import LEG, Overheard, channels_of

LONGEST_CALL = 90.0
PATIENCE = 60_000.0
"""Seconds that a caller would talk: others hang up."""

BEFORE_KEY = 0.3
TO_THE_TONE = 0.8
MESSAGE = 3.6
"""Seconds of a message: enough of sound for the shortest that is kept, behind the tone."""

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
        self._channel = ""
        self._linked = ""

    def live_through(self) -> Overheard:
        """Makes the call. What was reported of it, when all is over. Stuck if it never is."""
        began = time.monotonic()
        with _placing:  # the next new channel at this door is ours
            self._start = self._site.recorder.position
            self._find_channel(self._dial())
        try:
            self._follow(began + LONGEST_CALL)
        except TimeoutError:
            self._site.phones.hang_up(self._line)
            raise Stuck(f"{self._call.dialled}: {self._last_step()}") from None
        wait_until(self._is_gone, 3)
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
            at = self._site.recorder.wait_for(is_new, self._start, 5)
        except TimeoutError:
            raise Stuck(f"{self._call.dialled}: the switch took no call from {door}.") from None
        report = self._site.recorder.since(at)[0]
        self._channel, self._linked = report.channel, report.get("Linkedid")

    # --- what the caller does -----------------------------------------------------------------

    def _follow(self, deadline: float) -> None:
        """Does what a caller does at each step, until the call is over."""
        recorder, position = self._site.recorder, self._start
        while True:
            left = max(deadline - time.monotonic(), 0)
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
                self._press(self._keys(report), BEFORE_KEY)
            case "VoiceMail":
                options = report.get("AppData").partition(",")[2]
                if "s" not in options or {"u", "b"} & set(options):
                    self._press("#", TO_THE_TONE)
                self._finish_message(after)
            case "VoiceMailMain":
                self._press("#", 1.5)
            case _:
                pass

    def _finish_message(self, after: int) -> None:
        """Ends a message by a key; pressed again where the first came before the tone."""
        for _ in range(4):
            self._press("#", MESSAGE)
            try:
                self._site.recorder.wait_for(self._concerns, after, 3)
                return
            except TimeoutError:
                continue

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

    def _press(self, keys: str, wait: float) -> None:
        for index, key in enumerate(keys):
            time.sleep(0.25 if index else wait)
            try:
                self._site.phones.press(self._line, key)
            except RuntimeError:
                return  # the call is gone

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
        ended = phones.wait_for(lambda one: one.what == "ended" and one.call == self._line, 5)
        return Overheard(
            caller=self._channel,
            began=began,
            reports=self._site.recorder.since(self._start),
            seen=tuple(one for one in phones.seen if one.at >= began),
            code=ended.code,
            phones={phone_name(one.id): one.id for one in self._site.inventory.endpoints},
        )
