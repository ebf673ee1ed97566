"""The shared extensions that ring: one phone, one number, or branches side by side.

Each leaves in `outcome` how it went and gives the call back; it doesn't come back from a
conversation, since the call ends with that.
"""

from __future__ import annotations

from collections.abc import Iterator

from schema.program import Media
from targets.asterisk.causes import (
    OUTCOME_OF_BRANCH,
    OUTCOME_OF_CAUSE,
    OUTCOME_OF_CODE,
    OUTCOME_OF_STATUS,
)
from targets.asterisk.dialplan.lines import Extension, routine
from targets.asterisk.dialplan.values import Scope

CONFIRM = Media("", "confirm")
"""What a called party hears who must press 1 to take the call."""

# A contact's address may hold these characters and no other to become part of a dial string.
CONTACT = r"a-zA-Z0-9@:;=._~%+/\x2d"


def ringing_extensions(scope: Scope) -> tuple[Extension, ...]:
    """All of them, in no order."""
    return (_phone(), _gateway(), _callee(), _confirm(scope), *_results(), *_rings())


def _phone() -> Extension:
    """Rings a phone. ARG1 is its endpoint, ARG2 seconds, ARG3 whether it must accept.

    One with several registrations is rung at each, if their addresses are harmless as part of a
    dial string: a phone chooses its own address. So many marks as separate them must be all that is
    odd about the list.
    """
    clean = f"${{LEN(${{FILTER({CONTACT},${{Q_CONTACTS}})}})}} + ${{Q_COUNT}} - 1"
    return routine(
        "p*phone",
        ("Set", "__P_OUTCOME=unavailable"),
        ("Set", "LOCAL(Q_CONTACTS)=${PJSIP_DIAL_CONTACTS(${ARG1})}"),
        ("GotoIf", "$[${LEN(${Q_CONTACTS})} > 0]?4:11"),
        ("Set", "LOCAL(Q_COUNT)=${LEN(${FILTER(;,${PJSIP_AOR(${ARG1},contact)})})}"),
        ("Set", "LOCAL(Q_LINE)=PJSIP/${ARG1}"),
        ("GotoIf", "$[${Q_COUNT} > 1]?7:9"),
        ("GotoIf", f"$[{clean} = ${{LEN(${{Q_CONTACTS}})}}]?8:9"),
        ("Set", "LOCAL(Q_LINE)=${Q_CONTACTS}"),
        ("Dial", "${Q_LINE},${ARG2},b(${CONTEXT}^p*callee^1)" + _asked("ARG3")),
        ("Goto", "p*result*${DIALSTATUS},1"),
        ("Return", ""),
    )


def _gateway() -> Extension:
    """Rings a number. ARG1 is the gateway's endpoint, ARG2 the number, ARG3 seconds, ARG4 seconds
    until it must have made a sound, ARG5 whether the called party must accept."""
    return routine(
        "p*gateway",
        ("HangupCauseClear", ""),
        ("Dial", "PJSIP/${ARG2}@${ARG1},${ARG3}^${ARG4}," + _asked("ARG5")),
        ("GotoIf", '$["${DIALSTATUS}" = "CHANUNAVAIL"]?4:p*result*${DIALSTATUS},1'),
        ("Set", "LOCAL(Q_KEYS)=${HANGUPCAUSE_KEYS()}"),
        ("GotoIf", "$[${LEN(${Q_KEYS})} > 0]?6:p*code*,1"),
        ("Set", "LOCAL(Q_CODE)=${HANGUPCAUSE(${Q_KEYS},tech):4:3}"),
        ("Goto", "p*code*${FILTER(0-9,${Q_CODE})},1"),
    )


def _asked(confirm: str) -> str:
    """Dial's option that runs `_confirm`, where the argument of this name is given."""
    return f"${{IF($[${{LEN(${{{confirm}}})}} > 0]?U(${{CONTEXT}}):)}}"


def _results() -> Iterator[Extension]:
    """What came of one line, by DIALSTATUS, then by cause, then by the code of SIP."""
    for status, outcome in OUTCOME_OF_STATUS.items():
        yield _result(f"p*result*{status}", outcome)
    yield routine("_p*result*.", ("Goto", "p*cause*${HANGUPCAUSE},1"))
    for cause, outcome in OUTCOME_OF_CAUSE.items():
        yield _result(f"p*cause*{cause}", outcome)
    yield _result("_p*cause*.", "congested")
    # HANGUPCAUSE is still that of an earlier line where a carrier made no sound in time, and can't
    # tell its refusal from that of the called party: what a carrier means, its SIP code says.
    for code, outcome in OUTCOME_OF_CODE.items():
        yield _result(f"p*code*{code}", outcome)
    yield _result("p*code*", "congested")
    yield _result("_p*code*.", "congested")


def _result(name: str, outcome: str) -> Extension:
    return routine(name, ("Set", f"__P_OUTCOME={outcome}"), ("Return", ""))


def _callee() -> Extension:
    """Runs on a phone's line before it rings: how it shall ring, by the variable `alert`."""
    return routine(
        "p*callee",
        ("GotoIf", "$[${LEN(${P_ALERT})} > 0]?2:6"),
        ("GotoIf", '$["${P_ALERT}" = "auto_answer"]?3:5'),
        ("Set", "PJSIP_HEADER(add,Call-Info)=<sip:127.0.0.1>;answer-after=0"),
        ("Set", "__P_ALERT=alert-autoanswer"),
        ("Set", "PJSIP_HEADER(add,Alert-Info)=<http://127.0.0.1>;info=${P_ALERT}"),
        ("Return", ""),
    )


def _confirm(scope: Scope) -> Extension:
    """Runs on a line that answered: it gets the call if 1 is pressed.

    It is called `s` since Dial's option U knows no other name. CONTINUE is set first, so that a
    called party who hangs up while being asked sends the caller on.
    """
    return routine(
        "s",
        ("Set", "GOSUB_RESULT=CONTINUE"),
        ("Read", f"Q_KEY,{scope.sound(CONFIRM)},1,t,1,5"),
        ("GotoIf", '$["${FILTER(0-9*#,${Q_KEY})}" = "1"]?4:5'),
        ("Set", "GOSUB_RESULT="),
        ("Return", ""),
    )


def _rings() -> Iterator[Extension]:
    """Ringing branches. ARG1 are the branches, ARG2 seconds, ARG3 a class of hold music.

    Of several branches Dial tells what counts most; only a single one's cause can be relied on.
    """
    yield routine(
        "p*ring",
        ("GotoIf", "$[${LEN(${ARG1})} > 0]?2:p*leg*none,1"),
        ("GotoIf", "$[${LEN(${ARG3})} > 0]?3:5"),
        ("Dial", "${ARG1},${ARG2},m(${ARG3})"),
        ("Goto", "6"),
        ("Dial", "${ARG1},${ARG2}"),
        ("GotoIf", '$["${DIALSTATUS}" = "CHANUNAVAIL"]?7:p*result*${DIALSTATUS},1'),
        ("GotoIf", "$[${LEN(${FILTER(&,${ARG1})})} = 0]?p*leg*${HANGUPCAUSE},1:p*leg*several,1"),
    )
    for cause, outcome in OUTCOME_OF_BRANCH.items():
        yield _result(f"p*leg*{cause}", outcome)
    yield _result("_p*leg*.", "unavailable")
