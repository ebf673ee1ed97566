"""Outcomes and SIP codes: what a refusal on the wire means, and what an end looks like on it.

RFC 3261 section 21 names the codes.
"""

from __future__ import annotations

OUTCOME_OF_CODE = {
    403: "forbidden",
    404: "unavailable",
    408: "no_answer",
    410: "unavailable",
    480: "no_answer",
    483: "no_answer",
    484: "unavailable",
    486: "busy",
    600: "busy",
    603: "rejected",
    604: "unavailable",
}

CODE_OF_CAUSE = {
    "normal": 603,
    "busy": 486,
    "no_answer": 480,
    "unavailable": 480,
    "rejected": 603,
    "congested": 503,
    "forbidden": 403,
    "timeout": 480,
    "invalid": 404,
    "full": 486,
    "empty": 480,
    "failed": 500,
    "runaway": 500,
}


def outcome_of_code(code: int) -> str:
    """The outcome of a dial that was refused with a SIP code; all else is congestion.

    Congestion is what lets a call try the next gateway, so an odd answer of one carrier never ends
    a call that another one could have carried.
    """
    return OUTCOME_OF_CODE.get(code, "congested")


def code_of_cause(cause: str) -> int:
    """The SIP code that a caller hears who was not answered; `sip:<code>` names its own.

    A cause without a code of its own is declined (603).
    """
    kind, _, code = cause.partition(":")
    if kind == "sip" and code.isdecimal():
        return int(code)
    return CODE_OF_CAUSE.get(cause, 603)
