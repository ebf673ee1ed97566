"""Telling phones: who is told, when, with which event, and how often."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from targets.asterisk.live.node import NodeLost
from targets.asterisk.live.phone_notify import PhoneState
from tenants.provisioning.tellable import Tellable, may_reboot
from tenants.provisioning.telling import (
    AWAY_PAUSE,
    BUSY_PAUSE,
    FIRST_PAUSE,
    MOST_TIMES,
    News,
    Telling,
)
from tenants.provisioning.told import Rotation, TellingBook, VersionFacts

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()
NIGHT = datetime(2026, 11, 25, 2, tzinfo=UTC).timestamp()
CHECK, REBOOT = "check-sync;reboot=false", "check-sync;reboot=true"


def phone(name: str = "anna", version: str = "v1", **changes: Any) -> Tellable:
    """Somebody's phone, and what it is to have."""
    made = Tellable(f"{name}-desk@n", "north", version, CHECK, REBOOT, "s0", f"{name}:sip#0")
    return replace(made, **changes)


@dataclass
class Node:
    """A node where every phone is idle of which nothing else is said."""

    does: dict[str, PhoneState] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    up: bool = True
    failing: str = ""

    def states(self, phones: Collection[str]) -> Mapping[str, PhoneState]:
        if not self.up:
            raise NodeLost("it is down")
        self.asked += phones
        return {one: self.does.get(one, "idle") for one in phones}

    def notify(self, events: Mapping[str, str]) -> Mapping[str, str]:
        self.told += events.items()
        return dict.fromkeys(events, self.failing) if self.failing else {}

    def registered_until(self) -> Mapping[str, int]:
        return {}


class Office:
    """A telling with a node, what phones have fetched, and clocks that somebody turns."""

    def __init__(self, book: TellingBook | None = None, nodes: Mapping[str, Node] | None = None,
                 per_second: int = 20) -> None:  # fmt: skip
        self.node = Node()
        self.has: dict[str, str] = {}
        self.now = NOON
        self.news: list[News] = []
        self.book = book or TellingBook.in_memory()
        self.telling = Telling(
            self.book, nodes or {"main": self.node}, lambda id: self.has.get(id, ""),
            hear=self.news.append, per_second=per_second, clock=lambda: self.now,
            forward=lambda: self.now,
        )  # fmt: skip

    def want(self, *phones: Tellable) -> None:
        self.telling.want(phones)

    def after(self, seconds: float) -> list[tuple[str, str]]:
        """What is told by one step so much later."""
        self.now += seconds
        before = len(self.node.told)
        self.telling.step()
        return self.node.told[before:]

    def fetches(self, one: Tellable) -> None:
        self.has[one.id] = one.version
        self.telling.downloaded(one.id)


@pytest.fixture
def office() -> Office:
    return Office()


# --- who is told --------------------------------------------------------------------------------


def test_a_phone_that_has_what_it_is_to_have_is_not_told(office: Office) -> None:
    office.has = {"anna-desk@n": "v1"}
    office.want(phone())
    assert ([], []) == (office.after(0), office.node.asked)


def test_a_phone_that_fetched_something_else_is_told_once(office: Office) -> None:
    office.has = {"anna-desk@n": "v0"}
    office.want(phone(), phone("ben", "v0"))
    office.has["ben-desk@n"] = "v0"
    told = [office.after(0), office.after(1), office.after(FIRST_PAUSE - 2)]
    assert [[("anna-desk@n", CHECK)], [], []] == told


def test_only_the_phone_whose_files_changed_is_told(office: Office) -> None:
    office.has = {"anna-desk@n": "v1", "ben-desk@n": "v1"}
    office.want(phone(), phone("ben"))
    office.after(0)
    office.want(phone(), phone("ben", "v2"))
    assert [("ben-desk@n", CHECK)] == office.after(1)


def test_a_phone_that_can_not_be_told_is_left_to_look_by_itself(office: Office) -> None:
    office.want(phone(check="", reboot=""))
    assert [] == office.after(0)


def test_a_phone_that_fetched_is_forgotten(office: Office) -> None:
    office.want(phone())
    office.after(0)
    office.fetches(phone())
    office.after(1)
    assert {} == office.book.told


# --- never in a call ----------------------------------------------------------------------------


def test_a_phone_in_a_call_is_told_when_it_has_hung_up(office: Office) -> None:
    office.node.does["anna-desk@n"] = "busy"
    office.want(phone())
    during = [office.after(0), office.after(BUSY_PAUSE), office.after(BUSY_PAUSE)]
    del office.node.does["anna-desk@n"]
    assert ([[], [], []], [("anna-desk@n", CHECK)]) == (during, office.after(BUSY_PAUSE))


def test_a_call_costs_no_attempt(office: Office) -> None:
    office.node.does["anna-desk@n"] = "busy"
    office.want(phone())
    office.after(0)
    assert {} == office.book.told


def test_a_phone_that_is_not_registered_is_looked_at_again_later(office: Office) -> None:
    office.node.does["anna-desk@n"] = "away"
    office.want(phone())
    office.after(0)
    office.node.does.clear()
    assert ([], [("anna-desk@n", CHECK)]) == (office.after(AWAY_PAUSE - 1), office.after(1))


# --- waves --------------------------------------------------------------------------------------


def test_not_more_are_told_in_a_second_than_may_be() -> None:
    office = Office(per_second=3)
    office.want(*(phone(f"p{n}") for n in range(8)))
    assert [3, 0, 0, 3, 2] == [len(office.after(s)) for s in (0, 0.4, 0.4, 0.4, 1)]


def test_busy_phones_keep_no_others_waiting() -> None:
    office = Office(per_second=1)
    busy = [phone(f"p{n}") for n in range(20)]
    office.node.does = {one.id: "busy" for one in busy}
    office.want(*busy, phone("zoe"))
    told = [one for _ in range(8) for one in office.after(1)]
    assert [("zoe-desk@n", CHECK)] == told


# --- again, and given up ------------------------------------------------------------------------


def test_who_does_not_fetch_is_told_again_after_a_while_that_grows(office: Office) -> None:
    office.want(phone())
    times = [office.now for _ in range(200_000 // 60) if office.after(60)]
    assert MOST_TIMES == len(times)
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps == sorted(gaps)
    assert (FIRST_PAUSE, True) == (gaps[0], gaps[-1] >= 3 * 3600)


def test_a_phone_is_given_up_with_a_word(office: Office) -> None:
    office.want(phone())
    for _ in range(200_000 // 60):
        office.after(60)
    assert ["told"] * MOST_TIMES + ["gave up"] == [one.what for one in office.news]


def test_news_begins_the_count_anew(office: Office) -> None:
    office.want(phone())
    for _ in range(200_000 // 60):
        office.after(60)
    office.want(phone(version="v2"))
    assert [("anna-desk@n", CHECK)] == office.after(1)


def test_what_can_not_be_sent_is_told_and_tried_again(office: Office) -> None:
    office.node.failing = "no such endpoint"
    office.want(phone())
    office.after(0)
    office.node.failing = ""
    assert [("failed", "no such endpoint")] == [(one.what, one.why) for one in office.news]
    assert [("anna-desk@n", CHECK)] == office.after(FIRST_PAUSE)


# --- starting anew ------------------------------------------------------------------------------


def reboots(office: Office, now: float, **changes: Any) -> list[tuple[str, str]]:
    """What a phone is told that has something for which it must start anew."""
    office.now, office.has = now, {"anna-desk@n": "v0"}
    before = phone(version="v0")
    office.book.note([before.facts], {})
    office.want(phone(version="v1", starting="s1", **changes))
    return office.after(0)


def test_a_phone_starts_anew_in_its_hours_only(office: Office) -> None:
    assert [] == reboots(office, NOON)
    assert [("anna-desk@n", REBOOT)] == office.after(NIGHT - NOON)


def test_a_phone_whose_change_needs_no_start_keeps_running_at_night(office: Office) -> None:
    office.now, office.has = NIGHT, {"anna-desk@n": "v0"}
    office.book.note([phone(version="v0").facts], {})
    office.want(phone(version="v1"))
    assert [("anna-desk@n", CHECK)] == office.after(0)


def test_hours_are_those_of_the_account_s_zone(office: Office) -> None:
    assert [("anna-desk@n", REBOOT)] == reboots(office, NOON, zone="Pacific/Auckland")


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(("01:00", "05:00"), False), (("11:30", "12:01"), True), (("22:00", "12:30"), True),
     (("22:00", "12:00"), False)],
)  # fmt: skip
def test_hours_may_go_past_midnight(hours: tuple[str, str], expected: bool) -> None:
    assert expected == may_reboot(hours, "UTC", NOON)


def test_of_what_was_never_known_no_start_is_asked(office: Office) -> None:
    office.has = {"anna-desk@n": "older than we know"}
    office.want(phone(starting="s1"))
    assert [("anna-desk@n", CHECK)] == office.after(0)


# --- asked for ----------------------------------------------------------------------------------


def test_who_is_asked_to_be_told_is_told_whatever_he_has(office: Office) -> None:
    office.has = {"anna-desk@n": "v1"}
    office.want(phone())
    office.after(0)
    assert office.telling.ask("anna-desk@n", "tell")
    assert ([("anna-desk@n", CHECK)], []) == (office.after(0), office.after(FIRST_PAUSE))


def test_a_start_that_is_asked_for_waits_for_no_hours_but_for_the_call(office: Office) -> None:
    office.has = {"anna-desk@n": "v1"}
    office.want(phone())
    office.after(0)
    office.telling.ask("anna-desk@n", "reboot")
    office.node.does["anna-desk@n"] = "busy"
    during = office.after(0)
    office.node.does.clear()
    assert ([], [("anna-desk@n", REBOOT)]) == (during, office.after(BUSY_PAUSE))


def test_who_was_given_up_can_be_asked_for(office: Office) -> None:
    office.want(phone())
    for _ in range(200_000 // 60):
        office.after(60)
    office.telling.ask("anna-desk@n", "tell")
    assert [("anna-desk@n", CHECK)] == office.after(0)


def test_nobody_can_ask_for_a_phone_that_is_none(office: Office) -> None:
    office.want(phone())
    office.after(0)
    assert not office.telling.ask("nobody@n", "tell")


# --- several nodes ------------------------------------------------------------------------------


def test_a_phone_is_told_by_the_node_where_it_is_registered() -> None:
    east, west = Node(does={"anna-desk@n": "away"}), Node()
    office = Office(nodes={"east": east, "west": west})
    office.want(phone())
    office.after(0)
    assert ([], [("anna-desk@n", CHECK)]) == (east.told, west.told)


def test_a_call_at_one_node_is_a_call() -> None:
    east, west = Node(does={"anna-desk@n": "busy"}), Node()
    office = Office(nodes={"east": east, "west": west})
    office.want(phone())
    office.after(0)
    assert ([], []) == (east.told, west.told)


def test_a_node_that_is_down_keeps_no_other_back() -> None:
    east, west = Node(up=False), Node()
    office = Office(nodes={"east": east, "west": west})
    office.want(phone())
    office.after(0)
    assert [("anna-desk@n", CHECK)] == west.told


def test_a_node_that_does_not_serve_the_account_is_not_asked() -> None:
    east, west = Node(), Node()
    office = Office(nodes={"east": east, "west": west})
    office.want(phone(nodes=("west",)))
    office.after(0)
    assert ([], ["anna-desk@n"]) == (east.asked, west.asked)


# --- a new start of the controller --------------------------------------------------------------


def test_a_new_start_tells_nobody_twice_and_forgets_no_count(tmp_path: Path) -> None:
    first = Office(TellingBook.open(tmp_path))
    first.want(phone())
    assert [("anna-desk@n", CHECK)] == first.after(0)
    first.book.close()
    again = Office(TellingBook.open(tmp_path))
    again.want(phone())
    assert ([], [("anna-desk@n", CHECK)]) == (again.after(1), again.after(FIRST_PAUSE))
    assert 2 == again.book.told["anna-desk@n"].times


def test_before_everything_is_known_nothing_is_forgotten(tmp_path: Path) -> None:
    first = Office(TellingBook.open(tmp_path))
    first.want(phone())
    first.after(0)
    again = Office(first.book)
    again.telling.want([], whole=False)
    again.after(1)
    kept = dict(again.book.told)
    again.telling.want([], whole=True)
    again.after(1)
    assert (1, 0) == (len(kept), len(again.book.told))


def test_a_damaged_book_makes_place_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "telling.sqlite3").write_bytes(b"nothing like a database, but long enough" * 99)
    office = Office(TellingBook.open(tmp_path))
    office.want(phone())
    assert [("anna-desk@n", CHECK)] == office.after(0)


def test_old_versions_that_no_phone_has_are_forgotten(office: Office) -> None:
    for number in range(30):
        facts = VersionFacts("a", f"v{number}", "s", "x")
        office.book.note([facts], {"a": "v0"})
    known = [n for n in range(30) if office.book.facts("a", f"v{n}")]
    assert [0, *range(22, 30)] == known


def test_what_is_over_stays_over_though_its_phone_is_gone(office: Office) -> None:
    facts = VersionFacts("gone", "v1", "s", "x")
    office.book.note([facts], {})
    office.book.begin([Rotation("over#0", "gone", NOON), Rotation("begun#0", "gone", NOON)])
    office.book.end("over#0", NOON)
    office.want(phone())
    office.after(0)
    assert (frozenset({"over#0"}), {}, None) == (
        office.book.over(), office.book.rotations(), office.book.facts("gone", "v1"),
    )  # fmt: skip
