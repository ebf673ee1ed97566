"""The trace of a call: which ring a phone's sight belongs to, whatever comes late on a busy machine."""

from __future__ import annotations

from targets.asterisk.live.ami import Packet
from targets.asterisk.reader.tell import Lexicon
from targets.asterisk.source_map import SourceMap
from tenants.lab.phones import Seen
from tenants.lab.recorder import Report, moment_of
from tenants.lab.trace import Overheard, story_of

BEGAN = 1_000.0
CALLER = "PJSIP/anna-00000001"
BEN = "ben@office.example"


def dial(at: float, phone: str = BEN) -> Report:
    """The caller's channel rings a phone for two seconds."""
    return report(at, "Newexten", Application="Dial", AppData=f"PJSIP/{phone},2")


def report(at: float, event: str, **headers: str) -> Report:
    fields = {"Event": event, "Channel": CALLER, "Linkedid": "1", "Priority": "1", **headers}
    return Report(BEGAN + at, Packet(tuple(fields.items())))


def sight(at: float, number: str, phone: str = "ben") -> Seen:
    return Seen(BEGAN + at, "rings", phone, number=number)


def shown(reports: list[Report], seen: list[Seen]) -> list[tuple[str, str]]:
    """What is told of a call: whom it rang, and what they saw."""
    phones = {"ben": BEN, "ida": "ida@office.example"}
    heard = Overheard(CALLER, BEGAN, tuple(reports), tuple(seen), "486", phones)
    events = story_of(heard, Lexicon(phones=frozenset(phones.values())), SourceMap({})).events
    return [(event.verb, event.subject) for event in events]


def test_a_ring_that_is_reported_late_has_its_sight() -> None:
    assert [("shows", "<101>"), ("rings", BEN)] == shown([dial(3)], [sight(1, "101")])


def test_a_sight_that_comes_late_is_told() -> None:
    assert [("shows", "<101>"), ("rings", BEN)] == shown([dial(1)], [sight(4, "101")])


def test_each_ring_of_the_same_phone_has_its_own_sight() -> None:
    told = shown([dial(1), dial(1.5)], [sight(1.6, "101"), sight(1.7, "102")])
    expected = [("shows", "<101>"), ("rings", BEN), ("shows", "<102>"), ("rings", BEN)]
    assert expected == told


def test_a_phone_that_saw_one_ring_of_two_is_not_told_to_have_seen_both() -> None:
    told = shown([dial(1), dial(3)], [sight(1.1, "101")])
    assert [("shows", "<101>"), ("rings", BEN), ("rings", BEN)] == told


def test_a_phone_sees_nothing_of_the_ring_of_another() -> None:
    assert [("rings", BEN)] == shown([dial(1)], [sight(1, "101", "ida")])


def test_a_sight_long_before_is_of_another_ring() -> None:
    assert [("rings", BEN)] == shown([dial(20)], [sight(1, "101")])


def test_the_moment_of_an_event_is_the_switch_s_own() -> None:
    assert 1795405391.5 == moment_of(Packet((("Event", "Hangup"), ("Timestamp", "1795405391.5"))))
