"""Why calls end and lines fail: outcomes of the program, causes of Q.850, and codes of SIP.

A caller who was not answered hears the SIP code that chan_pjsip makes of the cause
(`hangup_cause2sip`); where another code is meant, it is sent by name (`PJSIPHangup`). A branch of a
ring has no SIP: it tells the ringing call by its cause alone, and Dial counts 16 and 19 as not
answered, 17 as busy, 34 as congested and all others as gone.
"""

from __future__ import annotations

from types import MappingProxyType

NORMAL = "normal"

# Outcome -> the cause it ends a call with, and the SIP code an unanswered caller shall hear.
ENDS = MappingProxyType(
    {
        "normal": (16, 603),
        "answered": (16, 603),
        "busy": (17, 486),
        "no_answer": (19, 480),
        "unavailable": (20, 480),
        "rejected": (21, 603),
        "congested": (34, 503),
        "forbidden": (29, 403),
        "timeout": (31, 480),
        "invalid": (1, 404),
        "full": (31, 486),
        "empty": (31, 480),
        "failed": (38, 500),
    }
)
OTHERWISE = (31, 603)

# What chan_pjsip makes of a cause; 16 has no code and is declined.
SIP_OF_CAUSE = MappingProxyType({1: 404, 16: 603, 17: 486, 19: 480, 20: 480, 21: 403, 29: 501,
                                 31: 480, 34: 503, 38: 500})  # fmt: skip

# DIALSTATUS -> outcome. ANSWER only comes back from a line that didn't accept when it was asked to.
OUTCOME_OF_STATUS = MappingProxyType(
    {"ANSWER": "rejected", "BUSY": "busy", "CONGESTION": "congested", "NOANSWER": "no_answer"}
)

# Cause of a phone's line that was CHANUNAVAIL -> outcome. All else is `congested`. SIP's 403 and 603
# share the cause 21; a phone means 603 by both.
OUTCOME_OF_CAUSE = MappingProxyType(
    {
        1: "unavailable",
        17: "busy",
        18: "no_answer",
        21: "rejected",
        22: "unavailable",
        28: "unavailable",
    }
)

# SIP code of a carrier's line that was CHANUNAVAIL -> outcome. All else is `congested`, so that a call
# can try the next gateway.
OUTCOME_OF_CODE = MappingProxyType(
    {
        403: "forbidden",
        404: "unavailable",
        408: "no_answer",
        410: "unavailable",
        484: "unavailable",
        603: "rejected",
        604: "unavailable",
    }
)

# Cause of a ring's only branch that was CHANUNAVAIL -> outcome. All else is `unavailable`.
OUTCOME_OF_BRANCH = MappingProxyType({21: "rejected", 29: "forbidden"})


def cause_of(outcome: str) -> int:
    """The Q.850 cause that a call ends with."""
    return ENDS.get(outcome, OTHERWISE)[0]


def sip_of(outcome: str) -> int:
    """The SIP code that a caller hears who was not answered."""
    return ENDS.get(outcome, OTHERWISE)[1]


def says_itself(outcome: str) -> bool:
    """Whether the cause alone makes chan_pjsip send the right code."""
    return SIP_OF_CAUSE.get(cause_of(outcome)) == sip_of(outcome)
