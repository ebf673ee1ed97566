"""How the world answers a line that is dialled: by the wire, as Asterisk hears it.

A behaviour becomes a SIP code, the code a cause (`chan_pjsip.c: hangup_sip2cause`), and the causes
of all lines the `DIALSTATUS` (`app_dial.c`). What the call makes of these only its dialplan says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from compiler.simulate import Behaviour
from targets.asterisk.reader.channel import milliseconds

PHONE_ANSWERS = 2.0
NUMBER_ANSWERS = 4.0

CODES = MappingProxyType(
    {"busy": 486, "reject": 603, "congested": 503, "forbidden": 403, "unavailable": 404,
     "no_answer": 480}
)  # fmt: skip
CAUSES = MappingProxyType(
    {401: 21, 403: 21, 404: 1, 405: 127, 407: 21, 408: 18, 409: 41, 410: 22, 411: 127, 413: 127,
     414: 127, 415: 127, 420: 3, 480: 19, 481: 127, 482: 127, 483: 19, 484: 28, 485: 1, 486: 17,
     487: 127, 488: 58, 491: 127, 493: 127, 500: 38, 501: 29, 502: 27, 503: 34, 504: 102, 505: 127,
     600: 17, 603: 21, 604: 1, 606: 58}
)  # fmt: skip
NO_ROUTE = 3
"""The cause of a line that there is nobody to reach on."""

ANSWER, BUSY, CONGESTION, NOANSWER, CHANUNAVAIL = (
    "ANSWER", "BUSY", "CONGESTION", "NOANSWER", "CHANUNAVAIL"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a line does `after` milliseconds: answers, refuses with a code and cause, or neither
    until it is given up."""

    after: int
    answers: bool = False
    code: int = 0
    cause: int = 0
    status: str = ""


def phone_reaction(behaviour: Behaviour | None, limit: int, at_once: bool) -> Reaction:
    """What a phone does that rings for at most `limit` milliseconds."""
    known = behaviour or Behaviour()
    if known.kind == "unavailable":
        return Reaction(0, cause=NO_ROUTE, status=CHANUNAVAIL)
    if at_once and known.kind == "answer":
        return Reaction(0, answers=True)
    return _reaction(known, PHONE_ANSWERS, limit)


def number_reaction(
    gateway: Behaviour | None, number: Behaviour | None, limit: int, progress: int
) -> Reaction:
    """What comes back of a number dialled through a gateway, which must make a sound within
    `progress` milliseconds."""
    if gateway is None or gateway.kind == "answer":
        return _reaction(number or Behaviour(), NUMBER_ANSWERS, limit)
    if gateway.kind == "no_answer":
        silent = progress if gateway.after is None else milliseconds(str(gateway.after))
        return Reaction(silent, status=CHANUNAVAIL) if silent < limit else _given_up(limit)
    if gateway.kind == "unavailable":
        after = milliseconds(str(gateway.after or 0))
        gone = Reaction(after, cause=NO_ROUTE, status=CHANUNAVAIL)
        return gone if after < limit else _given_up(limit)
    return _reaction(gateway, 0, limit)


def _given_up(limit: int) -> Reaction:
    return Reaction(limit, status=NOANSWER)


def _reaction(behaviour: Behaviour, answers: float, limit: int) -> Reaction:
    usual = answers if behaviour.kind == "answer" else 0
    after = milliseconds(str(usual if behaviour.after is None else behaviour.after))
    silent = behaviour.kind == "no_answer" and behaviour.after is None
    if silent or after >= limit:
        return _given_up(limit)
    if behaviour.kind == "answer":
        return Reaction(after, answers=True)
    code = CODES.get(behaviour.kind) or int(behaviour.kind.removeprefix("sip:"))
    cause = cause_of_code(code)
    return Reaction(after, False, code, cause, status_of((cause,)))


def cause_of_code(code: int) -> int:
    """The cause that chan_pjsip makes of a SIP code."""
    family = {4: 127, 5: 34, 6: 127}
    return CAUSES.get(code) or family.get(code // 100, 16)


def status_of(causes: Iterable[int], all_out: bool = True) -> str:
    """The DIALSTATUS of a dial that nobody took, by the causes of its lines.

    A line that wasn't answered, or still rings when time is out, makes it NOANSWER.
    """
    heard = set(causes)
    if not all_out or heard & {16, 19}:
        return NOANSWER
    if 17 in heard:
        return BUSY
    return CONGESTION if 34 in heard else CHANUNAVAIL
