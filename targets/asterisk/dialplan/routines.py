"""The extensions that everybody shares: how calls enter, and how they end.

They stand in the platform's context beside the routines of the program, under names (`p*...`) that
no label has, so that what an account needs for ringing a phone is one priority. `ARG1` and on are
what was passed; variables that begin with `Q_` are the compiler's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from targets.asterisk.causes import ENDS, NORMAL, OTHERWISE, cause_of, says_itself, sip_of
from targets.asterisk.dialplan.lines import Extension, routine
from targets.asterisk.dialplan.ops import KEPT
from targets.asterisk.dialplan.ringing import ringing_extensions
from targets.asterisk.dialplan.values import Scope
from targets.asterisk.names import variable

TRIAL = "Q_TRIAL"
"""The variable of a synthetic call: a word that no other one has."""

TRIED = "Q_TRIED"
"""The variable of Asterisk that holds the last synthetic call's word, and how far it came."""

TRIAL_END = "p*trial"


def shared_extensions(scope: Scope) -> tuple[Extension, ...]:
    """All of them, in no order."""
    return (
        *_entrances(),
        *_ends(),
        *ringing_extensions(scope),
        _claim(),
        *_messages(),
    )


def _entrances() -> Iterator[Extension]:
    """The one place where the raw number, name and dialled text of a caller are read.

    ARG1 is the account, ARG2 its generation, ARG3 where transferred calls go. What was dialled is
    refused (no such number) unless it consists of keys only. A phone's own record (`from.<device>`)
    is named by its endpoint in Q_FROM; others are known by what they sent, filtered.
    """
    yield routine(
        "p*enter*phone",
        ("Set", "__P_DEVICE=${CHANNEL(endpoint)}"),
        ("Set", "__Q_FROM=${Q_FROM}"),
        ("Goto", "p*enter,1"),
    )
    yield routine(
        "p*enter*did",
        ("GotoIf", f"$[${{LEN(${{{TRIAL}}})}} > 0]?{TRIAL_END},1:2"),
        ("Set", "__P_DEVICE="),
        ("Set", "__Q_FROM="),
        ("Goto", "p*enter,1"),
    )
    yield _trial()
    yield routine("p*enter*transfer", ("Goto", "p*enter,1"))
    keys = f"${{FILTER({KEPT['digits']},${{P_RAW_DIALLED}})}}"
    number = f"${{FILTER({KEPT['digits']},${{P_RAW_NUMBER}})}}"
    name = f"${{FILTER({KEPT['name']},${{P_RAW_NAME}})}}"
    yield routine(
        "p*enter",
        ("Set", "__P_ACCOUNT=${ARG1}"),
        ("Set", "__GEN=${ARG2}"),
        ("Set", "__TRANSFER_CONTEXT=${ARG3}"),
        ("Set", "__P_RAW_NUMBER=${CALLERID(num)}"),
        ("Set", "__P_RAW_NAME=${CALLERID(name)}"),
        ("Set", f"__{variable('dialled')}={keys}"),
        ("GotoIf", "$[${LEN(${P_DIALLED})} = ${LEN(${P_RAW_DIALLED})}]?9:8"),
        ("Goto", "p*stop*invalid,1"),
        ("GotoIf", "${DIALPLAN_EXISTS(${ARG2},${Q_FROM},1)}?10:12"),
        ("Gosub", "${ARG2},${Q_FROM},1"),
        ("Return", ""),
        ("Set", f"__{variable('caller.number')}={number}"),
        ("Set", f"__{variable('caller.name')}={name}"),
        ("Return", ""),
    )


def _trial() -> Extension:
    """Where a synthetic call ends: it came as far as the generation it tells, and rings nobody.

    Only the manager interface gives a call this variable; nothing that a phone or a carrier sends
    becomes one.
    """
    return routine(
        TRIAL_END,
        ("Set", f"GLOBAL({TRIED})=${{{TRIAL}}} ${{ARG2}}"),
        ("Hangup", str(cause_of(NORMAL))),
    )


def _ends() -> Iterator[Extension]:
    """How a call ends: by a cause, or by the SIP code where a cause alone would say another."""
    for outcome in ("", *ENDS):
        yield _end(f"p*stop*{outcome}", outcome or NORMAL)
    yield _end("_p*stop*.", "")
    yield routine(
        "p*sip",
        ("GotoIf", '$["${CHANNEL(channeltype)}" = "PJSIP"]?2:4'),
        ("GotoIf", '$["${CHANNEL(state)}" = "Up"]?4:3'),
        ("PJSIPHangup", "${ARG1}"),
        ("Goto", "p*stop*${ARG2},1"),
    )


def _end(name: str, outcome: str) -> Extension:
    hangup = str(cause_of(outcome) if outcome else OTHERWISE[0])
    if outcome and says_itself(outcome):
        return routine(name, ("Hangup", hangup))
    return routine(
        name,
        ("GotoIf", '$["${CHANNEL(channeltype)}" = "PJSIP"]?2:4'),
        ("GotoIf", '$["${CHANNEL(state)}" = "Up"]?4:3'),
        ("PJSIPHangup", str(sip_of(outcome))),
        ("Hangup", hangup),
    )


def _claim() -> Extension:
    """Counts the call in a category (ARG1) of at most ARG2; gives back `1` if it fits."""
    return routine(
        "p*claim",
        ("Set", "GROUP(${ARG1})=1"),
        ("GotoIf", "$[${GROUP_COUNT(1@${ARG1})} <= ${ARG2}]?3:4"),
        ("Return", "1"),
        ("Set", "GROUP(${ARG1})="),
        ("Return", ""),
    )


def _messages() -> Iterator[Extension]:
    """Voicemail: taking a message ends the call; hearing them gives it back."""
    yield routine(
        "p*message",
        ("VoiceMail", "${ARG1},${ARG2}"),
        ("GotoIf", '$["${VMSTATUS}" = "FAILED"]?3:5'),
        ("Set", "__P_OUTCOME=full"),
        ("Return", ""),
        ("Hangup", str(cause_of(NORMAL))),
    )
    # Where `*` during the greeting leads.
    yield routine("a", ("Hangup", str(cause_of(NORMAL))))
    yield routine(
        "p*messages",
        ("GotoIf", "$[${LEN(${ARG1})} > 0]?2:4"),
        ("VoiceMailMain", "${ARG1},${IF($[${LEN(${ARG3})} > 0]?s:)}"),
        ("Return", ""),
        ("VoiceMailMain", "@${ARG2}"),
        ("Return", ""),
    )
