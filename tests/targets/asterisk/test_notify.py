"""NOTIFY as Asterisk's file has it: every semicolon escaped, and nothing else than events."""

from __future__ import annotations

import pytest

from targets.asterisk.bundle import emit
from targets.asterisk.delivery.base import base_of
from targets.asterisk.layout import Layout
from targets.asterisk.notify import FILE, NotifyType, event_header, notify_text
from targets.asterisk.reader.conf import read_sections
from targets.asterisk.text import Unwritable
from tests.targets.asterisk import platforms
from tests.targets.asterisk.platforms import Vault

TYPES = (
    NotifyType("yealink-reboot", "check-sync;reboot=true"),
    NotifyType("cisco-check", "resync"),
)
TEXT = """\
[cisco-check]
Event = resync

[yealink-reboot]
Event = check-sync\\;reboot=true
"""


def test_each_type_is_a_section_with_its_event() -> None:
    assert TEXT == notify_text(TYPES)


def test_without_types_the_file_is_there_all_the_same() -> None:
    assert "; no phone is told anything by NOTIFY\n" == notify_text(())


@pytest.mark.parametrize(
    "event",
    ["", "a\r\nEvil: b", "a\nb", "a\0", "a b", "a,b", "a;", ";a", 'a"', "a${X}", "é", "a" * 101],
)
def test_what_is_no_event_is_refused(event: str) -> None:
    with pytest.raises(Unwritable, match="Event header"):
        event_header(event)


@pytest.mark.parametrize("name", ["", "A", "a b", "a]", "1a"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Unwritable, match="a type of NOTIFY"):
        notify_text([NotifyType(name, "resync")])


def test_the_base_of_a_node_and_the_bundle_say_the_same() -> None:
    inventory = platforms.inventory()
    base = base_of(inventory.edge, Vault(), Layout(), TYPES)
    bundle = emit(platforms.program(), inventory, Vault(), {}, notifies=TYPES)
    assert (TEXT.encode(), TEXT.encode()) == (base.files[FILE], bundle.files[FILE])


def test_asterisk_reads_the_whole_event_back() -> None:
    sections = read_sections({FILE: notify_text(TYPES).encode()}, FILE)
    events = {one.name: one.value("event") for one in sections}
    assert {one.name: one.event for one in TYPES} == events
