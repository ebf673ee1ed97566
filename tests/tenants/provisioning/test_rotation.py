"""Passwords in two phases: the old one goes when its phone has the new one and has registered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from targets.asterisk.live.node import NodeLost
from tenants.provisioning.rotation import EVERY, LONGEST, Rotations
from tenants.provisioning.tellable import Tellable
from tenants.provisioning.told import TellingBook, passwords_over

OLD, NEW = "north:device.anna-desk:sip#0", "north:device.anna-desk:sip#1"
ANNA = "anna-desk@n"


class Node:
    """A node, and until when phones are registered at it."""

    def __init__(self, **until: int) -> None:
        self.until = until
        self.up = True

    def registered_until(self) -> Mapping[str, int]:
        if not self.up:
            raise NodeLost("it is down")
        return {f"{name}-desk@n": until for name, until in self.until.items()}


class Change:
    """Anna's phone, whose password is being changed: it is to have `v1`, where the new one stands."""

    def __init__(self, *nodes: Node) -> None:
        self.nodes = nodes
        self.now = 1_000_000.0
        self.has = "v0"
        self.ended: list[tuple[str, str]] = []
        self.book = TellingBook.in_memory()
        self.phone = Tellable(ANNA, "north", "v1", "check", "reboot", "s", NEW, OLD)
        self.book.note([self.phone.facts], {})
        self.rotations = Rotations(
            self.book, {str(n): node for n, node in enumerate(nodes)},
            lambda phone, why: self.ended.append((phone, why)), lambda: self.now,
        )  # fmt: skip

    def look(self, later: float = EVERY) -> frozenset[str]:
        """The old passwords that are over, so much later."""
        self.now += later
        self.rotations.step({ANNA: self.phone}, {ANNA: self.has})
        return self.book.over()


def test_both_are_taken_until_the_phone_has_fetched_and_registered() -> None:
    node = Node(anna=100)
    change = Change(node)
    seen = [change.look()]
    node.until["anna"] = 200  # with the old one still
    seen.append(change.look())
    change.has = "v1"
    seen.append(change.look())
    seen.append(change.look())
    node.until["anna"] = 300
    seen.append(change.look())
    assert [frozenset()] * 4 + [frozenset({OLD})] == seen
    assert [(ANNA, "registered")] == change.ended


def test_a_phone_that_was_not_registered_when_it_fetched_needs_only_come() -> None:
    node = Node()
    change = Change(node)
    change.has = "v1"
    change.look(), change.look()
    node.until["anna"] = 50
    assert frozenset({OLD}) == change.look()


def test_any_later_version_has_the_new_password_too() -> None:
    node = Node(anna=100)
    change = Change(node)
    change.look()
    change.has, change.phone = "v1", Tellable(ANNA, "north", "v2", "check", "", "s", NEW, OLD)
    change.look()
    node.until["anna"] = 200
    assert frozenset({OLD}) == change.look()


def test_a_registration_at_another_node_counts() -> None:
    east, west = Node(anna=100), Node()
    change = Change(east, west)
    change.look()
    change.has = "v1"
    change.look()
    west.until["anna"] = 200
    assert frozenset({OLD}) == change.look()


def test_a_node_that_comes_back_makes_no_old_registration_new() -> None:
    east, west = Node(), Node(anna=100)
    change = Change(east, west)
    west.up = False
    change.has = "v1"
    change.look(), change.look()
    west.up = True
    assert frozenset() == change.look()
    assert frozenset() == change.look()


def test_who_never_fetches_has_the_old_one_for_no_longer_than_that() -> None:
    change = Change(Node(anna=100))
    before = change.look()
    assert (frozenset(), frozenset({OLD})) == (before, change.look(LONGEST + 1))
    assert [(ANNA, "too long")] == change.ended


def test_what_is_over_stays_over_and_is_told_once() -> None:
    change = Change(Node(anna=100))
    change.look(), change.look(LONGEST + 1)
    assert (frozenset({OLD}), 1) == (change.look(), len(change.ended))


def test_the_next_rotation_begins_anew() -> None:
    change = Change(Node(anna=100))
    change.look(), change.look(LONGEST + 1)
    newest = NEW.replace("#1", "#2")
    change.phone = Tellable(ANNA, "north", "v3", "check", "", "s", newest, NEW)
    change.look()
    assert (frozenset({OLD}), {NEW}) == (change.book.over(), set(change.book.rotations()))


@pytest.mark.parametrize("there", [True, False], ids=["known", "never"])
def test_others_read_what_is_over(tmp_path: Path, there: bool) -> None:
    if there:
        change = Change(Node(anna=100))
        change.rotations.book = change.book = TellingBook.open(tmp_path)
        change.look(), change.look(LONGEST + 1)
    assert (frozenset({OLD}) if there else frozenset()) == passwords_over(tmp_path)
