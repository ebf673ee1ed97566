"""When a call's answer is complete."""

from __future__ import annotations

from targets.asterisk.live.packets import Packet
from targets.asterisk.live.replies import Pending, take_packet

START = Packet((("Response", "Success"), ("EventList", "start")))
ITEM = Packet((("Event", "Item"),))
END = Packet((("Event", "ItemsComplete"), ("EventList", "Complete")))


def test_a_plain_response_is_the_whole_answer() -> None:
    pending = Pending("Ping")
    take_packet(Packet((("Response", "Success"),)), pending)
    assert pending.done.is_set()


def test_a_list_is_whole_only_with_its_last_event() -> None:
    pending = Pending("Items")
    steps = []
    for packet in (START, ITEM, END):
        take_packet(packet, pending)
        steps.append(pending.done.is_set())
    assert [False, False, True] == steps


def test_an_event_of_no_list_is_left_to_the_listeners() -> None:
    pending = Pending("Originate")
    take_packet(Packet((("Response", "Success"),)), pending)
    assert not take_packet(ITEM, pending)
