"""NOTIFY: how phones are told that their files are others, as `pjsip_notify.conf` has it.

Each vendor's phones listen to an Event header of their own. Which one is whose isn't known here: names
and events are given as they are. The controller says the header itself when it tells a phone; the
file is for a technician at Asterisk's console:

    pjsip send notify yealink-check endpoint alice-desk@harbour.example
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from targets.asterisk.sections import Section, section, sections_text
from targets.asterisk.text import Setting, Unwritable, setting

FILE = "pjsip_notify.conf"

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_TOKEN = r"[A-Za-z0-9._+-]+"
_EVENT = re.compile(rf"{_TOKEN}(?:;{_TOKEN}(?:={_TOKEN})?)*")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class NotifyType:
    """A NOTIFY by its name in the file: `yealink-check`, and its Event header:
    `check-sync;reboot=false`."""

    name: str
    event: str


def notify_text(types: Iterable[NotifyType]) -> str:
    """All of `pjsip_notify.conf`, sorted. Raises `Unwritable` for what is no name or no event."""
    listed = sorted(types, key=lambda one: one.name)
    return sections_text(map(_section, listed)) or "; no phone is told anything by NOTIFY\n"


def event_header(text: str) -> str:
    """An Event header's value, checked: a name and parameters. Raises `Unwritable` for anything else,
    so that no line of SIP, of a file or of the manager interface can be begun in it."""
    if len(text) > _LONGEST or not _EVENT.fullmatch(text):
        raise Unwritable("an Event header", text, "events are a name and ;parameter=value")
    return text


def _section(one: NotifyType) -> Section:
    if not _NAME.fullmatch(one.name):
        raise Unwritable("a type of NOTIFY", one.name, "it is no name the compiler makes")
    return section(one.name, ("Event", _event(one.event)))


def _event(text: str) -> Setting:
    """The header in a file, where a semicolon would begin a comment."""
    return setting(event_header(text))
