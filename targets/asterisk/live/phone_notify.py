"""Phones as a running Asterisk sees them: who is in a call, who is registered since when, and telling
them by NOTIFY that there is news.

Asked with the rights that the controller has anyway. A phone is named by its endpoint's id.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Literal, TypeAlias

from targets.asterisk.live.node import NodeRefused
from targets.asterisk.live.node_link import NodeLink
from targets.asterisk.notify import event_header

PhoneState: TypeAlias = Literal["idle", "busy", "away"]
"""What a phone does: nothing; it rings, dials, talks or holds; it isn't registered here."""

MODULE = "res_pjsip_notify.so"
_UNKNOWN = "Invalid/unknown command"
_STATES: Mapping[str, PhoneState] = {"NOT_INUSE": "idle", "UNAVAILABLE": "away", "INVALID": "away"}
_PHONE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*@[A-Za-z0-9.:-]+")


def phone_states(link: NodeLink, phones: Collection[str]) -> Mapping[str, PhoneState]:
    """What each of these phones does at this moment. Whatever isn't surely idle or away counts as
    busy. NodeLost, NodeRefused."""
    listed = sorted(map(_phone, phones))
    asked = [("Getvar", {"Variable": f"DEVICE_STATE(PJSIP/{one})"}) for one in listed]
    replies = link.ask_all(asked)
    wrong = next((reply.message for reply in replies if not reply.ok), "")
    if wrong:
        raise NodeRefused(f"Asterisk doesn't tell what a phone does: {wrong}")
    said = (reply.response.get("Value") for reply in replies)
    return {one: _STATES.get(state, "busy") for one, state in zip(listed, said, strict=True)}


def notify_phones(link: NodeLink, events: Mapping[str, str]) -> Mapping[str, str]:
    """Sends each of these phones a NOTIFY with its Event header, to every place it is registered at.
    Those that it couldn't be sent to, with Asterisk's reason. NodeLost; Unwritable for no event.

    An Asterisk that was started with older settings loads the module that does it now.
    """
    asked = [
        ("PJSIPNotify", {"Endpoint": _phone(phone), "Variable": f"Event={event_header(event)}"})
        for phone, event in events.items()
    ]
    replies = link.ask_all(asked)
    if any(_UNKNOWN in reply.message for reply in replies if not reply.ok):
        link.ask("ModuleLoad", {"Module": MODULE, "LoadType": "load"})
        replies = link.ask_all(asked)
    told = zip(events, replies, strict=True)
    return {phone: reply.message for phone, reply in told if not reply.ok}


def registered_until(link: NodeLink) -> Mapping[str, int]:
    """Until when each phone that is registered at this node is so, as seconds since 1970: it grows
    with every registration. NodeLost, NodeRefused."""
    reply = link.ask("PJSIPShowContacts")
    found: dict[str, int] = {}
    for event in reply.events:
        until = event.get("ExpirationTime")
        phone = event.get("Endpoint")
        if event.get("Event") == "ContactList" and until.isdigit():
            found[phone] = max(found.get(phone, 0), int(until))
    return found


def _phone(phone: str) -> str:
    if not _PHONE.fullmatch(phone):
        raise NodeRefused(f"{phone!r} is no phone's id.")
    return phone
