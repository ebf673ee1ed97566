"""Stories: how they are printed for people, and how two of them are compared."""

from __future__ import annotations

import pytest

from compiler.story import Event, Story, clock, compare, media_id, words
from schema.program import Media, Origin

HERE = Origin("harbour", ("callflows", "main", 0))
NAMES = {
    "harbour/closed": "closed",
    "prompt:beep": "the beep",
    "anna-desk@harbour.example": "anna-desk",
    "299@harbour-1a2b3c4d": "mailbox.front-desk",
    "carrier-1.master": "trunk.carrier",
}


def place(origin: Origin) -> str:
    """Where an origin stands."""
    return "callflows/main.yaml:3" if origin == HERE else ""


def name(known: str) -> str:
    """What people call it."""
    return NAMES.get(known, known)


def line(verb: str, subject: str, detail: str = "", branch: str = "") -> str:
    """The printed line of one event, without its time."""
    return Story((Event(0, verb, subject, detail, branch),)).text(place, name)[9:].rstrip("\n")


def story(*lines: str) -> Story:
    """A story written down as `[branch] verb subject detail`, a second for each event."""
    return Story(tuple(_event(at * 1000, each) for at, each in enumerate(lines)))


def _event(at: int, line: str) -> Event:
    branch, _, rest = line.removeprefix("[").partition("] ") if "]" in line else ("", "", line)
    verb, subject, detail = (*rest.split(" "), "", "")[:3]
    return Event(at, verb, subject, detail, branch)


# --- for people ---------------------------------------------------------------------------------


def test_a_story_has_a_line_for_each_event_with_time_words_and_place() -> None:
    told = Story(
        (
            Event(0, "answers", "the call", origin=HERE),
            Event(1500, "plays", "harbour/closed", origin=HERE),
            Event(63_900, "ends", "normal"),
        )
    )
    assert (
        " 0:00.0  answers the call  callflows/main.yaml:3\n"
        " 0:01.5  plays closed      callflows/main.yaml:3\n"
        " 1:03.9  ends: normal\n"
    ) == told.text(place, name)


def test_a_story_without_names_or_places_has_ids() -> None:
    assert " 0:00.0  plays harbour/closed\n" == story("plays harbour/closed").text()


def test_an_empty_story_is_no_text() -> None:
    assert "" == Story().text()


@pytest.mark.parametrize(
    ("verb", "subject", "detail", "said"),
    [
        ("asks", "harbour/closed+prompt:beep", "", "asks closed + the beep"),
        ("presses", "12", "", "the caller presses 12"),
        ("presses", "", "", "the caller presses nothing"),
        ("rings", "anna-desk@harbour.example", "25", "rings anna-desk for 25 s"),
        ("dials", "+1902", "carrier-1.master", "dials +1902 through trunk.carrier"),
        ("connects", "anna-desk@harbour.example", "", "anna-desk takes the call"),
        ("fails", "anna-desk@harbour.example", "no_answer", "anna-desk doesn't answer"),
        ("fails", "+1902", "odd", "+1902 fails: odd"),
        ("outcome", "busy", "", "nobody takes the call: busy"),
        (
            "leaves_message",
            "299@harbour-1a2b3c4d",
            "busy",
            "leaves a message for mailbox.front-desk (greeting: busy)",
        ),
        (
            "reads_messages",
            "",
            "",
            "reads the messages of the mailbox that the caller names",
        ),
        ("remembers", "user.anna dnd", "", "remembers user.anna dnd: nothing"),
        ("counts", "calls@harbour", "full", "counts the call in calls@harbour: full"),
        ("ends", "busy", "486", "ends: busy (SIP 486)"),
        ("decides", "schedule.office is closed", "", "decides schedule.office is closed"),
    ],
)
def test_an_event_is_told_in_plain_words(verb: str, subject: str, detail: str, said: str) -> None:
    assert said == line(verb, subject, detail)


def test_what_happens_in_legs_is_set_in() -> None:
    depths = [line("says", "x", branch=branch) for branch in ("", "leg.a", "leg.a>leg.b")]
    assert ['says "x"', '  says "x"', '    says "x"'] == depths


def test_braces_in_a_name_are_only_braces() -> None:
    assert "plays {0}{d}" == words("plays", "{0}{d}")


@pytest.mark.parametrize(("at", "said"), [(0, "0:00.0"), (59_999, "0:59.9"), (600_000, "10:00.0")])
def test_a_moment_is_minutes_and_seconds(at: int, said: str) -> None:
    assert said == clock(at)


def test_recordings_are_named_with_their_owner() -> None:
    assert ["harbour/closed", "prompt:beep"] == [
        media_id(Media("harbour", "closed")),
        media_id(Media("", "beep")),
    ]


# --- compared -----------------------------------------------------------------------------------


def test_a_story_agrees_with_itself() -> None:
    told = story("answers it", "[leg.a] rings anna", "ends normal")
    assert [] == compare(told, told)


def test_times_and_places_do_not_count() -> None:
    early = Story((Event(0, "plays", "closed", origin=HERE),))
    late = Story((Event(900, "plays", "closed"),))
    assert [] == compare(early, late)


def test_a_missing_event_is_named() -> None:
    differences = compare(
        story("answers it", "plays closed", "ends normal"),
        story("answers it", "ends normal"),
        "the simulator",
        "Asterisk",
    )
    assert [
        "the caller's event 2: the simulator tells plays closed, Asterisk tells nothing"
    ] == differences


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("plays closed", "plays open"),
        ("plays closed", "says closed"),
        ("ends busy 486", "ends busy 480"),
    ],
)
def test_verb_subject_and_detail_count(ours: str, theirs: str) -> None:
    assert [f"the caller's event 1: the first tells {ours}, the second tells {theirs}"] == compare(
        story(ours), story(theirs)
    )


def test_the_order_of_the_caller_s_events_counts() -> None:
    assert compare(story("plays a", "plays b"), story("plays b", "plays a"))


def test_the_order_within_a_leg_does_not_count() -> None:
    ours = story("[leg.a] rings anna", "[leg.a] fails anna busy")
    theirs = story("[leg.a] fails anna busy", "[leg.a] rings anna")
    assert [] == compare(ours, theirs)


def test_how_often_something_happens_in_a_leg_counts() -> None:
    once, twice = story("[leg.a] rings anna"), story("[leg.a] rings anna", "[leg.a] rings anna")
    assert ["branch leg.a: only the second tells rings anna"] == compare(once, twice)


def test_the_leg_in_which_something_happens_counts() -> None:
    assert [
        "branch leg.a: only the first tells rings anna",
        "branch leg.b: only the second tells rings anna",
    ] == compare(story("[leg.a] rings anna"), story("[leg.b] rings anna"))
