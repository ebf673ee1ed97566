"""What a simulated caller hears and presses, and when."""

from __future__ import annotations

import pytest

from compiler.simulate import World
from schema.program import (
    Answer,
    Collect,
    Const,
    Media,
    Play,
    ReadMessages,
    Say,
    TakeMessage,
    Tell,
    Var,
)
from tests.compiler.simulated import (
    SORRY,
    WELCOME,
    after_ops,
    block,
    outside,
    program,
    timed,
)

ASK = Collect("keys", (WELCOME,), digits=3, first=5, between=2)
BOX = "299@harbour-1a2b3c4d"


def say(name: str) -> Say:
    """Says a variable, so that a story shows its value."""
    return Say("digits", Var(name))


def test_answering_waits_before_the_call_goes_on() -> None:
    story = timed(program(block("did", Answer(1.5), Play((WELCOME,)))))
    assert [
        "0 answers the call",
        "1500 plays harbour/welcome",
        "3500 ends normal",
    ] == story


def test_a_call_is_answered_only_once() -> None:
    story = timed(program(block("did", Answer(), Answer(3))))
    assert ["0 answers the call", "0 ends normal"] == story


def test_recordings_are_played_one_after_the_other() -> None:
    story = timed(program(block("did", Answer(), Play((WELCOME, SORRY)))))
    assert [
        "0 answers the call",
        "0 plays harbour/welcome",
        "2000 plays harbour/sorry",
        "4000 ends normal",
    ] == story


def test_a_recording_lasts_as_long_as_the_world_says() -> None:
    world = World(durations={"harbour/welcome": 7.25})
    story = timed(program(block("did", Answer(), Play((WELCOME,)))), world=world)
    assert "7250 ends normal" == story[-1]


def test_playing_answers_a_caller_whom_nobody_has_answered() -> None:
    story = after_ops(Play((WELCOME,)))
    assert ["answers the call", "plays harbour/welcome", "ends normal"] == story


def test_early_media_does_not_answer() -> None:
    story = after_ops(Play((WELCOME,), early=True))
    assert ["plays harbour/welcome", "ends normal 480"] == story


def test_a_prompt_of_the_platform_has_no_owner() -> None:
    story = after_ops(Play((Media("", "goodbye"),), early=True))
    assert "plays prompt:goodbye" == story[0]


def test_saying_names_the_value() -> None:
    story = after_ops(Answer(), Say("digits", Const("4711")))
    assert "says 4711" == story[1]


def test_all_digits_pressed_end_a_question_at_once() -> None:
    story = timed(program(block("did", Answer(), ASK, say("keys"))), outside("101"))
    assert [
        "0 answers the call",
        "0 asks harbour/welcome",
        "1000 presses 101",
        "1000 says 101",
        "3000 ends normal",
    ] == story


def test_a_question_waits_between_digits_for_more() -> None:
    story = timed(program(block("did", Answer(), ASK, say("keys"))), outside("10"))
    assert ["1000 presses 10", "3000 says 10"] == story[2:4]


def test_the_terminator_ends_a_question_and_is_not_taken() -> None:
    story = timed(program(block("did", Answer(), ASK, say("keys"))), outside("1#"))
    assert ["1000 presses 1", "1000 says 1"] == story[2:4]


def test_without_a_terminator_the_hash_key_is_a_key() -> None:
    ask = Collect("keys", (WELCOME,), 3, 5, 2, terminator="")
    assert "presses 1#2" == after_ops(Answer(), ask, call=outside("1#2"))[2]


def test_keys_beyond_the_asked_ones_are_lost() -> None:
    assert "presses 123" == after_ops(Answer(), ASK, call=outside("12345"))[2]


def test_what_is_no_key_never_arrives() -> None:
    assert "presses 12" == after_ops(Answer(), ASK, call=outside("1x2$"))[2]


@pytest.mark.parametrize("presses", [(), ("",)])
def test_nothing_pressed_takes_the_prompt_and_the_first_wait(presses: tuple[str, ...]) -> None:
    story = timed(program(block("did", Answer(), ASK, say("keys"))), outside(*presses))
    assert ["7000 presses", "7000 says"] == story[2:4]


def test_nothing_pressed_empties_the_variable() -> None:
    story = after_ops(Answer(), ASK, ASK, say("keys"), call=outside("101"))
    assert ["presses", "says"] == story[4:6]


def test_each_question_takes_the_next_answer() -> None:
    story = after_ops(Answer(), ASK, ASK, call=outside("101", "102"))
    assert ["presses 101", "presses 102"] == [line for line in story if "presses" in line]


def test_a_question_with_two_prompts_asks_both() -> None:
    ask = Collect("keys", (WELCOME, Media("", "or-wait")), 1, 5, 2)
    assert "asks harbour/welcome+prompt:or-wait" == after_ops(Answer(), ask)[1]


def test_a_message_ends_the_call() -> None:
    story = after_ops(TakeMessage(Const(BOX), Const("busy")), Play((SORRY,)))
    assert ["answers the call", f"leaves_message {BOX} busy", "ends normal"] == story


def test_a_full_mailbox_answers_and_lets_the_call_go_on() -> None:
    take = TakeMessage(Const(BOX))
    story = after_ops(take, Tell("outcome", "so"), world=World(full=frozenset({BOX})))
    assert ["answers the call", "outcome so", "ends normal"] == story


def test_a_full_mailbox_is_an_outcome() -> None:
    world = World(full=frozenset({BOX}))
    assert "says full" in after_ops(TakeMessage(Const(BOX)), say("outcome"), world=world)


def test_reading_messages_goes_on_afterwards() -> None:
    read = ReadMessages(Const(BOX), Const("harbour"))
    story = timed(program(block("did", Answer(), read, Play((SORRY,)))))
    assert [f"0 reads_messages {BOX}", "5000 plays harbour/sorry"] == story[1:3]


def test_a_line_of_the_story_is_told_as_it_stands() -> None:
    assert "decides the office is closed" == after_ops(Tell("decides", "the office is closed"))[0]
