"""When a call's answer is complete."""

from __future__ import annotations

import time

import pytest

from targets.asterisk.live.replies import AmiLinkLost, AmiTimeout, Batch, Pending

PLAIN = b"Response: Success\r\nMessage: first"
START = b"Response: Success\r\nEventList: start"
ITEM = b"Event: Item\r\nEventList: no end of it"
END = b"Event: ItemsComplete\r\nEventList: Complete"


def test_a_plain_response_is_the_whole_answer() -> None:
    pending = Pending("Ping")
    pending.take(PLAIN)
    assert pending.done


def test_a_list_is_whole_only_with_its_last_event() -> None:
    pending = Pending("Items")
    steps = []
    for packet in (START, ITEM, END):
        pending.take(packet)
        steps.append(pending.done)
    assert [False, False, True] == steps


def test_an_event_of_no_list_is_left_to_the_listeners() -> None:
    pending = Pending("Originate")
    pending.take(PLAIN)
    assert not pending.take(ITEM)


def test_an_event_that_tells_of_a_response_is_none() -> None:
    pending = Pending("Originate")
    assert (False, False) == (pending.take(b"Event: Told\r\nResponse: Success"), pending.done)


def test_the_first_response_counts() -> None:
    batch = Batch(["Ping"])
    batch.take(0, PLAIN)
    batch.take(0, b"Response: Error\r\nMessage: second")
    assert ["first"] == [reply.message for reply in batch.await_replies(time.monotonic())]


def test_what_comes_after_a_lists_end_is_no_part_of_it() -> None:
    batch = Batch(["Items"])
    for packet in (START, ITEM, END, ITEM):
        batch.take(0, packet)
    assert [2] == [len(reply.events) for reply in batch.await_replies(time.monotonic())]


def test_a_batch_waits_for_each_of_its_actions() -> None:
    batch = Batch(["Ping", "Pong"])
    batch.take(0, PLAIN)
    batch.take(0, PLAIN)
    with pytest.raises(AmiTimeout, match="didn't answer Pong"):
        batch.await_replies(time.monotonic())


def test_a_lost_link_names_what_was_under_way() -> None:
    batch = Batch(["Ping", "Pong"])
    batch.take(1, PLAIN)
    batch.lose("cut")
    with pytest.raises(AmiLinkLost, match="went down in Ping: cut"):
        batch.await_replies(time.monotonic() + 5)


def test_an_answer_to_no_action_of_ours_is_not_taken() -> None:
    assert not Batch(["Ping"]).take(1, PLAIN)
