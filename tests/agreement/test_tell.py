"""From executed applications to events, as a real switch reports them too."""

from __future__ import annotations

import pytest

from schema.program import Media
from targets.asterisk.reader.tell import (
    Executed,
    Lexicon,
    Memory,
    is_phantom,
    tell_rest,
    tell_step,
    told,
)

LEXICON = Lexicon(
    {"harbour-1/welcome": Media("harbour-1", "welcome")}, None, frozenset({"101@h.test"})
)
WELCOME = "/etc/asterisk/media/harbour-1/welcome"


def lines(*steps: tuple[str, str]) -> list[str]:
    """What a row of applications tells."""
    memory, said = Memory(), []
    for application, data in steps:
        memory, events = tell_step(memory, Executed(application, data), LEXICON)
        said += [f"{one.verb} {one.subject} {one.detail}".strip() for one in events]
    return said + [f"{one.verb} {one.subject} {one.detail}" for one in tell_rest(memory)]


@pytest.mark.parametrize(
    ("application", "data", "event"),
    [
        ("Playback", f"{WELCOME},noanswer", ("plays", "harbour-1/welcome", "")),
        ("Dial", "PJSIP/anna-desk@h.test,20,b(p^p*callee^1)", ("rings", "anna-desk@h.test", "20")),
        ("Dial", "PJSIP/101@h.test,20", ("rings", "101@h.test", "20")),
        ("Dial", "PJSIP/+1902@north-1.a,30^20,", ("dials", "+1902", "north-1.a")),
        (
            "Set",
            "DB(pbxc/a-1/user.anna/forward.to)=12=3",
            ("remembers", "user.anna forward.to", "12=3"),
        ),
        ("UserEvent", "PbxcMissedCall,account: a", ("notifies", "missed-call", "")),
        ("VoiceMail", "101@a-1,us", ("leaves_message", "101@a-1", "unavailable")),
        ("VoiceMailMain", "@a-1", ("reads_messages", "", "")),
        ("SayUnixTime", "now,UTC,IMp", ("says", "now", "")),
    ],
)
def test_one_application_tells_its_event(
    application: str, data: str, event: tuple[str, str, str]
) -> None:
    told_now = told(application, data, LEXICON)
    assert [event] == [(one.verb, one.subject, one.detail) for one in told_now]


@pytest.mark.parametrize(
    ("application", "data"),
    [("Dial", "Local/a@b/n&Local/c@b/n,20"), ("Set", "__P_X=1"), ("Gosub", "p,p*ring,1(,20,)")],
)
def test_what_only_reckons_tells_nothing(application: str, data: str) -> None:
    assert () == told(application, data, LEXICON)


def test_a_caller_is_answered_once() -> None:
    assert ["answers the call", "plays harbour-1/welcome", "plays harbour-1/welcome"] == lines(
        ("Playback", WELCOME), ("Answer", ""), ("Playback", WELCOME)
    )


def test_keys_are_told_from_the_step_behind_the_question() -> None:
    assert ["answers the call", "asks harbour-1/welcome", "presses 12"] == lines(
        ("Read", f"__P_X,{WELCOME},4,"), ("Set", "__P_X=12"), ("Set", "__P_X=")
    )


def test_the_question_to_a_called_party_is_not_told() -> None:
    assert [] == lines(("Read", "Q_KEY,followme/options,1,t,1,5"))


def test_a_dial_fails_when_its_routine_returns() -> None:
    assert ["rings x@h 20", "fails x@h busy"] == lines(
        ("Gosub", "p,p*phone,1(x@h,20,)"),
        ("Dial", "PJSIP/x@h,20,"),
        ("Set", "__P_OUTCOME=busy"),
        ("Return", ""),
    )


def test_a_limit_counts_when_its_routine_returns() -> None:
    assert ["counts calls@a fits", "counts calls@a full"] == lines(
        ("Gosub", "p,p*claim,1(calls_a,2)"),
        ("Return", "1"),
        ("Gosub", "p,p*claim,1(calls_a,2)"),
        ("Return", ""),
    )


def test_a_message_is_left_unless_there_is_no_room() -> None:
    taken = ("VoiceMail", "1@a,b")
    assert (
        ["answers the call", "leaves_message 1@a busy"],
        ["answers the call"],
    ) == (lines(taken), lines(taken, ("GotoIf", "1?3:5"), ("Set", "__P_OUTCOME=full")))


def test_a_refused_call_ends_with_what_the_caller_hears() -> None:
    assert (["ends busy 486"], ["ends full 486"], ["answers the call", "ends busy"]) == (
        lines(("Hangup", "17")),
        lines(("Goto", "p,p*stop*full,1"), ("PJSIPHangup", "486")),
        lines(("Answer", ""), ("Hangup", "17")),
    )


def test_second_reports_of_a_real_switch_are_phantoms() -> None:
    gosub, back = Executed("Gosub", "a,1", "c", "e", 2), Executed("Return", "", "c", "a", 3)
    assert (False, True, False, True) == (
        is_phantom(gosub, None),
        is_phantom(Executed("Gosub", "a,1", "c", "a", 0), gosub),
        is_phantom(back, gosub),
        is_phantom(Executed("Return", "", "c", "e", 2), back),
    )
